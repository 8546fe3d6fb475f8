"""DICOM: what the headers of its files say, and their frames as pixels."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from core.dataset.dicom_colour import palette_colours, plain_colours
from core.dataset.dicom_file import PIXEL_DATA, dicom_problems, no_image, opened_dicom
from core.dataset.dicom_grey import first_number, greys_of
from core.dataset.dicom_tags import ACQUISITION_TAGS, acquisition_of, text_of
from core.dataset.header import Header
from core.dataset.preprocessing import ImageProblem, ReadOptions
from core.dataset.problems import check_size, each_within
from core.dataset.windowing import shown_as_grey

DICOM_ENDINGS = frozenset((".dcm", ".dicom", ".dic", ".ima"))
SHAPE_TAGS = (
    "SOPClassUID",
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
PIXEL_TAGS = (
    *SHAPE_TAGS,
    "ExtendedOffsetTable",
    "ExtendedOffsetTableLengths",
    "RescaleSlope",
    "RescaleIntercept",
    "ModalityLUTSequence",
    "VOILUTSequence",
    "VOILUTFunction",
    "PixelPaddingValue",
    "PixelPaddingRangeLimit",
    "WindowCenter",
    "WindowWidth",
    "SharedFunctionalGroupsSequence",
    "PerFrameFunctionalGroupsSequence",
    *(
        f"{segmented}{colour}PaletteColorLookupTable{part}"
        for colour in ("Red", "Green", "Blue")
        for segmented, part in (("", "Descriptor"), ("", "Data"), ("Segmented", "Data"))
    ),
)
HEADER_TAGS = (*SHAPE_TAGS, *ACQUISITION_TAGS, "PatientID", "InstitutionName")
#: all that the decoders bring to red, green and blue; the others are retired, or only in videos
COLOURS = ("RGB", "YBR_FULL", "YBR_FULL_422", "YBR_ICT", "YBR_RCT")
#: decoders of JPEG-LS, as pydicom calls them
CHARLS, LIBJPEG = "pyjpegls", "pylibjpeg"
RLE = "1.2.840.10008.1.2.5"
PALETTE = "PALETTE COLOR"
BITS_OF_FLOATS = {"FloatPixelData": 32, "DoubleFloatPixelData": 64}


@dataclass(frozen=True, kw_only=True)
class _PixelElement:
    """Which element holds the pixels, and whether its value is still to be read from the file."""

    keyword: str
    vr: str
    is_in_file: bool

    @property
    def has_fractions(self) -> bool:
        return self.keyword in BITS_OF_FLOATS


def probe_dicom(path: Path, options: ReadOptions, label: str = "") -> Header:
    """Without reading the pixel data. `label` is the keyword of a tag, or ""."""
    tags = (*HEADER_TAGS, label) if label else HEADER_TAGS
    with dicom_problems(), opened_dicom(path, tags) as (dataset, file):
        element = _pixel_element(dataset, file)
        _check(dataset, element, options)
        if element.is_in_file and _decoder(dataset).is_native:
            _check_length(dataset, file, (_frame_count(dataset) - 1,))
        return Header(
            width=dataset.Columns,
            height=dataset.Rows,
            bits=_bits(dataset, element),
            frames=_frame_count(dataset),
            patient=text_of(dataset, "PatientID"),
            site=text_of(dataset, "InstitutionName"),
            label=text_of(dataset, label) if label else "",
            acquisition=acquisition_of(dataset),
        )


def read_dicom(path: Path, numbers: Sequence[int], options: ReadOptions) -> Iterator[np.ndarray]:
    """The frames with these numbers: [height, width, 3] uint8 0..255, or float32 0..1 where deeper than 8 bits."""
    return each_within(dicom_problems, _frames(path, numbers, options))


def _frames(path: Path, numbers: Sequence[int], options: ReadOptions) -> Iterator[np.ndarray]:
    with opened_dicom(path, PIXEL_TAGS) as (dataset, file):
        element = _pixel_element(dataset, file)
        _check(dataset, element, options)
        bits = _bits(dataset, element)
        frames = _decoded(dataset, file, element, numbers)  # there may be more of them than the file says
        for number, stored in zip(numbers, islice(frames, len(numbers)), strict=True):
            if dataset.SamplesPerPixel == 3:
                yield plain_colours(stored, dataset.BitsStored)
            elif dataset.PhotometricInterpretation == PALETTE:
                yield palette_colours(stored, dataset, is_deep=bits > 8)
            elif bits > 8:
                greys = greys_of(dataset, number, has_fractions=element.has_fractions)
                yield shown_as_grey(greys.shades(stored, options.window))
            else:
                yield shown_as_grey(greys_of(dataset, number).shades_of_8_bits(stored, dataset.BitsStored))


def _pixel_element(dataset: Any, file: BinaryIO) -> _PixelElement:
    """The file is then at its value. Raises ImageProblem where there is none."""
    for keyword in PIXEL_DATA.values():
        if keyword in dataset:
            return _PixelElement(keyword=keyword, vr=dataset[keyword].VR, is_in_file=False)
    is_implicit, is_little_endian = dataset.original_encoding
    head = file.read(8 if is_implicit else 12).ljust(8, b"\0")
    group, number = struct.unpack_from("<HH" if is_little_endian else ">HH", head)
    tag = group << 16 | number
    if tag not in PIXEL_DATA:
        raise no_image(dataset)
    return _PixelElement(
        keyword=PIXEL_DATA[tag], vr="OW" if is_implicit else head[4:6].decode("latin-1"), is_in_file=True
    )


def _check(dataset: Any, element: _PixelElement, options: ReadOptions) -> None:
    """Fill in what old files leave out. Raises ImageProblem for what cannot be decoded."""
    for name, value in _defaults(dataset, element).items():
        if dataset.get(name) is None:
            setattr(dataset, name, value)
    if not dataset.get("Rows") or not dataset.get("Columns"):
        raise ImageProblem("The file is damaged: it does not say how large the image is.")
    check_size(dataset.Columns, dataset.Rows, options.most_pixels)
    colours, samples = dataset.PhotometricInterpretation, dataset.SamplesPerPixel
    is_converted = colours.startswith("YBR_FULL") and dataset.BitsStored > 8
    if samples not in (1, 3) or (samples == 3 and (colours not in COLOURS or is_converted)):
        raise ImageProblem(f"The colours of this image are kept in a way that is not read: {colours}.")
    decoder = _decoder(dataset)
    if dataset.BitsAllocated == 1 and decoder.UID == RLE:
        raise ImageProblem("The image is compressed in a way that is not read: RLE of single bits.")


def _defaults(dataset: Any, element: _PixelElement) -> dict[str, Any]:
    bits = BITS_OF_FLOATS.get(element.keyword, 16)
    return {
        "SamplesPerPixel": 1,
        "PhotometricInterpretation": "RGB" if dataset.get("SamplesPerPixel") == 3 else "MONOCHROME2",
        "PlanarConfiguration": 0,
        "PixelRepresentation": 0,
        "BitsAllocated": bits,
        "BitsStored": dataset.get("BitsAllocated") or bits,
    }


def _decoder(dataset: Any) -> Any:
    from pydicom.pixels.decoders.base import get_decoder

    _ask_charls_first()
    syntax = dataset.file_meta.TransferSyntaxUID
    try:
        decoder = get_decoder(syntax)
    except NotImplementedError:
        name = "" if syntax.name == str(syntax) else f": {syntax.name}"
        raise ImageProblem(f"The image is compressed in a way that is not read{name}.") from None
    if not decoder.is_available:
        raise ImageProblem(f"No package that decodes this compression is installed: {syntax.name}.")
    return decoder


@cache
def _ask_charls_first() -> None:
    """CharLS decodes JPEG-LS in a quarter of the time that libjpeg takes, which stays for what CharLS refuses."""
    from pydicom.pixels.decoders.base import JPEGLSLosslessDecoder, JPEGLSNearLosslessDecoder

    for decoder in (JPEGLSLosslessDecoder, JPEGLSNearLosslessDecoder):
        if set(decoder.available_plugins) >= {CHARLS, LIBJPEG}:
            decoder.remove_plugin(LIBJPEG)
            decoder.add_plugin(LIBJPEG, ("pydicom.pixels.decoders.pylibjpeg", "_decode_frame"))


def _bits(dataset: Any, element: _PixelElement) -> int:
    stored = 32 if element.has_fractions else dataset.BitsStored
    return next((bits for bits in (8, 16) if stored <= bits), 32)


def _frame_count(dataset: Any) -> int:
    return max(1, int(first_number(dataset, "NumberOfFrames") or 1))


def _decoded(dataset: Any, file: BinaryIO, element: _PixelElement, numbers: Sequence[int]) -> Iterator[np.ndarray]:
    """The stored values of the frames with these numbers: [height, width], or [height, width, 3] red, green, blue."""
    from pydicom.pixels.utils import as_pixel_options

    decoder = _decoder(dataset)
    if element.is_in_file and decoder.is_native:
        _check_length(dataset, file, numbers)
    count, is_raised = _frame_count(dataset), _is_raised(dataset, decoder)
    # all compressed frames come faster in a row: each that is asked for by its number is looked up from the first on
    indices = None if list(numbers) == list(range(count)) else numbers
    options = as_pixel_options(dataset, pixel_keyword=element.keyword, pixel_vr=element.vr, number_of_frames=count)
    if is_raised:
        options["correct_unused_bits"] = False
    for stored, _ in decoder.iter_array(file if element.is_in_file else dataset, indices=indices, **options):
        stored = stored.astype(stored.dtype.newbyteorder("="), copy=False)
        yield _lowered(stored, dataset) if is_raised else stored


def _is_raised(dataset: Any, decoder: Any) -> bool:
    """Whether values stand above unused bits, as they do in some old files; pydicom takes all for standing below."""
    is_plain = decoder.is_native or decoder.UID == RLE
    return bool(is_plain and dataset.BitsStored < (dataset.get("HighBit") or 0) + 1 <= dataset.BitsAllocated)


def _lowered(stored: np.ndarray, dataset: Any) -> np.ndarray:
    return stored << (dataset.BitsAllocated - 1 - dataset.HighBit) >> (dataset.BitsAllocated - dataset.BitsStored)


def _check_length(dataset: Any, file: BinaryIO, numbers: Sequence[int]) -> None:
    """Raises ImageProblem where uncompressed frames do not lie in the file as a whole."""
    bits = dataset.Rows * dataset.Columns * dataset.SamplesPerPixel * dataset.BitsAllocated
    if dataset.PhotometricInterpretation == "YBR_FULL_422":
        bits = bits * 2 // 3
    if os.fstat(file.fileno()).st_size - file.tell() < (max(numbers) + 1) * bits // 8:
        raise ImageProblem("The file is cut off: the end of the image is missing.")
