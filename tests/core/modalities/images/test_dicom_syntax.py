"""DICOM that contradicts itself: what the bytes say counts, and what stays in doubt is refused; nothing is shifted."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset

from core.modalities.images import dicom_syntax
from core.modalities.images.preprocessing import ImageProblem, ReadOptions
from core.modalities.images.problems import MOST_PICTURES
from core.modalities.images.readers import DICOM, is_image
from tests.core.modalities.images.dicom_encoding import JPEG_2000_LOSSLESS, JPEG_LS, KEEPING, RLE, encapsulated
from tests.core.modalities.images.pictures import (
    BIG_ENDIAN,
    DEFLATED,
    EXPLICIT,
    IMPLICIT,
    write_dicom,
    write_dicom_object,
)

DRAW = np.random.default_rng(0)
NOISE = DRAW.integers(0, 256, (40, 60), np.uint8)
DEEP = DRAW.integers(0, 2999, (40, 60)).astype(np.uint16)
ENCODINGS = {EXPLICIT: (False, True), IMPLICIT: (True, True), BIG_ENDIAN: (False, False)}
OPTIONS = ReadOptions()


def frames_of(path: Path) -> list[np.ndarray]:
    count = DICOM.header(path, OPTIONS, "").frames
    return [frame[..., 0] for frame in DICOM.read(path, range(count), OPTIONS)]


def refusal(path: Path) -> str:
    with pytest.raises(ImageProblem) as caught:
        frames_of(path)
    return str(caught.value)


def say(path: Path, **meta: str) -> Path:
    """Change what the file meta information says, and nothing else."""
    content = path.read_bytes()
    dataset = pydicom.dcmread(path, specific_tags=["SOPClassUID"])
    start = 144 + pydicom.dcmread(path).file_meta.FileMetaInformationGroupLength
    for keyword, value in meta.items():
        setattr(dataset.file_meta, keyword, value)
    header = pydicom.filebase.DicomBytesIO()
    pydicom.filewriter.write_file_meta_info(header, dataset.file_meta, enforce_standard=False)
    path.write_bytes(content[:132] + header.getvalue() + content[start:])
    return path


# ---- how the data set is written


@pytest.mark.parametrize("said", [*ENCODINGS, DEFLATED, RLE, JPEG_LS, "1.2.840.10008.1.2.4.100"])
@pytest.mark.parametrize("written", [*ENCODINGS, DEFLATED])
@pytest.mark.parametrize("pixels", [NOISE, DEEP], ids=["8", "16"])
def test_elements_stand_where_the_bytes_say(tmp_path: Path, pixels: np.ndarray, written: str, said: str) -> None:
    path = write_dicom(tmp_path / "a.dcm", pixels, written, WindowCenter=1000, WindowWidth=3000)
    (expected,) = frames_of(path)
    (found,) = frames_of(say(path, TransferSyntaxUID=said))
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("written", ENCODINGS)
@pytest.mark.parametrize("preamble", [True, False])
def test_file_meta_information_may_be_missing(tmp_path: Path, preamble: bool, written: str) -> None:
    path = write_dicom(tmp_path / "IM0001", DEEP, written, preamble=False)
    if preamble:
        path.write_bytes(bytes(128) + b"DICM" + path.read_bytes())
    assert is_image(path)
    (expected,) = frames_of(write_dicom(tmp_path / "b.dcm", DEEP, written))
    np.testing.assert_array_equal(frames_of(path)[0], expected)


@pytest.mark.parametrize("syntax", sorted(KEEPING))
def test_compressed_pixels_are_known_without_a_transfer_syntax(tmp_path: Path, syntax: str) -> None:
    path = with_frames(tmp_path / "a.dcm", [NOISE], syntax)
    for said in ("", *ENCODINGS):
        (found,) = frames_of(say(path, TransferSyntaxUID=said))
        np.testing.assert_array_equal(found, NOISE)


def with_frames(path: Path, frames: list[np.ndarray], syntax: str = JPEG_LS, **elements: Any) -> Path:
    options = {"has_table": elements.pop("has_table", True)}
    write_dicom(path, frames[0], **elements)
    dataset = pydicom.dcmread(path)
    encapsulated(
        dataset,
        [KEEPING[syntax](np.ascontiguousarray(frame), 8) for frame in frames],
        "1.2.840.10008.1.2.4.80",
        **options,
    )
    dataset.save_as(path)
    return path


def test_run_lengths_may_stand_in_a_data_set_of_implicit_vr(tmp_path: Path) -> None:
    path = write_dicom(tmp_path / "a.dcm", DEEP, RLE)
    (expected,) = frames_of(path)
    dataset = pydicom.dcmread(path)
    buffer = pydicom.filebase.DicomBytesIO()
    buffer.is_implicit_VR, buffer.is_little_endian = True, True
    pydicom.filewriter.write_dataset(buffer, dataset)
    content = path.read_bytes()
    start = 144 + dataset.file_meta.FileMetaInformationGroupLength
    path.write_bytes(content[:start] + buffer.getvalue())
    np.testing.assert_array_equal(frames_of(path)[0], expected)


@pytest.mark.parametrize("said", [RLE, JPEG_LS, JPEG_2000_LOSSLESS])
def test_uncompressed_pixels_under_a_compressed_syntax_are_read(tmp_path: Path, said: str) -> None:
    (expected,) = frames_of(write_dicom(tmp_path / "a.dcm", DEEP))
    np.testing.assert_array_equal(frames_of(say(tmp_path / "a.dcm", TransferSyntaxUID=said))[0], expected)


def test_a_deflated_file_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    path = write_dicom(tmp_path / "a.dcm", DEEP, DEFLATED)
    path.write_bytes(path.read_bytes()[:-900])
    assert "cut off" in refusal(path)


def test_a_file_that_inflates_to_more_than_the_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_dicom(tmp_path / "a.dcm", NOISE, DEFLATED)
    monkeypatch.setattr(dicom_syntax, "MOST_INFLATED", 2000)
    assert "memory" in refusal(path)


def test_a_private_transfer_syntax_is_refused(tmp_path: Path) -> None:
    path = say(write_dicom(tmp_path / "a.dcm", DEEP), TransferSyntaxUID="1.2.840.113619.5.2")
    assert "compressed in a way that is not read" in refusal(path)


def test_a_compression_that_is_not_read_is_named(tmp_path: Path) -> None:
    path = write_dicom(tmp_path / "a.dcm", NOISE)
    dataset = pydicom.dcmread(path)
    encapsulated(dataset, [b"something else"], JPEG_LS)
    dataset.save_as(path)
    for syntax, name in (
        ("1.2.840.10008.1.2.8.1", "Deflated Image Frame Compression"),
        ("1.2.840.10008.1.2.4.100", "MPEG2 Main Profile / Main Level"),
        ("1.2.840.10008.1.2.4.107", "HEVC/H.265"),
    ):
        assert name in refusal(say(path, TransferSyntaxUID=syntax))


# ---- how long the pixel data is


@pytest.mark.parametrize("syntax", [EXPLICIT, IMPLICIT, BIG_ENDIAN, DEFLATED])
@pytest.mark.parametrize(
    "wrong",
    [{"Columns": 61}, {"Columns": 59}, {"Rows": 41}, {"Rows": 39}, {"Rows": 20}, {"Columns": 30}, {"Columns": 120}],
)
def test_rows_and_columns_that_the_length_contradicts_are_refused(
    tmp_path: Path, wrong: dict[str, Any], syntax: str
) -> None:
    path = write_dicom(tmp_path / "a.dcm", DEEP, syntax, **wrong)
    assert "contradicts itself" in refusal(path)


@pytest.mark.parametrize("wrong", [{"BitsAllocated": 8, "BitsStored": 8, "HighBit": 7}, {"SamplesPerPixel": 3}])
def test_bits_and_channels_that_the_length_contradicts_are_refused(tmp_path: Path, wrong: dict[str, Any]) -> None:
    if "SamplesPerPixel" in wrong:
        wrong["PhotometricInterpretation"] = "RGB"
    assert "contradicts itself" in refusal(write_dicom(tmp_path / "a.dcm", DEEP, **wrong))


def test_more_bits_stored_than_allocated_are_refused(tmp_path: Path) -> None:
    assert "contradicts itself" in refusal(write_dicom(tmp_path / "a.dcm", NOISE, BitsStored=12))


@pytest.mark.parametrize("extra", [1, 2, 3])
def test_an_odd_length_and_a_little_padding_are_read(tmp_path: Path, extra: int) -> None:
    path = write_dicom(tmp_path / "a.dcm", NOISE[:39, :59])
    content = path.read_bytes()
    size = 39 * 59
    place = content.rindex(struct.pack("<L", size + size % 2))
    path.write_bytes(
        content[:place] + struct.pack("<L", size - 1 + extra) + (content[place + 4 :] + bytes(4))[: size - 1 + extra]
    )
    np.testing.assert_array_equal(frames_of(path)[0].ravel()[: size - 1], NOISE[:39, :59].ravel()[: size - 1])


# ---- how many frames there are


@pytest.mark.parametrize("syntax", [EXPLICIT, IMPLICIT, BIG_ENDIAN, DEFLATED])
@pytest.mark.parametrize("claimed", [2, 3, 4, 7, 2**31 - 1])
def test_uncompressed_frames_are_as_many_as_there_are_bytes(tmp_path: Path, claimed: int, syntax: str) -> None:
    stack = DRAW.integers(0, 256, (3, 12, 14), np.uint8)
    path = write_dicom(tmp_path / "a.dcm", stack, syntax, NumberOfFrames=claimed)
    np.testing.assert_array_equal(frames_of(path), stack)


@pytest.mark.parametrize("claimed", [None, 0, 1])
def test_a_single_picture_with_the_bytes_of_three_is_refused(tmp_path: Path, claimed: int | None) -> None:
    """Rows, columns or bits may as well be wrong."""
    stack = DRAW.integers(0, 256, (3, 12, 14), np.uint8)
    elements: dict[str, Any] = {} if claimed is None else {"NumberOfFrames": claimed}
    assert "contradicts itself" in refusal(write_dicom(tmp_path / "a.dcm", stack, **elements))


@pytest.mark.parametrize("has_table", [True, False])
@pytest.mark.parametrize("syntax", sorted(KEEPING))
@pytest.mark.parametrize("claimed", [None, 1, 2, 3, 5, 2**31 - 1])
def test_compressed_frames_are_as_many_as_there_are(
    tmp_path: Path, claimed: int | None, syntax: str, has_table: bool
) -> None:
    frames = [NOISE, NOISE[::-1], NOISE[:, ::-1]]
    elements = {} if claimed is None else {"NumberOfFrames": claimed}
    path = with_frames(tmp_path / "a.dcm", frames, syntax, has_table=has_table, **elements)
    np.testing.assert_array_equal(frames_of(path), frames)


@pytest.mark.parametrize("claimed", [1, 3, 2**31 - 1])
def test_frames_in_run_lengths_are_as_many_as_there_are(tmp_path: Path, claimed: int) -> None:
    stack = np.stack([NOISE, NOISE[::-1]])
    path = write_dicom(tmp_path / "a.dcm", stack, RLE, NumberOfFrames=2)
    dataset = pydicom.dcmread(path)
    dataset.NumberOfFrames = claimed
    dataset.save_as(path)
    np.testing.assert_array_equal(frames_of(path), stack)


@pytest.mark.parametrize("table", [[0], [0, 10, 20], [0, 2**32 - 1], []])
def test_a_wrong_offset_table_does_not_count(tmp_path: Path, table: list[int]) -> None:
    path = with_frames(tmp_path / "a.dcm", [NOISE, NOISE[::-1]], NumberOfFrames=2)
    dataset = pydicom.dcmread(path)
    frames = list(pydicom.encaps.generate_frames(dataset.PixelData, number_of_frames=2))
    items = b"".join(b"\xfe\xff\x00\xe0" + struct.pack("<L", len(frame)) + frame for frame in frames)
    offsets = struct.pack(f"<{len(table)}L", *table)
    dataset.PixelData = b"\xfe\xff\x00\xe0" + struct.pack("<L", len(offsets)) + offsets + items
    dataset["PixelData"].is_undefined_length = True
    dataset.save_as(path)
    np.testing.assert_array_equal(frames_of(path), [NOISE, NOISE[::-1]])


@pytest.mark.parametrize("pieces", [2, 5])
def test_a_frame_may_be_in_pieces(tmp_path: Path, pieces: int) -> None:
    path = with_frames(tmp_path / "a.dcm", [NOISE])
    dataset = pydicom.dcmread(path)
    encoded = [KEEPING[JPEG_LS](NOISE, 8), KEEPING[JPEG_LS](NOISE[::-1], 8)]
    dataset.PixelData = pydicom.encaps.encapsulate(encoded, fragments_per_frame=pieces, has_bot=False)
    dataset["PixelData"].is_undefined_length = True
    dataset.NumberOfFrames = 2
    dataset.save_as(path)
    np.testing.assert_array_equal(frames_of(path), [NOISE, NOISE[::-1]])
    assert [frame[0, 0, 0] for frame in DICOM.read(path, (1, 0), OPTIONS)] == [NOISE[-1, 0], NOISE[0, 0]]


@pytest.mark.parametrize("cut", [9, 30, 1500])
def test_compressed_frames_that_are_cut_off_are_refused_and_those_before_are_read(tmp_path: Path, cut: int) -> None:
    path = with_frames(tmp_path / "a.dcm", [NOISE, NOISE[::-1]], NumberOfFrames=2)
    path.write_bytes(path.read_bytes()[:-cut])
    if cut > 16:  # of less than that only the mark at the end is lost
        assert "cut off" in refusal(path)
    np.testing.assert_array_equal(next(DICOM.read(path, (0,), OPTIONS))[..., 0], NOISE)


def test_more_frames_than_anybody_keeps_in_a_file_are_refused(tmp_path: Path) -> None:
    count = MOST_PICTURES + 1
    path = write_dicom(tmp_path / "a.dcm", np.zeros((count, 1, 2), np.uint8), NumberOfFrames=count)
    assert f"{MOST_PICTURES:,}" in refusal(path)


# ---- what is no picture


@pytest.mark.parametrize(
    ("sop_class", "what"),
    [
        ("1.2.840.10008.5.1.4.1.1.66.4", "a segmentation, which marks regions of other images (Segmentation)"),
        ("1.2.840.10008.5.1.4.1.1.66.5", "a surface (Surface Segmentation)"),
        ("1.2.840.10008.5.1.4.1.1.66.7", "a segmentation"),
        ("1.2.840.10008.5.1.4.1.1.481.2", "a radiotherapy dose grid (RT Dose)"),
        ("1.2.840.10008.5.1.4.1.1.66.6", "a set of tracts"),
        ("1.2.840.10008.5.1.4.1.1.66.1", "a registration"),
        ("1.2.840.10008.5.1.4.1.1.4.2", "a spectrum (MR Spectroscopy)"),
        ("1.2.840.10008.5.1.4.1.1.66", "raw scanner data"),
        ("1.2.840.10008.5.1.4.1.1.81.1", "a map of measurements"),
        ("1.2.840.10008.5.1.4.1.1.11.1", "a presentation state"),
        ("1.2.840.10008.5.1.4.1.1.88.67", "a structured report (X-Ray Radiation Dose SR)"),
        ("1.2.840.10008.5.1.4.38.1", "a protocol"),
    ],
)
def test_objects_that_are_no_pictures_are_named_also_where_they_hold_pixels(
    tmp_path: Path, sop_class: str, what: str
) -> None:
    with_pixels = write_dicom(tmp_path / "a.dcm", NOISE, SOPClassUID=sop_class)
    without = write_dicom_object(tmp_path / "b.dcm", sop_class)
    for path in (with_pixels, without):
        assert refusal(path).startswith(f"This DICOM object holds no image: it is {what}")


def test_every_object_of_pydicoms_list_is_a_picture_or_named() -> None:
    from pydicom.uid import UID_dictionary

    from core.modalities.images.dicom_kinds import check_is_picture

    reasons = {}
    for uid, (name, kind, *_) in UID_dictionary.items():
        if kind != "SOP Class" or "Storage" not in name or "Commitment" in name:
            continue
        dataset = Dataset()
        dataset.SOPClassUID = uid
        try:
            check_is_picture(dataset)
            assert any(word in name for word in ("Image", "Volume", "Parametric Map", "AIT", "Print")), name
        except ImageProblem as reason:
            reasons[name] = str(reason)
    assert len(reasons) > 90
    assert all(name.removesuffix(" - Trial").removesuffix(" Storage") in reason for name, reason in reasons.items())


@pytest.mark.parametrize(
    "sop_class",
    [
        "1.2.840.10008.5.1.4.1.1.2",
        "1.2.840.10008.5.1.4.1.1.30",
        "1.2.840.10008.5.1.4.1.1.481.1",
        "1.2.840.10008.5.1.4.1.1.6.2",
        "1.2.840.10008.5.1.4.1.1.7.1",
        "1.2.276.0.7230010.3.1.0.1",
    ],
)
def test_pictures_are_read_whatever_they_are_of(tmp_path: Path, sop_class: str) -> None:
    np.testing.assert_array_equal(frames_of(write_dicom(tmp_path / "a.dcm", NOISE, SOPClassUID=sop_class))[0], NOISE)


@pytest.mark.parametrize(("modality", "is_picture"), [("SEG", False), ("RTDOSE", False), ("CT", True), ("", True)])
def test_without_a_class_the_modality_tells(tmp_path: Path, modality: str, is_picture: bool) -> None:
    path = write_dicom(tmp_path / "a.dcm", NOISE, preamble=False, Modality=modality)
    dataset = pydicom.dcmread(path, force=True)
    del dataset.SOPClassUID
    dataset.save_as(path, implicit_vr=False, little_endian=True)
    if is_picture:
        frames_of(path)
    else:
        assert "holds no image" in refusal(path)
