"""Alignment: laying one picture over another, and how alike they are there in their fine detail.

From a first guess the second picture is turned, scaled and shifted until it fits, by least squares (Lucas & Kanade
1981, "An Iterative Image Registration Technique"; Baker & Matthews 2004, doi 10.1023/B:VISI.0000011205.11775.fd).
Places in a picture are x and y from -1 to 1, also where it was stretched to a square.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from scipy import ndimage

from core.modalities.images.signatures import blurred, disc, grey, local_contrast

#: pixels of a side in which pictures are compared
SIDE = 96
#: how far from the middle of a picture it is compared: not at its border
EDGE = 0.94
#: pixels: sizes of the detail that tells a picture from one that merely looks alike
DETAIL = (0.7, 2.0)
#: by which fitting may correct a guess: a factor (its logarithm) and a part of half a picture
MOST_GROWN, MOST_SHIFTED = 0.12, 0.1
#: that both pictures must have in common
FEWEST_PIXELS = 400
#: in one step of fitting, as a part of half a picture; less than `STILL` is the end
MOST_MOVED, STILL = 0.06, 5e-4


@dataclass(frozen=True, kw_only=True)
class Pose:
    """How the second picture lies against the first: places there go to `matrix` @ (x, y, 1) in the second."""

    #: of width to height, before stretching
    aspects: tuple[float, float]
    #: the disc that is common to both, as a part of the largest in each
    scales: tuple[float, float]
    #: float [3, 3]
    matrix: np.ndarray

    @classmethod
    def turned(cls, aspects: tuple[float, float], scales: tuple[float, float], radians: float, mirrored: bool) -> Pose:
        """Turn about the centre; mirrored is top to bottom, and before turning."""
        cosine, sine = np.cos(radians), np.sin(radians)
        turn = np.array([[cosine, -sine], [sine, cosine]]) @ np.diag([1, -1 if mirrored else 1])
        matrix = np.eye(3)
        into, out = disc(aspects[1]) * scales[1], disc(aspects[0]) * scales[0]
        matrix[:2, :2] = into[:, np.newaxis] * turn / out
        return cls(aspects=aspects, scales=scales, matrix=matrix)

    @property
    def is_mirrored(self) -> bool:
        return bool(np.linalg.det(self._turn) < 0)

    @property
    def degrees(self) -> float:
        """Return degrees, -180..180; where it is mirrored, what turning is left after mirroring left to right."""
        turn = self._turn @ np.diag([-1, 1]) if self.is_mirrored else self._turn
        return float(np.degrees(np.arctan2(turn[1, 0] - turn[0, 1], turn[0, 0] + turn[1, 1])))

    def stretch(self, first_aspect: float, second_aspect: float) -> np.ndarray:
        """Return by how much the second is larger along the axes of stretching, for files of these aspects."""
        real = self.matrix[:2, :2] * disc(first_aspect) / disc(second_aspect)[:, np.newaxis]
        factors: np.ndarray = np.linalg.svd(real, compute_uv=False)
        return factors

    @property
    def _turn(self) -> np.ndarray:
        """Return the matrix as it was before stretching."""
        turn: np.ndarray = self.matrix[:2, :2] * disc(self.aspects[0]) / disc(self.aspects[1])[:, np.newaxis]
        return turn

    @property
    def scale(self) -> float:
        return float(np.sqrt(abs(np.linalg.det(self._turn))))

    def is_near(self, guess: Pose) -> bool:
        """Fitting has corrected the guess, and not found some other place that looks a little alike."""
        shift = np.abs(self.matrix[:2, 2]).max()
        return bool(abs(np.log(self.scale / guess.scale)) < MOST_GROWN and shift < MOST_SHIFTED)

    def common(self, side: int) -> np.ndarray:
        """Return where in the first picture both have something to show: bool [side, side]."""
        x, y = _places(side)
        half = disc(self.aspects[0]) * self.scales[0]
        in_disc = (x / half[0]) ** 2 + (y / half[1]) ** 2 < EDGE**2
        there_x, there_y = (row[0] * x + row[1] * y + row[2] for row in self.matrix[:2])
        common: np.ndarray = in_disc & (np.maximum(np.abs(there_x), np.abs(there_y)) < EDGE)
        return common


class Picture:
    """What is compared of a prepared image."""

    def __init__(self, image: np.ndarray):
        self.grey = grey(image, SIDE)
        self.contrast = local_contrast(self.grey, 0.8, 5)
        self.coarse = _halved(blurred(self.contrast, 1.5))


def laid_over(picture: np.ndarray, pose: Pose) -> np.ndarray:
    """Return the second picture [n, n] as it lies over the first."""
    side = picture.shape[0]
    (xx, xy, x0), (yx, yy, y0) = pose.matrix[:2]
    centre = (side - 1) / 2
    turn = np.array([[yy, yx], [xy, xx]])
    offset = np.array([y0, x0]) * side / 2 + centre - turn @ [centre, centre]
    over: np.ndarray = ndimage.affine_transform(picture, turn, offset, order=1, mode="nearest")
    return over


def fitted_roughly(first: Picture, second: Picture, pose: Pose) -> Pose:
    """Return the pose corrected until the second picture about fits the first."""
    return _fitted(first.coarse, second.coarse, pose, steps=5)


def fitted(first: Picture, second: Picture, pose: Pose) -> Pose:
    """Return the roughly fitting pose corrected until the second picture fits the first."""
    return _fitted(first.contrast, second.contrast, pose, steps=4)


def _fitted(first: np.ndarray, second: np.ndarray, pose: Pose, steps: int) -> Pose:
    """Fit by Gauss–Newton for scale, angle and shift, before stretching."""
    side = len(first)
    common, half = pose.common(side), disc(pose.aspects[0])
    x, y = (places[common] / part for places, part in zip(_places(side), half, strict=True))
    stretch = np.diag([*half, 1])
    for _ in range(steps):
        over = laid_over(second, pose)
        down, across = np.gradient(over)
        across, down = across[common] * half[0] * side / 2, down[common] * half[1] * side / 2
        slopes = np.stack([across * x + down * y, down * x - across * y, across, down])
        curvature = slopes @ slopes.T
        damping = 1e-4 * np.trace(curvature) * np.eye(4) + 1e-6 * np.eye(4)
        moved = np.linalg.solve(curvature + damping, slopes @ (first - over)[common])
        grown, turned, right, lower = np.clip(moved, -MOST_MOVED, MOST_MOVED)
        step = np.array([[1 + grown, -turned, right], [turned, 1 + grown, lower], [0, 0, 1]])
        pose = replace(pose, matrix=pose.matrix @ stretch @ step @ np.linalg.inv(stretch))
        if np.abs(moved).max() < STILL:
            break
    return pose


def likeness(first: Picture, second: Picture, pose: Pose) -> float:
    """Return the correlation of their fine detail where both have something to show: 1 for the same picture.

    They are brought to the same light first, so that what one has lost in black or white the other loses as well.
    """
    common = pose.common(SIDE)
    if common.sum() < FEWEST_PIXELS:
        return 0.0
    one, other = same_light(first.grey, laid_over(second.grey, pose), common)
    inner = ndimage.binary_erosion(common)
    return correlation(local_contrast(one, *DETAIL), local_contrast(other, *DETAIL), inner)


DETAIL = (0.7, 2.0)


def same_light(first: np.ndarray, second: np.ndarray, common: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return both with the same histogram, that of the one with fewer values; one grey outside of what is common."""
    one, other = first[common], second[common]
    if _lost(one) < _lost(other):
        one = with_values_of(other, one)
    else:
        other = with_values_of(one, other)
    return _filled(one, common), _filled(other, common)


def brightness(first: Picture, second: Picture, pose: Pose) -> float:
    """Return by how many grey levels the second is brighter where both have something to show."""
    common = pose.common(SIDE)
    return float((laid_over(second.grey, pose) - first.grey)[common].mean())


def correlation(first: np.ndarray, second: np.ndarray, where: np.ndarray) -> float:
    one, other = first[where] - first[where].mean(), second[where] - second[where].mean()
    return float(one @ other / max(np.sqrt((one @ one) * (other @ other)), 1e-12))


@cache
def _places(side: int) -> tuple[np.ndarray, np.ndarray]:
    places = (np.arange(side, dtype=np.float32) + 0.5) * 2 / side - 1
    x, y = np.meshgrid(places, places)
    return x, y


def with_values_of(values: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Return `values` in the order of `places`: `places` in the light of `values`. Both [n]."""
    given: np.ndarray = np.empty_like(values)
    given[np.argsort(places, kind="stable")] = np.sort(values)
    return given


def _lost(values: np.ndarray) -> int:
    """Return how many stand at the ends of the range."""
    return int(((values <= values.min() + 1) | (values >= values.max() - 1)).sum())


def _filled(values: np.ndarray, where: np.ndarray) -> np.ndarray:
    picture = np.full(where.shape, values.mean(), np.float32)
    picture[where] = values
    return picture


def _halved(picture: np.ndarray) -> np.ndarray:
    half = SIDE // 2
    smaller: np.ndarray = picture.reshape(half, 2, half, 2).mean(axis=(1, 3))
    return smaller
