"""Preview of an image: small, large, and as the network is given it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.messages import Message
from core.modalities.images.frame import Frame
from core.modalities.images.preprocessing import Preprocessing, prepare
from core.modalities.images.preview import Preview, PreviewRequest, make_preview
from core.modalities.images.readers import read_picture_of
from core.process.worker_pool import Failure
from tests.core.modalities.images.pictures import write_picture, write_pixels


def views_of(path: Path, **wanted: Any) -> Preview:
    views = make_preview(PreviewRequest(frame=Frame(path), **wanted))
    assert isinstance(views, Preview)
    return views


def test_a_large_image_is_scaled_to_the_longest_side_and_keeps_its_shape(tmp_path: Path) -> None:
    views = views_of(write_picture(tmp_path / "wide.png", size=(400, 100)))

    assert views.picture.shape == (32, 128, 3)
    assert views.picture.dtype == np.uint8
    assert views.network is None


def test_a_small_image_is_not_enlarged(tmp_path: Path) -> None:
    path = write_picture(tmp_path / "small.png", size=(12, 10))

    np.testing.assert_array_equal(views_of(path).picture, read_picture_of(path))


def test_a_very_narrow_image_keeps_at_least_one_column(tmp_path: Path) -> None:
    assert views_of(write_picture(tmp_path / "narrow.png", size=(1, 900))).picture.shape == (128, 1, 3)


def test_a_deep_image_is_scaled_by_its_own_darkest_and_brightest_value(tmp_path: Path) -> None:
    values = np.linspace(1000, 3000, 64 * 64).reshape(64, 64).astype(np.uint16)
    picture = views_of(write_pixels(tmp_path / "deep.png", values)).picture

    assert picture.dtype == np.uint8
    assert (picture.min(), picture.max()) == (0, 255)


@pytest.mark.parametrize("depth", [8, 16])
def test_the_network_view_is_what_preprocessing_makes_of_the_image(depth: int, tmp_path: Path) -> None:
    path = write_picture(tmp_path / "image.png", size=(50, 40))
    preprocessing = Preprocessing(height=24, width=32, depth=depth)
    prepared = prepare(read_picture_of(path), preprocessing)

    network = views_of(path, preprocessing=preprocessing).network

    assert network is not None
    assert network.dtype == np.uint8
    expected = prepared if depth == 8 else np.rint(prepared.astype(np.float32) * 255)
    np.testing.assert_array_equal(network, expected)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("broken.png", "unknown-kind"),
        ("missing.png", "file-not-there"),
        ("notes.txt", "type-not-read"),
    ],
)
def test_what_cannot_be_shown_says_why(name: str, code: str, tmp_path: Path) -> None:
    if name != "missing.png":
        (tmp_path / name).write_bytes(b"no image")

    assert make_preview(PreviewRequest(frame=Frame(tmp_path / name))) == Failure(Message(code))
