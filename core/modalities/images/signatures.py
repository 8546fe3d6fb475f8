"""Signatures: a picture as one vector that stays the same however it is turned, mirrored, relit or saved again.

A disc about the centre is sampled along circles; turning the picture shifts each circle. In the Fourier transforms
F_r(k) of the circles a shift is a phase that all circles share, so the cross-spectra F_r(k) · conj(F_s(k)) of
neighbouring circles r and s do not change, while all else about the picture stays in them. Mirroring conjugates them.
This goes further than the moduli that Fourier–Mellin methods compare (Reddy & Chatterji 1996, doi 10.1109/83.506761);
the phase between circles is what steerable descriptors keep (Liu et al. 2014, doi 10.1007/s11263-013-0634-z).
As in perceptual hashes (Zauner 2010, "Implementation and Benchmarking of Perceptual Image Hash Functions") only coarse
structure counts; what all pictures of a dataset have in common counts little.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from PIL import Image
from scipy import fft, linalg, ndimage, sparse

#: pixels of a side of the small pictures that are looked at
SIDE = 64
CIRCLES, ANGLES = 14, 64
#: of the smallest and largest circle, as parts of the disc
RADII = np.linspace(0.15, 0.94, CIRCLES, dtype=np.float32)
#: how often a wave runs round a circle
WAVES = np.arange(1, 13)
#: circles this many places apart are compared
APART = range(4)
#: aspects are told apart in steps of this factor, up to this many steps from the square
ASPECT_STEP, ASPECT_STEPS = 1.12, 10
#: each of two halves of a signature
WIDTH = 64
#: with fewer images than about this the whitening stays near to none
WHITENING_PRIOR = 200


@dataclass(frozen=True)
class Signatures:
    """One row an image, of length one; zero for an image without structure."""

    #: float32 [n, WIDTH], the same for a picture and its mirror image
    even: np.ndarray
    #: float32 [n, WIDTH], of the other sign for its mirror image
    odd: np.ndarray

    def __getitem__(self, rows: np.ndarray) -> Signatures:
        return Signatures(self.even[rows], self.odd[rows])

    @classmethod
    def joined(cls, parts: Sequence[Signatures]) -> Signatures:
        return cls(np.concatenate([part.even for part in parts]), np.concatenate([part.odd for part in parts]))

    def likeness(self, others: Signatures) -> np.ndarray:
        """Return the cosine of each with each of the others or its mirror image, whichever is more alike."""
        mirrored = self.odd @ others.odd.T
        likeness: np.ndarray = np.abs(mirrored, out=mirrored)
        likeness += self.even @ others.even.T
        return likeness

    def likeness_to_own(self, others: Signatures) -> np.ndarray:
        """Return the same with `others` [n, m] of each row: [n, m]."""
        odd = np.einsum("nd,nmd->nm", self.odd, others.odd)
        likeness: np.ndarray = np.einsum("nd,nmd->nm", self.even, others.even) + np.abs(odd)
        return likeness


class Whitening:
    """Makes signatures of spectra: what most pictures of the dataset have in common is weighed down."""

    def __init__(self, spectra: np.ndarray):
        even, odd = _cross_spectra(spectra)
        self._mean = even.mean(axis=0) * len(even) / (len(even) + WHITENING_PRIOR)
        self._even = _whitening(even - self._mean)
        self._odd = _whitening(odd)  # a dataset has no side: the mean of pictures and mirror images is zero

    def signatures(self, spectra: np.ndarray) -> Signatures:
        even, odd = _cross_spectra(spectra)
        even, odd = (even - self._mean) @ self._even, odd @ self._odd
        length = np.sqrt((even**2).sum(axis=1) + (odd**2).sum(axis=1))
        has_structure = np.abs(spectra).sum(axis=(1, 2)) > 0
        scale = np.where(has_structure, 1 / np.maximum(length, 1e-12), 0).astype(np.float32)[:, np.newaxis]
        return Signatures(even * scale, odd * scale)


def grey(image: np.ndarray, side: int) -> np.ndarray:
    """Return a prepared image [h, w, 3] as float32 [side, side] in 0..255."""
    pixels = image if image.dtype == np.uint8 else np.rint(image.astype(np.float32) * 255).astype(np.uint8)
    small = Image.fromarray(pixels).convert("L").resize((side, side), Image.Resampling.BOX)
    return np.asarray(small, np.float32)


def local_contrast(greys: np.ndarray, fine: float, coarse: float) -> np.ndarray:
    """Return the structure between two sizes (in pixels) in units of what is around it: [..., n, n], light taken out.

    Noise is not blown up: around a place with much less structure than usual it counts as little.
    """
    detail = blurred(greys, fine) - blurred(greys, coarse)
    energy = blurred(detail**2, coarse)
    usual = np.median(energy, axis=(-2, -1), keepdims=True)
    contrast: np.ndarray = detail / np.sqrt(energy + np.maximum(0.1 * usual, 0.5))
    return contrast


def blurred(greys: np.ndarray, sigma: float) -> np.ndarray:
    smooth: np.ndarray = ndimage.gaussian_filter(greys, sigma, axes=(-2, -1), truncate=3)
    return smooth


def aspect_step(sizes: np.ndarray) -> np.ndarray:
    """Return the nearest aspect that is distinguished, 0 for a square; `sizes` are [n, 2] width and height."""
    steps = np.rint(np.log(sizes[:, 0] / sizes[:, 1]) / np.log(ASPECT_STEP)).astype(int)
    return np.clip(steps, -ASPECT_STEPS, ASPECT_STEPS)


def disc(aspect: float) -> np.ndarray:
    """Return half the width and height of the largest disc in a picture of this aspect that was stretched to -1..1."""
    return np.array([min(1, 1 / aspect), min(1, aspect)])


def spectra(contrast: np.ndarray, step: int, scales: Sequence[float] = (1.0,)) -> np.ndarray:
    """Return spectra of pictures [n, SIDE, SIDE] with an aspect, in discs that are these parts of the largest.

    They are complex64 [scales, n, CIRCLES, waves].
    """
    pixels = np.ascontiguousarray(contrast.reshape(len(contrast), -1).T, np.float32)
    samples = [(_sampler(step, scale) @ pixels).reshape(CIRCLES, ANGLES, -1) for scale in scales]
    waves = [fft.rfft(circles, axis=1)[:, WAVES].transpose(2, 0, 1) for circles in samples]
    weighed: np.ndarray = np.stack(waves).astype(np.complex64) * np.sqrt(RADII)[:, np.newaxis]
    return weighed


def turn_between(first: np.ndarray, second: np.ndarray) -> tuple[float, float, bool]:
    """Return by how much the second picture is turned against the first, from their spectra [CIRCLES, waves].

    That is the correlation of the two thus turned, the angle in radians, and whether the first is mirrored top to
    bottom before it is turned.
    """
    return max(_peak(first, second, mirrored=False), _peak(first, second, mirrored=True))


def _peak(first: np.ndarray, second: np.ndarray, mirrored: bool) -> tuple[float, float, bool]:
    product = ((first if mirrored else first.conj()) * second).sum(axis=0)
    correlation = np.zeros(129, np.complex64)
    correlation[WAVES] = product / max(np.linalg.norm(first) * np.linalg.norm(second), 1e-12)
    by_angle = fft.irfft(correlation, 256) * 128
    best = int(by_angle.argmax())
    return float(by_angle[best]), 2 * np.pi * best / 256, mirrored


def _cross_spectra(of_circles: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return real and imaginary parts as rows, together of length one; strong waves are weighed down by their root."""
    products = [of_circles[:, apart:] * of_circles[:, : CIRCLES - apart].conj() for apart in APART]
    rooted = [product / np.sqrt(np.maximum(np.abs(product), 1e-12)) for product in products]
    even = np.concatenate([product.real.reshape(len(product), -1) for product in rooted], axis=1)
    odd = np.concatenate([product.imag.reshape(len(product), -1) for product in rooted[1:]], axis=1)
    length = np.sqrt((even**2).sum(axis=1) + (odd**2).sum(axis=1))[:, np.newaxis]
    return even / np.maximum(length, 1e-12), odd / np.maximum(length, 1e-12)


def _whitening(rows: np.ndarray) -> np.ndarray:
    """Return the way from what describes a picture to at most `WIDTH` numbers, the strongest weighed down."""
    count, described = rows.shape
    if count < described:  # they span no more than this
        _, roots, directions = np.linalg.svd(rows / np.sqrt(count), full_matrices=False)  # SciPy's at times fails here
        values, directions = roots[:WIDTH] ** 2, directions[:WIDTH].T
    else:
        strongest = (described - WIDTH, described - 1)
        values, directions = linalg.eigh(rows.T @ rows / count, subset_by_index=strongest)
    floor = values.sum() / WIDTH * (0.1 + WHITENING_PRIOR / count)
    matrix: np.ndarray = (directions / np.sqrt(np.maximum(values, 0) + floor + 1e-12)).astype(np.float32)
    return matrix


@cache
def _sampler(step: int, scale: float) -> sparse.csr_array:
    """Return the way from pixels to samples along the circles, bilinear."""
    angles = 2 * np.pi * np.arange(ANGLES) / ANGLES
    half = disc(ASPECT_STEP**step) * scale
    x = (np.outer(RADII, np.cos(angles)).ravel() * half[0] + 1) * SIDE / 2 - 0.5
    y = (np.outer(RADII, np.sin(angles)).ravel() * half[1] + 1) * SIDE / 2 - 0.5
    left, top = np.floor(x).astype(int), np.floor(y).astype(int)
    right, below = x - left, y - top
    pixels = (top * SIDE + left)[:, np.newaxis] + [0, 1, SIDE, SIDE + 1]
    weights = [(1 - right) * (1 - below), right * (1 - below), (1 - right) * below, right * below]
    values = np.stack(weights, axis=1).astype(np.float32).ravel()
    return sparse.csr_array((values, pixels.ravel(), np.arange(0, 4 * len(x) + 1, 4)), shape=(len(x), SIDE * SIDE))
