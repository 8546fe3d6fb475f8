"""Word differences: whether two texts that have most words in common say the same.

One word turns a report round, and the features of an encoder hardly show it: “left” and “right” are closer to one
another than a word is to its misspelling. So words decide, and an encoder is asked only about small words and what is
added at an end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

#: texts with fewer words are the same only if all their words are
FEWEST_WORDS = 5
#: of the words of the longer text that differ, and that are added at an end
MOST_DIFFERING, MOST_ADDED = 0.2, 0.3
MOST_IN_THE_MIDDLE = 60
#: letters of a word that may be misspelt; shorter ones are too easily another
LONG = 5
#: a misspelling is rare: what stands in more texts is a word of its own, such as “abduction” beside “adduction”
RARE = 3
#: letters of a small word, such as “the”
SMALL = 3
#: of the languages of Western Europe; what they stand for is said by no other word
NEGATIONS = frozenset(
    (
        *("no", "not", "nor", "non", "none", "never", "neither", "without", "cannot", "nil", "neg", "pos", "t", "dont"),
        *("nicht", "kein", "keine", "keinen", "ohne", "nie", "nein", "pas", "sans", "ne", "ni", "sin", "nunca", "sem"),
        *("nao", "senza", "mai", "niet", "geen", "inte", "ej", "ikke", "uten", "uden", "ingen", "ei", "bez"),
    )
)


class Likeness(StrEnum):
    """How two texts with other words are alike."""

    MISSPELT = "misspelt"
    SMALL_WORDS = "small-words"
    ADDED = "added"


@dataclass(frozen=True)
class Words:
    """In how many texts each word stands."""

    counts: Counter[str]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Words:
        counts: Counter[str] = Counter()
        for text in texts:
            counts.update(set(text.split()))
        return cls(counts)

    def likeness(self, first: str, second: str) -> Likeness | None:
        """Return how two plain texts are alike; None where they say something else, or may do so."""
        one, other = first.split(), second.split()
        longer = max(len(one), len(other))
        if min(len(one), len(other)) < FEWEST_WORDS:
            return None
        head, one, other = _without_common_start(one, other)
        tail, one, other = _without_common_start(one[::-1], other[::-1])
        one, other = one[::-1], other[::-1]
        if not (one and other) and not (head and tail) and _may_be_added(one or other):
            return Likeness.ADDED if len(one or other) <= MOST_ADDED * longer else None
        if max(len(one), len(other)) > MOST_IN_THE_MIDDLE or sorted(one) == sorted(other):
            return None
        changes = [(one[a:b], other[c:d]) for kind, a, b, c, d in _matched(one, other) if kind != "equal"]
        if sum(max(len(before), len(after)) for before, after in changes) > MOST_DIFFERING * longer:
            return None
        if all(self._is_misspelt(before, after) for before, after in changes):
            return Likeness.MISSPELT
        small = all(self._is_misspelt(*change) or _is_small(*change) for change in changes)
        return Likeness.SMALL_WORDS if small else None

    def _is_misspelt(self, before: Sequence[str], after: Sequence[str]) -> bool:
        """Return whether each word became another by one stroke, and one of the two is rare; or a blank is missing."""
        if "".join(before) == "".join(after):
            return True
        return len(before) == len(after) and all(map(self._is_misspelling, before, after))

    def _is_misspelling(self, word: str, other: str) -> bool:
        is_long = min(len(word), len(other)) >= LONG and not _has_digit(word + other)
        is_rare = min(self.counts[word], self.counts[other]) <= RARE < max(self.counts[word], self.counts[other])
        return is_long and is_rare and _one_stroke_apart(word, other)


def _matched(one: Sequence[str], other: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, one, other, autojunk=False).get_opcodes()


def _without_common_start(one: Sequence[str], other: Sequence[str]) -> tuple[int, list[str], list[str]]:
    count = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    count = min(len(one), len(other)) if count is None else count
    return count, list(one[count:]), list(other[count:])


def _is_small(before: Sequence[str], after: Sequence[str]) -> bool:
    """Return whether only words change that say little: articles and the like, no numbers and no “not”."""
    words = [*before, *after]
    return _may_be_added(words) and all(len(word) <= SMALL and word.isalpha() for word in words)


def _may_be_added(words: Sequence[str]) -> bool:
    return not NEGATIONS.intersection(words) and not any(map(_has_digit, words))


def _has_digit(word: str) -> bool:
    return any(letter.isdigit() for letter in word)


def _one_stroke_apart(word: str, other: str) -> bool:
    """Return whether one letter is wrong, missing or too many, or two are exchanged (Damerau 1964)."""
    if abs(len(word) - len(other)) > 1 or word == other:
        return False
    _, rest, others = _without_common_start(list(word), list(other))
    if len(rest) == len(others):
        return rest[1:] == others[1:] or (rest[1::-1] == others[:2] and rest[2:] == others[2:])
    return rest[1:] == others or rest == others[1:]
