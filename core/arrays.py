"""Named arrays in one file: NumPy's .npz, uncompressed, which carries a checksum of each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np


def write_arrays(file: Path, arrays: Mapping[str, np.ndarray]) -> None:
    """Write to just this path: NumPy, given a path, would lengthen it by .npz."""
    with open(file, "wb") as opened:
        np.savez(opened, **arrays)  # type: ignore[arg-type]  # its stub takes any name for `allow_pickle`


def read_arrays(file: Path) -> dict[str, np.ndarray]:
    """Raises OSError, ValueError, KeyError or zipfile.BadZipFile where the file is missing or damaged."""
    with np.load(file) as archive:
        return {name: archive[name] for name in archive.files}
