"""TIFF pages as tifffile decodes them: from their values to colours, over white."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.messages import Message
from core.modalities.images.deep_colours import shades_over_white
from core.modalities.images.preprocessing import ImageProblem, Window
from core.modalities.images.windowing import between

#: what the channels of a page mean
MINISWHITE, MINISBLACK, RGB, PALETTE_PAGE, CMYK, YCBCR = 0, 1, 2, 3, 5, 6
#: compressions whose decoders make red, green and blue of such colours
TURNED_TO_RGB = (6, 7, 33003, 33005)
PHOTOMETRIC_TAG = 262
#: what a channel beyond them means
ALPHAS = ALPHA_OF_MIXED, ALPHA = 1, 2
#: entries of a palette of bytes lie below; and the bit that is the sign of a byte
SHALLOW, SIGN = 256, 0x80
#: where the channels of an array stand
AXES_OF_PICTURES = GREY_AXES, CHANNELS_LAST, CHANNELS_FIRST = "YX", "YXS", "SYX"


def page_pixels(values: np.ndarray, page: Any, window: Window | None) -> np.ndarray:
    """Return [height, width, 3] float32 0..1 of what tifffile has decoded.

    Deep values are seen by the `window`, or by the range of all opaque pixels and channels; those of up to 8 bits by
    all that they can be.
    """
    if values.dtype == np.bool_:
        values = values.view(np.uint8)
    if _meaning(page) == PALETTE_PAGE:
        return _from_palette(values, page)
    values, window = _as_shown(values, page, window)
    channels = _channels(values, page)
    if _meaning(page) == CMYK:
        return _from_cmyk(channels, page)
    colours, alpha = _without_alpha(channels, page)
    return shades_over_white(colours, alpha, window, is_inverted=_meaning(page) == MINISWHITE)


def shown_channel(plane: np.ndarray, page: Any, window: Window | None) -> np.ndarray:
    """Return one of a page's channels, [height, width], as `page_pixels` gives a grey page."""
    values, window = _as_shown(plane, page, window)
    return shades_over_white(values[..., np.newaxis], None, window, is_inverted=_meaning(page) == MINISWHITE)


def has_shallow_map(page: Any) -> bool:
    """Return whether its palette is of bytes where TIFF wants words, as some programs write it."""
    return page.photometric == PALETTE_PAGE and page.colormap is not None and page.colormap.max() < SHALLOW


def _as_shown(values: np.ndarray, page: Any, window: Window | None) -> tuple[np.ndarray, Window | None]:
    """Return unsigned values of up to 8 bits with the window that shows all that they can be; deep ones as they are."""
    if page.bitspersample > 8 or values.dtype.itemsize > 1:
        return values, window
    if values.dtype.kind == "i":
        values = values.view(np.uint8) ^ np.uint8(SIGN)
    highest = (1 << page.bitspersample) - 1
    return values, Window(centre=highest / 2, width=highest)


def _from_palette(values: np.ndarray, page: Any) -> np.ndarray:
    """Return the colours by 8 bits of the palette, which are all that most of them have."""
    if page.axes != GREY_AXES or page.colormap is None or values.max(initial=0) >= page.colormap.shape[1]:
        raise ImageProblem(Message("colours-not-in-palette"))
    colours = page.colormap if has_shallow_map(page) else page.colormap >> 8
    return (colours.T.astype(np.float32) / np.float32(255))[values]


def _channels(values: np.ndarray, page: Any) -> np.ndarray:
    """Return [height, width, channels]."""
    if values.dtype.kind not in "uif":
        raise ImageProblem(Message("complex-numbers"))
    if page.axes == GREY_AXES:
        return values[..., np.newaxis]
    if page.axes == CHANNELS_FIRST:
        return np.moveaxis(values, 0, -1)
    if page.axes == CHANNELS_LAST:
        return values
    raise ImageProblem(Message("page-is-volume"))


def _without_alpha(channels: np.ndarray, page: Any) -> tuple[np.ndarray, np.ndarray | None]:
    """Return the grey or the three colours and, [height, width, 1] 0..1, how opaque each pixel is.

    None where all are.
    """
    count = _colour_count(channels, page)
    colours, extra = channels[..., :count], page.extrasamples
    if channels.shape[-1] == count or not extra or extra[0] not in ALPHAS:
        return colours, None
    alpha = between(channels[..., count : count + 1], 0, _highest(channels.dtype, page))
    if extra[0] == ALPHA_OF_MIXED:
        colours = np.divide(colours, alpha, where=alpha > 0, out=np.zeros(colours.shape, np.float32))
    return colours, alpha


def _colour_count(channels: np.ndarray, page: Any) -> int:
    """Return 1 or 3. Three channels of which none is an alpha are taken for colours, whatever the page calls them."""
    if _meaning(page) not in (MINISWHITE, MINISBLACK, RGB):
        name = getattr(page.photometric, "name", page.photometric)
        raise ImageProblem(Message("colours-not-read", colours=str(name)))
    return 3 if _meaning(page) == RGB or (channels.shape[-1] == 3 and not page.extrasamples) else 1


def _meaning(page: Any) -> int:
    """Return black as zero where a page does not say, as everybody does but tifffile, which takes white."""
    if PHOTOMETRIC_TAG not in page.tags:
        return MINISBLACK
    return RGB if page.photometric == YCBCR and page.compression in TURNED_TO_RGB else int(page.photometric)


def _from_cmyk(channels: np.ndarray, page: Any) -> np.ndarray:
    inks = between(channels, 0, _highest(channels.dtype, page))
    return (1 - inks[..., :3]) * (1 - inks[..., 3:4])


def _highest(kind: np.dtype, page: Any) -> float:
    """Return the highest value of a channel; 12 bits, say, come in 16."""
    if kind.kind == "f":
        return 1.0
    return float(min(np.iinfo(kind).max, (1 << page.bitspersample) - 1))
