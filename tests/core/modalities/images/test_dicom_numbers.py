"""Numbers of DICOM in odd forms: read as they are meant, or the image is listed with the reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset

from core.modalities.images.preprocessing import ImageProblem, ReadOptions
from core.modalities.images.readers import DICOM
from tests.core.modalities.images.pictures import EXPLICIT, IMPLICIT, write_dicom

VALUES = np.random.default_rng(0).integers(0, 2048, (30, 40)).astype(np.uint16)
OPTIONS = ReadOptions()
CT = {"WindowCenter": "40", "WindowWidth": "400", "RescaleSlope": "1", "RescaleIntercept": "-1024"}


def write(path: Path, syntax: str = EXPLICIT, **texts: str | None) -> Path:
    """A slice of CT, with these texts for numbers; None leaves the element out."""
    path = write_dicom(path, VALUES, syntax)
    dataset = pydicom.dcmread(path)
    for keyword, text in ({**CT, **texts}).items():
        if text is not None:
            value = text.encode("latin-1")
            tag = pydicom.tag.Tag(keyword)
            element = pydicom.dataelem.RawDataElement(
                tag, "DS", len(value), value + b" " * (len(value) % 2), 0, syntax == IMPLICIT, True
            )
            dataset._dict[tag] = element
    dataset.save_as(path)
    return path


def shades(path: Path) -> np.ndarray:
    header = DICOM.header(path, OPTIONS, "")
    assert header.frames == 1
    return next(DICOM.read(path, (0,), OPTIONS))[..., 0]


def refusal(path: Path) -> str:
    with pytest.raises(ImageProblem) as refused:
        DICOM.header(path, OPTIONS, "")
    with pytest.raises(ImageProblem) as read:
        next(DICOM.read(path, (0,), OPTIONS))
    assert str(refused.value) == str(read.value)
    return str(refused.value)


def linear(centre: float, width: float, slope: float = 1, intercept: float = -1024) -> np.ndarray:
    values = VALUES * float(slope) + intercept
    return np.clip((values - (centre - 0.5)) / (width - 1) + 0.5, 0, 1)


@pytest.mark.parametrize("syntax", [EXPLICIT, IMPLICIT])
@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({}, linear(40, 400)),
        ({"WindowCenter": "40,0"}, linear(40, 400)),
        ({"WindowCenter": " 40 ", "WindowWidth": "400.\0"}, linear(40, 400)),
        ({"WindowWidth": "400,00"}, linear(40, 400)),
        ({"WindowWidth": "4e2", "WindowCenter": "4E+1"}, linear(40, 400)),
        ({"WindowWidth": "+400"}, linear(40, 400)),
        ({"WindowCenter": "40,0\\300,0", "WindowWidth": "400,0\\1500,0"}, linear(40, 400)),
        ({"WindowCenter": "40\\300", "WindowWidth": "400"}, linear(40, 400)),
        ({"WindowCenter": "\\300", "WindowWidth": "\\1500"}, linear(300, 1500)),
        ({"WindowCenter": "40\\", "WindowWidth": "400\\"}, linear(40, 400)),
        ({"RescaleIntercept": "-1024,0"}, linear(40, 400)),
        ({"RescaleSlope": "1,0"}, linear(40, 400)),
        ({"RescaleSlope": "0,5", "RescaleIntercept": "-100,25"}, linear(40, 400, 0.5, -100.25)),
        ({"RescaleSlope": "1,5e0"}, linear(40, 400, 1.5)),
        ({"RescaleSlope": None}, linear(40, 400)),
        ({"RescaleSlope": ""}, linear(40, 400)),
        ({"RescaleIntercept": None}, linear(40, 400, 1, 0)),
        ({"RescaleIntercept": "", "RescaleSlope": "2"}, linear(40, 400, 2, 0)),
        ({"RescaleSlope": "1\\1"}, linear(40, 400)),
        ({"WindowWidth": "1"}, (VALUES - 1024.0 > 39.5).astype(float)),
        ({"WindowWidth": "0.5"}, (VALUES - 1024.0 >= 40.25).astype(float) + 0.5 * (VALUES - 1024.0 == 40)),
    ],
    ids=lambda value: " ".join(f"{k}={v}" for k, v in value.items()) if isinstance(value, dict) else "",
)
def test_they_are_read_as_they_are_meant(
    tmp_path: Path, texts: dict[str, str | None], expected: np.ndarray, syntax: str
) -> None:
    np.testing.assert_allclose(shades(write(tmp_path / "a.dcm", syntax, **texts)), expected, atol=2e-6)


@pytest.mark.parametrize("syntax", [EXPLICIT, IMPLICIT])
@pytest.mark.parametrize(
    ("texts", "what"),
    [
        ({"WindowCenter": "40HU"}, "Window Center"),
        ({"WindowCenter": "40\\x", "WindowWidth": "400\\400"}, "Window Center"),
        ({"WindowWidth": "1,024"}, "Window Width"),  # which may be one thousand or one
        ({"WindowWidth": "1.024,5"}, "Window Width"),
        ({"WindowWidth": "four"}, "Window Width"),
        ({"WindowWidth": "nan"}, "Window Width"),
        ({"WindowWidth": "1e999"}, "Window Width"),
        ({"RescaleIntercept": "-1,024"}, "Rescale Intercept"),
        ({"RescaleIntercept": "?"}, "Rescale Intercept"),
        ({"RescaleSlope": "inf"}, "Rescale Slope"),
        ({"RescaleSlope": "1_0"}, "Rescale Slope"),
        ({"RescaleSlope": "0"}, "Rescale Slope is 0"),
        ({"RescaleSlope": "0,0"}, "Rescale Slope is 0"),
        ({"RescaleSlope": "1\\2"}, "several things"),
    ],
    ids=lambda value: " ".join(f"{k}={v}" for k, v in value.items()) if isinstance(value, dict) else "",
)
def test_what_is_in_doubt_is_refused_and_never_left_out(
    tmp_path: Path, texts: dict[str, str | None], what: str, syntax: str
) -> None:
    reason = refusal(write(tmp_path / "a.dcm", syntax, **texts))
    assert what in reason
    assert not any(text in reason for text in texts.values() if text and len(text) > 1 and text != "0,0")


@pytest.mark.parametrize("texts", [{"WindowWidth": "0"}, {"WindowWidth": ""}, {"WindowCenter": None}])
def test_half_a_window_or_one_without_a_width_is_none(tmp_path: Path, texts: dict[str, str | None]) -> None:
    none = write(tmp_path / "a.dcm", WindowCenter=None, WindowWidth=None)
    np.testing.assert_array_equal(shades(write(tmp_path / "b.dcm", **texts)), shades(none))


@pytest.mark.parametrize(
    ("text", "spacing"), [("0,488\\0,488", 0.488), ("0,5\\0,7", 0.5), ("5e-1\\1", 0.5), ("x\\1", 0)]
)
def test_what_the_pixels_do_not_depend_on_is_read_or_left_out(tmp_path: Path, text: str, spacing: float) -> None:
    path = write(tmp_path / "a.dcm", PixelSpacing=text)
    assert DICOM.header(path, OPTIONS, "").acquisition.spacing == spacing


def test_numbers_in_functional_groups_are_read_alike(tmp_path: Path) -> None:
    unit, groups = Dataset(), Dataset()
    unit.RescaleSlope, unit.RescaleIntercept = "1", "-1024"
    groups.PixelValueTransformationSequence = [unit]
    path = write_dicom(
        tmp_path / "a.dcm", VALUES, WindowCenter=40, WindowWidth=400, SharedFunctionalGroupsSequence=[groups]
    )
    np.testing.assert_allclose(shades(path), linear(40, 400), atol=2e-6)
    path.write_bytes(path.read_bytes().replace(b"-1024 ", b"-102,5"))
    np.testing.assert_allclose(shades(path), linear(40, 400, 1, -102.5), atol=2e-6)
    path.write_bytes(path.read_bytes().replace(b"-102,5", b"-10?,5"))
    assert "Rescale Intercept" in refusal(path)


def table(count: int, first: int, bits: int, entries: np.ndarray) -> Dataset:
    item = Dataset()
    item.add_new("LUTDescriptor", "US", [count, first, bits])
    item.add_new("LUTData", "OW", entries.astype("<u2").tobytes())
    return item


@pytest.mark.parametrize("keyword", ["ModalityLUTSequence", "VOILUTSequence"])
@pytest.mark.parametrize("damage", ["LUTDescriptor", "LUTData", "short", "bits"])
def test_a_damaged_table_is_refused_and_never_left_out(tmp_path: Path, damage: str, keyword: str) -> None:
    item = table(2048, 0, 16, np.arange(2048) * 32)
    match damage:
        case "short":
            item["LUTData"].value = item.LUTData[:1000]
        case "bits":
            item["LUTDescriptor"].value = [2048, 0, 40]
        case _:
            del item[damage]
    elements: dict[str, Any] = {keyword: [item]}
    assert "LUT" in refusal(write_dicom(tmp_path / "a.dcm", VALUES, WindowCenter=40, WindowWidth=400, **elements))


def test_an_empty_sequence_is_no_table(tmp_path: Path) -> None:
    path = write_dicom(tmp_path / "a.dcm", VALUES, WindowCenter=40, WindowWidth=400, VOILUTSequence=[])
    np.testing.assert_allclose(shades(path), linear(40, 400, 1, 0), atol=2e-6)


def test_the_first_value_of_a_table_may_lack_its_sign(tmp_path: Path) -> None:
    values = (VALUES.astype(int) - 1024).astype(np.int16)
    item = table(2048, 65536 - 1024, 16, np.arange(2048) * 32)
    path = write_dicom(tmp_path / "a.dcm", values, VOILUTSequence=[item])
    np.testing.assert_allclose(shades(path), VALUES * 32 / 65535, atol=2e-5)
