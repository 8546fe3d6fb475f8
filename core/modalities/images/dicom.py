"""DICOM: what the headers of its files say, and their frames as pixels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from core.messages import Message
from core.modalities.images.dicom_codecs import is_raised, stored_values
from core.modalities.images.dicom_colour import palette_colours, plain_colours
from core.modalities.images.dicom_file import dicom_problems, opened_dicom, pixel_element
from core.modalities.images.dicom_frames import (
    Fragment,
    PixelElement,
    bits_of_frame,
    compressed_frames,
    is_encapsulated,
    native_frames,
    read_frame,
)
from core.modalities.images.dicom_grey import greys_of
from core.modalities.images.dicom_kinds import check_is_picture, compression_not_read, without_pixels
from core.modalities.images.dicom_numbers import first_number
from core.modalities.images.dicom_tags import ACQUISITION_TAGS, acquisition_of, text_of
from core.modalities.images.header import Header
from core.modalities.images.preprocessing import ImageProblem, ReadOptions
from core.modalities.images.problems import CUT_OFF, check_size, each_within
from core.modalities.images.windowing import shown_as_grey

DICOM_ENDINGS = frozenset((".dcm", ".dicom", ".dic", ".ima"))
SHAPE_TAGS = (
    "SOPClassUID",
    "Modality",
    "SamplesPerPixel",
    "PhotometricInterpretation",
    "PlanarConfiguration",
    "NumberOfFrames",
    "Rows",
    "Columns",
    "BitsAllocated",
    "BitsStored",
    "HighBit",
    "PixelRepresentation",
)
SHADE_TAGS = (
    "RescaleSlope",
    "RescaleIntercept",
    "ModalityLUTSequence",
    "VOILUTSequence",
    "VOILUTFunction",
    "WindowCenter",
    "WindowWidth",
    "SharedFunctionalGroupsSequence",
)
PIXEL_TAGS = (
    *SHAPE_TAGS,
    *SHADE_TAGS,
    "PixelPaddingValue",
    "PixelPaddingRangeLimit",
    "PerFrameFunctionalGroupsSequence",
    *(
        f"{segmented}{colour}PaletteColorLookupTable{part}"
        for colour in ("Red", "Green", "Blue")
        for segmented, part in (("", "Descriptor"), ("", "Data"), ("Segmented", "Data"))
    ),
)
HEADER_TAGS = (*SHAPE_TAGS, *SHADE_TAGS, *ACQUISITION_TAGS, "PatientID", "InstitutionName")
#: all that the decoders bring to red, green and blue; the others are retired, or only in videos
COLOURS = ("RGB", "YBR_FULL", "YBR_FULL_422", "YBR_ICT", "YBR_RCT")
PALETTE = "PALETTE COLOR"
OF_ONE_CHANNEL = ("MONOCHROME1", "MONOCHROME2", PALETTE)
BITS_OF_FLOATS = {"FloatPixelData": 32, "DoubleFloatPixelData": 64}
#: transfer syntaxes of the standard; in others uncompressed pixels may lie in any way
OF_STANDARD = "1.2.840.10008.1.2"


@dataclass(frozen=True, kw_only=True)
class _Pixels:
    """Where the pixels lie, and how many pictures there are."""

    element: PixelElement
    count: int
    #: of compressed pictures, the parts of each
    frames: tuple[tuple[Fragment, ...], ...] | None = None

    @property
    def has_fractions(self) -> bool:
        return self.element.keyword in BITS_OF_FLOATS


def dicom_header(path: Path, options: ReadOptions, label: str = "") -> Header:
    """Return the header without reading the pixel data. `label` is the keyword of a tag, or ""."""
    tags = (*HEADER_TAGS, label) if label else HEADER_TAGS
    with dicom_problems(), opened_dicom(path, tags) as (dataset, file):
        element = _checked_element(dataset, file, options)
        pixels = _pixels(dataset, file, element)
        if dataset.SamplesPerPixel == 1 and dataset.PhotometricInterpretation != PALETTE:
            greys_of(dataset, 0)
        return Header(
            width=dataset.Columns,
            height=dataset.Rows,
            bits=_bits(dataset, pixels),
            frames=pixels.count,
            patient=text_of(dataset, "PatientID"),
            site=text_of(dataset, "InstitutionName"),
            label=text_of(dataset, label) if label else "",
            acquisition=acquisition_of(dataset),
        )


def read_dicom(path: Path, numbers: Sequence[int], options: ReadOptions) -> Iterator[np.ndarray]:
    """Yield these frames: [height, width, 3] uint8 0..255, or float32 0..1 where deeper than 8 bits."""
    return each_within(dicom_problems, _frames(path, numbers, options))


def _frames(path: Path, numbers: Sequence[int], options: ReadOptions) -> Iterator[np.ndarray]:
    with opened_dicom(path, PIXEL_TAGS) as (dataset, file):
        element = _checked_element(dataset, file, options)
        pixels = _pixels(dataset, file, element, asked=max(numbers) + 1)
        bits = _bits(dataset, pixels)
        for number, stored in zip(numbers, _stored(dataset, file, pixels, numbers), strict=True):
            if dataset.SamplesPerPixel == 3:
                yield plain_colours(stored, dataset.BitsStored)
            elif dataset.PhotometricInterpretation == PALETTE:
                yield palette_colours(stored, dataset, is_deep=bits > 8)
            elif bits > 8:
                greys = greys_of(dataset, number, has_fractions=pixels.has_fractions)
                yield shown_as_grey(greys.shades(stored, options.window))
            else:
                yield shown_as_grey(greys_of(dataset, number).shades_of_8_bits(stored, dataset.BitsStored))


def _checked_element(dataset: Any, file: BinaryIO, options: ReadOptions) -> PixelElement:
    """Fill in what old files leave out. Raise ImageProblem for what is no picture, or cannot be decoded."""
    check_is_picture(dataset)
    element = pixel_element(dataset, file)
    if element is None:
        raise without_pixels(dataset)
    for name, value in _defaults(dataset, element).items():
        if dataset.get(name) in (None, ""):
            setattr(dataset, name, value)
    dataset.PhotometricInterpretation = text_of(dataset, "PhotometricInterpretation").upper()
    if not dataset.get("Rows") or not dataset.get("Columns"):
        raise ImageProblem(Message("size-unknown"))
    check_size(dataset.Columns, dataset.Rows, options.most_pixels)
    _check_colours(dataset)
    if not 1 <= dataset.BitsStored <= dataset.BitsAllocated:
        raise ImageProblem(Message("more-bits-than-room"))
    return element


def _check_colours(dataset: Any) -> None:
    """Raise ImageProblem for colours that nothing here turns into red, green and blue, or that nobody understands."""
    colours = dataset.PhotometricInterpretation
    known = {1: OF_ONE_CHANNEL, 3: COLOURS}.get(dataset.SamplesPerPixel, ())
    is_converted = colours.startswith("YBR_FULL") and dataset.BitsStored > 8
    if colours not in known or (is_converted and dataset.SamplesPerPixel == 3):
        raise ImageProblem(Message("colours-not-read", colours=str(colours)))
    if dataset.SamplesPerPixel == 3 and dataset.BitsStored > 8 and dataset.PixelRepresentation:
        raise ImageProblem(Message("colours-with-signs"))


def _defaults(dataset: Any, element: PixelElement) -> dict[str, Any]:
    bits = BITS_OF_FLOATS.get(element.keyword, 16)
    return {
        "SamplesPerPixel": 1,
        "PhotometricInterpretation": "RGB" if dataset.get("SamplesPerPixel") == 3 else "MONOCHROME2",
        "PlanarConfiguration": 0,
        "PixelRepresentation": 0,
        "BitsAllocated": bits,
        "BitsStored": dataset.get("BitsAllocated") or bits,
    }


def _pixels(dataset: Any, file: BinaryIO, element: PixelElement, asked: int | None = None) -> _Pixels:
    """Raise ImageProblem where the pixel data contradicts what is said of it.

    Of a file that is cut off, the pictures before the cut are read where not more than these are `asked` for.
    """
    claimed = int(first_number(dataset, "NumberOfFrames") or 1)
    if is_encapsulated(file, element, -(-claimed * bits_of_frame(dataset) // 8)):
        frames = compressed_frames(file, element, claimed if asked is None else asked)
        if not frames:
            raise compression_not_read(_syntax(dataset))
        return _Pixels(element=element, count=len(frames), frames=tuple(frames))
    if _syntax(dataset) and not _syntax(dataset).startswith(OF_STANDARD):
        raise compression_not_read(_syntax(dataset))
    return _Pixels(element=element, count=native_frames(dataset, file, element, claimed, asked))


def _stored(dataset: Any, file: BinaryIO, pixels: _Pixels, numbers: Sequence[int]) -> Iterator[np.ndarray]:
    """Yield the stored values of these frames: [height, width], or [height, width, 3] red, green, blue."""
    if max(numbers) >= pixels.count:
        raise ImageProblem(CUT_OFF)
    if pixels.frames is None:
        yield from _native_values(dataset, file, pixels, numbers)
        return
    for number in numbers:
        yield stored_values(read_frame(file, pixels.frames[number]), dataset)


def _native_values(dataset: Any, file: BinaryIO, pixels: _Pixels, numbers: Sequence[int]) -> Iterator[np.ndarray]:
    """Yield uncompressed pixels, in the order of bytes that the data set has, whatever its transfer syntax says."""
    if dataset.BitsAllocated == 1:
        yield from _single_bits(dataset, file, pixels, numbers)
        return
    from pydicom.pixels.decoders.base import ExplicitVRBigEndianDecoder, ExplicitVRLittleEndianDecoder
    from pydicom.pixels.utils import as_pixel_options

    _, is_little_endian = dataset.original_encoding
    decoder = ExplicitVRLittleEndianDecoder if is_little_endian else ExplicitVRBigEndianDecoder
    element, is_lowered = pixels.element, is_raised(dataset)
    options = as_pixel_options(
        dataset, pixel_keyword=element.keyword, pixel_vr=element.vr, number_of_frames=pixels.count
    )
    if is_lowered:
        options["correct_unused_bits"] = False
    file.seek(element.start)
    for stored, _ in decoder.iter_array(file, indices=list(numbers), **options):
        stored = stored.astype(stored.dtype.newbyteorder("="), copy=False)
        yield _lowered(stored, dataset) if is_lowered else stored


def _single_bits(dataset: Any, file: BinaryIO, pixels: _Pixels, numbers: Sequence[int]) -> Iterator[np.ndarray]:
    """Yield frames of single bits, which may begin within a byte, right behind the one before."""
    height, width, samples = dataset.Rows, dataset.Columns, dataset.SamplesPerPixel
    if samples != 1:
        raise ImageProblem(Message("colours-of-bits-not-read"))
    _, is_little_endian = dataset.original_encoding
    if not is_little_endian:
        raise ImageProblem(Message("big-endian-bits-not-read"))
    for number in numbers:
        begin, within = divmod(number * height * width, 8)
        file.seek(pixels.element.start + begin)
        content = np.frombuffer(file.read(-(-(within + height * width) // 8)), np.uint8)
        bits = np.unpackbits(content, bitorder="little")[within : within + height * width]
        yield bits.reshape(height, width)


def _lowered(stored: np.ndarray, dataset: Any) -> np.ndarray:
    return stored << (dataset.BitsAllocated - 1 - dataset.HighBit) >> (dataset.BitsAllocated - dataset.BitsStored)


def _syntax(dataset: Any) -> str:
    return str(dataset.file_meta.get("TransferSyntaxUID") or "").strip()


def _bits(dataset: Any, pixels: _Pixels) -> int:
    stored = 32 if pixels.has_fractions else dataset.BitsStored
    return next((bits for bits in (8, 16) if stored <= bits), 32)
