"""TIFF: its full-size pages as pictures. Pillow reads those of up to 8 bits, tifffile the deep ones."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, TiffImagePlugin

from core.dataset.header import Header
from core.dataset.pictures import opened_picture, picture_pixels, picture_problems
from core.dataset.preprocessing import ImageProblem, ReadOptions, Window
from core.dataset.problems import check_size, each_within
from core.dataset.tiff_deep import deep_pixels, turned_upright

#: of plain files, of large ones, of pyramids, of microscopes and of scanners of slides
TIFF_ENDINGS = frozenset(
    (
        ".tif", ".tiff", ".gtiff", ".geotiff", ".btf", ".tf2", ".tf8", ".ptif", ".ptiff", ".zif",
        ".lsm", ".stk", ".gel", ".svs", ".svslide", ".ndpi", ".qptiff", ".scn", ".bif",
    )
)  # fmt: skip
#: in both orders of bytes, and as BigTIFF
TIFF_MARKS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
#: bits of the tag that tells what a page is: a smaller copy, or a mask
REDUCED, MASK = 1, 4
#: value of the older tag: a smaller copy
OLD_REDUCED = 2
ORIENTATION_TAG, OLD_SUBFILE_TAG = 274, 255
UNCOMPRESSED = 1
MOST_CHANNELS = 4
WHOLE_BYTE = Window(centre=127.5, width=255)


def begins_as_tiff(head: bytes) -> bool:
    return head.startswith(TIFF_MARKS)


def probe_tiff(path: Path, options: ReadOptions, label: str = "") -> Header:
    """Of the first page; the bits are those of the deepest. `label` is of no use here."""
    with picture_problems(), _parsed_tiff(path) as tiff:
        pages = _full_pages(tiff, options)
        width, height = pages[0].imagewidth, pages[0].imagelength
        if _orientation(pages[0]) >= 5:
            width, height = height, width
        return Header(width=width, height=height, bits=max(_page_bits(page) for page in pages), frames=len(pages))


def read_tiff(path: Path, numbers: Sequence[int], options: ReadOptions) -> Iterator[np.ndarray]:
    """The pages with these numbers: [height, width, 3] uint8 0..255, or float32 0..1 where deeper than 8 bits."""
    return each_within(picture_problems, _pages(path, numbers, options))


def _pages(path: Path, numbers: Sequence[int], options: ReadOptions) -> Iterator[np.ndarray]:
    with _parsed_tiff(path) as tiff, ExitStack() as stack:
        pages = _full_pages(tiff, options)
        pillow = cache(lambda: stack.enter_context(opened_picture(path, options.most_pixels)))
        for number in numbers:
            yield _page_pixels(pages[number], pillow, options)


def _parsed_tiff(path: Path) -> Any:
    from tifffile import TiffFile

    logging.getLogger("tifffile").setLevel(logging.CRITICAL + 1)
    return TiffFile(path)


def _full_pages(tiff: Any, options: ReadOptions) -> list[Any]:
    pages = [page for page in tiff.pages if not _is_copy_or_mask(page)] or [tiff.pages[0]]
    for page in pages:
        check_size(page.imagewidth, page.imagelength, options.most_pixels)
    return pages


def _is_copy_or_mask(page: Any) -> bool:
    return bool(page.subfiletype & (REDUCED | MASK)) or page.tags.valueof(OLD_SUBFILE_TAG) == OLD_REDUCED


def _page_bits(page: Any) -> int:
    return next((bits for bits in (8, 16) if page.bitspersample <= bits), 32)


def _orientation(page: Any) -> int:
    value = page.tags.valueof(ORIENTATION_TAG)
    return value if value in range(1, 9) else 1


def _page_pixels(page: Any, pillow: Callable[[], Image.Image], options: ReadOptions) -> np.ndarray:
    """By the one of both that reads such pages well or else, for it may lack a kind of compression, by the other."""
    if page.samplesperpixel > MOST_CHANNELS:
        raise ImageProblem(f"The image has {page.samplesperpixel} channels; up to {MOST_CHANNELS} are read.")
    readers = [partial(_by_pillow, page, pillow, options), partial(_by_tifffile, page, options)]
    first, second = readers if _page_bits(page) == 8 else reversed(readers)
    try:
        pixels = first()
    except ImageProblem:
        raise
    except Exception as error:
        pixels = _by_the_other(second, page, error)
    return _as_deep_as(page, pixels)


def _by_the_other(read: Callable[[], np.ndarray], page: Any, error: Exception) -> np.ndarray:
    try:
        return read()
    except ImageProblem:
        raise
    except Exception:
        if page.compression == UNCOMPRESSED:
            raise error from None
        name = getattr(page.compression, "name", page.compression)
        raise ImageProblem(f"The image is damaged, or compressed in a way that is not read: {name}.") from error


def _by_pillow(page: Any, pillow: Callable[[], Image.Image], options: ReadOptions) -> np.ndarray:
    with _sides_kept(page):
        image = pillow()
        image.seek(page.index)
    return picture_pixels(image, options)


@contextmanager
def _sides_kept(page: Any) -> Iterator[None]:
    # WORKAROUND Pillow 13.0.0: an uncompressed page that lies on its side is read with width and height mixed up,
    # unless libtiff reads it; drop once test_tiff passes without
    TiffImagePlugin.READ_LIBTIFF = _orientation(page) >= 5
    try:
        yield
    finally:
        TiffImagePlugin.READ_LIBTIFF = False


def _by_tifffile(page: Any, options: ReadOptions) -> np.ndarray:
    segments = zip(page.dataoffsets, page.databytecounts, strict=False)
    if any(offset + count > page.parent.filehandle.size for offset, count in segments):
        raise ImageProblem("The file is cut off: the end of the image is missing.")
    window = WHOLE_BYTE if _page_bits(page) == 8 else options.window
    return turned_upright(deep_pixels(page.asarray(), page, window), _orientation(page))


def _as_deep_as(page: Any, pixels: np.ndarray) -> np.ndarray:
    """uint8 or float32, as the page's own depth asks for, whoever has read it."""
    if _page_bits(page) == 8:
        return pixels if pixels.dtype == np.uint8 else np.rint(pixels * 255).astype(np.uint8)
    return pixels if pixels.dtype == np.float32 else pixels / np.float32(255)
