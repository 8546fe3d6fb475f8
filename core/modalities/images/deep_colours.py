"""Deep colours: grey or coloured values of more than 8 bits as shades, over white where they are transparent."""

from __future__ import annotations

import numpy as np

from core.modalities.images.preprocessing import Window
from core.modalities.images.windowing import shown_as_grey, windowed


def shades_over_white(
    colours: np.ndarray, alpha: np.ndarray | None, window: Window | None, is_inverted: bool = False
) -> np.ndarray:
    """Return [height, width, 3] float32 0..1 of [height, width, 1 or 3], by `window` or by the range of what is opaque.

    `alpha` is [height, width, 1] 0..1, or None where all is opaque.
    """
    opaque = None if alpha is None else np.broadcast_to(alpha > 0, colours.shape)
    shades = windowed(colours, window, opaque)
    if is_inverted:
        shades = 1 - shades
    if alpha is not None:
        shades = shades * alpha + (1 - alpha)
    return shades if shades.shape[-1] == 3 else shown_as_grey(shades[..., 0])


def turned_upright(pixels: np.ndarray, orientation: int) -> np.ndarray:
    """Return [height, width, 3] that was stored so turned, as TIFF and EXIF count from 1 to 8."""
    if orientation in (5, 6, 7, 8):
        pixels = pixels.swapaxes(0, 1)
    rows = slice(None, None, -1 if orientation in (3, 4, 7, 8) else 1)
    columns = slice(None, None, -1 if orientation in (2, 3, 6, 7) else 1)
    return pixels[rows, columns]
