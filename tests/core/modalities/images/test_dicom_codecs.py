"""Compressed DICOM: every kind is decoded as GDCM decodes it, with libraries of its own in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest

from core.modalities.images import dicom
from core.modalities.images.dicom_file import dicom_problems, opened_dicom
from core.modalities.images.preprocessing import ImageProblem, ReadOptions
from core.modalities.images.readers import DICOM
from tests.core.modalities.images.dicom_encoding import (
    BASELINE,
    EXTENDED,
    HT_JPEG_2000,
    HT_JPEG_2000_LOSSLESS,
    JPEG_2000,
    JPEG_2000_LOSSLESS,
    JPEG_LS,
    JPEG_XL,
    JPEG_XL_LOSSLESS,
    KEEPING,
    LOSSLESS,
    LOSSLESS_SV1,
    RLE,
    encapsulated,
    jpeg,
    jpeg_2000,
    lossless_jpeg,
    save,
)
from tests.core.modalities.images.gdcm_oracle import values_by_gdcm
from tests.core.modalities.images.pictures import write_dicom
from tests.places import ROOT

DRAW = np.random.default_rng(0)
SMOOTH = (128 + 100 * np.sin(np.arange(40)[:, None] / 6) * np.cos(np.arange(56) / 9)).astype(np.uint8)
NOISE = DRAW.integers(0, 256, (40, 56), np.uint8)
COLOURS = np.stack([SMOOTH, SMOOTH[::-1], NOISE // 16 + 100], axis=-1)
#: ITU-T T.83 lets a decoder of lossy JPEG differ by one step from the reference in each coefficient: after the inverse
#: transform two decoders may be two steps apart, and after the change of colours three
TOLERANCE_GREY, TOLERANCE_COLOUR = 2, 3
LOSSY = (BASELINE, EXTENDED, JPEG_2000)
#: what GDCM does not read: high throughput, JPEG-LS of 7 bits, and a frame of JPEG 2000 that lacks its last bytes
NOT_BY_GDCM = (
    "HTJ2KLossless_08_RGB.dcm",
    "HTJ2K_08_RGB.dcm",
    "JLSL_08_07_0_1F.dcm",
    "emri_small_jpeg_2k_lossless_too_short.dcm",
)


def stored(path: Path) -> list[np.ndarray]:
    """The stored values of all frames, as the reader has them before they become shades."""
    with dicom_problems(), opened_dicom(path, dicom.PIXEL_TAGS) as (dataset, file):
        element = dicom._checked_element(dataset, file, ReadOptions())
        pixels = dicom._pixels(dataset, file, element)
        return list(dicom._stored(dataset, file, pixels, range(pixels.count)))


def is_ybr(path: Path) -> bool:
    return "YBR_FULL" in pydicom.dcmread(path, stop_before_pixels=True, force=True).PhotometricInterpretation


def compressed_files(folder: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted(folder.iterdir()):
        syntax = pydicom.dcmread(path, stop_before_pixels=True, force=True).file_meta.get("TransferSyntaxUID", "")
        if syntax and (syntax == RLE or syntax.startswith("1.2.840.10008.1.2.4.")):
            yield path, syntax


def test_every_real_file_has_the_values_that_gdcm_gives(shared_data: Path) -> None:
    compared = 0
    for path, syntax in compressed_files(shared_data / "dicom"):
        if path.name in NOT_BY_GDCM or path.name.startswith("liver"):
            continue
        expected = values_by_gdcm(path)
        found = stored(path)
        assert len(found) == len(expected), path.name
        tolerance = 0 if syntax not in LOSSY else TOLERANCE_COLOUR if found[0].ndim == 3 else TOLERANCE_GREY
        for ours, theirs in zip(found, expected, strict=True):
            if is_ybr(path):
                theirs = pydicom.pixels.convert_color_space(theirs, "YBR_FULL", "RGB")
            assert np.abs(ours.astype(int) - theirs.astype(int)).max() <= tolerance, path.name
            compared += 1
    assert compared > 30


def test_real_files_of_high_throughput_have_the_values_that_another_library_gives(shared_data: Path) -> None:
    from imagecodecs import htj2k_decode
    from pydicom.encaps import generate_frames

    for name, tolerance in (("HTJ2KLossless_08_RGB", 0), ("HTJ2K_08_RGB", 1)):
        path = shared_data / "dicom" / f"{name}.dcm"
        frame = next(generate_frames(pydicom.dcmread(path).PixelData, number_of_frames=1))
        apart = stored(path)[0].astype(int) - htj2k_decode(frame)
        apart = (apart + 128) % 256 - 128  # OpenJPH lets what is rounded above 255 begin again at 0
        assert np.abs(apart).max() <= tolerance


# ---- generated files


def write_compressed(
    path: Path, frames: list[bytes], like: np.ndarray, syntax: str, bits: int | None = None, **elements: Any
) -> Path:
    """A file of these frames, whose header says that they hold what is `like` these pixels."""
    bits = bits or 8 * like.itemsize
    write_dicom(path, like, BitsStored=bits, HighBit=bits - 1, **elements)
    dataset = pydicom.dcmread(path)
    encapsulated(dataset, frames, syntax)
    save(dataset, path)
    return path


def assert_like_gdcm(path: Path, tolerance: int = 0, count: int = 1) -> None:
    found, expected = stored(path), values_by_gdcm(path)
    assert len(found) == len(expected) == count
    for ours, theirs in zip(found, expected, strict=True):
        assert np.abs(ours.astype(int) - theirs.astype(int)).max() <= tolerance


@pytest.mark.parametrize("predictor", range(1, 8))
@pytest.mark.parametrize("bits", [2, 8, 10, 12, 16])
def test_lossless_jpeg_is_exact(tmp_path: Path, bits: int, predictor: int) -> None:
    pixels = DRAW.integers(0, 1 << bits, (20, 30)).astype(np.uint8 if bits <= 8 else np.uint16)
    syntax = LOSSLESS_SV1 if predictor == 1 else LOSSLESS
    path = write_compressed(tmp_path / "a.dcm", [lossless_jpeg(pixels, bits, predictor)], pixels, syntax, bits)
    np.testing.assert_array_equal(stored(path)[0], pixels)
    if bits > 2:  # of fewer than 8 bits GDCM makes something else
        assert_like_gdcm(path)


@pytest.mark.parametrize(
    ("bits", "allocated", "predictor"),
    [(bits, allocated, one) for bits, allocated in ((8, 8), (8, 16), (12, 16)) for one in range(1, 5)]
    + [
        (16, 16, one) for one in range(1, 8)
    ],  # halves of wrapped values are of one writer only where the standard wraps
)
def test_differences_of_lossless_jpeg_may_wrap(tmp_path: Path, bits: int, allocated: int, predictor: int) -> None:
    """Ultrasound machines write many a difference as one that is too small by the number of all values."""
    pixels = DRAW.integers(0, 1 << bits, (20, 30)).astype(f"u{allocated // 8}")
    frame = lossless_jpeg_by_hand(pixels, bits, predictor)
    path = write_compressed(tmp_path / "a.dcm", [frame], pixels, LOSSLESS, bits)
    np.testing.assert_array_equal(stored(path)[0], pixels)
    theirs = values_by_gdcm(path)[0] & ((1 << bits) - 1)  # of 12 bits it leaves those above
    np.testing.assert_array_equal(theirs, pixels)


def lossless_jpeg_by_hand(pixels: np.ndarray, bits: int, predictor: int) -> bytes:
    """Process 14, with half of all differences wrapped. All 17 categories have codes of 5 bits."""
    values = pixels.astype(int)
    left, above, corner = values[1:, :-1], values[:-1, 1:], values[:-1, :-1]
    predicted = np.empty_like(values)
    predicted[0, 0], predicted[0, 1:], predicted[1:, 0] = 1 << (bits - 1), values[0, :-1], values[:-1, 0]
    predicted[1:, 1:] = {
        1: left,
        2: above,
        3: corner,
        4: left + above - corner,
        5: left + (above - corner >> 1),
        6: above + (left - corner >> 1),
        7: left + above >> 1,
    }[predictor]
    differences = (values - predicted).ravel()
    wrapped = np.where(
        (differences > 0) & (np.arange(differences.size) % 2 == 0), differences - (1 << bits), differences
    )
    wrapped = (wrapped + 32767) % 65536 - 32767  # the standard counts them modulo 65536
    stream = "".join(_coded(int(one)) for one in wrapped)
    stream += "1" * (-len(stream) % 8)
    scan = int(stream, 2).to_bytes(len(stream) // 8, "big").replace(b"\xff", b"\xff\0")
    height, width = pixels.shape
    frame = bytes((0xFF, 0xC3, 0, 11, bits, *height.to_bytes(2, "big"), *width.to_bytes(2, "big"), 1, 1, 0x11, 0))
    table = bytes((0xFF, 0xC4, 0, 19 + 17, 0, 0, 0, 0, 0, 17, *[0] * 11, *range(17)))
    return b"\xff\xd8" + frame + table + bytes((0xFF, 0xDA, 0, 8, 1, 1, 0, predictor, 0, 0)) + scan + b"\xff\xd9"


def _coded(difference: int) -> str:
    category = abs(difference).bit_length()
    if category in (0, 16):
        return f"{category:05b}"
    extra = difference if difference > 0 else difference + (1 << category) - 1
    return f"{category:05b}{extra:0{category}b}"


@pytest.mark.parametrize("syntax", sorted(KEEPING))
@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("bits", [8, 12, 16])
def test_what_keeps_every_value_does_so(tmp_path: Path, bits: int, signed: bool, syntax: str) -> None:
    low = -(1 << bits - 1) if signed else 0
    pixels = DRAW.integers(low, low + (1 << bits), (20, 30)).astype(f"{'i' if signed else 'u'}{1 if bits == 8 else 2}")
    plain = pixels if syntax == JPEG_2000_LOSSLESS else pixels.view(f"u{pixels.itemsize}") & ((1 << bits) - 1)
    path = write_compressed(
        tmp_path / "a.dcm", [KEEPING[syntax](plain, bits)], pixels, syntax, bits, PixelRepresentation=int(signed)
    )
    np.testing.assert_array_equal(stored(path)[0], pixels)
    assert stored(path)[0].dtype == pixels.dtype
    if syntax not in (JPEG_XL_LOSSLESS, JPEG_2000_LOSSLESS) and not signed:  # JPEG XL it does not know
        assert_like_gdcm(path)


@pytest.mark.parametrize("syntax", sorted(KEEPING))
def test_colours_are_kept(tmp_path: Path, syntax: str) -> None:
    path = write_compressed(tmp_path / "a.dcm", [KEEPING[syntax](COLOURS, 8)], COLOURS, syntax)
    np.testing.assert_array_equal(stored(path)[0], COLOURS)


@pytest.mark.parametrize("bits", [8, 12])
def test_lossy_jpeg_is_like_gdcms(tmp_path: Path, bits: int) -> None:
    pixels = SMOOTH if bits == 8 else SMOOTH.astype(np.uint16) * 16
    path = write_compressed(tmp_path / "a.dcm", [jpeg(pixels, bits)], pixels, BASELINE if bits == 8 else EXTENDED, bits)
    assert np.abs(stored(path)[0].astype(int) - pixels).max() < 8 << bits - 8
    assert_like_gdcm(path, TOLERANCE_GREY)


def test_lossy_jpeg_2000_is_like_gdcms(tmp_path: Path) -> None:
    path = write_compressed(tmp_path / "a.dcm", [jpeg_2000(SMOOTH, level=40)], SMOOTH, JPEG_2000)
    assert_like_gdcm(path, TOLERANCE_GREY)


@pytest.mark.parametrize("colours", ["RGB", "YBR_FULL_422", "YBR_FULL"])
def test_jpeg_in_luminance_and_colour_becomes_red_green_and_blue(tmp_path: Path, colours: str) -> None:
    """Its own marker says how the colours are kept, whatever the header says."""
    path = write_compressed(tmp_path / "a.dcm", [jpeg(COLOURS)], COLOURS, BASELINE, PhotometricInterpretation=colours)
    assert np.abs(stored(path)[0].astype(int) - COLOURS).max() < 16


def test_the_other_forms_of_jpeg_xl_are_read(tmp_path: Path) -> None:
    from imagecodecs import jpegxl_encode, jpegxl_encode_jpeg

    lossy = write_compressed(tmp_path / "a.dcm", [bytes(jpegxl_encode(COLOURS, level=95))], COLOURS, JPEG_XL)
    assert np.abs(stored(lossy)[0].astype(int) - COLOURS).mean() < 4
    repacked = write_compressed(tmp_path / "b.dcm", [bytes(jpegxl_encode_jpeg(jpeg(SMOOTH)))], SMOOTH, JPEG_XL)
    assert np.abs(stored(repacked)[0].astype(int) - SMOOTH).max() < 8


@pytest.mark.parametrize("syntax", [HT_JPEG_2000_LOSSLESS, HT_JPEG_2000])
def test_high_throughput_is_read(tmp_path: Path, syntax: str) -> None:
    from imagecodecs import htj2k_encode

    is_lossless = syntax == HT_JPEG_2000_LOSSLESS
    frame = bytes(
        htj2k_encode(SMOOTH, reversible=True) if is_lossless else htj2k_encode(SMOOTH, 0.002, reversible=False)
    )
    path = write_compressed(tmp_path / "a.dcm", [frame], SMOOTH, syntax)
    assert np.abs(stored(path)[0].astype(int) - SMOOTH).max() <= (0 if is_lossless else 2)


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("syntax", [RLE, LOSSLESS_SV1, JPEG_LS])
def test_values_in_the_upper_bits_are_found_there(tmp_path: Path, syntax: str, signed: bool) -> None:
    low = -2048 if signed else 0
    pixels = DRAW.integers(low, low + 4096, (20, 30)).astype(np.int16 if signed else np.uint16)
    elements: dict[str, Any] = {"BitsStored": 12, "HighBit": 15, "PixelRepresentation": int(signed)}
    path = write_dicom(tmp_path / "a.dcm", pixels << 4, **elements)
    dataset = pydicom.dcmread(path)
    raised = (pixels << 4).view(np.uint16)
    frame = run_lengths(raised) if syntax == RLE else KEEPING[syntax](raised, 16)
    encapsulated(dataset, [frame], syntax)
    dataset.save_as(path)
    np.testing.assert_array_equal(stored(path)[0], pixels)


def run_lengths(pixels: np.ndarray) -> bytes:
    """Two segments, of high bytes and of low ones, in which each row is written as it is."""
    segments = []
    for plane in (pixels >> 8, pixels & 255):
        rows = [bytes((len(row) - 1, *row.astype(np.uint8))) for row in plane]
        segment = b"".join(rows)
        segments.append(segment + b"\0" * (len(segment) % 2))
    offsets = [64, 64 + len(segments[0])]
    return np.array([2, *offsets, *[0] * 13], "<u4").tobytes() + b"".join(segments)


# ---- what contradicts itself


def refusal(path: Path) -> str:
    with pytest.raises(ImageProblem) as caught:
        list(DICOM.read(path, range(DICOM.header(path, ReadOptions(), "").frames), ReadOptions()))
    return str(caught.value)


@pytest.mark.parametrize("syntax", sorted(KEEPING))
@pytest.mark.parametrize("wrong", [{"Rows": 56, "Columns": 40}, {"Rows": 39}, {"Columns": 28}])
def test_another_size_than_the_header_says_is_refused(tmp_path: Path, wrong: dict[str, Any], syntax: str) -> None:
    path = write_compressed(tmp_path / "a.dcm", [KEEPING[syntax](NOISE, 8)], NOISE, syntax, **wrong)
    assert "contradicts itself" in refusal(path)


def test_other_channels_or_more_bits_than_the_header_says_are_refused(tmp_path: Path) -> None:
    colour = write_compressed(tmp_path / "a.dcm", [KEEPING[JPEG_LS](COLOURS, 8)], NOISE, JPEG_LS)
    deep = write_compressed(tmp_path / "b.dcm", [KEEPING[JPEG_LS](NOISE.astype(np.uint16) * 9, 16)], NOISE, JPEG_LS)
    run_lengths = write_dicom(tmp_path / "c.dcm", NOISE.astype(np.uint16), RLE)
    dataset = pydicom.dcmread(run_lengths)
    dataset.BitsAllocated = dataset.BitsStored = 8
    dataset.save_as(run_lengths)
    for path in (colour, deep, run_lengths):
        assert "contradicts itself" in refusal(path)


@pytest.mark.parametrize("said", sorted([*KEEPING, RLE, BASELINE]))
@pytest.mark.parametrize("syntax", sorted(KEEPING))
def test_the_kind_of_compression_is_told_by_the_bytes(tmp_path: Path, syntax: str, said: str) -> None:
    path = write_compressed(tmp_path / "a.dcm", [KEEPING[syntax](NOISE, 8)], NOISE, said)
    np.testing.assert_array_equal(stored(path)[0], NOISE)


def test_no_other_decoder_is_loaded(tmp_path: Path) -> None:
    """Those of GDCM would be called by ours, which share names with them."""
    path = write_compressed(tmp_path / "a.dcm", [KEEPING[JPEG_LS](NOISE, 8)], NOISE, JPEG_LS)
    script = (
        "import sys; from pathlib import Path; from core.modalities.images.readers import read_picture_of\n"
        "read_picture_of(Path(sys.argv[1]))\n"
        "print(*sorted({'gdcm', 'pylibjpeg', 'jpeg_ls', 'requests'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script, path], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == ""


@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
@pytest.mark.parametrize("syntax", [*sorted(KEEPING), BASELINE, EXTENDED])
def test_a_frame_that_is_cut_off_is_refused(tmp_path: Path, syntax: str, part: float) -> None:
    frame = jpeg(NOISE) if syntax not in KEEPING else KEEPING[syntax](NOISE, 8)
    path = write_compressed(tmp_path / "a.dcm", [frame[: int(len(frame) * part)]], NOISE, syntax)
    assert "damaged" in refusal(path) or "cut off" in refusal(path)


def test_an_image_of_any_size_in_a_few_bytes_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    frame = bytearray(jpeg(NOISE))
    place = frame.index(b"\xff\xc0") + 5
    frame[place : place + 4] = b"\xff\xff\xff\xff"
    assert "65535 × 65535" in refusal(write_compressed(tmp_path / "a.dcm", [bytes(frame)], NOISE, BASELINE))


def test_no_decoder_is_asked_that_happens_to_be_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pydicom.pixels.decoders import base

    monkeypatch.setattr(base.DecodeRunner, "set_decoders", lambda *_: pytest.fail("pydicom looks for decoders"))
    for syntax, encode in KEEPING.items():
        stored(write_compressed(tmp_path / "a.dcm", [encode(NOISE, 8)], NOISE, syntax))


@pytest.mark.parametrize(
    "frame", [b"\xff\xd8\xff\xe0", b"\xff\x4f\xff\x51", b"\xff\x0a", b"\0\0\0\x0cJXL ", b"\1\0\0\0\x40\0\0\0"]
)
def test_a_damaged_frame_is_refused(tmp_path: Path, frame: bytes) -> None:
    path = write_compressed(tmp_path / "a.dcm", [frame + bytes(100)], NOISE, JPEG_LS)
    assert any(word in refusal(path) for word in ("damaged", "cut off", "contradicts itself"))
