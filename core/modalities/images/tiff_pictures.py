"""TIFF pictures: which pages, planes and channels of a file are pictures of their own, by what it holds.

Smaller copies, masks, labels and overviews of slides are none: they show the same again.
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from core.messages import Message
from core.modalities.images.preprocessing import ImageProblem
from core.modalities.images.problems import CUT_OFF, check_pictures
from core.modalities.images.tiff_deep import ALPHAS, MINISBLACK, MINISWHITE

#: bits of the tag that tells what a page is: a smaller copy, or a mask
REDUCED, MASK = 1, 4
#: value of the older tag: a smaller copy
OLD_REDUCED = 2
OLD_SUBFILE_TAG, PLANES_OF_METAMORPH, TILE_WIDTH = 255, 33629, 322
UNCOMPRESSED = 1
#: what tifffile calls files of slide scanners, in which every page but the largest shows the same again
SLIDES = ("is_svs", "is_ndpi", "is_qpi", "is_scn", "is_bif", "is_philips", "is_avs", "is_indica")
IMAGEJ_COUNT = re.compile(r"^(images|channels|slices|frames)=(\d{1,18})\s*$", re.MULTILINE)
SHAPE = re.compile(r'"shape": *\[([0-9]{1,10}(?:, *[0-9]{1,10}){1,9})\]')
MOST_CHANNELS, THREE_COLOURS = 4, 3


@dataclass(frozen=True, kw_only=True)
class TiffPicture:
    page: Any
    #: where the values of this plane begin, of a stack that has one page for all its planes; None for those of the page
    offset: int | None = None
    #: the one of the page's channels that is a picture of its own; None where all together are one
    channel: int | None = None


def tiff_pictures(tiff: Any) -> list[TiffPicture]:
    """Return pictures in the file's order.

    Raise ImageProblem where it holds less than it says, or more than is read.
    """
    pages = list(_all_pages(tiff))
    full = _pages_without_copies(pages)
    planes = list(_planes(full[0].page)) if len(pages) == 1 else full
    channels = [_channels_apart(plane.page) for plane in planes]
    check_pictures(sum(max(1, count) for count in channels))
    return [
        TiffPicture(page=plane.page, offset=plane.offset, channel=channel)
        for plane, count in zip(planes, channels, strict=True)
        for channel in (range(count) if count else (None,))
    ]


def _all_pages(tiff: Any) -> Iterator[TiffPicture]:
    """Yield each once, though the chain of pages may lead back. Raise ImageProblem where the chain is cut off."""
    seen: set[int] = set()
    page = None
    for page in tiff.pages:
        if page.is_virtual:
            yield TiffPicture(page=page.keyframe, offset=page.dataoffsets[0])
            continue
        if page.offset in seen:
            return
        seen.add(page.offset)
        check_pictures(len(seen))
        yield TiffPicture(page=_whole_page(page))
    if len(seen) > 1 and _following(tiff, page) >= tiff.filehandle.size:
        raise ImageProblem(CUT_OFF)


def _following(tiff: Any, page: Any) -> int:
    """Return where the next page begins, as this one says; 0 for the last."""
    kind, file = tiff.tiff, tiff.filehandle
    file.seek(page.offset)
    (count,) = struct.unpack(kind.tagnoformat, file.read(kind.tagnosize))
    file.seek(page.offset + kind.tagnosize + count * kind.tagsize)
    (place,) = struct.unpack(kind.offsetformat, file.read(kind.offsetsize).ljust(kind.offsetsize, b"\0"))
    return int(place)


def _whole_page(page: Any) -> Any:
    """Return the page with all its tags, and with the places of its values as tifffile has put them right."""
    if not page.is_frame:
        return page
    whole = page.aspage()
    whole.dataoffsets, whole.databytecounts = page.dataoffsets, page.databytecounts
    return whole


# ---- copies


def _pages_without_copies(pages: list[TiffPicture]) -> list[TiffPicture]:
    full = [one for one in pages if not _is_copy_or_mask(one.page)]
    if not full:
        return [_first_of_full_size(pages[0])]
    if any(getattr(pages[0].page, kind, False) for kind in SLIDES):
        largest = max(_area(one.page) for one in full)
        return [one for one in full if _area(one.page) == largest]
    kept: list[TiffPicture] = []
    for one in full:
        if not any(_is_smaller(one.page, other.page) for other in kept[-1:]):
            kept.append(one)
    return kept


def _is_copy_or_mask(page: Any) -> bool:
    return bool(page.subfiletype & (REDUCED | MASK)) or page.tags.valueof(OLD_SUBFILE_TAG) == OLD_REDUCED


def _first_of_full_size(picture: TiffPicture) -> TiffPicture:
    """Some files begin with a small copy, and keep the picture itself in a page below it."""
    below = [page for page in picture.page.pages or () if not _is_copy_or_mask(page)]
    return TiffPicture(page=max(below, key=_area)) if below else picture


def _is_smaller(page: Any, other: Any) -> bool:
    """Return whether both are tiled, as pyramids are, and this one has a half, a quarter … of the other's sides."""
    if not all(TILE_WIDTH in one.tags for one in (page, other)):
        return False
    if any(getattr(page, name) != getattr(other, name) for name in ("samplesperpixel", "bitspersample", "photometric")):
        return False
    factor = 2
    while other.imagewidth // factor > page.imagewidth:
        factor *= 2
    sides = ((page.imagewidth, other.imagewidth), (page.imagelength, other.imagelength))
    return all(abs(side * factor - whole) <= factor for side, whole in sides)


def _area(page: Any) -> int:
    return int(page.imagewidth * page.imagelength)


# ---- planes behind one page


def _planes(page: Any) -> Iterator[TiffPicture]:
    """Yield the planes of a lone page: those of a stack, where a program has written them one behind the other."""
    claims = [count for count in _claimed_planes(page) if count > 1]
    if not claims or not _lies_in_one_piece(page):
        yield TiffPicture(page=page)
        return
    begin, size = page.dataoffsets[0], page.nbytes
    room = _end_of_values(page) - begin
    fitting = [count for count in claims if count * size <= room]
    if not fitting and not (room <= size + 1 or (page.offset > begin and room < 2 * size)):
        raise ImageProblem(CUT_OFF)
    # where just one fits, another program has kept the text of a stack with one picture of it
    planes = max(fitting, default=1)
    check_pictures(planes)
    for number in range(planes):
        yield TiffPicture(page=page, offset=begin + number * size if number else None)


def _claimed_planes(page: Any) -> tuple[int, ...]:
    """Return the planes by the text of ImageJ, the tags of MetaMorph, or the shape that tifffile notes."""
    if page.is_imagej:
        return _planes_of_imagej(page)
    if page.is_stk:
        tag = page.tags.get(PLANES_OF_METAMORPH)
        return (int(tag.count),) if tag else ()
    return (_planes_of_shape(page),) if page.is_shaped else ()


def _planes_of_imagej(page: Any) -> tuple[int, ...]:
    """Return what its counts multiply to, and what it says is the number of all."""
    counts = {name: int(count) for name, count in IMAGEJ_COUNT.findall(page.imagej_description or "")}
    planes = counts.get("slices", 1) * counts.get("frames", 1)
    if page.samplesperpixel == 1 or page.samplesperpixel not in (counts.get("channels"), THREE_COLOURS):
        planes *= counts.get("channels", 1)
    return planes, counts.get("images", 1)


def _planes_of_shape(page: Any) -> int:
    found = SHAPE.search(page.shaped_description or "")
    whole = math.prod(int(length) for length in found[1].split(",")) if found else 0
    of_page = math.prod(page.shape)
    return whole // of_page if of_page and whole % of_page == 0 else 1


def _lies_in_one_piece(page: Any) -> bool:
    """Return whether its values stand in the file as they are, from the first to the last."""
    places = zip(page.dataoffsets, page.databytecounts, page.dataoffsets[1:], strict=False)
    return (
        page.compression == UNCOMPRESSED
        and page.bitspersample in (8, 16, 32, 64)
        and sum(page.databytecounts) == page.nbytes
        and all(offset + count == following for offset, count, following in places)
    )


def _end_of_values(page: Any) -> int:
    """Return where a page's values end at the latest: where its own tags, or their values, stand behind them."""
    begin = page.dataoffsets[0]
    places = [page.offset, *(tag.valueoffset for tag in page.tags)]
    return min([int(page.parent.filehandle.size), *(place for place in places if place > begin)])


# ---- channels


def _channels_apart(page: Any) -> int:
    """Return how many channels are pictures of their own, since they are neither colours nor an alpha.

    0 where none are.
    """
    count = page.samplesperpixel
    if count > MOST_CHANNELS:
        raise ImageProblem(Message("too-many-channels", channels=int(count), most=MOST_CHANNELS))
    is_grey = page.photometric in (MINISWHITE, MINISBLACK)
    if not is_grey or count == 1 or (count == THREE_COLOURS and not page.extrasamples):
        return 0
    return 0 if any(kind in ALPHAS for kind in page.extrasamples) else count
