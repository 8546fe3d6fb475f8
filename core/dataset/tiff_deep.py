"""Deep TIFF pages: from the values that tifffile decodes to colours, upright and over white."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.dataset.preprocessing import ImageProblem, Window
from core.dataset.windowing import between, shown_as_grey, windowed

#: what the channels of a page mean
MINISWHITE, MINISBLACK, RGB, CMYK = 0, 1, 2, 5
PHOTOMETRIC_TAG = 262
#: what a channel beyond them means
ALPHA_OF_MIXED, ALPHA = 1, 2
#: where the channels of an array stand
GREY_AXES, CHANNELS_LAST, CHANNELS_FIRST = "YX", "YXS", "SYX"


def deep_pixels(values: np.ndarray, page: Any, window: Window | None) -> np.ndarray:
    """[height, width, 3] float32 0..1, by the `window` or by the range of all opaque pixels and channels."""
    channels = _channels(values, page)
    if _meaning(page) == CMYK:
        return _from_cmyk(channels)
    colours, alpha = _without_alpha(channels, page)
    opaque = None if alpha is None else np.broadcast_to(alpha > 0, colours.shape)
    shades = windowed(colours, window, opaque)
    if _meaning(page) == MINISWHITE:
        shades = 1 - shades
    if alpha is not None:
        shades = shades * alpha + (1 - alpha)
    return shades if shades.shape[-1] == 3 else shown_as_grey(shades[..., 0])


def turned_upright(pixels: np.ndarray, orientation: int) -> np.ndarray:
    """[height, width, 3] that was stored so turned, as TIFF counts from 1 to 8."""
    if orientation in (5, 6, 7, 8):
        pixels = pixels.swapaxes(0, 1)
    rows = slice(None, None, -1 if orientation in (3, 4, 7, 8) else 1)
    columns = slice(None, None, -1 if orientation in (2, 3, 6, 7) else 1)
    return pixels[rows, columns]


def _channels(values: np.ndarray, page: Any) -> np.ndarray:
    """[height, width, channels]."""
    if values.dtype.kind not in "uif":
        raise ImageProblem("The image holds complex numbers, which are no brightness.")
    if page.axes == GREY_AXES:
        return values[..., np.newaxis]
    if page.axes == CHANNELS_FIRST:
        return np.moveaxis(values, 0, -1)
    if page.axes == CHANNELS_LAST:
        return values
    raise ImageProblem("A page of this file is a volume and no picture.")


def _without_alpha(channels: np.ndarray, page: Any) -> tuple[np.ndarray, np.ndarray | None]:
    """The grey or the three colours and, [height, width, 1] 0..1, how opaque each pixel is; None where all are."""
    count = _colour_count(channels, page)
    colours, extra = channels[..., :count], page.extrasamples
    if channels.shape[-1] == count or not extra or extra[0] not in (ALPHA_OF_MIXED, ALPHA):
        return colours, None
    alpha = between(channels[..., count : count + 1], 0, _highest(channels.dtype))
    if extra[0] == ALPHA_OF_MIXED:
        colours = np.divide(colours, alpha, where=alpha > 0, out=np.zeros(colours.shape, np.float32))
    return colours, alpha


def _colour_count(channels: np.ndarray, page: Any) -> int:
    """1 or 3. Three channels of which none is an alpha are taken for colours, whatever the page calls them."""
    if _meaning(page) not in (MINISWHITE, MINISBLACK, RGB):
        name = getattr(page.photometric, "name", page.photometric)
        raise ImageProblem(f"The colours of this image are kept in a way that is not read: {name}.")
    return 3 if _meaning(page) == RGB or (channels.shape[-1] == 3 and not page.extrasamples) else 1


def _meaning(page: Any) -> int:
    """Where a page does not say, tifffile takes its white for zero, and everybody else its black."""
    return int(page.photometric) if PHOTOMETRIC_TAG in page.tags else MINISBLACK


def _from_cmyk(channels: np.ndarray) -> np.ndarray:
    inks = between(channels, 0, _highest(channels.dtype))
    return (1 - inks[..., :3]) * (1 - inks[..., 3:4])


def _highest(kind: np.dtype) -> float:
    return 1.0 if kind.kind == "f" else float(np.iinfo(kind).max)
