"""DICOM codecs: from one compressed frame to the values that it stores, by what the frame itself says that it is.

Each kind is decoded by one extension module of imagecodecs, imported where it is needed. pydicom would take whatever
decoders happen to be installed, and go on with the next one where the first refuses a frame.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np

from core.messages import Message
from core.modalities.images.jpeg_stream import JPEG_END, JpegStream, jpeg_stream
from core.modalities.images.preprocessing import ImageProblem
from core.modalities.images.problems import CUT_OFF

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
    """Return whether the first `MARK_BYTES` bytes of a fragment are the beginning of a compressed image."""
    return data.startswith((*JPEG_MARKS, *JPEG_2000_MARKS, *JPEG_XL_MARKS)) or begins_rle(data)


def begins_rle(data: bytes) -> bool:
    """Return whether these bytes are the beginning of a frame in DICOM's own run lengths."""
    if len(data) < 8:
        return False
    segments, first = struct.unpack_from("<LL", data)
    return 1 <= segments <= MOST_SEGMENTS and first == RLE_HEADER


def is_raised(dataset: Any) -> bool:
    """Return whether values stand above unused bits, as they do in some old files.

    Decoders take all for standing below.
    """
    return bool(dataset.BitsStored < (dataset.get("HighBit") or 0) + 1 <= dataset.BitsAllocated)


def stored_values(frame: bytes, dataset: Any) -> np.ndarray:
    """Return [height, width], or [height, width, 3] red, green, blue, as whole numbers with the sign of the data set.

    Raise ImageProblem where the data set and the frame contradict each other.
    """
    try:
        decoded = _decoder(frame)(frame, dataset)
    except ModuleNotFoundError:
        raise ImageProblem(Message("no-imagecodecs")) from None
    height, width, *channels = decoded.values.shape
    _check_size(width, height, channels[0] if channels else 1, dataset)
    if decoded.bits > 8 >= dataset.BitsStored:
        raise ImageProblem(Message("more-bits-than-said"))
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
    raise ImageProblem(Message("damaged-or-unknown"))


def _jpeg(frame: bytes, dataset: Any) -> _Decoded:
    stream = jpeg_stream(BytesIO(frame))
    if stream is None:
        raise ImageProblem(Message("damaged-or-unknown"))
    _check_size(stream.width, stream.height, stream.channels, dataset)
    if (
        JPEG_END not in frame
    ):  # one decoder would fill up what is missing, without a word; the other looks on for seconds
        raise ImageProblem(CUT_OFF)
    if stream.is_jpeg_ls:
        from imagecodecs._jpegls import jpegls_decode

        values = np.asarray(jpegls_decode(frame))
        return _Decoded(values=values, bits=stream.bits, is_rgb=stream.names_rgb)
    return _jpeg_of_turbo(frame, stream, dataset)


def _jpeg_of_turbo(frame: bytes, stream: JpegStream, dataset: Any) -> _Decoded:
    """Decode all other processes of JPEG, with 2 to 16 bits: libjpeg-turbo calculates differences modulo 65536."""
    from imagecodecs._jpeg8 import JPEG8, jpeg8_decode

    spaces = JPEG8.CS
    if stream.channels == 1:
        return _Decoded(values=np.asarray(jpeg8_decode(frame)), bits=stream.bits)
    is_ybr = (stream.says_ybr or "YBR" in dataset.PhotometricInterpretation) and not stream.says_rgb
    is_converted = is_ybr and not stream.is_lossless  # which libjpeg-turbo hands on as they are
    source = spaces.YCbCr if is_converted else spaces.RGB
    values = np.asarray(jpeg8_decode(frame, colorspace=source, outcolorspace=spaces.RGB))
    if is_ybr and not is_converted:
        values = _from_ybr(values)
    return _Decoded(values=values, bits=stream.bits, is_rgb=True)


def _jpeg_2000(frame: bytes, dataset: Any) -> _Decoded:
    """Decode JPEG 2000, also of high throughput: OpenJPEG rounds what OpenJPH cuts off."""
    from imagecodecs._jpeg2k import jpeg2k_decode
    from pydicom.pixels.utils import get_j2k_parameters

    start = frame.find(JPEG_2000_MARKS[0])
    if start >= 0 and len(frame) >= start + 42:
        right, bottom, left, top = struct.unpack_from(">4L", frame, start + 8)
        _check_size(right - left, bottom - top, struct.unpack_from(">H", frame, start + 40)[0], dataset)
    values = np.asarray(jpeg2k_decode(frame, numthreads=1))
    said = get_j2k_parameters(frame)
    return _Decoded(values=values, bits=said.get("precision", 8 * values.itemsize), has_signs=values.dtype.kind == "i")


def _jpeg_xl(frame: bytes, dataset: Any) -> _Decoded:
    from imagecodecs._jpegxl import jpegxl_decode

    values = np.asarray(jpegxl_decode(frame, numthreads=1))
    if values.dtype.kind != "u" or values.ndim not in (2, 3):
        raise ImageProblem(Message("jpeg-xl-not-read"))
    return _Decoded(values=values, bits=8 * values.itemsize, is_rgb=True)


def _rle(frame: bytes, dataset: Any) -> _Decoded:
    from imagecodecs._imcd import dicomrle_decode

    samples, bits = dataset.SamplesPerPixel, dataset.BitsAllocated
    if bits % 8:
        raise ImageProblem(Message("rle-of-bits-not-read"))
    if struct.unpack_from("<L", frame)[0] != samples * bits // 8:
        raise ImageProblem(Message("other-bits-than-said"))
    dtype = np.dtype(f"<u{bits // 8}")
    planes = np.frombuffer(dicomrle_decode(frame, dtype), dtype)
    if planes.size < samples * dataset.Rows * dataset.Columns:
        raise ImageProblem(CUT_OFF)
    planes = planes[: samples * dataset.Rows * dataset.Columns].reshape(samples, dataset.Rows, dataset.Columns)
    return _Decoded(values=planes[0] if samples == 1 else np.moveaxis(planes, 0, -1), bits=bits)


def _check_size(width: int, height: int, channels: int, dataset: Any) -> None:
    """Before anything is decoded, since a few bytes may say that they are an image of any size."""
    said = dataset.Columns, dataset.Rows, dataset.SamplesPerPixel
    if said != (width, height, channels):
        raise ImageProblem(
            Message(
                "other-size-than-said",
                said_width=int(said[0]),
                said_height=int(said[1]),
                said_channels=int(said[2]),
                width=width,
                height=height,
                channels=channels,
            )
        )


def _with_sign(decoded: _Decoded, dataset: Any) -> np.ndarray:
    """Codecs that know no sign hand on the bits of negative values; the bits above those in use may hold anything."""
    values, size = decoded.values, 8 * decoded.values.itemsize
    if is_raised(dataset) and decoded.bits > dataset.HighBit:
        values = values >> (dataset.HighBit + 1 - dataset.BitsStored)
    is_signed = bool(dataset.PixelRepresentation)
    if decoded.has_signs and is_signed:
        return values
    bits = decoded.bits if decoded.has_signs else min(decoded.bits, dataset.BitsStored)
    values = values.view(f"{'i' if is_signed else 'u'}{values.itemsize}")
    return values << (size - bits) >> (size - bits) if bits < size else values


def _from_ybr(values: np.ndarray) -> np.ndarray:
    from pydicom.pixels.processing import convert_color_space

    return convert_color_space(np.ascontiguousarray(values), "YBR_FULL", "RGB")
