"""DICOM codecs: from one compressed frame to the values that it stores, by what the frame itself says that it is.

Each kind is decoded by one extension module of imagecodecs, imported where it is needed. pydicom would take whatever
decoders happen to be installed, and go on with the next one where the first refuses a frame.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.dataset.jpeg_header import JpegHeader, jpeg_header
from core.dataset.preprocessing import ImageProblem

RLE = "1.2.840.10008.1.2.5"
#: how the bytes begin: JPEG and JPEG-LS, JPEG 2000 (bare, and in a file of its own), JPEG XL (the same two)
JPEG_MARKS = (b"\xff\xd8\xff",)
JPEG_2000_MARKS = (b"\xff\x4f\xff\x51", b"\0\0\0\x0cjP  ")
JPEG_XL_MARKS = (b"\xff\x0a", b"\0\0\0\x0cJXL ")
#: of RLE: how many segments there are, and that the first begins behind the header
RLE_HEADER = 64
MOST_SEGMENTS = 15
MARK_BYTES = 8
YBR = ("YBR_FULL", "YBR_FULL_422")


@dataclass(frozen=True, kw_only=True)
class _Decoded:
    """[height, width] or [height, width, 3], with so many bits of each value in use."""

    values: np.ndarray
    bits: int
    #: whether the codec knows negative values, and has given them as such
    has_signs: bool = False
    #: whether three channels are red, green and blue already, whatever the data set says
    is_rgb: bool = False


def begins_frame(data: bytes) -> bool:
    """Whether the first `MARK_BYTES` bytes of a fragment are the beginning of a compressed image."""
    return data.startswith((*JPEG_MARKS, *JPEG_2000_MARKS, *JPEG_XL_MARKS)) or begins_rle(data)


def begins_rle(data: bytes) -> bool:
    """Whether these bytes are the beginning of a frame in DICOM's own run lengths."""
    if len(data) < 8:
        return False
    segments, first = struct.unpack_from("<LL", data)
    return 1 <= segments <= MOST_SEGMENTS and first == RLE_HEADER


def stored_values(frame: bytes, dataset: Any) -> np.ndarray:
    """[height, width], or [height, width, 3] red, green, blue, as whole numbers with the sign that the data set says.

    Raises ImageProblem where the data set and the frame contradict each other.
    """
    try:
        decoded = _decoder(frame)(frame, dataset)
    except ModuleNotFoundError:
        raise ImageProblem("No package that decodes this compression is installed: imagecodecs.") from None
    _check_shape(decoded.values, dataset)
    if decoded.bits > 8 >= dataset.BitsStored:
        raise ImageProblem("The file contradicts itself: its compressed image has more bits than it says.")
    values = _with_sign(decoded, dataset)
    if values.ndim == 3 and dataset.PhotometricInterpretation in YBR and not decoded.is_rgb:
        return _from_ybr(values)
    return values


def _decoder(frame: bytes) -> Callable[[bytes, Any], _Decoded]:
    if frame.startswith(JPEG_MARKS):
        return _jpeg
    if frame.startswith(JPEG_2000_MARKS):
        return _jpeg_2000
    if frame.startswith(JPEG_XL_MARKS):
        return _jpeg_xl
    if begins_rle(frame):
        return _rle
    raise ImageProblem("The file is damaged, or the kind of image in it cannot be read.")


def _jpeg(frame: bytes, dataset: Any) -> _Decoded:
    header = jpeg_header(frame)
    if header is None:
        raise ImageProblem("The file is damaged, or the kind of image in it cannot be read.")
    if header.is_jpeg_ls:
        from imagecodecs._jpegls import jpegls_decode

        values = np.asarray(jpegls_decode(frame))
        return _Decoded(values=values, bits=header.bits, is_rgb=header.names_rgb)
    return _jpeg_of_turbo(frame, header, dataset)


def _jpeg_of_turbo(frame: bytes, header: JpegHeader, dataset: Any) -> _Decoded:
    """Of all other processes of JPEG, with 2 to 16 bits: libjpeg-turbo calculates differences modulo 65536."""
    from imagecodecs._jpeg8 import JPEG8, jpeg8_decode

    spaces = JPEG8.CS
    if header.components == 1:
        return _Decoded(values=np.asarray(jpeg8_decode(frame)), bits=header.bits)
    says_ybr = "YBR" in dataset.PhotometricInterpretation
    is_ybr = not header.names_rgb and (header.says_ybr or says_ybr) and not header.says_rgb
    is_converted = is_ybr and not header.is_lossless  # which libjpeg-turbo hands on as they are
    source = spaces.YCbCr if is_converted else spaces.RGB
    values = np.asarray(jpeg8_decode(frame, colorspace=source, outcolorspace=spaces.RGB))
    if is_ybr and not is_converted:
        values = _from_ybr(values)
    return _Decoded(values=values, bits=header.bits, is_rgb=True)


def _jpeg_2000(frame: bytes, _: Any) -> _Decoded:
    """Of high throughput, too: OpenJPEG rounds what OpenJPH cuts off."""
    from imagecodecs._jpeg2k import jpeg2k_decode
    from pydicom.pixels.utils import get_j2k_parameters

    values = np.asarray(jpeg2k_decode(frame, numthreads=1))
    said = get_j2k_parameters(frame)
    return _Decoded(values=values, bits=said.get("precision", 8 * values.itemsize), has_signs=values.dtype.kind == "i")


def _jpeg_xl(frame: bytes, dataset: Any) -> _Decoded:
    from imagecodecs._jpegxl import jpegxl_decode

    values = np.asarray(jpegxl_decode(frame, numthreads=1))
    if values.dtype.kind != "u" or values.ndim not in (2, 3):
        raise ImageProblem("The image is compressed in a way that is not read: JPEG XL of fractions or many frames.")
    return _Decoded(values=values, bits=8 * values.itemsize, is_rgb=True)


def _rle(frame: bytes, dataset: Any) -> _Decoded:
    from imagecodecs._imcd import dicomrle_decode

    samples, bits = dataset.SamplesPerPixel, dataset.BitsAllocated
    if bits % 8:
        raise ImageProblem("The image is compressed in a way that is not read: RLE of single bits.")
    if struct.unpack_from("<L", frame)[0] != samples * bits // 8:
        raise ImageProblem("The file contradicts itself: its compressed image has other bits than it says.")
    dtype = np.dtype(f"<u{bits // 8}")
    planes = np.frombuffer(dicomrle_decode(frame, dtype), dtype)
    if planes.size < samples * dataset.Rows * dataset.Columns:
        raise ImageProblem("The file is cut off: the end of the image is missing.")
    planes = planes[: samples * dataset.Rows * dataset.Columns].reshape(samples, dataset.Rows, dataset.Columns)
    return _Decoded(values=planes[0] if samples == 1 else np.moveaxis(planes, 0, -1), bits=bits)


def _check_shape(values: np.ndarray, dataset: Any) -> None:
    samples = dataset.SamplesPerPixel
    expected = (dataset.Rows, dataset.Columns) if samples == 1 else (dataset.Rows, dataset.Columns, samples)
    if values.shape != expected:
        width, height = dataset.Columns, dataset.Rows
        raise ImageProblem(
            f"The file contradicts itself: it says {width} × {height} pixels of {samples} channels, and its compressed "
            f"image has {values.shape[1]} × {values.shape[0]} of {values.shape[2] if values.ndim == 3 else 1}."
        )


def _with_sign(decoded: _Decoded, dataset: Any) -> np.ndarray:
    """Codecs that know no sign hand on the bits of negative values; the bits above those in use may hold anything."""
    values, size = decoded.values, 8 * decoded.values.itemsize
    is_signed = bool(dataset.PixelRepresentation)
    if decoded.has_signs and is_signed:
        return values
    bits = decoded.bits if decoded.has_signs else min(decoded.bits, dataset.BitsStored)
    values = values.view(f"{'i' if is_signed else 'u'}{values.itemsize}")
    return values << (size - bits) >> (size - bits) if bits < size else values


def _from_ybr(values: np.ndarray) -> np.ndarray:
    from pydicom.pixels.processing import convert_color_space

    return convert_color_space(np.ascontiguousarray(values), "YBR_FULL", "RGB")
