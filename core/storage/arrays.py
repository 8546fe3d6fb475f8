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
    """Raise OSError where the file cannot be read, and ValueError where it is damaged."""
    try:
        with open(file, "rb") as opened, np.load(opened) as archive:  # given a path, NumPy leaves a damaged file open
            return {name: archive[name] for name in archive.files}
    except OSError:
        raise
    except Exception as error:  # damaged bytes make NumPy and zipfile raise almost anything
        raise ValueError("a damaged file of arrays") from error
