"""Small image files to test with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from pydicom.dataset import Dataset, FileMetaDataset

from tests.core.modalities.images.dicom_encoding import RLE, compressed

IMPLICIT = "1.2.840.10008.1.2"
EXPLICIT = "1.2.840.10008.1.2.1"
DEFLATED = "1.2.840.10008.1.2.1.99"
BIG_ENDIAN = "1.2.840.10008.1.2.2"
PLAIN_SYNTAXES = (IMPLICIT, EXPLICIT, DEFLATED, BIG_ENDIAN)


def write_picture(path: Path, seed: int = 0, size: tuple[int, int] = (12, 10)) -> Path:
    """A noisy colour image of width and height `size`; another seed is another content."""
    width, height = size
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    return write_pixels(path, pixels)


def write_pixels(path: Path, pixels: np.ndarray) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path)
    return path


def write_classes(folder: Path, count: int = 3, classes: tuple[str, ...] = ("cat", "dog")) -> Path:
    """A folder per class with `count` different images each."""
    for number, label in enumerate(classes):
        for image in range(count):
            write_picture(folder / label / f"{image}.png", seed=1000 * number + image)
    return folder


def write_dicom(path: Path, pixels: np.ndarray, syntax: str = EXPLICIT, preamble: bool = True, **elements: Any) -> Path:
    """A secondary capture of one frame [height, width], of colours [height, width, 3], or of many frames with
    NumberOfFrames among the `elements`; these go before what the pixels say. `syntax` is uncompressed or encodes."""
    dataset = Dataset()
    dataset.SOPClassUID = "1.2.840.10008.5.1.4.1.1.7"
    dataset.SOPInstanceUID = "1.2.3.4"
    dataset.PatientID = "P1"
    is_colour = pixels.shape[-1] == 3
    dataset.SamplesPerPixel = 3 if is_colour else 1
    dataset.PhotometricInterpretation = "RGB" if is_colour else "MONOCHROME2"
    if is_colour:
        dataset.PlanarConfiguration = 0
    dataset.Rows, dataset.Columns = pixels.shape[-3:-1] if is_colour else pixels.shape[-2:]
    bits = 8 * pixels.dtype.itemsize
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = bits, bits, bits - 1
    dataset.PixelRepresentation = int(pixels.dtype.kind == "i")
    for keyword, value in elements.items():
        setattr(dataset, keyword, value)
    big = syntax == BIG_ENDIAN
    dataset.PixelData = pixels.astype(pixels.dtype.newbyteorder(">" if big else "<")).tobytes()
    dataset["PixelData"].VR = "OW" if bits > 8 else "OB"
    meta: Any = FileMetaDataset()
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    meta.MediaStorageSOPInstanceUID = "1.2.3.4"
    meta.TransferSyntaxUID = syntax if syntax in PLAIN_SYNTAXES else EXPLICIT
    dataset.file_meta = meta
    if syntax == RLE:
        dataset.compress(syntax)
    elif syntax not in PLAIN_SYNTAXES:
        compressed(dataset, pixels, syntax)
    path.parent.mkdir(parents=True, exist_ok=True)
    if preamble:
        dataset.save_as(path, enforce_file_format=True)
    else:
        del dataset.file_meta
        dataset.save_as(path, implicit_vr=syntax == IMPLICIT, little_endian=not big)
    return path


def write_dicom_object(path: Path, sop_class: str, **elements: Any) -> Path:
    """A DICOM object without pixels."""
    dataset = Dataset()
    dataset.SOPClassUID = sop_class
    dataset.PatientID = "P1"
    dataset.PatientName = "Doe^Jane"
    for keyword, value in elements.items():
        setattr(dataset, keyword, value)
    meta: Any = FileMetaDataset()
    meta.MediaStorageSOPClassUID = sop_class
    meta.MediaStorageSOPInstanceUID = "1.2.3.4"
    meta.TransferSyntaxUID = EXPLICIT
    dataset.file_meta = meta
    dataset.save_as(path, enforce_file_format=True)
    return path
