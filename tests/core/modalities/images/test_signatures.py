"""Signatures and the fit of one picture on another, on photographs that come with scikit-image."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from skimage import data

from core.modalities.images.alignment import Picture, Pose, fitted, fitted_roughly, likeness
from core.modalities.images.signatures import SIDE, Whitening, aspect_step, grey, local_contrast, spectra, turn_between


@pytest.fixture(scope="module")
def photographs() -> list[Image.Image]:
    return [Image.fromarray(image).convert("RGB").resize((400, 400)) for image in (data.astronaut(), data.coffee())]


def prepared(image: Image.Image) -> np.ndarray:
    return np.asarray(image.resize((224, 224), Image.Resampling.BILINEAR))


def spectra_of(*images: Image.Image) -> np.ndarray:
    greys = np.stack([grey(prepared(image), SIDE) for image in images])
    return spectra(local_contrast(greys, 0.6, 3.5), step=0)[0]


@pytest.mark.parametrize("degrees", [90, 180, 12, -77])
def test_signature_stays_the_same_when_the_picture_is_turned(photographs: list[Image.Image], degrees: int) -> None:
    one, other = photographs
    values = spectra_of(one, one.rotate(degrees, Image.Resampling.BICUBIC), other)
    signatures = Whitening(values).signatures(values)
    of_turned, of_other = signatures.likeness(signatures)[0, 1:]
    assert of_turned > 0.9
    assert of_other < 0.6


def test_signature_stays_the_same_when_the_picture_is_mirrored(photographs: list[Image.Image]) -> None:
    one = photographs[0]
    values = spectra_of(one, one.transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    signatures = Whitening(values).signatures(values)
    assert signatures.likeness(signatures)[0, 1] > 0.98


def test_blank_picture_is_like_no_other_and_not_like_itself(photographs: list[Image.Image]) -> None:
    values = spectra_of(photographs[0], Image.new("RGB", (400, 400), "grey"))
    signatures = Whitening(values).signatures(values)
    assert np.abs(signatures.likeness(signatures)[1]).max() < 1e-3


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("degrees", [0, 30, 145])
def test_angle_and_mirroring_are_found(photographs: list[Image.Image], degrees: int, mirrored: bool) -> None:
    one = photographs[0]
    altered = one.transpose(Image.Transpose.FLIP_TOP_BOTTOM) if mirrored else one
    first, second = spectra_of(one, altered.rotate(-degrees, Image.Resampling.BICUBIC))
    correlation, radians, is_mirrored = turn_between(first, second)
    assert correlation > 0.9
    assert np.cos(radians - np.radians(degrees)) > np.cos(np.radians(3))
    assert is_mirrored is mirrored


def test_fitting_corrects_a_rough_guess(photographs: list[Image.Image]) -> None:
    one = photographs[0]
    first, second = Picture(prepared(one)), Picture(prepared(one.rotate(-14, Image.Resampling.BICUBIC)))
    guess = Pose.turned((1, 1), (1, 1), np.radians(11.5), mirrored=False)
    pose = fitted(first, second, fitted_roughly(first, second, guess))
    assert likeness(first, second, guess) < 0.8
    assert likeness(first, second, pose) > 0.95
    assert pose.degrees == pytest.approx(14, abs=0.3)


def test_other_light_leaves_the_likeness_as_it_is(photographs: list[Image.Image]) -> None:
    image = prepared(photographs[0])
    overexposed = np.clip(image * 1.6 + 30.0, 0, 255).astype(np.uint8)
    pose = Pose.turned((1, 1), (1, 1), 0, mirrored=False)
    assert likeness(Picture(image), Picture(overexposed), pose) > 0.95


def test_another_picture_is_not_alike(photographs: list[Image.Image]) -> None:
    first, second = (Picture(prepared(image)) for image in photographs)
    guess = Pose.turned((1, 1), (1, 1), 0, mirrored=False)
    assert likeness(first, second, fitted_roughly(first, second, guess)) < 0.5


def test_aspects_are_told_apart_within_bounds() -> None:
    sizes = np.array([[300, 300], [400, 300], [300, 400], [9000, 30]])
    assert aspect_step(sizes).tolist() == [0, 3, -3, 10]
