"""NIfTI: a corner of the patient lands in the right corner of the right slice, however the file stores it."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import pytest

from core.modalities.images.header import Header
from core.modalities.images.preprocessing import ImageProblem, ReadOptions, Window
from core.modalities.images.readers import NIFTI, is_image, reader_of

#: voxels from left to right, back to front, below to above
SHAPE = (4, 5, 6)
ENDINGS = (".nii", ".nii.gz", ".hdr")


def write(path: Path, values: np.ndarray, affine: np.ndarray | None = None, version: int = 1) -> Path:
    """A volume in RAS orientation, or in that of the affine."""
    kinds = {1: nibabel.Nifti1Image, 2: nibabel.Nifti2Image}
    kind = nibabel.Nifti1Pair if path.suffix == ".hdr" else kinds[version]
    kind(values, np.eye(4) if affine is None else affine, dtype=values.dtype).to_filename(path)
    return path


def stored_as(code: str, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same volume with its axes in another order and direction, and the affine that says so."""
    change = nibabel.orientations.ornt_transform(
        nibabel.orientations.axcodes2ornt("RAS"), nibabel.orientations.axcodes2ornt(code)
    )
    image = nibabel.Nifti1Image(values, np.eye(4)).as_reoriented(change)
    return np.asarray(image.dataobj), image.affine


def slices(path: Path, **options: Any) -> list[np.ndarray]:
    read_options = ReadOptions(**options)
    count = NIFTI.header(path, read_options, "").frames
    return list(NIFTI.read(path, range(count), read_options))


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("code", ["RAS", "LAS", "LPS", "PIR", "SAL", "ASR"])
def test_the_right_upper_front_is_in_its_corner(tmp_path: Path, code: str, ending: str) -> None:
    values = np.zeros(SHAPE, np.int16)
    values[3, 4, 5] = 100
    path = write(tmp_path / f"a{ending}", *stored_as(code, values))
    for axis, position, size in ((0, 3, (5, 6)), (1, 4, (4, 6)), (2, 5, (4, 5))):
        header = NIFTI.header(path, ReadOptions(axis=axis), "")
        assert header == Header(width=size[0], height=size[1], bits=16, frames=SHAPE[axis])
        pixels = slices(path, axis=axis)
        assert pixels[position][0, 0].tolist() == [1, 1, 1]
        assert sum(int(plane[..., 0].sum()) for plane in pixels) == 1


def test_slices_of_several_volumes_follow_each_other_and_have_ranges_of_their_own(tmp_path: Path) -> None:
    values = np.zeros((*SHAPE, 2), np.int16)
    values[0, 0, :, 0] = np.arange(6)
    values[0, 0, :, 1] = 100 * np.arange(6)
    pixels = slices(write(tmp_path / "a.nii", values))
    assert len(pixels) == 12
    np.testing.assert_allclose([plane.max() for plane in pixels], 2 * [0, 0.2, 0.4, 0.6, 0.8, 1])


def test_slices_of_any_numbers_are_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.nii.gz", np.random.default_rng(0).integers(0, 999, SHAPE).astype(np.int16))
    every = slices(path)
    for number, plane in zip((4, 1), NIFTI.read(path, (4, 1), ReadOptions()), strict=True):
        np.testing.assert_array_equal(plane, every[number])


def test_a_window_counts_in_the_unit_that_slope_and_intercept_give(tmp_path: Path) -> None:
    image = nibabel.Nifti1Image(np.arange(0, 24, dtype=np.int16).reshape(2, 3, 4), np.eye(4))
    image.header.set_slope_inter(2, -10)
    image.to_filename(tmp_path / "a.nii")
    whole: Any = nibabel.load(tmp_path / "a.nii")
    stored = np.asarray(whole.dataobj)
    window = Window(centre=10, width=20)
    expected = np.clip((stored[::-1, ::-1, 1].T - window.low) / window.width, 0, 1)
    pixels = slices(tmp_path / "a.nii", window=window)
    np.testing.assert_allclose(pixels[1][..., 0], expected, atol=1e-6)


def test_a_falling_slope_turns_dark_and_bright_round(tmp_path: Path) -> None:
    header = nibabel.Nifti1Header()
    header.set_data_shape((1, 1, 3))
    header.set_data_dtype(np.int16)
    header.set_slope_inter(-1, 0)
    header.set_sform(np.eye(4), 1)
    header["vox_offset"] = 352
    with open(tmp_path / "a.nii", "wb") as file:
        file.write(header.binaryblock + b"\0" * 4 + np.array([10, 20, 30], np.int16).tobytes())
    assert [plane.max() for plane in slices(tmp_path / "a.nii")] == [1, 0.5, 0]


@pytest.mark.parametrize(
    ("dtype", "bits"), [(np.uint8, 8), (np.int8, 16), (np.uint16, 16), (np.int32, 32), (">f4", 32)]
)
def test_bytes_stay_as_they_are_and_deeper_values_are_scaled(tmp_path: Path, dtype: Any, bits: int) -> None:
    values = np.arange(120).reshape(SHAPE).astype(dtype)
    path = write(tmp_path / "a.nii", values)
    assert NIFTI.header(path, ReadOptions(), "").bits == bits
    pixels = slices(path)[2]
    shown = values[::-1, ::-1, 2].T
    assert pixels.dtype == (np.uint8 if bits == 8 else np.float32)
    assert pixels.strides[-1] == 0
    np.testing.assert_allclose(pixels[..., 0], shown if bits == 8 else shown / 119, atol=1e-6)


def test_what_is_no_number_is_dark_and_does_not_count(tmp_path: Path) -> None:
    values = np.array([np.nan, np.inf, 2, 4], np.float32).reshape(1, 1, 4)
    assert [plane.max() for plane in slices(write(tmp_path / "a.nii", values))] == [0, 1, 0, 1]


@pytest.mark.parametrize("transparent", [False, True])
def test_colours_are_read_as_they_are(tmp_path: Path, transparent: bool) -> None:
    colours = np.zeros(SHAPE, [(name, "u1") for name in ("RGBA" if transparent else "RGB")])
    colours["R"][3, 4, 5] = 200
    if transparent:
        colours["A"][3, 4, 5] = 255
    pixels = slices(write(tmp_path / "a.nii", colours))
    assert pixels[5].dtype == np.uint8
    assert pixels[5][0, 0].tolist() == [200, 0, 0]
    assert pixels[5][1, 1].tolist() == ([255] * 3 if transparent else [0] * 3)


def test_both_versions_are_known_by_their_content_whatever_they_are_called(tmp_path: Path) -> None:
    for version in (1, 2):
        path = write(tmp_path / f"{version}.nii", np.zeros(SHAPE, np.uint8), version=version)
        bare = path.rename(tmp_path / f"VOLUME{version}")
        packed = tmp_path / f"packed{version}"
        packed.write_bytes(gzip.compress(bare.read_bytes()))
        for file in (bare, packed):
            assert is_image(file)
            assert reader_of(file) is NIFTI
            assert NIFTI.header(file, ReadOptions(), "").frames == 6


def problem(path: Path, **options: int) -> str:
    with pytest.raises(ImageProblem) as caught:
        list(NIFTI.read(path, (0,), ReadOptions(**options)))  # type: ignore[arg-type]
    assert path.name not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_that_is_cut_off_is_refused(tmp_path: Path, ending: str) -> None:
    path = write(tmp_path / f"a{ending}", np.random.default_rng(0).integers(0, 999, (30, 30, 30)).astype(np.int16))
    values = path.with_suffix(".img") if ending == ".hdr" else path
    values.write_bytes(values.read_bytes()[:-500])
    assert "cut off" in problem(path)


def test_a_header_without_its_values_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.hdr", np.zeros(SHAPE, np.int16))
    (tmp_path / "a.img").unlink()
    assert ".img" in problem(path)


def test_what_holds_no_brightness_is_refused(tmp_path: Path) -> None:
    assert "no volume of brightness" in problem(write(tmp_path / "a.nii", np.zeros(SHAPE, np.complex64)))
    (tmp_path / "b.nii").write_bytes(b"hello")
    assert "not a NIfTI file" in problem(tmp_path / "b.nii")
    assert problem(tmp_path / "gone.nii") == "The file is not there."


def test_slices_above_the_limit_of_pixels_are_refused(tmp_path: Path) -> None:
    assert "more than" in problem(write(tmp_path / "a.nii", np.zeros(SHAPE, np.int16)), most_pixels=19)


# ---- headers that contradict themselves


def with_header(path: Path, **fields: Any) -> Path:
    """A small volume with a corner of 100, whose header is then changed, whatever nibabel thinks of it."""
    values = np.zeros(SHAPE, np.int16)
    values[3, 4, 5] = 100
    image = nibabel.Nifti1Image(*stored_as("LPS", values))
    image.header.set_qform(image.affine, code=1)
    image.header.set_sform(image.affine, code=1)
    image.to_filename(path)
    content = path.read_bytes()
    header = nibabel.Nifti1Header(content[:348], check=False)
    for name, value in fields.items():
        header[name] = value
    path.write_bytes(header.binaryblock + content[348:])
    return path


SINGULAR = {
    "zeros": {"srow_x": 0, "srow_y": 0, "srow_z": 0},
    "no number": {"srow_x": np.nan},
    "two axes alike": {"srow_x": (1, 1, 0, 0), "srow_y": (0, 0, 1, 0), "srow_z": (0, 0, 1, 0)},
    "one axis missing": {"srow_z": 0},
}


@pytest.mark.parametrize("fields", SINGULAR.values(), ids=SINGULAR.keys())
def test_a_volume_with_an_invalid_sform_is_read_by_its_qform(tmp_path: Path, fields: dict[str, Any]) -> None:
    right = slices(with_header(tmp_path / "right.nii"))
    assert right[5][0, 0].tolist() == [1, 1, 1]
    np.testing.assert_array_equal(slices(with_header(tmp_path / "a.nii", **fields)), right)
    for broken in ({"qform_code": 0}, {"quatern_b": 3.0}, {"quatern_c": np.nan}):
        assert "does not say how its volume lies" in problem(with_header(tmp_path / "b.nii", **fields, **broken))


def test_an_invalid_qform_does_not_matter_beside_a_sound_sform(tmp_path: Path) -> None:
    right = slices(with_header(tmp_path / "right.nii"))
    np.testing.assert_array_equal(slices(with_header(tmp_path / "a.nii", quatern_b=3.0)), right)


@pytest.mark.parametrize("slope", [0, np.nan, np.inf])
def test_a_slope_that_is_none_is_left_out(tmp_path: Path, slope: float) -> None:
    window = Window(centre=50, width=100)
    path = with_header(tmp_path / "a.nii", scl_slope=slope, scl_inter=7)
    assert slices(path, window=window)[5][0, 0].tolist() == [1, 1, 1]
    assert sum(int(plane[..., 0].sum()) for plane in slices(path, window=window)) == 1


@pytest.mark.parametrize("dtype", [np.int8, np.uint32, np.int64, np.uint64, np.float64])
def test_every_kind_of_number_keeps_depth_and_sign(tmp_path: Path, dtype: Any) -> None:
    values = np.arange(120).reshape(SHAPE).astype(dtype)
    if np.dtype(dtype).kind in "if":
        values -= dtype(60)
    if np.dtype(dtype).itemsize > 1:
        values[0, 0, 0] = 1 << 31
    low, high = float(values.min()), float(values.max())
    expected = (values.astype(float)[::-1, ::-1, 2].T - low) / (high - low)
    np.testing.assert_allclose(slices(write(tmp_path / "a.nii.gz", values))[2][..., 0], expected, atol=1e-6)


@pytest.mark.parametrize(("shape", "count"), [((4, 5), 1), ((4, 5, 6, 2), 12), ((4, 5, 6, 1, 3), 18)])
def test_slices_are_counted_over_all_dimensions(tmp_path: Path, shape: tuple[int, ...], count: int) -> None:
    assert len(slices(write(tmp_path / "a.nii", np.ones(shape, np.int16)))) == count


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_a_header_claims_is_held_against_the_length_of_the_file(tmp_path: Path, ending: str) -> None:
    path = write(tmp_path / f"a{ending}", np.ones(SHAPE, np.int16))
    content = gzip.decompress(path.read_bytes()) if ending == ".nii.gz" else path.read_bytes()
    header = nibabel.Nifti1Header(content[:348], check=False)
    header["dim"] = (5, *SHAPE, 32767, 32767, 1, 1)
    content = header.binaryblock + content[348:]
    path.write_bytes(gzip.compress(content) if ending == ".nii.gz" else content)
    with pytest.raises(ImageProblem, match=r"says that it holds|cut off"):
        NIFTI.header(path, ReadOptions(), "")
    assert problem(path)


def test_a_file_that_is_too_short_is_known_by_its_header_alone(tmp_path: Path) -> None:
    path = write(tmp_path / "a.nii", np.ones(SHAPE, np.int16))
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(ImageProblem, match="cut off"):
        NIFTI.header(path, ReadOptions(), "")


def test_the_case_of_claimed_frames_holds(shared_cases: Path) -> None:
    with pytest.raises(ImageProblem, match="says that it holds"):
        NIFTI.header(shared_cases / "claimed-frames" / "frames_4e9.nii", ReadOptions(), "")
