"""Sketches: which of very many texts may be alike, in a time and memory that grow with their number alone.

A text is the set of all its runs of five letters. Their hashes are dealt into bins, and of each bin the smallest makes
the sketch (one permutation hashing, Li, Owen and Zhang 2012; empty bins take from the next, Shrivastava and Li 2014):
two sketches are the same in as many bins as the two sets have in common. Texts that are the same in a whole band of
bins are candidates (Broder 1997; Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, chapter 3).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.jobs import Job
from core.messages import Message

STEP = Message("comparing-the-texts")
RUN = 5
BINS, BANDS = 64, 16
#: texts that are sketched at once
BATCH = 2048
#: in each band a text is held against so many behind it, those most like it first: it stays linear where thousands are
#: made from one template
NEIGHBOURS = 3
#: of the bins, from which two are worth a closer look
WORTH_COMPARING = 0.5
#: pairs whose bins are compared at once
PAIRS_AT_ONCE = 1 << 18
_EMPTY = np.uint32(0xFFFFFFFF)
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


def candidates(texts: Sequence[str], groups: np.ndarray, job: Job) -> np.ndarray:
    """Return pairs of places of texts of different groups, int [n, 2], the most alike first. Raise JobStopped."""
    if len(texts) < 2:
        return np.empty((0, 2), np.int64)
    sketches = np.empty((len(texts), BINS), np.uint32)
    starts = range(0, len(texts), BATCH)
    for start in job.steps(STEP, starts, len(starts)):
        sketches[start : start + BATCH] = _sketches(texts[start : start + BATCH])
    bands = [_hashed(sketches[:, band::BANDS]) for band in range(BANDS)]
    codes = np.concatenate([_alike_in(bands[number], bands[number - 1], groups) for number in range(BANDS)])
    pairs = np.column_stack(np.divmod(np.unique(codes), len(texts)))
    shares = np.empty(len(pairs), np.float32)
    for start in range(0, len(pairs), PAIRS_AT_ONCE):
        job.checkpoint()
        first, second = pairs[start : start + PAIRS_AT_ONCE].T
        shares[start : start + PAIRS_AT_ONCE] = (sketches[first] == sketches[second]).mean(axis=1)
    order = np.argsort(-shares, kind="stable")
    return pairs[order[shares[order] >= WORTH_COMPARING]]


def _hashed(rows: np.ndarray) -> np.ndarray:
    """Return one number for each row of bins."""
    number = rows[:, 0].astype(np.uint64)
    for column in rows.T[1:]:
        number = (number ^ (number >> np.uint64(32))) * _FACTOR + column
    return number


def _alike_in(band: np.ndarray, beside: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Return pairs that are the same in a band, each as first * count + second."""
    # among those that are the same in this band, those stand side by side that are the same in another, too
    order = np.lexsort((beside, band))
    found = []
    for step in range(1, NEIGHBOURS + 1):
        first, second = order[:-step], order[step:]
        alike = (band[first] == band[second]) & (groups[first] != groups[second])
        first, second = first[alike], second[alike]
        found.append(np.minimum(first, second) * len(order) + np.maximum(first, second))
    return np.concatenate(found)


def _sketches(texts: Sequence[str]) -> np.ndarray:
    hashes, places = _runs(texts)
    sketches = np.full(len(texts) * BINS, _EMPTY)
    bins = places * BINS + (hashes >> np.uint64(58)).astype(np.int64)
    np.minimum.at(sketches, bins, (hashes & np.uint64(0x7FFFFFFF)).astype(np.uint32))
    return _filled(sketches.reshape(-1, BINS))


def _runs(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the hash of each run of letters, and the place of the text that it is in."""
    padded = [text.ljust(RUN) for text in texts]
    lengths = np.array([len(text) for text in padded])
    letters = np.frombuffer("".join(padded).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    hashes = letters[: len(letters) - RUN + 1].copy()
    for step in range(1, RUN):
        hashes = hashes * _FACTOR + letters[step : len(letters) - RUN + 1 + step]
    hashes = (hashes ^ (hashes >> np.uint64(31))) * _FACTOR
    hashes ^= hashes >> np.uint64(29)
    hashes *= _FACTOR
    places = np.repeat(np.arange(len(texts)), lengths)[: len(hashes)]
    ends = np.cumsum(lengths)
    is_whole = np.arange(len(hashes)) + RUN <= ends[places]
    return hashes[is_whole], places[is_whole]


def _filled(sketches: np.ndarray) -> np.ndarray:
    """Return the sketches with each empty bin taken from the next that is not, marked by how far that is."""
    round_twice = np.hstack([sketches, sketches])
    own = np.arange(2 * BINS)
    has = np.where(round_twice != _EMPTY, own, 2 * BINS - 1)
    following = np.minimum.accumulate(has[:, ::-1], axis=1)[:, ::-1][:, :BINS]
    far = (following - own[:BINS]).astype(np.uint32)
    taken: np.ndarray = np.take_along_axis(round_twice, following, axis=1) + far * np.uint32(0x85EBCA6B)
    return taken
