"""Candidates: the pairs of pictures in a dataset whose signatures are alike, looked for among all pairs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from core.jobs import Job
from core.messages import Message
from core.modalities.images.signatures import Signatures, Whitening, spectra, turn_between

SEARCH_STEP = Message("searching-for-near-duplicates")
#: pictures that are compared with all others at once
BLOCK = 512
#: parts of the largest disc that are looked for in other pictures: one that was turned may have another canvas
SCALES = tuple(0.93**step for step in range(9))
#: of each picture so many are looked at closer; of many copies each still leads to others
MOST_CANDIDATES = 3
#: the cosine of two signatures from which they are candidates
ALIKE = 0.57
#: pictures from which the whitening is learnt
LEARNT_FROM = 2000
SQUARE = 0


@dataclass(frozen=True, kw_only=True)
class View:
    """How two pictures are looked at when their signatures are compared."""

    #: of the disc in the first, as a part of the largest
    scale: float = 1.0
    #: the aspect that both had when one was turned, in steps, as it was stretched before or after; None: each its own
    step: int | None = None


@dataclass(frozen=True, kw_only=True)
class Candidate:
    first: int
    second: int
    view: View
    #: of their signatures
    cosine: float


class Pictures:
    """The pictures of a dataset that show something, as they are searched."""

    def __init__(self, contrast: np.ndarray, steps: np.ndarray, groups: np.ndarray, places: np.ndarray):
        """`contrast` [n, SIDE, SIDE], `steps` of aspect [n] and `groups` [n] of all images; `places` are searched."""
        self._contrast, self._steps, self._groups = contrast, steps, groups
        self._places = places[np.argsort(steps[places], kind="stable")]

    def candidates(self, job: Job) -> list[Candidate]:
        """Return each pair once, as it is most alike. Raise JobStopped."""
        if len(self._places) < 2:
            return []
        best: dict[tuple[int, int], Candidate] = {}
        blocks = list(self._blocks())
        self._learn()
        for rows in job.steps(SEARCH_STEP, blocks, len(blocks)):
            for found in self._alike(rows):
                pair = min(found.first, found.second), max(found.first, found.second)
                if pair not in best or best[pair].cosine < found.cosine:
                    best[pair] = found
        return [best[pair] for pair in sorted(best)]

    def turn(self, candidate: Candidate) -> tuple[float, float, bool]:
        """Return what `turn_between` does: correlation of the two as they are turned, radians, mirrored."""
        pair, view = np.array([candidate.first, candidate.second]), candidate.view
        steps = self._steps[pair] if view.step is None else np.full(2, view.step)
        first = self._spectra(pair[:1], steps[:1], (view.scale,))[0, 0]
        return turn_between(first, self._spectra(pair[1:], steps[1:])[0, 0])

    def _blocks(self) -> Iterator[np.ndarray]:
        """Yield rows of one aspect, one aspect after another."""
        steps = self._steps[self._places]
        for step in np.unique(steps):
            rows = np.flatnonzero(steps == step)
            yield from (rows[start : start + BLOCK] for start in range(0, len(rows), BLOCK))

    def _learn(self) -> None:
        places = self._places
        some = places[:: -(-len(places) // LEARNT_FROM)]
        self._whitening = Whitening(self._spectra(some, self._steps[some])[0])
        self._own = self._signatures(places, self._steps[places])[0]
        self._in_step = SQUARE
        self._same_step = self._square = self._signatures(places, np.full(len(places), SQUARE))[0]

    def _alike(self, rows: np.ndarray) -> Iterator[Candidate]:
        views = self._views(rows)
        best = np.full((len(rows), len(self._places)), -1, np.float32)
        for ours, theirs in views.values():
            np.maximum(best, ours.likeness(theirs), out=best)
        groups = self._groups[self._places]
        best[groups[rows][:, np.newaxis] == groups] = -1
        best[np.arange(len(rows)), rows] = -1
        most = min(MOST_CANDIDATES, len(self._places) - 1)
        top = np.argpartition(-best, most - 1, axis=1)[:, :most]
        by_view = np.stack([ours.likeness_to_own(theirs[top]) for ours, theirs in views.values()])
        view = by_view.argmax(axis=0)
        cosines = np.take_along_axis(best, top, axis=1)
        for row, rank in np.argwhere(cosines > ALIKE):
            yield Candidate(
                first=int(self._places[rows[row]]),
                second=int(self._places[top[row, rank]]),
                view=list(views)[view[row, rank]],
                cosine=float(cosines[row, rank]),
            )

    def _views(self, rows: np.ndarray) -> dict[View, tuple[Signatures, Signatures]]:
        """Return the signatures of these rows and of all pictures, by how they are looked at."""
        places = self._places[rows]
        steps = self._steps[places]
        step = int(steps[0])
        if step != self._in_step:
            self._in_step = step
            self._same_step = self._signatures(self._places, np.full(len(self._places), step))[0]
        scaled = zip(SCALES, self._signatures(places, steps, SCALES), strict=True)
        return {View(scale=scale): (signatures, self._own) for scale, signatures in scaled} | {
            View(step=SQUARE): (self._square[rows], self._square),
            View(step=step): (self._own[rows], self._same_step),
        }

    def _signatures(self, places: np.ndarray, steps: np.ndarray, scales: Sequence[float] = (1.0,)) -> list[Signatures]:
        """Return one for each scale, of pictures with these aspects."""
        found: list[list[Signatures]] = [[] for _ in scales]
        for part in (slice(start, start + BLOCK) for start in range(0, len(places), BLOCK)):
            for those, of_scale in zip(found, self._spectra(places[part], steps[part], scales), strict=True):
                those.append(self._whitening.signatures(of_scale))
        return [Signatures.joined(parts) for parts in found]

    def _spectra(self, places: np.ndarray, steps: np.ndarray, scales: Sequence[float] = (1.0,)) -> np.ndarray:
        parts = [(steps == step, int(step)) for step in np.unique(steps)]
        values = [spectra(self._contrast[places[those]], step, scales) for those, step in parts]
        together = np.empty((len(scales), len(places), *values[0].shape[2:]), values[0].dtype)
        for (those, _), part in zip(parts, values, strict=True):
            together[:, those] = part
        return together
