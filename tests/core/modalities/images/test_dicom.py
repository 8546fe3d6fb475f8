"""DICOM: frames become the pixels that pydicom's own functions give, and nothing of the patient gets anywhere else."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset
from pydicom.pixels import pixel_array
from pydicom.pixels.processing import apply_color_lut, apply_modality_lut, apply_voi_lut, convert_color_space
from pydicom.uid import UID, JPEG2000Lossless, JPEGLSLossless, RLELossless

from core.modalities.images.acquisition import Acquisition
from core.modalities.images.dicom_label import label_tag_problem
from core.modalities.images.dicomdir import dicomdir_files
from core.modalities.images.header import Header
from core.modalities.images.preprocessing import ImageProblem, ReadOptions, Window
from core.modalities.images.readers import DICOM, is_dicomdir, is_image, reader_of
from core.wording.catalogue import text_of
from tests.core.modalities.images.gdcm_oracle import values_by_gdcm
from tests.core.modalities.images.pictures import (
    BIG_ENDIAN,
    DEFLATED,
    EXPLICIT,
    IMPLICIT,
    PLAIN_SYNTAXES,
    write_dicom,
    write_dicom_object,
)

OPTIONS = ReadOptions()
CT = np.random.default_rng(0).integers(-1024, 3072, (40, 50)).astype(np.int16)
GREY = np.arange(30, dtype=np.uint8).reshape(5, 6)
MANY_GREYS = np.arange(2000).astype(np.uint8).reshape(40, 50)
COLOURS = np.random.default_rng(1).integers(0, 256, (40, 50, 3)).astype(np.uint8)

#: of the real files, those that are segmentations
REFUSED = {f"liver{kind}.dcm" for kind in ("", "_expb", "_deflate", "_rle", "_j2k", "_nonbyte_aligned")} | {
    f"liver_nonbyte_aligned_{kind}.dcm" for kind in ("deflate", "rle", "j2k")
}
#: compared otherwise below, or with another decoder: pydicom does not swap the bytes of big-endian palettes, and looks
#: for windows only beside the functional groups; GDCM knows neither high throughput nor JPEG-LS of 7 bits nor
#: a frame that lacks its last bytes
COMPARED_OTHERWISE = {
    "OBXXXX1A_expb.dcm",
    "OBXXXX1A_expb_2frame.dcm",
    "eCT_Supplemental.dcm",
    "parametric_map_float.dcm",
    "parametric_map_double_float.dcm",
    "HTJ2KLossless_08_RGB.dcm",
    "HTJ2K_08_RGB.dcm",
    "JLSL_08_07_0_1F.dcm",
    "emri_small_jpeg_2k_lossless_too_short.dcm",
}
#: what pydicom decodes itself; all other compressions are GDCM's here, which Frostline never asks
BY_PYDICOM = (*PLAIN_SYNTAXES, RLELossless)


def read(path: Path, number: int = 0, **options: Any) -> np.ndarray:
    assert reader_of(path) is DICOM
    return next(DICOM.read(path, (number,), ReadOptions(**options)))


def header_of(path: Path, label: str = "") -> Header:
    return DICOM.header(path, OPTIONS, label)


def problem(path: Path) -> str:
    with pytest.raises(ImageProblem) as caught:
        read_all(path)
    assert path.name not in str(caught.value)
    return str(caught.value)


def read_all(path: Path) -> list[np.ndarray]:
    return list(DICOM.read(path, range(header_of(path).frames), OPTIONS))


# ---- real files


def test_every_real_file_is_read_or_refused_with_a_reason(shared_data: Path) -> None:
    refused = {}
    for path in sorted((shared_data / "dicom").iterdir()):
        try:
            header = header_of(path)
            frames = read_all(path)
        except ImageProblem as reason:
            refused[path.name] = str(reason)
            continue
        assert len(frames) == header.frames, path.name
        for pixels in frames:
            assert pixels.shape == (header.height, header.width, 3), path.name
            assert (pixels.dtype == np.uint8) == (header.bits == 8), path.name
            assert 0 <= pixels.min() < pixels.max() <= (255 if header.bits == 8 else 1), path.name
    assert set(refused) == REFUSED
    assert all("it is a segmentation" in reason for reason in refused.values())


def test_real_files_have_the_pixels_that_pydicom_gives(shared_data: Path) -> None:
    compared = 0
    for path in sorted((shared_data / "dicom").iterdir()):
        if path.name in REFUSED or path.name in COMPARED_OTHERWISE:
            continue
        header = header_of(path)
        frames = DICOM.read(path, range(header.frames), OPTIONS)
        for pixels, expected in zip(frames, by_pydicom(path, header), strict=True):
            found = pixels / 255 if pixels.dtype == np.uint8 else pixels
            tolerance = 1 / 255 if header.bits == 8 else 1e-6
            assert np.abs(found - expected).max() <= tolerance, path.name
            compared += 1
    assert compared > 100


def by_pydicom(path: Path, header: Header) -> Iterator[np.ndarray]:
    """Each frame as [height, width, 3] in 0..1, by pydicom's functions alone and in double precision."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset = pydicom.dcmread(path, force=True)
        if "TransferSyntaxUID" not in dataset.file_meta:
            dataset.file_meta.TransferSyntaxUID = UID(IMPLICIT)
        if dataset.file_meta.TransferSyntaxUID in BY_PYDICOM:
            values = pixel_array(dataset)
            values = values if header.frames > 1 else values[np.newaxis]
        else:
            values = values_by_gdcm(path)
            if dataset.PhotometricInterpretation in ("YBR_FULL", "YBR_FULL_422"):
                values = convert_color_space(values, "YBR_FULL", "RGB")
        for frame in values:
            yield _in_colour(frame, dataset, header)


def _in_colour(frame: np.ndarray, dataset: Dataset, header: Header) -> np.ndarray:
    if dataset.PhotometricInterpretation == "PALETTE COLOR":
        colours = apply_color_lut(frame, dataset)
        return colours / np.iinfo(colours.dtype).max
    highest = 2.0**dataset.BitsStored - 1
    if dataset.SamplesPerPixel == 3:
        return frame / highest
    values = apply_modality_lut(frame, dataset)
    if "WindowCenter" in dataset or "VOILUTSequence" in dataset:
        low, high = _ends(dataset)
        shades = (apply_voi_lut(values, dataset) - low) / (high - low)
    elif header.bits == 8:
        shades = values / highest
    else:
        shades = (values - float(values.min())) / (float(values.max()) - float(values.min()))
    shades = 1 - shades if dataset.PhotometricInterpretation == "MONOCHROME1" else shades
    return np.stack([shades] * 3, axis=-1)


def _ends(dataset: Dataset) -> tuple[float, float]:
    """Black and white in what apply_voi_lut returns."""
    if "VOILUTSequence" in dataset:
        return 0, 2.0 ** dataset.VOILUTSequence[0].LUTDescriptor[2] - 1
    count = 2.0**dataset.BitsStored
    low, high = (-count / 2, count / 2 - 1) if dataset.PixelRepresentation else (0, count - 1)
    slope, intercept = dataset.get("RescaleSlope", 1), dataset.get("RescaleIntercept", 0)
    return low * slope + intercept, high * slope + intercept


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("OBXXXX1A", "OBXXXX1A_expb"),
        ("OBXXXX1A", "OBXXXX1A_rle"),
        ("gdcm-US-ALOKA-16", "gdcm-US-ALOKA-16_big"),
        ("SC_rgb_32bit_2frame", "SC_rgb_expb_32bit_2frame"),
        ("emri_small", "emri_small_jpeg_2k_lossless_too_short"),
        ("color-pl", "color-px"),
        ("SC_rgb", "SC_ybr_full_uncompressed"),
    ],
)
def test_the_same_image_stored_otherwise_is_the_same(shared_data: Path, one: str, other: str) -> None:
    files = [shared_data / "dicom" / f"{name}.dcm" for name in (one, other)]
    for number in range(min(header_of(file).frames for file in files)):
        first, second = (read(file, number).astype(float) for file in files)
        assert np.abs(first - second).max() <= (8 if "ybr" in other else 0)


def test_windows_and_slopes_of_functional_groups_count(shared_data: Path) -> None:
    path = shared_data / "dicom" / "eCT_Supplemental.dcm"
    dataset = pydicom.dcmread(path)
    for number, frame in enumerate(pixel_array(dataset)):
        own = dataset.PerFrameFunctionalGroupsSequence[number], dataset.SharedFunctionalGroupsSequence[0]
        voi = next(item.FrameVOILUTSequence[0] for item in own if "FrameVOILUTSequence" in item)
        unit = next(
            item.PixelValueTransformationSequence[0] for item in own if "PixelValueTransformationSequence" in item
        )
        values = frame * float(unit.RescaleSlope) + float(unit.RescaleIntercept)
        expected = np.clip((values - voi.WindowCenter + 0.5) / (voi.WindowWidth - 1) + 0.5, 0, 1)
        assert np.abs(read(path, number)[..., 0] - expected).max() < 1e-6


def test_fractions_are_seen_through_their_window_without_rounding(shared_data: Path) -> None:
    path = shared_data / "dicom" / "parametric_map_float.dcm"
    np.testing.assert_allclose(read(path)[..., 0], pixel_array(path), atol=1e-6)  # a window of 0.5/1


# ---- what files may be like


@pytest.mark.parametrize(
    "syntax", [EXPLICIT, IMPLICIT, BIG_ENDIAN, DEFLATED, RLELossless, JPEGLSLossless, JPEG2000Lossless]
)
@pytest.mark.parametrize("pixels", [MANY_GREYS, CT, CT.astype(np.uint16), COLOURS], ids=["8", "signed", "16", "colour"])
def test_every_transfer_syntax_gives_the_same(tmp_path: Path, pixels: np.ndarray, syntax: str) -> None:
    found = read(write_dicom(tmp_path / "a.dcm", pixels, syntax))
    np.testing.assert_array_equal(found, read(write_dicom(tmp_path / "b.dcm", pixels)))
    if pixels.dtype == np.uint8:
        np.testing.assert_array_equal(found, pixels if pixels.ndim == 3 else np.stack([pixels] * 3, axis=-1))


@pytest.mark.parametrize("syntax", [EXPLICIT, RLELossless, DEFLATED])
def test_frames_are_read_by_their_numbers(tmp_path: Path, syntax: str) -> None:
    pixels = np.arange(5 * 6 * 7).reshape(5, 6, 7).astype(np.uint8)
    path = write_dicom(tmp_path / "a.dcm", pixels, syntax, NumberOfFrames=5)
    assert header_of(path) == Header(
        width=7, height=6, bits=8, frames=5, patient="P1", acquisition=Acquisition(photometric="MONOCHROME2")
    )
    for numbers in (range(5), (3,), (4, 0), (4, 3, 2, 1, 0)):
        found = [frame[..., 0] for frame in DICOM.read(path, numbers, OPTIONS)]
        np.testing.assert_array_equal(found, pixels[list(numbers)])


@pytest.mark.parametrize("syntax", [IMPLICIT, EXPLICIT, BIG_ENDIAN])
@pytest.mark.parametrize("name", ["IM000001", "1.2.840.113619.2.55", "a.dcm"])
def test_a_file_without_preamble_is_known_by_its_elements(tmp_path: Path, syntax: str, name: str) -> None:
    path = write_dicom(tmp_path / name, GREY, syntax, preamble=False)
    assert b"DICM" not in path.read_bytes()
    assert is_image(path)
    np.testing.assert_array_equal(read(path)[..., 0], GREY)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x08\x00",
        b"some text that goes on for a while, as texts do; more of it here",
        bytes(range(256)) * 4,
        b"\x08\x00" * 400,
        b"\x08\x00\x05\x00" + b"\xff" * 400,
        np.arange(8, 600, dtype="<u2").tobytes(),
        np.random.default_rng(0).integers(0, 256, 1000).astype(np.uint8).tobytes(),
    ],
)
def test_other_files_are_not_taken_for_dicom(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a").write_bytes(content)
    assert not is_image(tmp_path / "a")
    (tmp_path / "a.dcm").write_bytes(content)
    assert "not a DICOM file" in problem(tmp_path / "a.dcm")


def test_12_bits_count_as_16_and_what_lies_above_them_is_left_out(tmp_path: Path) -> None:
    values = np.array([[0, 1000], [2000, 4095]], np.uint16)
    overlay = np.array([[0x1000, 0], [0xF000, 0x2000]], np.uint16)
    path = write_dicom(tmp_path / "a.dcm", values | overlay, BitsStored=12, HighBit=11)
    assert header_of(path).bits == 16
    np.testing.assert_allclose(read(path)[..., 0], values / 4095, atol=1e-6)


def test_values_in_the_upper_bits_are_found_there(tmp_path: Path) -> None:
    values = np.array([[0, 1000], [2000, 4095]], np.uint16)
    path = write_dicom(tmp_path / "a.dcm", values << 4, BitsStored=12, HighBit=15)
    np.testing.assert_allclose(read(path)[..., 0], values / 4095, atol=1e-6)


@pytest.mark.parametrize(("bits", "signed"), [(1, 0), (4, 0), (7, 0), (8, 1)])
def test_few_bits_fill_the_range_of_bytes(tmp_path: Path, bits: int, signed: int) -> None:
    low = -(1 << bits - 1) if signed else 0
    values = np.array([[low, low + (1 << bits) - 1]], np.int8 if signed else np.uint8)
    elements: dict[str, Any] = {"BitsStored": bits, "HighBit": bits - 1, "PixelRepresentation": signed}
    found = read(write_dicom(tmp_path / "a.dcm", values, **elements))
    assert found.dtype == np.uint8
    assert found[0, :, 0].tolist() == [0, 255]


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_in_monochrome1_the_lowest_value_is_white(tmp_path: Path, dtype: Any) -> None:
    values = GREY.astype(dtype)
    plain = read(write_dicom(tmp_path / "a.dcm", values))
    turned = read(write_dicom(tmp_path / "b.dcm", values, PhotometricInterpretation="MONOCHROME1"))
    np.testing.assert_allclose(turned, (255 if dtype == np.uint8 else 1) - plain, atol=1e-6)


@pytest.mark.parametrize("function", ["LINEAR", "LINEAR_EXACT", "SIGMOID"])
@pytest.mark.parametrize(("centre", "width"), [(40, 400), ([300, 40], [1500, 80]), (0, 2), (100.5, 1)])
@pytest.mark.parametrize("slope", [1, -2, 0.5])
def test_the_window_of_the_file_counts(tmp_path: Path, function: str, centre: Any, width: Any, slope: float) -> None:
    elements: dict[str, Any] = {"RescaleSlope": slope, "RescaleIntercept": -10, "VOILUTFunction": function}
    path = write_dicom(tmp_path / "a.dcm", CT, WindowCenter=centre, WindowWidth=width, **elements)
    (expected,) = by_pydicom(path, header_of(path))
    np.testing.assert_allclose(read(path), expected, atol=1e-5)
    assert header_of(path).acquisition.window == ("300/1500" if isinstance(centre, list) else f"{centre:g}/{width:g}")


@pytest.mark.parametrize("syntax", [EXPLICIT, IMPLICIT])
@pytest.mark.parametrize("slope", [1, -2])
@pytest.mark.parametrize("limit", [None, -1990, -2010])
def test_padding_does_not_widen_the_range_that_is_seen(
    tmp_path: Path, limit: int | None, slope: int, syntax: str
) -> None:
    elements: dict[str, Any] = {"RescaleSlope": slope, "RescaleIntercept": 0}
    expected = read(write_dicom(tmp_path / "a.dcm", CT[2:], **elements))
    padded = np.concatenate([np.full((2, CT.shape[1]), -2000), CT[2:]]).astype(np.int16)
    padded[1] = limit or -2000
    elements |= {"PixelPaddingValue": -2000} | ({"PixelPaddingRangeLimit": limit} if limit else {})
    found = read(write_dicom(tmp_path / "b.dcm", padded, syntax, **elements))
    np.testing.assert_array_equal(found[2:], expected)
    assert (found[:2] == (slope < 0)).all()


@pytest.mark.parametrize(
    ("dtype", "stored", "bits", "vr", "given"),
    [
        (np.int16, -2000, 16, "US", 2**16 - 2000),
        (np.int16, -2048, 12, "US", 2**11),
        (np.uint16, 2**16 - 2000, 16, "SS", -2000),
    ],
)
def test_padding_may_be_given_with_the_wrong_sign(
    tmp_path: Path, dtype: Any, stored: int, bits: int, vr: str, given: int
) -> None:
    values = (CT[2:] % 2000).astype(dtype)
    elements: dict[str, Any] = {"BitsStored": bits, "HighBit": bits - 1}
    padded = np.concatenate([np.full((2, CT.shape[1]), stored, dtype), values])
    path = write_dicom(tmp_path / "a.dcm", padded, **elements)
    dataset = pydicom.dcmread(path)
    dataset.add_new("PixelPaddingValue", vr, given)
    dataset.save_as(path)
    np.testing.assert_array_equal(read(path)[2:], read(write_dicom(tmp_path / "b.dcm", values, **elements)))


def test_padding_that_is_said_to_be_everything_does_not_count(tmp_path: Path) -> None:
    path = write_dicom(tmp_path / "a.dcm", CT, PixelPaddingValue=-2000, PixelPaddingRangeLimit=32767)
    np.testing.assert_array_equal(read(path), read(write_dicom(tmp_path / "b.dcm", CT)))


@pytest.mark.parametrize(("centre", "width"), [(40, 0), (None, 400), ("", "")])
def test_a_window_that_makes_no_sense_does_not_count(tmp_path: Path, centre: Any, width: Any) -> None:
    found = read(write_dicom(tmp_path / "a.dcm", CT, WindowCenter=centre, WindowWidth=width))
    np.testing.assert_array_equal(found, read(write_dicom(tmp_path / "b.dcm", CT)))


def test_a_window_of_the_user_goes_before_the_files_and_counts_in_its_unit(tmp_path: Path) -> None:
    path = write_dicom(
        tmp_path / "a.dcm", CT, RescaleSlope=2, RescaleIntercept=-1000, WindowCenter=0, WindowWidth=10,
        PhotometricInterpretation="MONOCHROME1",
    )  # fmt: skip
    expected = 1 - np.clip((CT * 2.0 - 1000 - 300) / 1500, 0, 1)
    np.testing.assert_allclose(read(path, window=Window(centre=1050, width=1500))[..., 0], expected, atol=1e-6)


def test_an_8_bit_image_has_the_window_of_its_file_and_none_of_the_user(tmp_path: Path) -> None:
    plain, windowed = write_dicom(tmp_path / "a.dcm", GREY), write_dicom(
        tmp_path / "b.dcm", GREY, WindowCenter=11, WindowWidth=11
    )  # fmt: skip
    window = Window(centre=5, width=2)
    np.testing.assert_array_equal(read(plain, window=window)[..., 0], GREY)
    expected = np.rint(np.clip((GREY - 5.5) / 10, 0, 1) * 255)
    np.testing.assert_array_equal(read(windowed, window=window)[..., 0], expected)


@pytest.mark.parametrize("bits", [8, 12, 16])
def test_tables_of_the_modality_and_the_window_are_looked_up(tmp_path: Path, bits: int) -> None:
    highest = (1 << bits) - 1
    modality, voi = Dataset(), Dataset()
    modality.LUTDescriptor, modality.LUTData = [100, 5, 16], np.arange(0, 1000, 10).astype("<u2").tobytes()
    voi.LUTDescriptor = [500, 100, bits]
    voi.LUTData = np.rint(np.arange(500) * highest / 499).astype("<u2").tobytes()
    values = np.arange(0, 150, dtype=np.uint16).reshape(10, 15)
    path = write_dicom(tmp_path / "a.dcm", values, ModalityLUTSequence=[modality], VOILUTSequence=[voi])
    in_unit = np.clip(values.astype(int) - 5, 0, 99) * 10
    expected = np.clip(in_unit - 100, 0, 499) / 499
    np.testing.assert_allclose(read(path)[..., 0], expected, atol=1 / highest)
    seen = np.clip((in_unit - 300) / 400, 0, 1)
    np.testing.assert_allclose(read(path, window=Window(centre=500, width=400))[..., 0], seen, atol=1e-6)


@pytest.mark.parametrize("entry_bits", [8, 16])
def test_a_palette_becomes_colours(tmp_path: Path, entry_bits: int) -> None:
    entries = np.array([0, 128, 255]) << (entry_bits - 8)
    palette: dict[str, Any] = {"PhotometricInterpretation": "PALETTE COLOR"}
    for colour, order in (("Red", [0, 1, 2]), ("Green", [1, 2, 0]), ("Blue", [2, 0, 1])):
        palette[f"{colour}PaletteColorLookupTableDescriptor"] = [3, 10, entry_bits]
        data = entries[order].astype("u1" if entry_bits == 8 else "<u2").tobytes()
        palette[f"{colour}PaletteColorLookupTableData"] = data + b"\0" * (len(data) % 2)
    found = read(write_dicom(tmp_path / "a.dcm", np.array([[0, 10, 11, 12, 99]], np.uint8), **palette))
    first, last = [0, 128, 255], [255, 0, 128]
    assert found[0].tolist() == [first, first, [128, 255, 0], last, last]


@pytest.mark.parametrize(("dtype", "highest"), [(np.uint16, 4095), (np.uint16, 65535), (np.uint32, 2**32 - 1)])
def test_deep_colours_are_parts_of_their_range(tmp_path: Path, dtype: Any, highest: int) -> None:
    values = (COLOURS.astype(float) / 255 * highest).astype(dtype)
    bits = highest.bit_length()
    path = write_dicom(tmp_path / "a.dcm", values, BitsStored=bits, HighBit=bits - 1)
    assert read(path).dtype == np.float32
    np.testing.assert_allclose(read(path), values / highest, atol=1e-6)


def test_what_old_files_leave_out_is_filled_in(tmp_path: Path) -> None:
    path = write_dicom(tmp_path / "a.dcm", CT.astype(np.uint16))
    dataset = pydicom.dcmread(path)
    expected = read(path)
    for keyword in ("SamplesPerPixel", "PhotometricInterpretation", "PixelRepresentation", "BitsStored", "HighBit"):
        delattr(dataset, keyword)
    dataset.save_as(path)
    np.testing.assert_array_equal(read(path), expected)


# ---- what the header says


def test_the_technical_facts_are_kept(tmp_path: Path) -> None:
    elements: dict[str, Any] = {
        "Manufacturer": " Acme ", "ManufacturerModelName": "Scan  3", "PixelSpacing": [0.5, 0.7], "KVP": "120",
        "SliceThickness": 2.5, "BodyPartExamined": "CHEST", "WindowCenter": [40, 300], "WindowWidth": [400, 1500],
        "BurnedInAnnotation": "NO", "InstitutionName": "St. Elsewhere ", "PatientName": "Doe^Jane",
        "PatientBirthDate": "19700101",
    }  # fmt: skip
    header = header_of(write_dicom(tmp_path / "a.dcm", CT, **elements))
    assert header.acquisition == Acquisition(
        device="Acme Scan 3", spacing=0.5, kvp=120.0, slice_thickness=2.5, body_part="CHEST",
        photometric="MONOCHROME2", window="40/400", burned_in="no",
    )  # fmt: skip
    assert (header.patient, header.site, header.label) == ("P1", "St. Elsewhere", "")
    assert "Doe" not in repr(header)
    assert "1970" not in repr(header)


def test_a_maker_is_not_named_twice(tmp_path: Path) -> None:
    path = write_dicom(tmp_path / "a.dcm", GREY, Manufacturer="ACME", ManufacturerModelName="Acme X1")
    assert header_of(path).acquisition.device == "Acme X1"


def test_numbers_that_are_none_are_left_out(tmp_path: Path) -> None:
    path = write_dicom(tmp_path / "a.dcm", GREY, SliceThickness="11.5", KVP="12")
    path.write_bytes(path.read_bytes().replace(b"11.5", b"thin"))
    assert header_of(path).acquisition == Acquisition(kvp=12.0, photometric="MONOCHROME2")


@pytest.mark.parametrize(
    ("keyword", "value", "text"),
    [
        ("SeriesDescription", " T1  AXIAL ", "T1 AXIAL"),
        ("ImageType", ["ORIGINAL", "PRIMARY"], "ORIGINAL\\PRIMARY"),
        ("SliceThickness", "2.50", "2.50"),
        ("SeriesNumber", 4, "4"),
        ("PatientSex", "F", "F"),
        ("PresentationIntentType", None, ""),
        ("Laterality", "L", "L"),
    ],
)
def test_the_label_is_the_text_of_its_tag(tmp_path: Path, keyword: str, value: Any, text: str) -> None:
    path = write_dicom(tmp_path / "a.dcm", GREY, **{keyword: value})
    assert header_of(path, keyword).label == text
    assert label_tag_problem(keyword) is None


@pytest.mark.parametrize(
    ("keyword", "reason"),
    [
        ("NoSuchTag", "no tag"),
        ("PatientName", "who"),
        ("ReferringPhysicianName", "who"),
        ("PatientID", "who"),
        ("PatientBirthDate", "who"),
        ("PatientAddress", "who"),
        ("AccessionNumber", "who"),
        ("SOPInstanceUID", "differs for each"),
        ("ReferencedImageSequence", "sequence"),
        ("PixelData", "bytes"),
        ("LUTData", "bytes"),
    ],
)
def test_tags_that_can_be_no_label(keyword: str, reason: str) -> None:
    assert reason in text_of(label_tag_problem(keyword))


# ---- what is refused


@pytest.mark.parametrize(
    ("sop_class", "what"),
    [
        ("1.2.840.10008.5.1.4.1.1.88.11", "a structured report"),
        ("1.2.840.10008.5.1.4.1.1.88.33", "a structured report"),
        ("1.2.840.10008.5.1.4.1.1.11.1", "a presentation state"),
        ("1.2.840.10008.5.1.4.1.1.481.3", "a radiotherapy structure set"),
        ("1.2.840.10008.5.1.4.1.1.481.5", "a radiotherapy plan"),
        ("1.2.840.10008.5.1.4.1.1.104.1", "a document (PDF)"),
        ("1.2.840.10008.5.1.4.1.1.9.1.1", "a waveform"),
        ("1.2.840.10008.5.1.4.1.1.88.59", "a list of important images"),
        ("1.2.840.10008.1.3.10", "the table of contents"),
    ],
)
def test_what_holds_no_image_is_named(tmp_path: Path, sop_class: str, what: str) -> None:
    path = write_dicom_object(tmp_path / "a.dcm", sop_class)
    assert problem(path).startswith(f"This DICOM object holds no image: it is {what}")


def test_an_image_without_pixels_is_refused(tmp_path: Path) -> None:
    assert "cut off" in problem(write_dicom_object(tmp_path / "a.dcm", "1.2.840.10008.5.1.4.1.1.2", Rows=4, Columns=4))


@pytest.mark.parametrize("syntax", [EXPLICIT, DEFLATED, RLELossless, JPEG2000Lossless])
def test_a_file_that_is_cut_off_is_refused(tmp_path: Path, syntax: str) -> None:
    path = write_dicom(tmp_path / "a.dcm", CT.astype(np.uint16), syntax)
    path.write_bytes(path.read_bytes()[:-1500])
    reason = problem(path)
    assert "cut off" in reason or "damaged" in reason
    assert "cut off" in reason or syntax != EXPLICIT


def test_frames_before_the_cut_are_read(tmp_path: Path) -> None:
    path = write_dicom(tmp_path / "a.dcm", np.stack([GREY, GREY + 1]), NumberOfFrames=2)
    path.write_bytes(path.read_bytes()[:-5])
    np.testing.assert_array_equal(read(path)[..., 0], GREY)
    with pytest.raises(ImageProblem, match="cut off"):
        read(path, 1)


def test_colours_that_are_not_read_are_named(tmp_path: Path) -> None:
    assert "HSV" in problem(write_dicom(tmp_path / "a.dcm", COLOURS, PhotometricInterpretation="HSV"))
    deep = write_dicom(tmp_path / "b.dcm", COLOURS.astype(np.uint16), PhotometricInterpretation="YBR_FULL")
    assert "YBR_FULL" in problem(deep)


def test_a_video_is_refused_by_its_name(tmp_path: Path) -> None:
    path = write_dicom(tmp_path / "a.dcm", COLOURS)
    dataset = pydicom.dcmread(path)
    dataset.file_meta.TransferSyntaxUID = UID("1.2.840.10008.1.2.4.102")
    dataset.PixelData = pydicom.encaps.encapsulate([b"video"])
    dataset["PixelData"].VR = "OB"
    dataset.save_as(path)
    assert "MPEG-4" in problem(path)


def test_an_image_above_the_limit_of_pixels_is_refused(tmp_path: Path) -> None:
    path = write_dicom(tmp_path / "a.dcm", GREY)
    assert read(path, most_pixels=30).shape == (5, 6, 3)
    with pytest.raises(ImageProblem, match="more than"):
        DICOM.header(path, ReadOptions(most_pixels=29), "")
    with pytest.raises(ImageProblem, match="more than"):
        read(path, most_pixels=29)


def test_a_file_that_is_gone_is_refused(tmp_path: Path) -> None:
    assert problem(tmp_path / "a.dcm") == "The file is not there."


# ---- patients


@pytest.mark.filterwarnings("error")
def test_nothing_of_a_file_reaches_a_log_or_a_warning(
    shared_data: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    odd = write_dicom(tmp_path / "odd.dcm", CT, PatientID="SECRET" * 20, SliceThickness="11.5")
    odd.write_bytes(odd.read_bytes().replace(b"11.5", b"thin"))
    for path in [odd, *sorted((shared_data / "dicom").iterdir())]:
        with suppress(ImageProblem):
            read_all(path)
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert capfd.readouterr() == ("", "")


# ---- DICOMDIR


def write_dicomdir(path: Path, *files: list[str] | str | None) -> Path:
    records = []
    for file in files:
        record = Dataset()
        record.DirectoryRecordType = "IMAGE" if file else "PATIENT"
        if file:
            record.ReferencedFileID = file
        records.append(record)
    return write_dicom_object(path, "1.2.840.10008.1.3.10", DirectoryRecordSequence=records)


def test_a_dicomdir_lists_its_files_and_is_no_image(tmp_path: Path) -> None:
    path = write_dicomdir(tmp_path / "DICOMDIR", None, ["DATA", "IM1"], "IM2", ["DATA", "IM1"])
    assert is_dicomdir(path)
    assert not is_image(path)
    assert dicomdir_files(path) == ("DATA/IM1", "IM2")
    assert not is_dicomdir(write_dicom(tmp_path / "a.dcm", GREY))


@pytest.mark.parametrize("file", [["..", "IM1"], ["/etc", "IM1"], ["A/B"], ["."]])
def test_a_dicomdir_leads_to_nowhere_else(tmp_path: Path, file: list[str]) -> None:
    with pytest.raises(ImageProblem, match="damaged"):
        dicomdir_files(write_dicomdir(tmp_path / "DICOMDIR", file))


def test_a_damaged_dicomdir_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImageProblem):
        dicomdir_files(write_dicom_object(tmp_path / "DICOMDIR", "1.2.840.10008.1.3.10"))
