"""Depth: how deep a picture is, and with which sign, stands in its file, whatever a decoder would make of it."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image

from core.modalities.images.preprocessing import ImageProblem, ReadOptions, Window
from core.modalities.images.readers import reader_of

RANDOM = np.random.default_rng(0)
OPTIONS = ReadOptions()
#: 12 bits in 16, as cameras and scanners write them: cut down to 8 bits it is nearly black
DEEP = RANDOM.integers(0, 4096, (24, 20, 3)).astype(np.uint16)
BYTES = RANDOM.integers(0, 256, (24, 20, 3)).astype(np.uint8)
COMPRESSIONS = ("none", "lzw", "zlib", "lzma", "zstd", "lerc", "packbits", "jpeg2000", "jpegxl", "png")
OF_THEIR_OWN_ORDER = ("lerc", "jpeg2000", "jpegxl", "png")


def read(path: Path, number: int = 0, **options: Any) -> np.ndarray:
    header = reader_of(path).header(path, OPTIONS, "")
    pixels = next(reader_of(path).read(path, (number,), ReadOptions(**options)))
    assert pixels.shape == (header.height, header.width, 3)
    assert pixels.dtype == (np.uint8 if header.bits == 8 else np.float32)
    return pixels


def own_range(values: np.ndarray) -> np.ndarray:
    values = values.astype(np.float64)
    shades = (values - values.min()) / ((values.max() - values.min()) or 1)
    return shades if shades.ndim == 3 else np.stack([shades] * 3, axis=-1)


def write_png(
    path: Path, values: np.ndarray, colour_type: int, transparent: bytes = b"", interlaced: bool = False
) -> Path:
    """16 bits a channel, which Pillow does not write in colour."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    height, width = values.shape[:2]
    passes = ((0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1))
    planes = [values[y::down, x::right] for y, x, down, right in passes] if interlaced else [values]
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for plane in planes if plane.size for row in plane)
    header = struct.pack(">IIBBBBB", width, height, 16, colour_type, 0, 0, int(interlaced))
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + (chunk(b"tRNS", transparent) if transparent else b"")
        + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    )  # fmt: skip
    return path


# ---- TIFF


@pytest.mark.parametrize("layout", [{}, {"tile": (16, 16)}, {"rowsperstrip": 5}, {"bigtiff": True}, {"byteorder": ">"}])
@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_deep_colours_are_read_alike_however_a_tiff_compresses_them(
    tmp_path: Path, compression: str, layout: dict[str, Any]
) -> None:
    how: dict[str, Any] = {} if compression == "none" else {"compression": compression}
    if layout.get("byteorder") and compression in OF_THEIR_OWN_ORDER:
        pytest.skip("tifffile does not write it so")
    if compression in ("jpeg2000", "jpegxl"):
        how["compressionargs"] = {"level": 0, "reversible": True} if compression == "jpeg2000" else {"lossless": True}
    tifffile.imwrite(tmp_path / "a.tif", DEEP, photometric="rgb", **how, **layout)
    np.testing.assert_allclose(read(tmp_path / "a.tif"), own_range(DEEP), atol=1e-6)


@pytest.mark.parametrize("compression", ["none", "lzw", "zlib"])
@pytest.mark.parametrize("predictor", [False, True])
def test_deep_colours_by_planes_and_with_a_predictor_are_read_alike(
    tmp_path: Path, compression: str, predictor: bool
) -> None:
    how: dict[str, Any] = {} if compression == "none" else {"compression": compression, "predictor": predictor}
    planes = np.moveaxis(DEEP, -1, 0)
    tifffile.imwrite(tmp_path / "a.tif", planes, photometric="rgb", planarconfig="separate", **how)
    np.testing.assert_allclose(read(tmp_path / "a.tif"), own_range(DEEP), atol=1e-6)


@pytest.mark.parametrize("compression", [None, "lzw"])
@pytest.mark.parametrize(
    "dtype", [np.uint16, np.int16, np.uint32, np.int32, np.uint64, np.int64, np.float16, np.float32, np.float64]
)
def test_every_kind_of_number_keeps_its_depth_and_its_sign(tmp_path: Path, dtype: Any, compression: str | None) -> None:
    values = RANDOM.integers(0, 2000, (24, 20)).astype(dtype)
    if np.dtype(dtype).kind in "if":
        values -= dtype(1000)
    if np.dtype(dtype).itemsize >= 4:
        values[0, :2] = (0, np.iinfo(dtype).max if np.dtype(dtype).kind in "ui" else 1e30)
    tifffile.imwrite(tmp_path / "a.tif", values, photometric="minisblack", compression=compression)
    np.testing.assert_allclose(read(tmp_path / "a.tif"), own_range(values), atol=1e-6)


@pytest.mark.parametrize("photometric", ["minisblack", "miniswhite", "rgb"])
@pytest.mark.parametrize("compression", [None, "lzw"])
def test_signed_bytes_are_black_at_their_lowest(tmp_path: Path, photometric: str, compression: str | None) -> None:
    values = BYTES if photometric == "rgb" else BYTES[..., 0]
    tifffile.imwrite(
        tmp_path / "a.tif", (values ^ 0x80).view(np.int8), photometric=photometric, compression=compression
    )
    expected = values if photometric != "miniswhite" else 255 - values
    np.testing.assert_array_equal(
        read(tmp_path / "a.tif")[..., 0], expected[..., 0] if photometric == "rgb" else expected
    )


def write_tiff(path: Path, data: bytes, size: tuple[int, int], **tags: int | tuple[int, ...]) -> Path:
    """A page whose tags are as given, however odd they are: `T258` is how many bits a sample has."""
    width, height = size
    values: dict[int, int | tuple[int, ...]] = {
        256: width,
        257: height,
        258: 8,
        259: 1,
        262: 1,
        277: 1,
        278: height,
        279: len(data),
        273: 8,
    }
    values |= {int(name[1:]): value for name, value in tags.items()}
    at = 8 + len(data) + len(data) % 2
    directory_size = 2 + 12 * len(values) + 4
    entries, beyond = b"", b""
    for tag, value in sorted(values.items()):
        numbers = value if isinstance(value, tuple) else (value,)
        kind, form = (4, "I") if tag in (273, 279) else (3, "H")
        content = struct.pack(f"<{len(numbers)}{form}", *numbers)
        if len(content) > 4:
            place = at + directory_size + len(beyond)
            beyond += content
            content = struct.pack("<I", place)
        entries += struct.pack("<HHI", tag, kind, len(numbers)) + content.ljust(4, b"\0")
    directory = struct.pack("<H", len(values)) + entries + b"\0" * 4
    path.write_bytes((b"II*\0" + struct.pack("<I", at) + data).ljust(at, b"\0") + directory + beyond)
    return path


def packed(values: np.ndarray, bits: int) -> bytes:
    """Rows of as many bits a value, each filled up to whole bytes."""
    each = (values[..., np.newaxis].astype(np.int64) >> np.arange(bits - 1, -1, -1)) & 1
    return np.packbits(each.reshape(len(values), -1).astype(np.uint8), axis=1).tobytes()


@pytest.mark.parametrize("bits", [1, 2, 4, 6, 8])
@pytest.mark.parametrize("white_is_zero", [False, True])
def test_few_bits_are_spread_over_all_shades(tmp_path: Path, bits: int, white_is_zero: bool) -> None:
    highest = (1 << bits) - 1
    values = RANDOM.integers(0, highest + 1, (24, 20)).astype(np.uint8)
    path = write_tiff(tmp_path / "a.tif", packed(values, bits), (20, 24), T258=bits, T262=0 if white_is_zero else 1)
    shades = highest - values if white_is_zero else values
    np.testing.assert_array_equal(read(path)[..., 0], np.rint(shades * (255 / highest)))


@pytest.mark.parametrize("bits", [10, 12, 14])
@pytest.mark.parametrize("white_is_zero", [False, True])
def test_packed_values_of_more_than_a_byte_keep_their_depth(tmp_path: Path, bits: int, white_is_zero: bool) -> None:
    values = RANDOM.integers(0, 1 << bits, (24, 20)).astype(np.uint16)
    path = write_tiff(tmp_path / "a.tif", packed(values, bits), (20, 24), T258=bits, T262=0 if white_is_zero else 1)
    expected = own_range(values)
    np.testing.assert_allclose(read(path), 1 - expected if white_is_zero else expected, atol=1e-6)


@pytest.mark.parametrize("bits", [1, 4, 8])
@pytest.mark.parametrize("is_shallow", [False, True])
def test_palettes_of_bytes_are_known_by_their_entries(tmp_path: Path, bits: int, is_shallow: bool) -> None:
    colours = RANDOM.integers(0, 256, (1 << bits, 3))
    indices = RANDOM.integers(0, 1 << bits, (24, 20)).astype(np.uint8)
    entries = colours.T.ravel() * (1 if is_shallow else 257)
    path = write_tiff(
        tmp_path / "a.tif", packed(indices, bits), (20, 24), T258=bits, T262=3, T320=tuple(int(one) for one in entries)
    )
    np.testing.assert_array_equal(read(path), colours[indices])


def test_deep_inks_are_read_in_their_colours(tmp_path: Path) -> None:
    inks = RANDOM.integers(0, 65536, (24, 20, 4)).astype(np.uint16)
    for compression in (None, "lzw"):
        tifffile.imwrite(tmp_path / "a.tif", inks, photometric="separated", compression=compression)
        expected = (1 - inks[..., :3] / 65535) * (1 - inks[..., 3:] / 65535)
        np.testing.assert_allclose(read(tmp_path / "a.tif"), expected, atol=1e-6)


@pytest.mark.parametrize("colours", [1, 3])
def test_jpeg_of_12_bits_in_a_tiff_keeps_its_depth(tmp_path: Path, colours: int) -> None:
    ramp = np.add.outer(np.arange(32), np.arange(48)).astype(np.uint16) * 40
    values = ramp if colours == 1 else np.stack([ramp, ramp[::-1], ramp[:, ::-1]], axis=-1)
    how: dict[str, Any] = {"bitspersample": 12, "compression": "jpeg", "compressionargs": {"level": 100}}
    tifffile.imwrite(tmp_path / "a.tif", values, photometric="minisblack" if colours == 1 else "rgb", **how)
    pixels = read(tmp_path / "a.tif")
    assert len(np.unique(pixels)) > 256 or colours == 1
    np.testing.assert_allclose(pixels, own_range(values), atol=0.02)


def test_what_only_a_narrow_decoder_reads_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tifffile.imwrite(tmp_path / "a.tif", DEEP, photometric="rgb", compression="lzw")

    def fails(*_: object, **__: Any) -> None:
        raise ValueError("no decoder")

    monkeypatch.setattr(tifffile.TiffPage, "asarray", fails)
    with pytest.raises(ImageProblem, match="LZW"):
        read(tmp_path / "a.tif")


# ---- PNG


@pytest.mark.parametrize("interlaced", [False, True])
@pytest.mark.parametrize(("colour_type", "channels"), [(0, 1), (2, 3), (4, 2), (6, 4)])
def test_every_deep_png_keeps_its_depth(tmp_path: Path, colour_type: int, channels: int, interlaced: bool) -> None:
    values = np.concatenate([DEEP, np.full((24, 20, 1), 65535, np.uint16)], axis=-1)
    values = values[..., {1: [0], 3: [0, 1, 2], 2: [0, 3], 4: [0, 1, 2, 3]}[channels]]
    path = write_png(tmp_path / "a.png", values, colour_type, interlaced=interlaced)
    shown = values[..., :3] if channels > 2 else values[..., 0]
    np.testing.assert_allclose(read(path), own_range(shown), atol=1e-6)
    window = Window(centre=1000, width=500)
    seen = np.clip((shown.astype(float) - 750) / 500, 0, 1)
    np.testing.assert_allclose(read(path, window=window)[..., 0], seen[..., 0] if channels > 2 else seen, atol=1e-6)


def test_transparent_parts_of_a_deep_png_are_white(tmp_path: Path) -> None:
    values = np.array([[(0, 0, 0, 65535), (900, 900, 900, 65535), (500, 500, 500, 0)]], np.uint16)
    assert read(write_png(tmp_path / "a.png", values, 6))[0].tolist() == [[0] * 3, [1] * 3, [1] * 3]
    assert read(write_png(tmp_path / "b.png", values[..., [0, 3]], 4))[0].tolist() == [[0] * 3, [1] * 3, [1] * 3]
    key = values[0, 2, :3].astype(">u2").tobytes()
    assert read(write_png(tmp_path / "c.png", values[..., :3], 2, key))[0].tolist() == [[0] * 3, [1] * 3, [1] * 3]
    assert read(write_png(tmp_path / "d.png", values[..., :1], 0, key[:2]))[0].tolist() == [[0] * 3, [1] * 3, [1] * 3]


@pytest.mark.parametrize("colour_type", [0, 2, 6])
def test_a_deep_png_that_is_cut_off_is_refused(tmp_path: Path, colour_type: int) -> None:
    channels = {0: 1, 2: 3, 6: 4}[colour_type]
    path = write_png(tmp_path / "a.png", RANDOM.integers(0, 65536, (24, 20, channels)), colour_type)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(ImageProblem, match="cut off"):
        read(path)


# ---- other pictures


@pytest.mark.parametrize("kind", ["jp2", "j2k"])
@pytest.mark.parametrize(("dtype", "bits"), [(np.uint16, 12), (np.uint16, 16), (np.int16, 12), (np.int16, 16)])
def test_deep_jpeg_2000_keeps_depth_and_sign(tmp_path: Path, dtype: Any, bits: int, kind: str) -> None:
    half = (1 << bits - 1) if np.dtype(dtype).kind == "i" else 0
    for channels in (1, 3):
        values = (RANDOM.integers(0, 1 << bits, (24, 20, channels)) - half).astype(dtype)
        values = values[..., 0] if channels == 1 else values
        content = imagecodecs.jpeg2k_encode(values, level=0, reversible=True, bitspersample=bits, codecformat=kind)
        (tmp_path / f"a.{kind}").write_bytes(content)
        np.testing.assert_allclose(read(tmp_path / f"a.{kind}"), own_range(values), atol=1e-6)
        seen = read(tmp_path / f"a.{kind}", window=Window(centre=100, width=200))
        expected = np.clip(values.astype(float) / 200, 0, 1)
        np.testing.assert_allclose(seen[..., 0], expected if channels == 1 else expected[..., 0], atol=1e-6)


@pytest.mark.parametrize("is_lossless", [False, True])
@pytest.mark.parametrize("colours", [1, 3])
def test_jpeg_files_of_12_bits_are_read(tmp_path: Path, colours: int, is_lossless: bool) -> None:
    ramp = np.add.outer(np.arange(32), np.arange(48)).astype(np.uint16) * 40
    values = ramp if colours == 1 else np.stack([ramp, ramp[::-1], ramp[:, ::-1]], axis=-1)
    content = imagecodecs.jpeg8_encode(values, level=100, bitspersample=12, lossless=is_lossless)
    (tmp_path / "a.jpg").write_bytes(content)
    np.testing.assert_allclose(read(tmp_path / "a.jpg"), own_range(values), atol=1e-6 if is_lossless else 0.02)
    (tmp_path / "a.jpg").write_bytes(content[: len(content) // 2])
    with pytest.raises(ImageProblem, match="cut off"):
        read(tmp_path / "a.jpg")


@pytest.mark.parametrize("bits", [10, 12])
def test_deep_avif_is_read_whole(tmp_path: Path, bits: int) -> None:
    values = RANDOM.integers(0, 1 << bits, (24, 20, 3)).astype(np.uint16)
    (tmp_path / "a.avif").write_bytes(imagecodecs.avif_encode(values, level=100, bitspersample=bits))
    np.testing.assert_allclose(read(tmp_path / "a.avif"), own_range(values), atol=1e-6)


@pytest.mark.parametrize("highest", [4095, 1000, 65535, 256])
@pytest.mark.parametrize("mark", ["P2", "P3", "P5", "P6"])
def test_deep_netpbm_is_read_as_its_values_are(tmp_path: Path, mark: str, highest: int) -> None:
    values = RANDOM.integers(0, highest + 1, (24, 20, 3 if mark in ("P3", "P6") else 1)).astype(np.uint16)
    head = f"{mark}\n# a comment\n20 24\n{highest}\n".encode()
    text = "\n".join(" ".join(map(str, row)) for row in values.reshape(24, -1).tolist()).encode()
    content = head + (text if mark in ("P2", "P3") else values.astype(">u2").tobytes())
    path = tmp_path / "a.pnm"
    path.write_bytes(content)
    np.testing.assert_allclose(read(path), own_range(values if values.shape[2] == 3 else values[..., 0]), atol=1e-6)
    window = read(path, window=Window(centre=100, width=100))
    np.testing.assert_allclose(window[..., 0], np.clip((values[..., 0] - 50.0) / 100, 0, 1), atol=1e-6)
    path.write_bytes(content[:-40])
    with pytest.raises(ImageProblem, match="cut off"):
        read(path)


def test_an_sgi_file_of_16_bits_is_refused_with_the_reason(tmp_path: Path) -> None:
    Image.fromarray(BYTES).save(tmp_path / "a.sgi", bpc=2)
    with pytest.raises(ImageProblem, match="16 bits"):
        read(tmp_path / "a.sgi")
    Image.fromarray(BYTES).save(tmp_path / "b.sgi")
    np.testing.assert_array_equal(read(tmp_path / "b.sgi"), BYTES)


def test_without_imagecodecs_such_pictures_are_refused_and_not_cut_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_png(tmp_path / "a.png", DEEP, 2)
    monkeypatch.setitem(__import__("sys").modules, "imagecodecs", None)
    with pytest.raises(ImageProblem, match="full depth"):
        read(path)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_deep_pictures_are_turned_upright_as_shallow_ones_are(tmp_path: Path, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray((DEEP >> 4).astype(np.uint8)).save(tmp_path / "a.png", exif=exif)
    shallow = read(tmp_path / "a.png")
    content = write_png(tmp_path / "b.png", DEEP >> 4, 2).read_bytes()
    body = exif.tobytes().removeprefix(b"Exif\0\0")
    chunk = struct.pack(">I", len(body)) + b"eXIf" + body + struct.pack(">I", zlib.crc32(b"eXIf" + body))
    (tmp_path / "b.png").write_bytes(content[:33] + chunk + content[33:])
    np.testing.assert_allclose(read(tmp_path / "b.png"), own_range(shallow), atol=1e-6)


# ---- two decoders


#: what the other decoder does not turn upright, or leaves in another system of colours
SHOWN_OTHERWISE = ("hopper_orientation_2.jpg", "hopper_orientation_6.jpg", "hopper_orientation_8.jpg", "lab.tif")
#: by the ending, what does not read such files for Frostline: libspng, libwebp and others in imagecodecs, and libtiff
OTHER_DECODERS: dict[str, Callable[[bytes], np.ndarray]] = {
    "jpg": imagecodecs.jpeg8_decode,
    "png": imagecodecs.spng_decode,
    "bmp": lambda content: imagecodecs.bmp_decode(content, asrgb=True),
    "webp": imagecodecs.webp_decode,
    "jp2": lambda content: np.asarray(Image.open(io.BytesIO(content))),
    "j2k": lambda content: np.asarray(Image.open(io.BytesIO(content))),
    "tif": imagecodecs.tiff_decode,
    "tiff": imagecodecs.tiff_decode,
}


def assert_as_the_other_decoder_has_it(path: Path) -> bool:
    """False where it does not read the file, or as colours of another kind."""
    try:
        pixels, values = read(path), OTHER_DECODERS[path.suffix.lstrip(".")](path.read_bytes())
    except (ImageProblem, RuntimeError, KeyError):
        return False
    if values.dtype == np.int8:
        values = values.view(np.uint8) ^ 0x80
    values = np.stack([values] * 3, axis=-1) if values.ndim == 2 else values
    if values.dtype == bool or values.shape != pixels.shape or path.name in SHOWN_OTHERWISE:
        return False
    expected = values if pixels.dtype == np.uint8 else own_range(values)
    np.testing.assert_allclose(pixels, expected, atol=1e-6, err_msg=path.name)
    return True


def test_two_decoders_agree_on_every_odd_image(shared_data: Path) -> None:
    agreed = [assert_as_the_other_decoder_has_it(path) for path in sorted((shared_data / "odd_images").iterdir())]
    assert sum(agreed) >= 34


@pytest.mark.parametrize("dtype", ["u1", "i1", "u2", "i2", "u4", "i4", "f4", "f8"])
def test_two_decoders_agree_on_tiff_of_every_kind(tmp_path: Path, dtype: str) -> None:
    values = (RANDOM.integers(0, 256, (40, 33, 3)) - (100 if dtype[0] in "if" else 0)).astype(dtype)
    path = tmp_path / "a.tif"
    for shape, photometric in ((np.s_[..., 0], "minisblack"), (np.s_[:], "rgb")):
        for compression in (None, "lzw", "zlib", "packbits", "zstd", "lzma"):
            for layout in ({}, {"tile": (16, 32)}, {"byteorder": ">"}, {"bigtiff": True}):
                tifffile.imwrite(path, values[shape], photometric=photometric, compression=compression, **layout)
                assert assert_as_the_other_decoder_has_it(path)


@pytest.mark.parametrize("name", ["rgb12_none.tif", "rgb12_lzw.tif", "rgb12_lzw_pred.tif", "rgb16_planar_lzw.tif"])
def test_the_case_of_deep_colours_in_a_compressed_tiff_holds(shared_cases: Path, name: str) -> None:
    folder = shared_cases / "tiff-16bit-rgb-lzw"
    np.testing.assert_allclose(read(folder / name), np.load(folder / "right.npy"), atol=1e-5)


@pytest.mark.parametrize("name", ["rgb12_none.tif", "rgb16.png"])
def test_the_case_of_deep_colours_in_a_png_holds(shared_cases: Path, name: str) -> None:
    folder = shared_cases / "png-16bit-colour"
    np.testing.assert_allclose(read(folder / name), np.load(folder / "right.npy"), atol=1e-5)


def test_the_case_of_signed_bytes_holds(shared_cases: Path) -> None:
    folder = shared_cases / "tiff-int8"
    np.testing.assert_allclose(read(folder / "int8.tif")[..., 0] / 255, np.load(folder / "right.npy"), atol=1e-5)
