"""Pages: the pictures of a file are those that it holds, whatever its tags claim, and each of them once."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from PIL import Image

from core.modalities.images.preprocessing import ImageProblem, ReadOptions
from core.modalities.images.problems import MOST_PICTURES
from core.modalities.images.readers import TIFF, reader_of
from core.modalities.images.tiff import TIFF_ENDINGS

RANDOM = np.random.default_rng(0)
STACK = RANDOM.integers(0, 4096, (6, 24, 20)).astype(np.uint16)
OPTIONS = ReadOptions()


def count(path: Path) -> int:
    return reader_of(path).header(path, OPTIONS, "").frames


def read_all(path: Path) -> list[np.ndarray]:
    return list(reader_of(path).read(path, range(count(path)), OPTIONS))


def own_range(values: np.ndarray) -> np.ndarray:
    values = values.astype(np.float64)
    return (values - values.min()) / (values.max() - values.min())


def assert_shows(path: Path, planes: np.ndarray) -> None:
    pictures = read_all(path)
    assert len(pictures) == len(planes)
    for picture, plane in zip(pictures, planes, strict=True):
        np.testing.assert_allclose(picture[..., 0], plane if plane.dtype == np.uint8 else own_range(plane), atol=1e-6)


def problem(path: Path) -> str:
    with pytest.raises(ImageProblem) as caught:
        count(path)
    return str(caught.value)


# ---- stacks behind one page


def one_page(path: Path, planes: np.ndarray, text: str, **options: Any) -> Path:
    """A page as ImageJ writes it for a large stack: all further planes follow the first, without pages."""
    tifffile.imwrite(path, planes[0], description=text, metadata=None, photometric="minisblack", **options)
    with tifffile.TiffFile(path) as file:
        page, order = file.pages[0], file.byteorder
        assert page.dataoffsets[0] + page.nbytes == file.filehandle.size
    with open(path, "ab") as file:
        file.write(planes[1:].astype(planes.dtype.newbyteorder(order)).tobytes())
    return path


@pytest.mark.parametrize("text", [
    "images=6\nslices=6", "images=6\nchannels=2\nslices=3\nhyperstack=true", "channels=3\nframes=2", "images=6",
    "images=6\nchannels=1\nslices=2\nframes=3\nhyperstack=true\nloop=false",
])  # fmt: skip
@pytest.mark.parametrize("order", ["<", ">"])
def test_every_plane_of_a_stack_with_one_page_is_a_picture(tmp_path: Path, text: str, order: str) -> None:
    for values in (STACK, (STACK >> 4).astype(np.uint8), STACK.astype(np.float32), STACK.astype(np.int16) - 2000):
        assert_shows(one_page(tmp_path / "a.tif", values, f"ImageJ=1.54f\n{text}\n", byteorder=order), values)


def test_colours_of_a_stack_with_one_page_stay_together(tmp_path: Path) -> None:
    values = RANDOM.integers(0, 256, (3, 24, 20, 3)).astype(np.uint8)
    tifffile.imwrite(tmp_path / "a.tif", values[0], description="ImageJ=1.54f\nimages=3\nslices=3\n", metadata=None)
    with open(tmp_path / "a.tif", "ab") as file:
        file.write(values[1:].tobytes())
    np.testing.assert_array_equal(read_all(tmp_path / "a.tif"), values)


@pytest.mark.parametrize("claimed", [7, 10**9])
def test_a_stack_that_claims_more_planes_than_its_file_holds_is_refused(tmp_path: Path, claimed: int) -> None:
    path = one_page(tmp_path / "a.tif", STACK, f"ImageJ=1.54f\nimages={claimed}\n")
    assert "cut off" in problem(path)


def test_a_stack_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    path = one_page(tmp_path / "a.tif", STACK, "ImageJ=1.54f\nimages=6\n")
    path.write_bytes(path.read_bytes()[:-100])
    assert "cut off" in problem(path)


def test_the_text_of_a_stack_on_one_of_its_pictures_counts_for_nothing(tmp_path: Path) -> None:
    text = "ImageJ=1.54f\nimages=5\nslices=5\n"
    tifffile.imwrite(tmp_path / "a.tif", STACK[0], description=text, metadata=None)
    assert_shows(tmp_path / "a.tif", STACK[:1])
    Image.fromarray(STACK[0]).save(tmp_path / "b.tif", tiffinfo={270: text})
    assert_shows(tmp_path / "b.tif", STACK[:1])
    tifffile.imwrite(tmp_path / "c.tif", STACK[0], description=text, metadata=None, compression="lzw")
    assert_shows(tmp_path / "c.tif", STACK[:1])


def test_a_stack_of_imagej_with_all_its_pages_is_counted_once(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "a.tif", STACK.reshape(3, 2, 24, 20), imagej=True, metadata={"axes": "ZCYX"})
    assert_shows(tmp_path / "a.tif", STACK)


def test_a_stack_of_tifffile_with_one_page_is_read(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "a.tif", STACK, photometric="minisblack", truncate=True)
    with tifffile.TiffFile(tmp_path / "a.tif") as file:
        assert len(file.pages) == 1
    assert_shows(tmp_path / "a.tif", STACK)


def test_the_case_of_a_stack_with_one_page_holds(shared_cases: Path) -> None:
    right = np.load(shared_cases / "imagej-one-ifd" / "right.npy")
    for name in ("ij_one.tif", "ij_full.tif"):
        pictures = read_all(shared_cases / "imagej-one-ifd" / name)
        np.testing.assert_allclose([picture[..., 0] for picture in pictures], right, atol=1e-6)


# ---- pages, and copies of them


@pytest.mark.parametrize("ending", sorted(TIFF_ENDINGS))
def test_a_plain_tiff_is_read_under_every_ending(tmp_path: Path, ending: str) -> None:
    for options in ({}, {"bigtiff": True}, {"compression": "lzw"}):
        tifffile.imwrite(tmp_path / "a.tif", STACK, photometric="minisblack", metadata=None, **options)
        (tmp_path / "a.tif").rename(tmp_path / f"b{ending}")
        assert_shows(tmp_path / f"b{ending}", STACK)


def test_levels_and_overviews_of_ndpi_are_the_same_picture(tmp_path: Path) -> None:
    values = RANDOM.integers(0, 256, (64, 48, 3)).astype(np.uint8)
    pages = ((values, 20.0), (values[::2, ::2], 10.0), (values[:20, :30], -1.0), (values[:10, :40], -2.0))
    with tifffile.TiffWriter(tmp_path / "a.tif") as file:
        for page, magnification in pages:
            tags = [(271, 2, 9, "Hamamatsu", True), (65420, 4, 1, 1, True), (65421, 11, 1, magnification, True)]
            file.write(page, photometric="rgb", metadata=None, extratags=tags)
    np.testing.assert_array_equal(read_all(tmp_path / "a.tif"), [values])


def test_pages_of_differing_sizes_are_pictures_each(tmp_path: Path) -> None:
    sizes = [(24, 20), (12, 10), (7, 30)]
    with tifffile.TiffWriter(tmp_path / "a.tif") as file:
        for height, width in sizes:
            file.write(STACK[0, :1, :1].repeat(height, 0).repeat(width, 1), metadata=None)
    assert [picture.shape[:2] for picture in read_all(tmp_path / "a.tif")] == sizes


def write_pyramid(path: Path, pages: int = 1, levels: int = 3, **options: Any) -> Path:
    """Without the tags that call smaller copies so, as some programs leave them out."""
    base = RANDOM.integers(0, 256, (pages, 160, 128, 3)).astype(np.uint8)
    with tifffile.TiffWriter(path) as file:
        for level in range(levels):
            for page in base[:, :: 1 << level, :: 1 << level]:
                file.write(page, photometric="rgb", tile=(16, 16), metadata=None, **options)
    return path


@pytest.mark.parametrize("pages", [1, 2])
def test_levels_of_a_pyramid_are_the_same_picture(tmp_path: Path, pages: int) -> None:
    assert count(write_pyramid(tmp_path / "a.tif", pages)) == pages


def test_levels_below_a_page_are_the_same_picture(tmp_path: Path) -> None:
    values = RANDOM.integers(0, 256, (64, 64, 3)).astype(np.uint8)
    for name in ("a.tif", "a.ome.tif"):
        with tifffile.TiffWriter(tmp_path / name) as file:
            file.write(values, photometric="rgb", tile=(16, 16), subifds=2)
            for level in (1, 2):
                file.write(values[:: 1 << level, :: 1 << level], photometric="rgb", tile=(16, 16), subfiletype=1)
        np.testing.assert_array_equal(read_all(tmp_path / name), [values])


def test_a_page_that_is_a_small_copy_gives_way_to_the_picture_below_it(tmp_path: Path) -> None:
    values = RANDOM.integers(0, 256, (64, 64, 3)).astype(np.uint8)
    with tifffile.TiffWriter(tmp_path / "a.tif") as file:
        file.write(values[::4, ::4], photometric="rgb", subifds=1, subfiletype=1, metadata=None)
        file.write(values, photometric="rgb")
    np.testing.assert_array_equal(read_all(tmp_path / "a.tif"), [values])


def test_thumbnail_label_and_overview_of_a_slide_are_no_pictures(tmp_path: Path) -> None:
    values = RANDOM.integers(0, 256, (64, 48, 3)).astype(np.uint8)
    with tifffile.TiffWriter(tmp_path / "a.svs") as file:
        for page, tile, kind in (
            (values, (16, 16), 0), (values[::2, ::2], None, 0), (values[::4, ::4], (16, 16), 0),
            (values[:20, :30], None, 1), (values[:10, :40], None, 9),
        ):  # fmt: skip
            file.write(page, photometric="rgb", tile=tile, subfiletype=kind, description="Aperio Image", metadata=None)
    np.testing.assert_array_equal(read_all(tmp_path / "a.svs"), [values])


def test_channels_of_a_slide_are_pictures_and_its_copies_are_not(tmp_path: Path) -> None:
    values = RANDOM.integers(0, 256, (4, 64, 48)).astype(np.uint8)
    with tifffile.TiffWriter(tmp_path / "a.qptiff") as file:
        options: dict[str, Any] = {"photometric": "minisblack", "software": "PerkinElmer-QPI", "metadata": None}
        for plane in values:
            file.write(plane, tile=(16, 16), **options)
        file.write(RANDOM.integers(0, 256, (10, 12, 3)).astype(np.uint8), photometric="rgb", metadata=None)
        for plane in values[:, ::2, ::2]:
            file.write(plane, tile=(16, 16), **options)
    assert_shows(tmp_path / "a.qptiff", values)


@pytest.mark.parametrize("compression", [None, "lzw"])
def test_slices_of_a_laser_scanning_microscope_are_pictures_and_its_thumbnails_are_not(
    tmp_path: Path, compression: str | None
) -> None:
    fields = [(name or "x", kind) for name, kind in tifffile.TIFF.CZ_LSMINFO]
    info = np.zeros(1, np.dtype(fields).newbyteorder("<"))
    info["MagicNumber"], info["StructureSize"] = 0x400494C, info.nbytes
    info["DimensionX"], info["DimensionY"], info["DimensionZ"] = 20, 24, 6
    info["DimensionChannels"] = info["DimensionTime"] = 1
    with tifffile.TiffWriter(tmp_path / "a.lsm") as file:
        for number, plane in enumerate(STACK):
            tags = [] if number else [(34412, 7, info.nbytes, info.tobytes(), True)]
            options: dict[str, Any] = {"photometric": "minisblack", "metadata": None}
            file.write(plane, compression=compression, extratags=tags, **options)
            file.write((plane[::2, ::2] >> 4).astype(np.uint8), subfiletype=1, **options)
    assert_shows(tmp_path / "a.lsm", STACK)


@pytest.mark.parametrize("planar", ["contig", "separate"])
@pytest.mark.parametrize("channels", [2, 4])
def test_channels_that_are_no_colours_are_pictures_each(tmp_path: Path, channels: int, planar: str) -> None:
    for values in (STACK[:channels], (STACK[:channels] >> 4).astype(np.uint8)):
        stored = values if planar == "separate" else np.moveaxis(values, 0, -1)
        tifffile.imwrite(tmp_path / "a.tif", stored, photometric="minisblack", planarconfig=planar, metadata=None)
        assert_shows(tmp_path / "a.tif", values)


def test_a_chain_of_pages_that_leads_back_ends(tmp_path: Path) -> None:
    for pages in (1, 3, 150):
        with tifffile.TiffWriter(tmp_path / "a.tif") as file:
            for number in range(pages):
                file.write(STACK[number % 6], photometric="minisblack", metadata=None)
        with tifffile.TiffFile(tmp_path / "a.tif") as file:
            first, last = file.pages[0].offset, file.pages[-1]
            assert isinstance(last, tifffile.TiffPage)
            place = last.offset + 2 + 12 * len(last.tags)
        content = bytearray((tmp_path / "a.tif").read_bytes())
        content[place : place + 4] = struct.pack("<I", first)
        (tmp_path / "a.tif").write_bytes(content)
        assert count(tmp_path / "a.tif") == pages


def test_a_file_of_several_pages_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    with tifffile.TiffWriter(tmp_path / "a.tif") as file:
        for plane in STACK:
            file.write(plane, photometric="minisblack", metadata=None)
    content = (tmp_path / "a.tif").read_bytes()
    with tifffile.TiffFile(tmp_path / "a.tif") as file:
        fourth = file.pages[3].offset
    (tmp_path / "a.tif").write_bytes(content[: fourth - 10])
    assert "cut off" in problem(tmp_path / "a.tif")


def test_no_more_pages_are_read_of_one_file_than_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.modalities.images.problems.MOST_PICTURES", 5)
    assert MOST_PICTURES == 100_000
    tifffile.imwrite(tmp_path / "a.tif", STACK, photometric="minisblack", metadata=None)
    assert "5 is the limit" in problem(tmp_path / "a.tif")
    assert "5 is the limit" in problem(one_page(tmp_path / "b.tif", STACK, "ImageJ=1.54f\nimages=6\n"))
    assert reader_of(tmp_path / "b.tif") is TIFF


# ---- frames of pictures


@pytest.mark.parametrize("ending", ["gif", "png", "webp"])
def test_frames_of_an_animation_are_pictures(tmp_path: Path, ending: str) -> None:
    shades = [20, 120, 220]
    frames = [Image.new("RGB", (16, 12), (shade, 0, 0)) for shade in shades]
    frames[0].save(tmp_path / f"a.{ending}", save_all=True, append_images=frames[1:])
    pictures = read_all(tmp_path / f"a.{ending}")
    assert [int(picture[..., 0].mean().round()) for picture in pictures] == pytest.approx(shades, abs=3)
    last, first = reader_of(tmp_path / f"a.{ending}").read(tmp_path / f"a.{ending}", (2, 0), OPTIONS)
    assert int(last.max()) > int(first.max())


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def test_an_animation_is_counted_by_the_frames_that_are_there(tmp_path: Path) -> None:
    frames = [Image.new("L", (16, 12), shade) for shade in (20, 120, 220)]
    path = tmp_path / "a.png"
    frames[0].save(path, save_all=True, append_images=frames[1:])
    content = path.read_bytes()
    at = content.index(b"acTL") - 4
    claims = chunk(b"acTL", struct.pack(">II", (1 << 31) - 1, 0))
    path.write_bytes(content[:at] + claims + content[at + len(claims) :])
    assert count(path) == 3
    path.write_bytes(path.read_bytes()[:-12])
    assert "cut off" in problem(path)


def test_an_animation_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    frames = [Image.fromarray(RANDOM.integers(0, 256, (24, 20)).astype(np.uint8)) for _ in range(4)]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    (tmp_path / "a.gif").write_bytes((tmp_path / "a.gif").read_bytes()[:-300])
    assert "cut off" in problem(tmp_path / "a.gif")


def test_the_further_images_of_a_photograph_are_no_pictures(tmp_path: Path) -> None:
    photograph = Image.fromarray(RANDOM.integers(0, 256, (64, 48, 3)).astype(np.uint8))
    photograph.save(tmp_path / "a.jpg", format="MPO", save_all=True, append_images=[photograph.resize((12, 16))])
    assert count(tmp_path / "a.jpg") == 1
