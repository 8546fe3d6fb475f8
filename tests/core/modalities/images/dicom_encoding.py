"""Compressed DICOM files to test with: every transfer syntax that is read, encoded by imagecodecs or by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from imagecodecs import jpeg2k_encode, jpeg8_encode, jpegls_encode, jpegxl_encode
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.uid import UID

BASELINE = "1.2.840.10008.1.2.4.50"
EXTENDED = "1.2.840.10008.1.2.4.51"
LOSSLESS = "1.2.840.10008.1.2.4.57"
LOSSLESS_SV1 = "1.2.840.10008.1.2.4.70"
JPEG_LS = "1.2.840.10008.1.2.4.80"
JPEG_LS_NEAR = "1.2.840.10008.1.2.4.81"
JPEG_2000_LOSSLESS = "1.2.840.10008.1.2.4.90"
JPEG_2000 = "1.2.840.10008.1.2.4.91"
JPEG_XL_LOSSLESS = "1.2.840.10008.1.2.4.110"
JPEG_XL = "1.2.840.10008.1.2.4.112"
HT_JPEG_2000_LOSSLESS = "1.2.840.10008.1.2.4.201"
HT_JPEG_2000 = "1.2.840.10008.1.2.4.203"
RLE = "1.2.840.10008.1.2.5"


def lossless_jpeg(pixels: np.ndarray, bits: int, predictor: int = 1) -> bytes:
    return bytes(jpeg8_encode(pixels, lossless=True, predictor=predictor, bitspersample=bits))


def jpeg(pixels: np.ndarray, bits: int = 8, level: int = 95) -> bytes:
    """Grey, or red, green and blue as luminance and two of colour, with a marker of JFIF."""
    return bytes(jpeg8_encode(pixels, level=level, bitspersample=bits))


def jpeg_2000(pixels: np.ndarray, level: int = 0) -> bytes:
    return bytes(jpeg2k_encode(pixels, level=level, codecformat="J2K", reversible=not level))


#: by transfer syntax: what keeps every value
KEEPING: dict[str, Callable[[np.ndarray, int], bytes]] = {
    LOSSLESS: lambda pixels, bits: lossless_jpeg(pixels, bits, predictor=6),
    LOSSLESS_SV1: lossless_jpeg,
    JPEG_LS: lambda pixels, _: bytes(jpegls_encode(pixels)),
    JPEG_2000_LOSSLESS: lambda pixels, _: jpeg_2000(pixels),
    JPEG_XL_LOSSLESS: lambda pixels, bits: bytes(jpegxl_encode(pixels, lossless=True, bitspersample=bits)),
}


def save(dataset: Dataset, path: Path) -> None:
    """Write a data set, also under the transfer syntaxes that are newer than pydicom's list."""
    syntax = dataset.file_meta.TransferSyntaxUID
    if syntax not in (JPEG_XL_LOSSLESS, JPEG_XL):
        dataset.save_as(path)
        return
    dataset.file_meta.TransferSyntaxUID = UID(HT_JPEG_2000)  # a name of the same length
    dataset.save_as(path)
    dataset.file_meta.TransferSyntaxUID = syntax
    path.write_bytes(path.read_bytes().replace(HT_JPEG_2000.encode(), syntax.encode(), 1))


def encapsulated(dataset: Dataset, frames: Sequence[bytes], syntax: str, has_table: bool = True) -> None:
    """Put compressed frames in place of the pixels of a data set."""
    dataset.PixelData = encapsulate(list(frames), has_bot=has_table)
    dataset["PixelData"].VR = "OB"
    dataset["PixelData"].is_undefined_length = True
    dataset.file_meta.TransferSyntaxUID = UID(syntax)


def compressed(dataset: Dataset, pixels: np.ndarray, syntax: str, **options: Any) -> None:
    """Compress the pixels of a data set, which it holds bare, so that every value is kept."""
    count = int(dataset.get("NumberOfFrames") or 1)
    frames = pixels if count > 1 else [pixels]
    encode = KEEPING[syntax]
    values = [one if syntax == JPEG_2000_LOSSLESS else one.view(f"u{one.itemsize}") for one in frames]
    encapsulated(dataset, [encode(one, dataset.BitsStored) for one in values], syntax, **options)
