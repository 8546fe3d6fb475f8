"""Near copies: the same text twice in a dataset, also in other letters, misspelt or with a line at its end.

Three steps, each of which looks closer at fewer pairs: texts that are the same when plain (`plain`); of the others,
sketches name candidates (`sketches`), whose words are compared (`word_differences`); where that leaves a doubt, the
features of the encoder decide.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, islice, product

import numpy as np

from core.jobs import Job
from core.messages import Message
from core.modalities.text.plain import form_differences, plain
from core.modalities.text.sketches import candidates
from core.modalities.text.word_differences import Likeness, Words

PLAIN_STEP = Message("reading-the-texts")
WORDS_STEP = Message("comparing-near-copies")
CONFIRM_STEP = Message("confirming-near-copies")

#: the cosine of the features from which the encoder takes two texts for the same
SAME_FEATURES = 0.95
#: pairs whose words are compared, and about which the encoder is asked; the most alike first
MOST_COMPARED, MOST_QUESTIONS = 100_000, 200
#: of texts that are the same when plain, all pairs are named among so many; each further one only with the first
MOST_COPIES = 8
SAME_TEXT = Message("same-text")
_HOW = {
    Likeness.MISSPELT: Message("misspelt"),
    Likeness.SMALL_WORDS: Message("other-small-words"),
    Likeness.ADDED: Message("words-added"),
}

Pair = tuple[int, int, Message]


def find_near_copies(
    texts: Sequence[str],
    features_of: Callable[[Sequence[int]], np.ndarray],
    groups: np.ndarray,
    job: Job,
) -> list[Pair]:
    """Return pairs of places of texts that say the same in the same words, in their order, and how they are alike.

    `features_of` gives the features [n, width] of the texts at these places. Pairs of one group (int [count]) are not
    looked for. Two texts of which one has another number, another word or a “not” more are never the same, however
    alike they are. Of many copies of one text not all pairs are named, but each is in one. Raise JobStopped.
    """
    copies: dict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(job.steps(PLAIN_STEP, texts, len(texts))):
        copies[plain(text)].append(place)
    copies.pop("", None)  # what says nothing is no copy of anything
    different = list(copies)
    pairs = _alike(different, [copies[text] for text in different], groups, job)
    pairs = _confirmed(pairs, [copies[text][0] for text in different], features_of, job)
    found = [
        (min(ends), max(ends), _HOW[how])
        for first, second, how in pairs
        for ends in product(copies[different[first]][:MOST_COPIES], copies[different[second]][:MOST_COPIES])
        if groups[ends[0]] != groups[ends[1]]
    ]
    for places in copies.values():
        found += ((one, other, _how(texts[one], texts[other])) for one, other in _pairs_of_copies(places, groups))
    return sorted(found, key=lambda pair: pair[:2])


def _alike(
    texts: Sequence[str], copies: Sequence[Sequence[int]], groups: np.ndarray, job: Job
) -> list[tuple[int, int, Likeness]]:
    """Return places in `texts`, which are plain. Those of one subject alone are no pair."""
    of_subject = np.array([_group_of(places, groups, number) for number, places in enumerate(copies)], np.int64)
    words = Words.of(texts)
    pairs = candidates(texts, of_subject, job)[:MOST_COMPARED].tolist()
    compared = job.steps(WORDS_STEP, pairs, len(pairs))
    likeness = ((first, second, words.likeness(texts[first], texts[second])) for first, second in compared)
    return [(first, second, how) for first, second, how in likeness if how]


def _group_of(places: Sequence[int], groups: np.ndarray, number: int) -> int:
    """Return the subject of a text; a number that no other has where it is of several."""
    first = int(groups[places[0]])
    return first if all(groups[place] == first for place in places) else -1 - number


def _confirmed(
    pairs: list[tuple[int, int, Likeness]],
    places: Sequence[int],
    features_of: Callable[[Sequence[int]], np.ndarray],
    job: Job,
) -> list[tuple[int, int, Likeness]]:
    sure = [pair for pair in pairs if pair[2] == Likeness.MISSPELT]
    questions = [pair for pair in pairs if pair[2] != Likeness.MISSPELT][:MOST_QUESTIONS]
    for pair in job.steps(CONFIRM_STEP, questions, len(questions)):
        first, second = features_of([places[pair[0]], places[pair[1]]])
        if _cosine(first, second) >= SAME_FEATURES:
            sure.append(pair)
    return sure


def _cosine(first: np.ndarray, second: np.ndarray) -> float:
    return float(first @ second / max(np.linalg.norm(first) * np.linalg.norm(second), 1e-12))


def _pairs_of_copies(places: list[int], groups: np.ndarray) -> Iterator[tuple[int, int]]:
    ends = (
        *combinations(places[:MOST_COPIES], 2),
        *((places[0], place) for place in islice(places, MOST_COPIES, None)),
    )
    return ((one, other) for one, other in ends if groups[one] != groups[other])


def _how(first: str, second: str) -> Message:
    differences = form_differences(first, second)
    return Message("altered", alterations=differences) if differences else SAME_TEXT
