"""TIFF: its pictures. Pillow reads those of up to 8 bits, tifffile the deep and the odd ones."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, TiffImagePlugin

from core.messages import Message
from core.modalities.images.deep_colours import turned_upright
from core.modalities.images.header import Header
from core.modalities.images.pictures import opened_picture, picture_pixels, picture_problems
from core.modalities.images.preprocessing import ImageProblem, ReadOptions
from core.modalities.images.problems import CUT_OFF, check_size, each_within
from core.modalities.images.tiff_deep import (
    AXES_OF_PICTURES,
    CHANNELS_FIRST,
    PHOTOMETRIC_TAG,
    YCBCR,
    has_shallow_map,
    page_pixels,
    shown_channel,
)
from core.modalities.images.tiff_pictures import UNCOMPRESSED, TiffPicture, tiff_pictures

#: of plain files, of large ones, of pyramids, of microscopes and of scanners of slides
TIFF_ENDINGS = frozenset(
    (
        ".tif", ".tiff", ".gtiff", ".geotiff", ".btf", ".tf2", ".tf8", ".ptif", ".ptiff", ".zif",
        ".lsm", ".stk", ".gel", ".svs", ".svslide", ".ndpi", ".qptiff", ".scn", ".bif",
    )
)  # fmt: skip
#: in both orders of bytes, and as BigTIFF
TIFF_MARKS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
ORIENTATION_TAG, NDPI_TAG, NDPI_ENDING = 274, 65420, ".ndpi"
#: depths that Pillow shows as bytes, and values that are whole numbers without a sign
DEPTHS_OF_PILLOW, UNSIGNED = (1, 2, 4, 8), 1
#: Pillow's modes that keep all of a page's values, by their bits and the kind of their numbers
WHOLE_MODES = {(16, 1): ("I;16", "I;16B", "I;16L", "I;16N"), (16, 2): ("I",), (32, 2): ("I",), (32, 3): ("F",)}


def begins_as_tiff(head: bytes) -> bool:
    return head.startswith(TIFF_MARKS)


def tiff_header(path: Path, options: ReadOptions, label: str = "") -> Header:
    """Return the header of the first picture; the bits are those of the deepest. `label` is of no use here."""
    with picture_problems(), _parsed_tiff(path) as tiff:
        pictures = _pictures_within(tiff, options)
        page = pictures[0].page
        width, height = page.imagewidth, page.imagelength
        if _orientation(page) >= 5:
            width, height = height, width
        bits = max(_page_bits(picture.page) for picture in pictures)
        return Header(width=width, height=height, bits=bits, frames=len(pictures))


def read_tiff(path: Path, numbers: Sequence[int], options: ReadOptions) -> Iterator[np.ndarray]:
    """Yield these pictures: [height, width, 3] uint8 0..255, or float32 0..1 where deeper than 8 bits."""
    return each_within(picture_problems, _tiff_frames(path, numbers, options))


def _tiff_frames(path: Path, numbers: Sequence[int], options: ReadOptions) -> Iterator[np.ndarray]:
    with _parsed_tiff(path) as tiff, ExitStack() as stack:
        pictures = _pictures_within(tiff, options)
        pillow = cache(lambda: stack.enter_context(opened_picture(path, options.most_pixels)))
        for number in numbers:
            picture = pictures[number]
            yield _as_deep_as(picture.page, _picture_pixels(picture, pillow, options))


def _pictures_within(tiff: Any, options: ReadOptions) -> list[TiffPicture]:
    pictures = tiff_pictures(tiff)
    for picture in pictures:
        check_size(picture.page.imagewidth, picture.page.imagelength, options.most_pixels)
    return pictures


def _parsed_tiff(path: Path) -> Any:
    """Tifffile goes by the ending .ndpi for how long its numbers are, though what lies there may be a plain TIFF."""
    from tifffile import TiffFile

    logging.getLogger("tifffile").setLevel(logging.CRITICAL + 1)
    if path.suffix.lower() != NDPI_ENDING:
        return TiffFile(path)
    tiff = TiffFile(path, is_ndpi=False)
    if NDPI_TAG not in tiff.pages.first.tags:
        return tiff
    tiff.close()
    return TiffFile(path)


def _page_bits(page: Any) -> int:
    return next((bits for bits in (8, 16) if page.bitspersample <= bits), 32)


def _orientation(page: Any) -> int:
    value = page.tags.valueof(ORIENTATION_TAG)
    return value if value in range(1, 9) else 1


def _picture_pixels(picture: TiffPicture, pillow: Callable[[], Image.Image], options: ReadOptions) -> np.ndarray:
    """Return the pixels by the decoder that reads such pages well or else, for it may lack a compression, the other."""
    page = picture.page
    if picture.offset is not None or picture.channel is not None or page.is_subifd:
        return _by_tifffile(picture, options)
    readers = [partial(_by_pillow, page, pillow, options), partial(_by_tifffile, picture, options)]
    first, second = readers if _is_for_pillow(page) else reversed(readers)
    try:
        return first()
    except ImageProblem:
        raise
    except Exception as error:
        return _by_the_other(second, page, error)


def _is_for_pillow(page: Any) -> bool:
    """Pillow reads more kinds of colours, but takes every byte for one without a sign, and every map for a deep one.

    Of colours in planes, it mixes up those with an alpha, and the signs of others; of a volume it shows a part. Where
    a page does not say whether 0 is black, it takes it for white.
    """
    if PHOTOMETRIC_TAG not in page.tags or page.axes not in AXES_OF_PICTURES:
        return False
    is_in_planes = page.axes == CHANNELS_FIRST and page.photometric != YCBCR
    is_plain = page.bitspersample in DEPTHS_OF_PILLOW and page.sampleformat == UNSIGNED
    return is_plain and not is_in_planes and not has_shallow_map(page)


def _by_the_other(read: Callable[[], np.ndarray], page: Any, error: Exception) -> np.ndarray:
    try:
        return read()
    except ImageProblem:
        raise
    except Exception:
        if page.compression == UNCOMPRESSED:
            raise error from None
        name = getattr(page.compression, "name", page.compression)
        raise ImageProblem(Message("damaged-or-compression-not-read", compression=str(name))) from error


def _by_pillow(page: Any, pillow: Callable[[], Image.Image], options: ReadOptions) -> np.ndarray:
    with _sides_kept(page):
        image = pillow()
        image.seek(page.index)
    if not _is_for_pillow(page) and image.mode not in WHOLE_MODES.get((page.bitspersample, page.sampleformat), ()):
        raise ValueError("Pillow would cut the values down")
    return picture_pixels(image, options)


@contextmanager
def _sides_kept(page: Any) -> Iterator[None]:
    # WORKAROUND Pillow 13.0.0: an uncompressed page that lies on its side is read with width and height mixed up,
    # unless libtiff reads it; so are colours of which several pixels share one. Drop once the tests pass without
    TiffImagePlugin.READ_LIBTIFF = _orientation(page) >= 5 or page.photometric == YCBCR
    try:
        yield
    finally:
        TiffImagePlugin.READ_LIBTIFF = False


def _by_tifffile(picture: TiffPicture, options: ReadOptions) -> np.ndarray:
    page = picture.page
    values = _values_of_page(page) if picture.offset is None else _values_of_plane(page, picture.offset)
    if picture.channel is not None:
        values = values[picture.channel] if page.axes == CHANNELS_FIRST else values[..., picture.channel]
        return turned_upright(shown_channel(values, page, options.window), _orientation(page))
    return turned_upright(page_pixels(values, page, options.window), _orientation(page))


def _values_of_page(page: Any) -> np.ndarray:
    segments = zip(page.dataoffsets, page.databytecounts, strict=False)
    if any(offset + count > page.parent.filehandle.size for offset, count in segments):
        raise ImageProblem(CUT_OFF)
    return page.asarray()


def _values_of_plane(page: Any, offset: int) -> np.ndarray:
    kind = page.dtype.newbyteorder(page.parent.byteorder)
    file = page.parent.filehandle
    file.seek(offset)
    content = file.read(page.nbytes)
    if len(content) < page.nbytes:
        raise ImageProblem(CUT_OFF)
    return np.frombuffer(content, kind).reshape(page.shape).astype(page.dtype)


def _as_deep_as(page: Any, pixels: np.ndarray) -> np.ndarray:
    """Return uint8 or float32, as the page's own depth asks for, whoever has read it."""
    if _page_bits(page) == 8:
        return pixels if pixels.dtype == np.uint8 else np.rint(pixels * 255).astype(np.uint8)
    return pixels if pixels.dtype == np.float32 else pixels / np.float32(255)
