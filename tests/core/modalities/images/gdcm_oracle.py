"""What GDCM makes of a DICOM file, in a process of its own.

It loads its libraries for all to see, and whatever shares a name with them in the same process would call them.
"""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

import numpy as np


def values_by_gdcm(path: Path) -> np.ndarray:
    """The stored values of all frames, with their sign: [frames, height, width], or with an axis of colours behind."""
    return _oracle().submit(_read, str(path)).result()


@cache
def _oracle() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))


def _read(path: str) -> np.ndarray:
    import gdcm

    reader = gdcm.ImageReader()
    reader.SetFileName(path)
    if not reader.Read():
        raise ValueError("GDCM does not read this file.")
    image = reader.GetImage()
    kind = image.GetPixelFormat()
    dtype = np.dtype(f"{'i' if kind.GetPixelRepresentation() else 'u'}{kind.GetBitsAllocated() // 8}")
    values = np.frombuffer(image.GetBuffer().encode("utf-8", "surrogateescape"), dtype)
    unused = kind.GetBitsAllocated() - kind.GetBitsStored()
    if dtype.kind == "i":  # of JPEG-LS it leaves the bits above a negative value as they are
        values = values << unused >> unused
    width, height, samples = image.GetDimension(0), image.GetDimension(1), kind.GetSamplesPerPixel()
    if samples == 1:
        return values.reshape(-1, height, width)
    if image.GetPlanarConfiguration():
        return np.moveaxis(values.reshape(-1, samples, height, width), 1, -1)
    return values.reshape(-1, height, width, samples)
