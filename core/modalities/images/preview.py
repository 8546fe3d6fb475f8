"""Preview: one image as a person looks at it, small or large, and as a network is given it. Workers make them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from core.modalities.images.decoding import failure_of
from core.modalities.images.frame import Frame
from core.modalities.images.preprocessing import ImageProblem, Preprocessing, ReadOptions, prepare
from core.modalities.images.readers import read_picture_of
from core.process.worker_pool import Failure

#: pixels along the longer side
THUMBNAIL_SIDE = 128
PICTURE_SIDE = 2048


@dataclass(frozen=True, kw_only=True)
class PreviewRequest:
    """The image that is to be looked at, how large it is wanted, and for which network where that is wanted too."""

    frame: Frame
    options: ReadOptions = field(default_factory=ReadOptions)
    longest_side: int = THUMBNAIL_SIDE
    preprocessing: Preprocessing | None = None


@dataclass(frozen=True, kw_only=True)
class Preview:
    """[height, width, 3] uint8 each."""

    picture: np.ndarray
    network: np.ndarray | None = None


def make_preview(request: PreviewRequest) -> Preview | Failure:
    """Decode the image and scale it down where it is larger than wanted; deep images as their reader scales them."""
    try:
        pixels = read_picture_of(request.frame.path, request.options, request.frame.number)
    except (ImageProblem, OSError) as error:
        return failure_of(error)
    return Preview(picture=_fitted(pixels, request.longest_side), network=_network_view(pixels, request.preprocessing))


def _fitted(pixels: np.ndarray, longest_side: int) -> np.ndarray:
    height, width = pixels.shape[:2]
    shrink = min(1.0, longest_side / max(height, width))
    return prepare(pixels, Preprocessing(height=max(1, round(height * shrink)), width=max(1, round(width * shrink))))


def _network_view(pixels: np.ndarray, preprocessing: Preprocessing | None) -> np.ndarray | None:
    if preprocessing is None:
        return None
    prepared = prepare(pixels, preprocessing)
    return prepared if prepared.dtype == np.uint8 else np.rint(prepared.astype(np.float32) * 255).astype(np.uint8)
