"""DICOM files that users of other programs have reported: each small, and given with the picture that is right."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from core.dataset.scan import scan
from core.jobs import Job
from core.modalities.images.decoding import DecodePool
from core.modalities.images.preprocessing import ReadOptions
from core.modalities.images.readers import DICOM, read_picture_of
from core.wording.catalogue import text_of


@pytest.mark.parametrize(
    ("file", "tolerance"),
    [
        ("dicom-vr-mismatch/lies1.dcm", 1e-6),
        ("dicom-vr-mismatch/lies2.dcm", 1e-6),
        ("dicom-vr-mismatch/rle_implicit.dcm", 1e-6),
        ("jpeg-lossless-wrap/jpegll_wrap0.dcm", 0),
        ("jpeg-lossless-wrap/jpegll_wrap1.dcm", 0),
        ("jpeg-lossless-8-in-16/jpegll_a16s8.dcm", 0),
        ("decimal-comma/comma.dcm", 1e-6),
        ("intercept-without-slope/no_slope.dcm", 1e-6),
    ],
)
def test_it_is_the_right_picture(shared_cases: Path, file: str, tolerance: float) -> None:
    path = shared_cases / file
    pixels = read_picture_of(path)
    shades = pixels[..., 0] / (255 if pixels.dtype == np.uint8 else 1)
    assert np.abs(shades - np.load(path.parent / "right.npy")).max() <= tolerance + 1e-7
    assert DICOM.header(path, ReadOptions(), "").frames == 1


def test_12_bits_of_jpeg_extended_are_read(shared_cases: Path) -> None:
    folder = shared_cases / "jpeg-12bit-sos"
    shades = read_picture_of(folder / "JPEG-lossy.dcm")[..., 0]
    blocks = shades.reshape(shades.shape[0] // 8, 8, shades.shape[1] // 8, 8).mean(axis=(1, 3))
    np.testing.assert_allclose(blocks, np.load(folder / "right_blocks.npy") / 264, atol=2e-3)


def test_masks_and_doses_beside_the_slices_are_no_images(shared_cases: Path, pool: DecodePool) -> None:
    dataset = scan(shared_cases / "seg-and-dose", Job(), pool=pool)
    good = [image for image in dataset.examples if not image.problem]
    assert Counter(image.label for image in good) == {"benign": 10, "malignant": 10}
    assert {Path(image.file).name for image in good} == {"1-01.dcm", "1-02.dcm"}
    reasons = {Path(image.file).name: text_of(image.problem) for image in dataset.examples if image.problem}
    assert "it is a segmentation" in reasons["seg.dcm"]
    assert "it is a radiotherapy dose grid" in reasons["dose.dcm"]
