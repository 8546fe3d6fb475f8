"""Pictures: every kind of image that Pillow reads becomes the same kind of array."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from core.modalities.images.preprocessing import MOST_PIXELS, ImageProblem, ReadOptions, Window
from core.modalities.images.readers import reader_of
from tests.core.modalities.images.pictures import write_picture, write_pixels

RAMP = np.linspace(0, 255, 64, dtype=np.uint8).reshape(8, 8)


def read_pixels(path: Path, most_pixels: int = MOST_PIXELS, window: Window | None = None) -> np.ndarray:
    """By the reader that the file is given to; of TIFF that is the one which hands on to Pillow."""
    return next(reader_of(path).read(path, (0,), ReadOptions(most_pixels=most_pixels, window=window)))


def read(image: Image.Image, path: Path, **options: Any) -> np.ndarray:
    image.save(path, **options)
    return read_pixels(path)


def test_a_colour_image_is_read_as_it_is(tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (5, 7, 3), np.uint8)
    read_back = read_pixels(write_pixels(tmp_path / "a.png", pixels))
    np.testing.assert_array_equal(read_back, pixels)


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGB", "RGBA"])
def test_every_8_bit_kind_of_grey_ramp_is_read_alike(tmp_path: Path, mode: str) -> None:
    pixels = read(Image.fromarray(RAMP).convert(mode), tmp_path / "a.png")
    assert pixels.dtype == np.uint8
    np.testing.assert_array_equal(pixels, np.stack([RAMP] * 3, axis=-1))


def test_cmyk_is_read_in_its_colours(tmp_path: Path) -> None:
    pixels = read(Image.new("CMYK", (4, 4), (0, 255, 255, 0)), tmp_path / "a.tif")
    np.testing.assert_array_equal(pixels[0, 0], (255, 0, 0))


def test_lab_is_read_in_its_colours(tmp_path: Path) -> None:
    to_lab = ImageCms.buildTransform(
        ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB"
    )  # fmt: skip
    lab = ImageCms.applyTransform(Image.new("RGB", (4, 4), (200, 80, 40)), to_lab)
    assert lab is not None
    np.testing.assert_allclose(read(lab, tmp_path / "a.tif")[0, 0], (200, 80, 40), atol=3)


def test_one_bit_images_are_black_and_white(tmp_path: Path) -> None:
    pixels = read(Image.fromarray(RAMP > 100), tmp_path / "a.png")
    np.testing.assert_array_equal(pixels[..., 0], np.where(RAMP > 100, 255, 0))


def test_transparent_parts_are_white(tmp_path: Path) -> None:
    half_red = read(Image.new("RGBA", (2, 2), (255, 0, 0, 128)), tmp_path / "a.png")
    np.testing.assert_allclose(half_red[0, 0], (255, 127, 127), atol=1)
    assert (read(Image.new("LA", (2, 2), (0, 0)), tmp_path / "b.png") == 255).all()


def test_a_transparent_colour_of_a_palette_is_white(tmp_path: Path) -> None:
    image = Image.new("P", (2, 1))
    image.putpalette([10, 20, 30, 40, 50, 60])
    image.putdata([0, 1])
    np.testing.assert_array_equal(read(image, tmp_path / "a.png", transparency=0)[0], [(255, 255, 255), (40, 50, 60)])


@pytest.mark.parametrize("orientation", range(1, 9))
def test_an_image_is_turned_upright(tmp_path: Path, orientation: int) -> None:
    upright = np.zeros((6, 4), np.uint8)
    upright[0, 0], upright[0, 3] = 255, 128
    stored = {
        1: upright, 2: upright[:, ::-1], 3: upright[::-1, ::-1], 4: upright[::-1],
        5: upright.T, 6: np.rot90(upright), 7: upright[::-1, ::-1].T, 8: np.rot90(upright, -1),
    }[orientation]  # fmt: skip
    exif = Image.Exif()
    exif[0x0112] = orientation
    pixels = read(Image.fromarray(np.ascontiguousarray(stored)), tmp_path / "a.png", exif=exif)
    np.testing.assert_array_equal(pixels[..., 0], upright)


@pytest.mark.parametrize("ending", ["png", "tif", "pgm"])
def test_16_bits_are_scaled_by_their_own_range_and_not_clipped(tmp_path: Path, ending: str) -> None:
    values = np.array([[1000, 2000, 3000], [4000, 4500, 5000]], np.uint16)
    pixels = read(Image.fromarray(values), tmp_path / f"a.{ending}")
    assert pixels.dtype == np.float32
    assert pixels.shape == (2, 3, 3)
    np.testing.assert_allclose(pixels[..., 1], (values - 1000) / 4000, atol=1e-6)


def test_signed_32_bit_integers_are_scaled_by_their_own_range(tmp_path: Path) -> None:
    values = np.array([[-1024, 0], [1024, 3072]], np.int32)
    np.testing.assert_allclose(read(Image.fromarray(values), tmp_path / "a.tif")[..., 0], [[0, 0.25], [0.5, 1]])


def test_numbers_that_are_none_are_dark_and_infinities_are_the_ends(tmp_path: Path) -> None:
    values = np.array([[np.nan, np.inf, -np.inf], [0.0, 0.5, 2.0]], np.float32)
    pixels = read(Image.fromarray(values), tmp_path / "a.tif")
    np.testing.assert_allclose(pixels[..., 0], np.array([[0, 1, 0], [0, 0.25, 1]]))


def test_the_whole_range_of_floats_does_not_overflow(tmp_path: Path) -> None:
    largest = np.finfo(np.float32).max
    values = np.array([[-1, 0, 1]], np.float32) * largest
    np.testing.assert_allclose(read(Image.fromarray(values), tmp_path / "a.tif")[0, :, 0], [0, 0.5, 1])


@pytest.mark.parametrize("dtype", [np.uint16, np.int32, np.float32])
def test_a_deep_image_of_one_value_is_dark(tmp_path: Path, dtype: Any) -> None:
    assert not read(Image.fromarray(np.full((3, 3), 700, dtype)), tmp_path / "a.tif").any()


def test_a_deep_image_in_which_white_is_zero_is_turned_round(tmp_path: Path) -> None:
    values = np.array([[0, 500, 1000]], np.uint16)
    pixels = read(Image.fromarray(values), tmp_path / "a.tif", tiffinfo={262: 0})
    np.testing.assert_allclose(pixels[0, :, 0], [1, 0.5, 0])


@pytest.mark.parametrize("ending", ["gif", "png", "tif", "webp"])
def test_the_first_of_several_frames_is_read(tmp_path: Path, ending: str) -> None:
    first, second = (Image.new("RGB", (8, 8), colour) for colour in ("black", "white"))
    first.save(tmp_path / f"a.{ending}", save_all=True, append_images=[second])
    assert read_pixels(tmp_path / f"a.{ending}").max() < 10


def problem(path: Path, most_pixels: int = 10**6) -> str:
    with pytest.raises(ImageProblem) as caught:
        read_pixels(path, most_pixels)
    assert path.name not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("ending", ["jpg", "png", "bmp", "tif", "gif"])
def test_a_file_that_is_cut_off_is_refused(tmp_path: Path, ending: str) -> None:
    path = write_picture(tmp_path / f"a.{ending}", size=(200, 200))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert "cut off" in problem(path) or "damaged" in problem(path)


def test_what_is_no_image_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"hello")
    assert "not an image" in problem(tmp_path / "a.png")
    (tmp_path / "empty.png").write_bytes(b"")
    assert "not an image" in problem(tmp_path / "empty.png")


def test_a_format_that_would_start_another_program_is_not_tried(tmp_path: Path) -> None:
    Image.new("RGB", (4, 4)).save(tmp_path / "a.eps")
    (tmp_path / "a.eps").rename(tmp_path / "a.png")
    assert "not an image" in problem(tmp_path / "a.png")


def test_a_file_that_is_gone_is_refused(tmp_path: Path) -> None:
    assert problem(tmp_path / "a.png") == "The file is not there."


def test_an_image_above_the_limit_of_pixels_is_refused(tmp_path: Path) -> None:
    assert "more than" in problem(write_picture(tmp_path / "a.png", size=(50, 50)), most_pixels=2499)
    assert read_pixels(tmp_path / "a.png", 2500).shape == (50, 50, 3)


@pytest.mark.parametrize("ending", ["png", "tif", "pgm"])
def test_a_deep_image_is_seen_through_the_window_that_the_user_sets(tmp_path: Path, ending: str) -> None:
    values = np.array([[1000, 2000, 3000], [4000, 4500, 5000]], np.uint16)
    Image.fromarray(values).save(tmp_path / f"a.{ending}")
    pixels = read_pixels(tmp_path / f"a.{ending}", window=Window(centre=3000, width=2000))
    np.testing.assert_allclose(pixels[..., 0], [[0.0, 0.0, 0.5], [1.0, 1.0, 1.0]], atol=1e-6)


def test_an_image_of_8_bits_has_no_window(tmp_path: Path) -> None:
    Image.fromarray(RAMP).save(tmp_path / "a.png")
    pixels = read_pixels(tmp_path / "a.png", window=Window(centre=10, width=2))
    np.testing.assert_array_equal(pixels[..., 0], RAMP)
