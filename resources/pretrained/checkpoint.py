"""Read the tensors of a PyTorch checkpoint with NumPy alone, and run none of the code that it may name."""

from __future__ import annotations

import collections
import io
import pickle
import struct
import zipfile
from pathlib import Path
from typing import IO, Any

import numpy as np

#: the storage classes of PyTorch that published image networks use
NUMPY_TYPES: dict[str, np.dtype] = {"FloatStorage": np.dtype(np.float32), "LongStorage": np.dtype(np.int64)}

Weights = dict[str, np.ndarray]


def read_checkpoint(path: Path) -> Weights:
    """Read a state dictionary, in PyTorch's zip format or the older one: the name of each tensor and its values.

    Raises pickle.UnpicklingError where the file holds anything but tensors.
    """
    tensors = _read_zip(path) if zipfile.is_zipfile(path) else _read_stream(path)
    return {name: tensor.array() for name, tensor in tensors.items() if isinstance(tensor, _Tensor)}


class _Storage:
    """A run of numbers that tensors are views of. The values come later in the file than the tensors."""

    def __init__(self, dtype: np.dtype):
        self.dtype = dtype
        self.values = np.empty(0, dtype)


class _Tensor:
    """Takes the place of `torch._utils._rebuild_tensor_v2`, with its arguments."""

    def __init__(self, storage: _Storage, offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: Any):
        self._storage, self._offset, self._shape, self._strides = storage, offset, tuple(shape), strides

    def array(self) -> np.ndarray:
        values = self._storage.values[self._offset :]
        strides = [step * values.itemsize for step in self._strides]
        return np.lib.stride_tricks.as_strided(values, self._shape, strides).copy()


class _TensorsOnly(pickle.Unpickler):
    """Refuses every class but the few that a dictionary of tensors is made of."""

    def __init__(self, file: IO[bytes], storages: dict[str, _Storage]):
        super().__init__(file)
        self._storages = storages

    def find_class(self, module: str, name: str) -> Any:
        match module, name:
            case "collections", "OrderedDict":
                return collections.OrderedDict
            case "torch._utils", "_rebuild_tensor_v2" | "_rebuild_tensor":
                return _Tensor
            case "torch._utils", "_rebuild_parameter":
                return _first
            case "torch", _ if name in NUMPY_TYPES:
                return name
        raise pickle.UnpicklingError(f"A checkpoint has no business with “{module}.{name}”.")

    def persistent_load(self, reference: Any) -> _Storage:
        _, storage_class, key = reference[:3]
        return self._storages.setdefault(key, _Storage(NUMPY_TYPES[storage_class]))


def _first(tensor: _Tensor, *_: Any) -> _Tensor:
    return tensor


def _read_zip(path: Path) -> dict[str, Any]:
    storages: dict[str, _Storage] = {}
    with zipfile.ZipFile(path) as archive:
        index = next(name for name in archive.namelist() if name.endswith("data.pkl"))
        tensors = _TensorsOnly(io.BytesIO(archive.read(index)), storages).load()
        for key, storage in storages.items():
            raw = archive.read(f"{index.removesuffix('data.pkl')}data/{key}")
            storage.values = np.frombuffer(raw, storage.dtype)
    return tensors


def _read_stream(path: Path) -> dict[str, Any]:
    storages: dict[str, _Storage] = {}
    with open(path, "rb") as file:
        for _ in range(3):  # magic number, protocol version, system info
            _TensorsOnly(file, storages).load()
        tensors: dict[str, Any] = _TensorsOnly(file, storages).load()
        for key in _TensorsOnly(file, storages).load():
            (count,) = struct.unpack("<q", file.read(8))
            storage = storages[key]
            storage.values = np.frombuffer(file.read(count * storage.dtype.itemsize), storage.dtype)
    return tensors
