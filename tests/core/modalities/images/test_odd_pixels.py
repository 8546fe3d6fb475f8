"""Pixels kept in rare ways: read to the bit, or refused with the reason; never another picture without a word."""

from __future__ import annotations

import gzip
import struct
import zlib
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import pytest
import tifffile

from core.modalities.images.preprocessing import ImageProblem, ReadOptions
from core.modalities.images.readers import reader_of
from tests.core.modalities.images.pictures import write_dicom

RANDOM = np.random.default_rng(3)
GREY = RANDOM.integers(0, 4096, (13, 11)).astype(np.uint16)
COLOURS = ("Red", "Green", "Blue")


def pictures(path: Path) -> list[np.ndarray]:
    reader = reader_of(path)
    count = reader.header(path, ReadOptions(), "").frames
    return list(reader.read(path, range(count), ReadOptions()))


def refusal(path: Path) -> str:
    with pytest.raises(ImageProblem) as caught:
        pictures(path)
    return str(caught.value)


@pytest.mark.parametrize("kind", ["MONOCHROME1", "MONOCHROME2"])
def test_frames_of_single_bits_may_begin_within_a_byte(tmp_path: Path, kind: str) -> None:
    values = RANDOM.integers(0, 2, (5, 13, 11)).astype(np.uint8)
    packed = np.packbits(values.ravel(), bitorder="little")
    elements: dict[str, Any] = {
        "Rows": 13,
        "Columns": 11,
        "BitsAllocated": 1,
        "BitsStored": 1,
        "HighBit": 0,
        "NumberOfFrames": 5,
    }
    path = write_dicom(tmp_path / "a.dcm", packed[np.newaxis], PhotometricInterpretation=kind, **elements)
    expected = 255 * (values if kind == "MONOCHROME2" else 1 - values)
    assert [picture[..., 0].tolist() for picture in pictures(path)] == expected.tolist()


@pytest.mark.parametrize("bits", [8, 16])
def test_a_palette_in_segments_has_the_depth_that_it_says(tmp_path: Path, bits: int) -> None:
    highest = (1 << bits) - 1
    palette: dict[str, Any] = {"PhotometricInterpretation": "PALETTE COLOR"}
    for colour, last in zip(COLOURS, (highest, highest // 3, 0), strict=True):
        segments = np.array([0, 1, 0, 1, 255, last], np.uint8 if bits == 8 else np.dtype("<u2"))  # up to `last`, even
        palette[f"{colour}PaletteColorLookupTableDescriptor"] = [256, 0, bits]
        palette[f"Segmented{colour}PaletteColorLookupTableData"] = segments.tobytes()
    found = pictures(write_dicom(tmp_path / "a.dcm", np.array([[0, 51, 51, 255]], np.uint8), **palette))[0]
    np.testing.assert_allclose(found[0, [0, 1, 3]], [[0, 0, 0], [51, 17, 0], [255, 85, 0]], atol=1)


@pytest.mark.parametrize("written", ["Monochrome1", "monochrome1", " MONOCHROME1 "])
def test_the_kind_of_grey_is_known_in_any_case(tmp_path: Path, written: str) -> None:
    plain = write_dicom(tmp_path / "a.dcm", GREY, PhotometricInterpretation="MONOCHROME1")
    odd = write_dicom(tmp_path / "b.dcm", GREY, PhotometricInterpretation=written)
    np.testing.assert_array_equal(pictures(odd)[0], pictures(plain)[0])


@pytest.mark.parametrize(
    ("elements", "what"),
    [
        ({"PhotometricInterpretation": "HSV"}, "HSV"),
        ({"PhotometricInterpretation": "MONOCHROME 1"}, "MONOCHROME 1"),
        ({"WindowCenter": 40, "WindowWidth": -400}, "Window Width is below 0"),
        ({"WindowCenter": 40, "WindowWidth": 400, "VOILUTFunction": "CUBIC"}, "VOI LUT Function"),
    ],
)
def test_what_a_picture_depends_on_is_understood_or_refused(
    tmp_path: Path, elements: dict[str, Any], what: str
) -> None:
    assert what in refusal(write_dicom(tmp_path / "a.dcm", GREY, **elements))


def test_deep_colours_with_signs_are_refused(tmp_path: Path) -> None:
    values = np.stack([GREY] * 3, axis=-1)
    assert "are signed" in refusal(write_dicom(tmp_path / "a.dcm", values, PixelRepresentation=1))


@pytest.mark.parametrize("compression", [None, "lzw", "zlib"])
def test_grey_with_an_alpha_may_be_kept_in_planes(tmp_path: Path, compression: str | None) -> None:
    grey, alpha = RANDOM.integers(0, 256, (2, 20, 30)).astype(np.uint8)
    tifffile.imwrite(
        tmp_path / "a.tif", np.stack([grey, alpha]), photometric="minisblack", extrasamples=["unassalpha"],
        planarconfig="separate", compression=compression, metadata=None,
    )  # fmt: skip
    part = alpha / 255
    np.testing.assert_allclose(pictures(tmp_path / "a.tif")[0][..., 0], grey * part + 255 * (1 - part), atol=1)


@pytest.mark.parametrize("compression", [None, "lzw"])
def test_colours_of_cielab_in_planes_are_not_shown_as_others(tmp_path: Path, compression: str | None) -> None:
    values = RANDOM.integers(0, 128, (3, 20, 30)).astype(np.uint8)
    tifffile.imwrite(
        tmp_path / "a.tif", values, photometric="cielab", planarconfig="separate", compression=compression,
        metadata=None,
    )  # fmt: skip
    assert "kept in a way that is not read: CIELAB" in refusal(tmp_path / "a.tif")


@pytest.mark.parametrize("bits", [1, 2, 4, 8])
def test_the_transparent_grey_of_a_png_has_its_own_depth(tmp_path: Path, bits: int) -> None:
    highest = (1 << bits) - 1
    path = tmp_path / "a.png"
    rows = bytes([0, highest << (8 - bits), 0])  # of two pixels: the highest grey, and black
    if bits < 8:
        rows = rows[:2]
    header = struct.pack(">IIBBBBB", 2, 1, bits, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"tRNS", b"\0\0"), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*one) for one in chunks))
    assert pictures(path)[0][0, :, 0].tolist() == [255, 255]
    chunks = (chunks[0], (b"tRNS", struct.pack(">H", highest)), *chunks[2:])
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*one) for one in chunks))
    assert pictures(path)[0][0, :, 0].tolist() == [255, 0]
    if bits in (2, 4):  # the one below the highest is another grey
        header = struct.pack(">H", highest - 1)
        path.write_bytes(
            b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*one) for one in (chunks[0], (b"tRNS", header), *chunks[2:]))
        )
        assert pictures(path)[0][0, :, 0].tolist() == [255, 0]


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def volume(path: Path) -> Path:
    values = RANDOM.integers(0, 3000, (7, 9, 5)).astype(np.int16)
    nibabel.save(nibabel.Nifti1Image(values, np.eye(4)), path)
    return path


def test_a_volume_that_begins_at_0_begins_behind_its_header(tmp_path: Path) -> None:
    path = volume(tmp_path / "a.nii")
    expected, content = pictures(path), bytearray(path.read_bytes())
    struct.pack_into("<f", content, 108, 0)
    path.write_bytes(content)
    np.testing.assert_array_equal(pictures(path), expected)
    content[348] = 1  # says that something stands between
    path.write_bytes(content)
    assert refusal(path)


def test_both_files_of_a_volume_may_be_packed(tmp_path: Path) -> None:
    whole: Any = nibabel.load(volume(tmp_path / "a.nii"))
    nibabel.save(nibabel.Nifti1Pair(whole.dataobj, whole.affine, whole.header), tmp_path / "b.img.gz")
    np.testing.assert_array_equal(pictures(tmp_path / "b.hdr.gz"), pictures(tmp_path / "a.nii"))


def test_a_packed_volume_is_held_against_its_check_sum(tmp_path: Path) -> None:
    content = gzip.compress(volume(tmp_path / "a.nii").read_bytes())
    path = tmp_path / "b.nii.gz"
    path.write_bytes(content + b"something else")
    assert len(pictures(path)) == 5
    path.write_bytes(content[:-8] + bytes([content[-8] ^ 1]) + content[-7:])
    assert "damaged" in refusal(path)


def test_an_intercept_that_is_no_number_is_named(tmp_path: Path) -> None:
    path = volume(tmp_path / "a.nii")
    content = bytearray(path.read_bytes())
    struct.pack_into("<ff", content, 112, 1, float("nan"))
    path.write_bytes(content)
    assert "an intercept that is no number" in refusal(path)


def write_tags(path: Path, values: bytes, tags: dict[int, int | tuple[int, ...]]) -> Path:
    """A TIFF with these tags of short numbers, and its values behind its beginning."""
    entries, longer = b"", b""
    begin_of_longer = 8 + len(values) + 2 + 12 * len(tags) + 4
    for tag, numbers in sorted(tags.items()):
        packed = struct.pack("<H", numbers) if isinstance(numbers, int) else struct.pack(f"<{len(numbers)}H", *numbers)
        place = packed.ljust(4, b"\0")
        if len(packed) > 4:
            place = struct.pack("<L", begin_of_longer + len(longer))
            longer += packed
        entries += struct.pack("<HHL", tag, 3, len(packed) // 2) + place
    head = struct.pack("<2sHL", b"II", 42, 8 + len(values)) + values
    path.write_bytes(head + struct.pack("<H", len(tags)) + entries + bytes(4) + longer)
    return path


def test_pixels_of_a_tiff_may_share_a_colour_without_compression(tmp_path: Path) -> None:
    grey, blue, red = RANDOM.integers(0, 256, (8, 8)), *RANDOM.integers(0, 256, (2, 4, 4))
    blocks = [
        [*grey[2 * row : 2 * row + 2, 2 * column : 2 * column + 2].ravel(), blue[row, column], red[row, column]]
        for row in range(4)
        for column in range(4)
    ]
    tags: dict[int, int | tuple[int, ...]] = {
        256: 8, 257: 8, 258: (8, 8, 8), 259: 1, 262: 6, 273: 8, 277: 3, 278: 8, 279: 96, 530: (2, 2),
    }  # fmt: skip
    b, r = (np.kron(plane, np.ones((2, 2))) - 128 for plane in (blue, red))
    expected = np.stack([grey + 1.402 * r, grey - 0.344136 * b - 0.714136 * r, grey + 1.772 * b], axis=-1).clip(0, 255)
    path = write_tags(tmp_path / "a.tif", np.array(blocks, np.uint8).tobytes(), tags)
    np.testing.assert_allclose(pictures(path)[0], expected, atol=2)


def test_a_tiff_that_does_not_say_so_has_black_for_0(tmp_path: Path) -> None:
    grey = RANDOM.integers(0, 256, (8, 8)).astype(np.uint8)
    tags: dict[int, int | tuple[int, ...]] = {256: 8, 257: 8, 258: 8, 259: 1, 273: 8, 277: 1, 278: 8, 279: 64}
    np.testing.assert_array_equal(pictures(write_tags(tmp_path / "a.tif", grey.tobytes(), tags))[0][..., 0], grey)


def test_a_page_that_is_a_volume_is_not_read_in_part(tmp_path: Path) -> None:
    values = RANDOM.integers(0, 256, (8, 32, 32)).astype(np.uint8)
    tifffile.imwrite(
        tmp_path / "a.tif", values, volumetric=True, tile=(8, 16, 16), photometric="minisblack", metadata=None
    )
    assert "a volume and no picture" in refusal(tmp_path / "a.tif")


@pytest.mark.parametrize("is_interlaced", [False, True])
@pytest.mark.parametrize(
    ("bits", "colour_type", "channels"), [(1, 0, 1), (4, 3, 1), (8, 0, 1), (8, 2, 3), (8, 6, 4), (16, 0, 1)]
)
def test_rows_that_a_png_lacks_are_not_shown_as_black(
    tmp_path: Path, bits: int, colour_type: int, channels: int, is_interlaced: bool
) -> None:
    height, width = 9, 300
    header = struct.pack(">IIBBBBB", width, height, bits, colour_type, 0, 0, int(is_interlaced))
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    rows = b""
    for x, y, by_x, by_y in passes if is_interlaced else [(0, 0, 1, 1)]:
        columns = len(range(x, width, by_x))
        rows += (bytes(1) + bytes(-(-columns * bits * channels // 8))) * len(range(y, height, by_y))

    def write(kept: bytes) -> Path:
        packed = zlib.compress(kept)
        parts = [(b"IDAT", packed[:7]), (b"IDAT", packed[7:])]
        chunks = [(b"IHDR", header), (b"PLTE", bytes(48)), *parts, (b"IEND", b"")]
        path = tmp_path / "a.png"
        path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*one) for one in chunks))
        return path

    assert pictures(write(rows))[0].shape == (height, width, 3)
    assert "cut off" in refusal(write(rows[:-1])) or "damaged" in refusal(write(rows[:-1]))
    assert "cut off" in refusal(write(rows[: len(rows) // 2]))
