"""Read the tensors of a safetensors file with NumPy alone."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np

from resources.pretrained.checkpoint import Weights

NUMPY_TYPES: dict[str, np.dtype] = {
    "F32": np.dtype("<f4"),
    "F16": np.dtype("<f2"),
    "I64": np.dtype("<i8"),
    "I32": np.dtype("<i4"),
}
#: a safetensors file begins with the length of its header: an unsigned integer of 64 bits
BYTES_OF_LENGTH = 8


def read_safetensors(path: Path) -> Weights:
    """Return the values of each tensor by its name. Raise ValueError or KeyError for any other file."""
    data = path.read_bytes()
    start = BYTES_OF_LENGTH + int.from_bytes(data[:BYTES_OF_LENGTH], "little")
    header = json.loads(data[BYTES_OF_LENGTH:start])
    return {name: _tensor(data, start, **entry) for name, entry in header.items() if name != "__metadata__"}


def _tensor(data: bytes, start: int, *, dtype: str, shape: list[int], data_offsets: tuple[int, int]) -> np.ndarray:
    begin, end = data_offsets
    kind, count = NUMPY_TYPES[dtype], math.prod(shape)
    if end - begin != count * kind.itemsize:
        raise ValueError("The tensor does not take the place that it is said to take.")
    return np.frombuffer(data, kind, count, start + begin).reshape(shape)
