"""What is measured of a picture's looks: margins and burned-in text, and not what the picture shows."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage

from core.modalities.images.appearance import FACTS, _opened, appearance, appearances

SIDE = 224


def anatomy(seed: int = 0) -> np.ndarray:
    """Soft, uneven and grey all over, with a bright rib as broad as a stroke."""
    draw = np.random.default_rng(seed)
    grey = ndimage.gaussian_filter(draw.normal(size=(SIDE, SIDE)), 6)
    grey = 110 + 60 * grey / np.abs(grey).max()
    rib = np.zeros((SIDE, SIDE))
    rib[100:104, 60:84] = 1
    return in_colour(grey + 150 * ndimage.gaussian_filter(rib, 2))


def in_colour(grey: np.ndarray) -> np.ndarray:
    return np.repeat(np.clip(grey, 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def written(pixels: np.ndarray, text: str, fill: str | int = "white", at: tuple[int, int] = (8, 8)) -> np.ndarray:
    image = Image.fromarray(pixels)
    ImageDraw.Draw(image).text(at, text, fill=fill, font=ImageFont.load_default(18))
    return np.asarray(image)


def facts(pixels: np.ndarray) -> dict[str, float]:
    return dict(zip(FACTS, appearance(pixels), strict=True))


@pytest.mark.parametrize(
    ("side", "place"),
    [
        ("left", np.s_[:, :28]),
        ("right", np.s_[:, -28:]),
        ("top", np.s_[:28]),
        ("bottom", np.s_[-28:]),
    ],
)
@pytest.mark.parametrize("tone", [0, 255])
def test_an_empty_margin_is_measured_on_its_side(side: str, place: tuple, tone: int) -> None:
    pixels = anatomy()
    pixels[place] = tone

    measured = facts(pixels)

    assert measured[f"margin {side}"] == pytest.approx(28 / SIDE)
    assert sum(measured[f"margin {other}"] for other in ("left", "right", "top", "bottom")) == pytest.approx(28 / SIDE)
    assert measured["white margin"] == pytest.approx(28 / SIDE if tone else 0)


def test_jpeg_noise_and_a_mark_do_not_end_a_margin() -> None:
    pixels = anatomy()
    draw = np.random.default_rng(0)
    pixels[:, :40] = draw.integers(0, 12, (SIDE, 40, 1))
    marked = written(pixels, "-", at=(20, 100))

    assert facts(marked)["margin left"] == pytest.approx(40 / SIDE)


def test_a_picture_without_margins_and_text_has_neither() -> None:
    assert set(facts(anatomy()).values()) == {0.0}


def test_an_empty_picture_is_all_margin() -> None:
    assert facts(np.zeros((SIDE, SIDE, 3), np.uint8))["margin top"] == 1
    assert facts(np.full((SIDE, SIDE, 3), 255, np.uint8))["white margin"] == 1


def test_a_marker_is_text_and_more_text_is_more() -> None:
    pixels = anatomy()
    pixels[:40] = 10

    marker = facts(written(pixels, "R"))["text"]

    assert facts(pixels)["text"] == 0
    assert 0.0005 < marker < 0.005
    assert facts(written(pixels, "R 17:22:05"))["text"] > 3 * marker


def test_coloured_text_is_text() -> None:
    assert facts(written(np.zeros((SIDE, SIDE, 3), np.uint8), "DIST 3.2 cm", fill="yellow"))["text"] > 0.002


def test_dark_text_on_white_paper_is_text() -> None:
    pixels = anatomy()
    pixels[:120] = 255

    assert facts(pixels)["text"] == 0
    assert facts(written(pixels, "L 42", fill="black"))["text"] > 0.001


def test_the_size_of_the_picture_matters_little() -> None:
    pixels = written(np.zeros((SIDE, SIDE, 3), np.uint8), "R", at=(30, 30))
    larger = np.asarray(Image.fromarray(pixels).resize((448, 448), Image.Resampling.BILINEAR))

    assert facts(larger)["text"] == pytest.approx(facts(pixels)["text"], rel=0.5)


def test_deep_images_are_measured_as_others() -> None:
    pixels = np.stack([written(anatomy(seed), "R") for seed in range(3)])
    pixels[:, :, :30] = 0

    shallow, deep = appearances(pixels), appearances((pixels / 255).astype(np.float16))

    assert shallow.shape == (3, len(FACTS))
    assert shallow.dtype == np.float32
    assert np.array_equal(shallow, deep)


def test_no_images_give_no_rows() -> None:
    assert appearances(np.zeros((0, SIDE, SIDE, 3), np.uint8)).shape == (0, len(FACTS))


@pytest.mark.parametrize("size", [1, 3, 7, 9])
def test_the_opening_is_that_of_scipy(size: int) -> None:
    grey = anatomy()[..., 0]

    assert np.array_equal(_opened(grey, size), ndimage.grey_opening(grey, (size, size), mode="nearest"))
