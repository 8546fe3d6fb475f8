"""Readers: which files are images, who reads them, and that the exported script reads them alike."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import nibabel
import numpy as np
import pytest
import tifffile
from PIL import Image

from core.export.formats import ExportFormat
from core.export.script import predict_script
from core.modalities.images.header import Header
from core.modalities.images.preprocessing import ImageProblem, ReadOptions
from core.modalities.images.readers import DICOM, NIFTI, PICTURES, READERS, TIFF, is_image, reader_of
from core.targets.single_label import SingleLabel
from tests.core.modalities.images.pictures import write_dicom, write_picture, write_pixels

OPTIONS = ReadOptions(most_pixels=10**7)

#: of the real odd images, those that cannot be read: three are damaged, and the bomb is of 46 gigapixels
UNREADABLE = {
    "broken_data_stream.png": "damaged",
    "decompression_bomb.gif": "million pixels",
    "truncated_image.png": "cut off",
    "truncated_jpeg.jpg": "cut off",
}
SIGNED_BYTES = "8bit.s.tif"
RAMP = np.arange(64).reshape(8, 8)


def header_of(path: Path) -> Header:
    return reader_of(path).header(path, OPTIONS, "")


def read_all(path: Path) -> list[np.ndarray]:
    return list(reader_of(path).read(path, range(header_of(path).frames), OPTIONS))


@pytest.mark.parametrize(
    "name",
    [
        "a.JPG",
        "a.png",
        "a.b.Tiff",
        "a.webp",
        "a.pgm",
        "a.DCM",
        "a.nii",
        "a.nii.gz",
        "a.LSM",
        "a.svs",
        "a.btf",
        "a.ndpi",
        "a.ome.tif",
        "a.ome.tf8",
        "a.qptiff",
        "a.scn",
    ],
)
def test_images_are_known_by_their_ending(name: str) -> None:
    assert is_image(Path(name))


@pytest.mark.parametrize("name", ["a.txt", "png", "a.eps", "a.pdf", "a", "a.gz", "a.img"])
def test_other_files_are_no_images(tmp_path: Path, name: str) -> None:
    for _ in range(2):
        assert not is_image(tmp_path / name)
        with pytest.raises(ImageProblem, match="type"):
            reader_of(tmp_path / name)
        (tmp_path / name).write_text("nothing that is an image, nor begins like one", encoding="utf-8")


def test_an_ending_that_says_something_else_is_believed(tmp_path: Path) -> None:
    copy = write_picture(tmp_path / "a.png").rename(tmp_path / "a.png.bak")
    assert not is_image(copy)


def write_all_kinds(folder: Path) -> dict[str, Path]:
    """A small file of each kind, by its reader's name, with an ending."""
    write_pixels(folder / "a.png", RAMP.astype(np.uint16))
    tifffile.imwrite(folder / "a.tif", np.stack([RAMP, RAMP.T]).astype(np.uint16), photometric="minisblack")
    nibabel.Nifti1Image(RAMP[..., np.newaxis].astype(np.int16), np.eye(4)).to_filename(folder / "a.nii.gz")
    write_dicom(folder / "a.dcm", RAMP.astype(np.uint16), WindowCenter=20, WindowWidth=30)
    endings = {"picture": "png", "TIFF": "tif", "NIfTI": "nii.gz", "DICOM": "dcm"}
    return {name: folder / f"a.{ending}" for name, ending in endings.items()}


def test_files_are_known_by_their_content_whatever_their_name_says(tmp_path: Path) -> None:
    for name, path in write_all_kinds(tmp_path).items():
        assert reader_of(path).name == name
        for other in ("IM000001", "1.2.840.10008.7", "b.png", "b.dcm", "b.tif", "b.nii", "b.nii.gz"):
            (tmp_path / other).write_bytes(path.read_bytes())
            assert is_image(tmp_path / other)
            assert reader_of(tmp_path / other).name == name
            assert header_of(tmp_path / other) == header_of(path)


@pytest.mark.parametrize("ending", ["jpg", "png", "gif", "webp", "jp2", "j2k"])
def test_pictures_with_a_mark_are_known_by_it(tmp_path: Path, ending: str) -> None:
    path = write_picture(tmp_path / f"a.{ending}").rename(tmp_path / "a")
    assert is_image(path)
    assert reader_of(path) is PICTURES
    assert header_of(path) == Header(width=12, height=10, bits=8)


def test_a_dicom_file_that_begins_as_tiff_is_dicom(tmp_path: Path) -> None:
    path = write_dicom(tmp_path / "a.dcm", RAMP.astype(np.uint16))
    path.write_bytes(b"II*\0" + path.read_bytes()[4:])
    assert reader_of(path) is DICOM
    assert header_of(path).width == 8


def test_a_file_that_is_gone_is_refused_by_every_reader(tmp_path: Path) -> None:
    for reader in READERS:
        path = tmp_path / f"a{min(reader.endings)}"
        assert reader_of(path) is reader
        for action in (lambda reader=reader, path=path: reader.header(path, OPTIONS, ""),
                       lambda reader=reader, path=path: next(reader.read(path, (0,), OPTIONS))):  # fmt: skip
            with pytest.raises(ImageProblem, match="not there"):
                action()


def test_garbage_is_refused_by_every_reader(tmp_path: Path) -> None:
    content = np.random.default_rng(0).integers(0, 256, 5000).astype(np.uint8).tobytes()
    for reader in READERS:
        path = tmp_path / f"a{min(reader.endings)}"
        path.write_bytes(content)
        with pytest.raises(ImageProblem) as caught:
            reader.header(path, OPTIONS, "")
        assert path.name not in str(caught.value)


def test_no_end_of_a_file_is_missed_silently(tmp_path: Path) -> None:
    files = write_all_kinds(tmp_path)
    tifffile.imwrite(files["TIFF"], RAMP.astype(np.uint16))  # of several pages those are shown that are whole
    for path in files.values():
        content = path.read_bytes()
        for length in range(0, len(content) - 20, 7):  # behind that may be checksums and marks of the end
            path.write_bytes(content[:length])
            with pytest.raises(ImageProblem):
                read_all(path)


def test_a_header_tells_size_and_bits(tmp_path: Path) -> None:
    assert header_of(write_picture(tmp_path / "a.jpg", size=(12, 10))) == Header(width=12, height=10, bits=8)
    deep = write_pixels(tmp_path / "a.png", np.zeros((3, 5), np.uint16))
    assert header_of(deep) == Header(width=5, height=3, bits=16)


def test_a_header_tells_the_size_as_a_person_sees_it(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (12, 10)).save(tmp_path / "a.jpg", exif=exif)
    assert header_of(tmp_path / "a.jpg") == Header(width=10, height=12, bits=8)


def test_every_odd_image_is_read_or_refused_with_a_reason(shared_data: Path) -> None:
    refused = {}
    for path in sorted((shared_data / "odd_images").iterdir()):
        reader = reader_of(path)
        try:
            header = reader.header(path, OPTIONS, "")
            frames = read_all(path)
        except ImageProblem as problem:
            refused[path.name] = str(problem)
            continue
        assert len(frames) == header.frames, path.name
        assert frames[0].shape == (header.height, header.width, 3), path.name
        assert all((pixels.dtype == np.uint8) == (header.bits == 8) for pixels in frames), path.name
    assert set(refused) == set(UNREADABLE)
    assert all(UNREADABLE[name] in reason and name not in reason for name, reason in refused.items())


def test_every_odd_image_of_8_bits_has_the_pixels_that_pillow_gives(shared_data: Path) -> None:
    compared = 0
    for path in sorted((shared_data / "odd_images").iterdir()):
        if path.name in UNREADABLE or header_of(path).bits > 8:
            continue
        with Image.open(path) as image:
            if image.mode == "LAB" or image.has_transparency_data or image.getexif().get(0x0112, 1) != 1:
                continue
            expected = np.asarray(image.convert("RGB"))
        if path.name == SIGNED_BYTES:  # Pillow takes them for bytes without a sign
            expected = expected ^ 0x80
        np.testing.assert_array_equal(next(reader_of(path).read(path, (0,), OPTIONS)), expected, err_msg=path.name)
        compared += 1
    assert compared > 20


def test_every_odd_deep_grey_image_has_the_shades_that_pillow_gives(shared_data: Path) -> None:
    compared = 0
    for path in sorted((shared_data / "odd_images").iterdir()):
        if path.name in UNREADABLE or header_of(path).bits == 8:
            continue
        with Image.open(path) as image:
            if not image.mode.startswith(("I", "F")) or "transparency" in image.info:
                continue
            values = np.asarray(image).astype(float)
            values = -values if getattr(image, "tag_v2", {}).get(262) == 0 else values
        expected = (values - values.min()) / (np.ptp(values) or 1)
        (pixels,) = reader_of(path).read(path, (0,), OPTIONS)
        np.testing.assert_allclose(pixels[..., 0], expected, atol=1e-6, err_msg=path.name)
        compared += 1
    assert compared > 10


def test_deep_colours_of_tiff_keep_their_depth(shared_data: Path) -> None:
    (pixels,) = TIFF.read(shared_data / "odd_images" / "tiff_16bit_RGB.tiff", (0,), OPTIONS)
    assert len(np.unique(pixels)) > 256


def test_the_exported_script_reads_every_kind_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "predict.py").write_text(
        predict_script(ExportFormat.SAVED_MODEL.facts, SingleLabel(("a", "b"))), encoding="utf-8"
    )
    specification = importlib.util.spec_from_file_location("exported_predict", tmp_path / "predict.py")
    assert specification is not None
    assert specification.loader is not None
    script = importlib.util.module_from_spec(specification)
    monkeypatch.setitem(sys.modules, "exported_predict", script)
    specification.loader.exec_module(script)
    for path in write_all_kinds(tmp_path).values():
        options, reader = script.ReadOptions(), script.reader_of(path)
        frames = reader.header(path, options, "").frames
        np.testing.assert_array_equal(list(reader.read(path, range(frames), options)), read_all(path))


def test_what_reads_the_rarer_kinds_is_loaded_only_when_it_is_needed() -> None:
    code = "import sys, core.modalities.images.readers; print({'pydicom', 'tifffile', 'nibabel'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_endings_belong_to_one_reader() -> None:
    assert {reader.name for reader in READERS} == {"DICOM", "NIfTI", "TIFF", "picture"}
    assert len(frozenset().union(*(reader.endings for reader in READERS))) == sum(len(r.endings) for r in READERS)
    assert NIFTI.endings == {".nii", ".nii.gz", ".hdr"}


def test_tiff_files_of_microscopes_are_listed_by_their_ending(shared_cases: Path) -> None:
    for label in ("benign", "malignant"):
        files = sorted((shared_cases / "endings" / "lsm" / label).iterdir())
        assert len([path for path in files if is_image(path) and reader_of(path) is TIFF]) == 5
