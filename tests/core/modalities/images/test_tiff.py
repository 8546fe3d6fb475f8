"""TIFF: deep, tiled, planar and of many pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from PIL import Image

from core.modalities.images.header import Header
from core.modalities.images.preprocessing import ImageProblem, ReadOptions, Window
from core.modalities.images.readers import TIFF, reader_of

GREY = np.random.default_rng(0).integers(1000, 5001, (48, 64)).astype(np.uint16)
COLOURS = np.random.default_rng(1).integers(0, 60_001, (48, 64, 3)).astype(np.uint16)


def write(path: Path, values: np.ndarray, **options: Any) -> Path:
    tifffile.imwrite(path, values, **options)
    return path


def read(path: Path, number: int = 0, **options: Any) -> np.ndarray:
    assert reader_of(path) is TIFF
    return next(TIFF.read(path, (number,), ReadOptions(**options)))


def own_range(values: np.ndarray) -> np.ndarray:
    values = values.astype(np.float64)
    return (values - values.min()) / (values.max() - values.min())


@pytest.mark.parametrize(
    "options",
    [{}, {"bigtiff": True}, {"tile": (16, 32)}, {"compression": "zlib", "predictor": True}, {"byteorder": ">"}],
)
@pytest.mark.parametrize("dtype", [np.uint16, np.int16, np.int32, np.float32])
def test_every_layout_of_deep_grey_is_read_alike(tmp_path: Path, dtype: Any, options: dict[str, Any]) -> None:
    if dtype == np.float32 and options.get("predictor"):
        options = {"compression": "zlib"}
    path = write(tmp_path / "a.tif", GREY.astype(dtype), photometric="minisblack", **options)
    pixels = read(path)
    assert pixels.dtype == np.float32
    assert pixels.strides[-1] == 0
    np.testing.assert_allclose(pixels[..., 0], own_range(GREY), atol=1e-6)
    bits = 16 if np.dtype(dtype).itemsize == 2 else 32
    assert TIFF.header(path, ReadOptions(), "") == Header(width=64, height=48, bits=bits)


@pytest.mark.parametrize("planar", ["contig", "separate"])
def test_deep_colours_keep_their_depth_and_share_a_range(tmp_path: Path, planar: str) -> None:
    stored = COLOURS if planar == "contig" else np.moveaxis(COLOURS, -1, 0)
    path = write(tmp_path / "a.tif", stored, photometric="rgb", planarconfig=planar)
    np.testing.assert_allclose(read(path), own_range(COLOURS), atol=1e-6)
    assert TIFF.header(path, ReadOptions(), "").bits == 16


def test_a_window_of_the_user_goes_before_the_own_range(tmp_path: Path) -> None:
    window = Window(centre=3000, width=1000)
    expected = np.clip((GREY.astype(float) - 2500) / 1000, 0, 1)
    assert np.abs(read(write(tmp_path / "a.tif", GREY), window=window)[..., 0] - expected).max() < 1e-6
    white = write(tmp_path / "b.tif", GREY, photometric="miniswhite")
    assert np.abs(read(white, window=window)[..., 0] - (1 - expected)).max() < 1e-6


@pytest.mark.parametrize("kind", ["unassalpha", "assocalpha"])
def test_deep_transparent_parts_are_white(tmp_path: Path, kind: str) -> None:
    values = np.zeros((1, 3, 4), np.uint16)
    values[0] = [(0, 0, 0, 65535), (65535, 65535, 65535, 65535), (0, 0, 0, 0)]
    path = write(tmp_path / "a.tif", values, photometric="rgb", extrasamples=[kind])
    assert read(path)[0].tolist() == [[0, 0, 0], [1, 1, 1], [1, 1, 1]]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_deep_page_is_turned_upright_as_a_picture_is(tmp_path: Path, orientation: int) -> None:
    for name, values in (("8", (GREY >> 5).astype(np.uint8)), ("16", GREY)):
        Image.fromarray(values).save(tmp_path / f"{name}.tif", tiffinfo={274: orientation})
    shallow, deep = read(tmp_path / "8.tif"), read(tmp_path / "16.tif")
    header = TIFF.header(tmp_path / "16.tif", ReadOptions(), "")
    assert deep.shape == shallow.shape == (header.height, header.width, 3)
    assert np.abs(deep[..., 0] * 4000 + 1000 - 32.0 * shallow[..., 0]).max() < 32


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_pages_are_pictures_and_their_small_copies_are_not(tmp_path: Path, dtype: Any) -> None:
    pages = [np.full((8, 8), 10, dtype), np.arange(64).reshape(8, 8).astype(dtype)]
    with tifffile.TiffWriter(tmp_path / "a.tif") as file:
        for page in pages:
            file.write(page, photometric="minisblack", metadata=None)
            file.write(page[::2, ::2], photometric="minisblack", metadata=None, subfiletype=1)
    assert TIFF.header(tmp_path / "a.tif", ReadOptions(), "").frames == 2
    second, first = TIFF.read(tmp_path / "a.tif", (1, 0), ReadOptions())
    assert second.shape == first.shape == (8, 8, 3)
    assert first.max() == (10 if dtype == np.uint8 else 0)
    expected = pages[1] if dtype == np.uint8 else pages[1] / 63
    np.testing.assert_allclose(second[..., 0], expected, atol=1e-6)


def test_pages_of_other_depths_are_read_as_they_are(tmp_path: Path) -> None:
    with tifffile.TiffWriter(tmp_path / "a.tif") as file:
        file.write(COLOURS.astype(np.float32), photometric="rgb", metadata=None)  # which Pillow cannot open
        file.write((COLOURS >> 8).astype(np.uint8), photometric="rgb", metadata=None)
    assert TIFF.header(tmp_path / "a.tif", ReadOptions(), "").bits == 32
    deep, shallow = TIFF.read(tmp_path / "a.tif", (0, 1), ReadOptions())
    assert (deep.dtype, shallow.dtype) == (np.float32, np.uint8)
    np.testing.assert_array_equal(shallow, COLOURS >> 8)


@pytest.mark.parametrize("compression", ["tiff_lzw", "zstd", "tiff_adobe_deflate", "packbits"])
def test_compressions_that_only_pillow_knows_are_read(tmp_path: Path, compression: str) -> None:
    Image.fromarray(GREY).save(tmp_path / "a.tif", compression=compression)
    np.testing.assert_allclose(read(tmp_path / "a.tif")[..., 0], own_range(GREY), atol=1e-6)


def problem(path: Path, **options: Any) -> str:
    with pytest.raises(ImageProblem) as caught:
        read(path, **options)
    assert path.name not in str(caught.value)
    return str(caught.value)


def test_a_compression_that_nobody_knows_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", COLOURS.astype(np.float32), photometric="rgb", compression="zlib")
    content = path.read_bytes()
    entry = np.array([259, 3], "<u2").tobytes() + np.array([1, 8], "<u4").tobytes()
    assert entry in content
    path.write_bytes(content.replace(entry, entry[:8] + np.array([34887], "<u4").tobytes()))  # LERC
    assert problem(path).endswith("compressed in a way that is not read: LERC.")


def test_more_channels_than_colours_have_are_refused(tmp_path: Path) -> None:
    for dtype in (np.uint8, np.uint16):
        path = write(tmp_path / "a.tif", np.zeros((8, 8, 5), dtype), photometric="minisblack", planarconfig="contig")
        assert problem(path) == "The image has 5 channels; up to 4 are read."


def test_complex_numbers_are_refused(tmp_path: Path) -> None:
    assert "complex" in problem(write(tmp_path / "a.tif", np.zeros((8, 8), np.complex64)))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_a_file_that_is_cut_off_is_refused(tmp_path: Path, dtype: Any) -> None:
    path = write(tmp_path / "a.tif", np.ones((200, 200, 3), dtype), photometric="rgb")
    path.write_bytes(path.read_bytes()[:-5000])
    assert "cut off" in problem(path)


def test_a_page_above_the_limit_of_pixels_is_refused(tmp_path: Path) -> None:
    assert "more than" in problem(write(tmp_path / "a.tif", GREY), most_pixels=GREY.size - 1)
