"""Maps: pictures of whatever shape a layer's values have."""

from __future__ import annotations

import numpy as np
import pytest

from core.backbones.layer_tree import Kind
from core.inspection.activation import ChannelOrder
from core.inspection.maps import as_maps, channels_last, grad_cam, has_class_token, ordered_channels, statistics_of


def numbered(*shape: int) -> np.ndarray:
    return np.arange(np.prod(shape), dtype=np.float32).reshape(shape)


def maps_of(values: np.ndarray, kind: Kind = Kind.DENSE) -> np.ndarray:
    return as_maps(channels_last(values, kind))


def test_a_feature_map_is_shown_as_it_is() -> None:
    values = numbered(4, 5, 3)
    assert maps_of(values, Kind.CONVOLUTION) is values


def test_tokens_lie_as_the_patches_of_the_image_do() -> None:
    maps = maps_of(numbered(9, 2))
    assert maps[..., 0].tolist() == [[0, 2, 4], [6, 8, 10], [12, 14, 16]]


def test_the_class_token_has_no_place() -> None:
    values = numbered(10, 2)
    assert has_class_token(values)
    assert maps_of(values)[..., 0].tolist() == [[2, 4, 6], [8, 10, 12], [14, 16, 18]]
    assert not has_class_token(numbered(9, 2))


def test_tokens_that_make_no_square_lie_in_a_line() -> None:
    assert maps_of(numbered(7, 2)).shape == (1, 7, 2)


def test_the_heads_of_attention_have_channels_side_by_side() -> None:
    maps = maps_of(numbered(10, 4, 8), Kind.ATTENTION)
    assert maps.shape == (3, 3, 32)


def test_a_vector_has_one_pixel_a_channel() -> None:
    assert maps_of(numbered(6)).shape == (1, 1, 6)


def test_slices_of_a_volume_lie_one_below_the_other() -> None:
    assert maps_of(numbered(2, 3, 4, 5), Kind.CONVOLUTION).shape == (6, 4, 5)


def test_statistics_tell_of_each_channel() -> None:
    values = np.zeros((2, 2, 3), np.float32)
    values[..., 1] = [[1, 2], [3, 6]]
    values[0, 0, 2] = -4

    measured = statistics_of(values)

    assert measured.mean.tolist() == [0, 3, -1]
    assert measured.min.tolist() == [0, 1, -4]
    assert measured.max.tolist() == [0, 6, 0]
    assert measured.std[1] == pytest.approx(np.std([1, 2, 3, 6]))
    assert measured.zeros.tolist() == [1, 0, 0.75]
    assert measured.dead == 1


def test_the_strongest_channels_of_a_vector_are_the_largest() -> None:
    maps = maps_of(np.array([1, -5, 3], np.float32))
    assert ordered_channels(maps, ChannelOrder.STRENGTH).tolist() == [1, 2, 0]
    assert ordered_channels(maps, ChannelOrder.NUMBER).tolist() == [0, 1, 2]


def test_grad_cam_leaves_out_what_speaks_against_the_class() -> None:
    maps = np.zeros((2, 2, 2), np.float32)
    maps[0, 0], maps[1, 1] = [2, 0], [0, 3]
    gradients = np.ones((2, 2, 2), np.float32) * [0.5, -1]

    assert grad_cam(maps, gradients).tolist() == [[1, 0], [0, 0]]
    assert grad_cam(maps[:1, :1], gradients[:1, :1]) is None
