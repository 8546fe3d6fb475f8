"""What two ways of computing the same may differ by: the contract of docs/architecture.md, and no more."""

from __future__ import annotations

import numpy as np

from core.process.arithmetic import is_onednn_on

#: of the largest value
UNITS_IN_THE_LAST_PLACE = 16


def assert_same_but_for_fused_kernels(found: np.ndarray, expected: np.ndarray) -> None:
    """Equal to the bit; where oneDNN joins kernels, which a cut between them prevents, to some last digits."""
    if not is_onednn_on():
        np.testing.assert_array_equal(found, expected)
        return
    unit = np.finfo(expected.dtype).eps * float(np.abs(expected).max())
    np.testing.assert_allclose(found, expected, rtol=0, atol=UNITS_IN_THE_LAST_PLACE * unit)
