"""Maps: the values of a layer, whatever their shape, as one picture a channel; their statistics; and Grad-CAM."""

from __future__ import annotations

import math

import numpy as np

from core.backbones.layer_tree import Kind
from core.inspection.activation import ChannelOrder, ChannelStatistics

#: their values of one place may lie apart, by the head of attention that they belong to
BY_HEADS = (Kind.DENSE, Kind.ATTENTION)


def channels_last(values: np.ndarray, kind: Kind) -> np.ndarray:
    """Return the values of one image as float32 [height, width, c], [tokens, c] or [c].

    Tokens [t, heads, c] have heads * c channels; of volumes [d, h, w, c] the slices lie one below the other.
    """
    values = values.astype(np.float32, copy=False)
    if (
        values.ndim == 3
        and kind in BY_HEADS
        and _is_side_by_side(values.shape[0])
        and values.shape[0] != values.shape[1]
    ):
        return values.reshape(values.shape[0], -1)
    if values.ndim > 3:
        return values.reshape(-1, *values.shape[-2:])
    return values.reshape(1) if values.ndim == 0 else values


def has_class_token(values: np.ndarray) -> bool:
    """Return whether one token stands before a square of them (of `channels_last`)."""
    return values.ndim == 2 and not _is_square(len(values)) and _is_square(len(values) - 1)


def as_maps(values: np.ndarray) -> np.ndarray:
    """Return [height, width, c] of what `channels_last` gives.

    Tokens lie as the patches of an image do where they make a square, without a class token; else in a line. The
    values of a vector are one pixel each.
    """
    if values.ndim == 3:
        return values
    if values.ndim == 1:
        return values[None, None]
    tokens = values[1:] if has_class_token(values) else values
    side = math.isqrt(len(tokens))
    return tokens.reshape(side, side, -1) if side * side == len(tokens) else tokens[None]


def statistics_of(values: np.ndarray) -> ChannelStatistics:
    """Return statistics over all places, of [..., c]; a class token counts as one."""
    flat = values.reshape(-1, values.shape[-1])
    return ChannelStatistics(
        mean=flat.mean(0),
        std=flat.std(0),
        min=flat.min(0),
        max=flat.max(0),
        zeros=(flat == 0).mean(0, dtype=np.float32),
    )


def ordered_channels(maps: np.ndarray, order: ChannelOrder) -> np.ndarray:
    """Return the numbers of all channels of [height, width, c] in this order."""
    if order is ChannelOrder.NUMBER:
        return np.arange(maps.shape[-1])
    strength = np.abs(maps[0, 0]) if maps.shape[:2] == (1, 1) else maps.std((0, 1))
    return np.argsort(-strength, kind="stable")


def grad_cam(maps: np.ndarray, gradients: np.ndarray) -> np.ndarray | None:
    """Return both [height, width, c], to [height, width]; None where a layer has forgotten all places.

    The channels, each by the mean of its gradient, added up, and what speaks against the class left out: Selvaraju et
    al. 2017, Grad-CAM, equations 1 and 2.
    """
    if maps.shape[0] * maps.shape[1] == 1:
        return None
    return np.maximum(maps @ gradients.mean((0, 1)), 0)


def _is_side_by_side(tokens: int) -> bool:
    return _is_square(tokens) or _is_square(tokens - 1)


def _is_square(number: int) -> bool:
    return number > 0 and math.isqrt(number) ** 2 == number
