"""Near duplicates: the same picture twice in a dataset, also turned, mirrored, resized, relit or saved again.

Three steps, each of which looks closer at fewer pairs: signatures that do not change by turning or mirroring name the
candidates (`signatures`); these are laid over one another and compared in fine detail (`alignment`); where that leaves
a doubt, the features of the backbone decide.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

import numpy as np

from core.jobs import Job
from core.messages import Message
from core.modalities.images.alignment import (
    Picture,
    Pose,
    brightness,
    fitted,
    fitted_roughly,
    laid_over,
    likeness,
    with_values_of,
)
from core.modalities.images.candidates import Candidate, Pictures
from core.modalities.images.signatures import SIDE, aspect_step, grey, local_contrast

LOOK_STEP = Message("fingerprinting-the-images")
COMPARE_STEP = Message("comparing-near-duplicates")
CONFIRM_STEP = Message("confirming-near-duplicates")

#: images that are read at once
READ_BATCH = 64
#: pixels of the small pictures: the sizes of structure that signatures are made of
COARSE_DETAIL = (0.6, 3.5)
#: grey levels: images with less structure show nothing that could be compared
BLANK = 1.5
#: the correlation of coarse structure from which candidates are worth laying over one another
WORTH_FITTING = 0.65
#: the correlation of fine detail from which they are worth fitting well, once they fit roughly
WORTH_REFINING = 0.5
#: the correlation of fine detail from which two pictures are the same, and from which the backbone is asked
SAME, DOUBTFUL = 0.88, 0.82
#: the cosine of the features of two pictures, laid over one another, from which the backbone takes them for the same
SAME_FEATURES = 0.9
#: pairs about which the backbone is asked, the most alike first
MOST_QUESTIONS = 200
#: of images with the very same pixels, all pairs are named among so many; each further one only with the first
MOST_COPIES = 8
#: degrees, grey levels and parts of a length: less is not worth a word
TURN, LIGHT, STRETCH = 0.75, 6.0, 0.03
SAME_PICTURE = Message("same-picture")


@dataclass(frozen=True, kw_only=True)
class NearDuplicate:
    """Two places in the dataset with the same picture."""

    first: int
    second: int
    #: what was done to it, in words for a person
    how: Message
    #: 0..1
    similarity: float


def find_near_duplicates(
    read: Callable[[Sequence[int]], np.ndarray],
    sizes: np.ndarray,
    features_of: Callable[[np.ndarray], np.ndarray],
    groups: np.ndarray,
    job: Job,
) -> list[NearDuplicate]:
    """Return pairs of images that show the same picture, in the order of their places.

    `read` gives prepared images [n, h, w, 3], uint8 or float16 0..1, stretched from `sizes` (int [count, 2], width and
    height). `features_of` gives the features of prepared images. Pairs of one group (int [count]) are not looked for.
    Found are pictures turned about their centre by any angle, mirrored, resized and stretched, relit and saved again.
    Blank images are like one another only where all their pixels are the same. Of many copies of one picture not all
    pairs are named, but each copy is in one. Raise JobStopped.
    """
    seen = _look(read, sizes, job)
    firsts = np.array([copies[0] for copies in seen.copies if not seen.is_blank[copies[0]]], int)
    pictures = Pictures(seen.contrast, aspect_step(sizes), groups, firsts)
    candidates = pictures.candidates(job)
    compared = [_compared(pair, pictures, read, sizes) for pair in job.steps(COMPARE_STEP, candidates, len(candidates))]
    near = _confirmed([pair for pair in compared if pair], read, features_of, job)
    return _with_copies(near, seen.copies, groups)


@dataclass(frozen=True, kw_only=True)
class _Seen:
    #: float16 [count, SIDE, SIDE]
    contrast: np.ndarray
    #: bool [count]
    is_blank: np.ndarray
    #: the places of each picture, pixel by pixel the same
    copies: list[list[int]]


@dataclass(frozen=True, kw_only=True)
class _Compared:
    """A candidate whose second picture is laid over the first."""

    first: int
    second: int
    pose: Pose
    likeness: float
    how: Message

    def as_found(self) -> NearDuplicate:
        first, second = sorted((self.first, self.second))
        return NearDuplicate(first=first, second=second, how=self.how, similarity=min(max(self.likeness, 0.0), 1.0))


def _look(read: Callable[[Sequence[int]], np.ndarray], sizes: np.ndarray, job: Job) -> _Seen:
    count = len(sizes)
    contrast, is_blank = np.zeros((count, SIDE, SIDE), np.float16), np.zeros(count, bool)
    copies: dict[bytes, list[int]] = {}
    batches = [range(start, min(start + READ_BATCH, count)) for start in range(0, count, READ_BATCH)]
    for batch in job.steps(LOOK_STEP, batches, len(batches)):
        images = read(batch)
        greys = np.stack([grey(image, SIDE) for image in images])
        contrast[batch.start : batch.stop] = local_contrast(greys, *COARSE_DETAIL)
        is_blank[batch.start : batch.stop] = greys.std(axis=(1, 2)) < BLANK
        for place, image in zip(batch, images, strict=True):
            copies.setdefault(hashlib.blake2b(image.tobytes()).digest(), []).append(place)
    return _Seen(contrast=contrast, is_blank=is_blank, copies=list(copies.values()))


def _compared(
    pair: Candidate, pictures: Pictures, read: Callable[[Sequence[int]], np.ndarray], sizes: np.ndarray
) -> _Compared | None:
    """Return None where they are not alike."""
    correlation, radians, mirrored = pictures.turn(pair)
    if correlation < WORTH_FITTING:
        return None
    first, second = (Picture(image) for image in read([pair.first, pair.second]))
    guesses = (Pose.turned(aspects, (pair.view.scale, 1.0), radians, mirrored) for aspects in _aspects(pair, sizes))
    alike, pose = _best_fit(first, second, guesses)
    if pose is None or alike < DOUBTFUL:
        return None
    how = _alteration(first, second, pose, sizes[[pair.first, pair.second]], swapped=pair.first > pair.second)
    return _Compared(first=pair.first, second=pair.second, pose=pose, likeness=alike, how=how)


def _best_fit(first: Picture, second: Picture, guesses: Iterable[Pose]) -> tuple[float, Pose | None]:
    best: tuple[float, Pose | None] = 0.0, None
    for guess in guesses:
        pose = fitted_roughly(first, second, guess)
        alike = likeness(first, second, pose)
        if alike < WORTH_REFINING:
            continue
        if alike < SAME:
            pose = fitted(first, second, pose)
            alike = likeness(first, second, pose)
        if alike > best[0] and pose.is_near(guess):
            best = alike, pose
        if best[0] >= SAME:
            break
    return best


def _aspects(pair: Candidate, sizes: np.ndarray) -> list[tuple[float, float]]:
    """Return those that the two may have had when one was turned; signatures do not distinguish similar ones."""
    first, second = (float(width / height) for width, height in sizes[[pair.first, pair.second]])
    own, either = (first, second), [(first, first), (second, second)]
    if pair.view.step is None:
        return list(dict.fromkeys([own, *either, (1.0, 1.0)]))
    return list(dict.fromkeys([*either, (1.0, 1.0), own] if pair.view.step else [(1.0, 1.0), *either, own]))


def _confirmed(
    compared: list[_Compared],
    read: Callable[[Sequence[int]], np.ndarray],
    features_of: Callable[[np.ndarray], np.ndarray],
    job: Job,
) -> list[NearDuplicate]:
    sure = [pair for pair in compared if pair.likeness >= SAME]
    doubtful = sorted((pair for pair in compared if pair.likeness < SAME), key=lambda pair: -pair.likeness)
    questions = doubtful[:MOST_QUESTIONS]
    for pair in job.steps(CONFIRM_STEP, questions, len(questions)):
        images = read([pair.first, pair.second])
        first, exchanged = features_of(np.stack([images[0], _exchanged(images, pair.pose)]))
        if _cosine(first, exchanged) >= SAME_FEATURES:
            sure.append(pair)
    return [pair.as_found() for pair in sure]


def _exchanged(images: np.ndarray, pose: Pose) -> np.ndarray:
    """Return the first image with what both show taken from the second, in the light of the first."""
    first, second = images
    common = pose.common(len(first))
    exchanged = first.copy()
    for channel in range(first.shape[-1]):
        over = laid_over(second[..., channel].astype(np.float32), pose)
        exchanged[common, channel] = with_values_of(first[common, channel], over[common])
    return exchanged


def _cosine(first: np.ndarray, second: np.ndarray) -> float:
    return float(first @ second / max(np.linalg.norm(first) * np.linalg.norm(second), 1e-12))


def _with_copies(near: list[NearDuplicate], copies: list[list[int]], groups: np.ndarray) -> list[NearDuplicate]:
    """Return the pairs of all copies too: what holds for a picture holds for each copy of it."""
    of_first = {places[0]: places for places in copies}
    exact = [pair for places in copies for pair in _pairs_of_copies(places)]
    found = [NearDuplicate(first=one, second=other, how=SAME_PICTURE, similarity=1.0) for one, other in exact]
    found += [
        replace(pair, first=min(ends), second=max(ends))
        for pair in near
        for ends in product(of_first[pair.first][:MOST_COPIES], of_first[pair.second][:MOST_COPIES])
    ]
    apart = (pair for pair in found if groups[pair.first] != groups[pair.second])
    return sorted(apart, key=lambda pair: (pair.first, pair.second))


def _pairs_of_copies(places: list[int]) -> Iterator[tuple[int, int]]:
    yield from combinations(places[:MOST_COPIES], 2)
    yield from ((places[0], place) for place in places[MOST_COPIES:])


def _alteration(first: Picture, second: Picture, pose: Pose, sizes: np.ndarray, swapped: bool) -> Message:
    """Return what was done to the first so that it became the second."""
    lighter = brightness(first, second, pose) * (-1 if swapped else 1)
    light = Message("brighter") if lighter > LIGHT else Message("darker") if lighter < -LIGHT else None
    alterations = [one for one in (_turn(pose), _size(pose, sizes), light) if one]
    return Message("altered", alterations=alterations) if alterations else SAME_PICTURE


def _turn(pose: Pose) -> Message | None:
    degrees = abs(pose.degrees)
    if pose.is_mirrored and degrees > 180 - TURN:
        return Message("mirrored-top-to-bottom")
    if degrees < TURN:
        return Message("mirrored") if pose.is_mirrored else None
    return Message("mirrored-and-turned" if pose.is_mirrored else "turned", degrees=round(degrees))


def _size(pose: Pose, sizes: np.ndarray) -> Message | None:
    small, large = sorted(pose.stretch(*(float(width / height) for width, height in sizes)))
    if large / small > 1 + STRETCH:
        return Message("stretched")
    is_upright = abs((pose.degrees + 45) % 90 - 45) < TURN
    sides = np.sort(sizes, axis=1)
    return Message("resized") if is_upright and np.abs(sides[0] - sides[1]).max() > 1 else None
