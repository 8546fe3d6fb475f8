"""Give-aways: names of classes that stand in the texts of these classes, so that nothing else need be read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from core.modalities.text.plain import plain

#: of a name's words: letters from which one counts, and that an ending may have, as in “pneumonia” and “pneumonic”
FEWEST_LETTERS, LONGEST_ENDING = 4, 3
#: of subjects of the class whose texts have the word, and times as often as in the others
FEWEST, TIMES = 0.05, 3.0
#: the chance to find as much in texts that know nothing of their class, over all words that were looked at
LEVEL = 0.001


@dataclass(frozen=True, kw_only=True)
class GiveAway:
    """A word of a class's name that its texts have far more often than others."""

    label: str
    #: as it stands in the name
    word: str
    #: of subjects with a text of the class, and with a text of another, those who have it there
    here: float
    elsewhere: float
    #: the texts of the class that have it
    places: tuple[int, ...]


def find_give_aways(texts: Sequence[str], labels: Sequence[str], groups: np.ndarray) -> list[GiveAway]:
    """Return the words of names of classes that tell these in the texts, the most telling first.

    Subjects are counted, not texts, for one who writes a word writes it again. Whether a word stands more often in the
    texts of its class is Fisher's exact test, one-sided, at a level that is divided by the number of all words (Dunn
    1961). Words that stand in the names of all classes say nothing, and are not looked for.
    """
    sought = _sought(sorted(set(labels)))
    if not sought:
        return []
    found = _places_by_stem(texts, {stem for stem, _ in sought.values()})
    found_words = (
        _judged(label, word, found[stem], np.array([one in sharing for one in labels]), groups, LEVEL / len(sought))
        for (label, word), (stem, sharing) in sought.items()
    )
    return sorted(filter(None, found_words), key=lambda one: (one.elsewhere - one.here, one.label, one.word))


def _sought(labels: Sequence[str]) -> dict[tuple[str, str], tuple[str, tuple[str, ...]]]:
    """Return for each class and word of its name the stem, and the classes whose names share it."""
    classes: dict[str, set[str]] = defaultdict(set)
    words: dict[tuple[str, str], str] = {}
    for label in labels:
        for word in plain(label.replace("_", " ")).split():
            if len(word) >= FEWEST_LETTERS and word.isalpha():
                words[label, word] = _stem(word)
                classes[_stem(word)].add(label)
    return {
        named: (stem, tuple(sorted(classes[stem]))) for named, stem in words.items() if len(classes[stem]) < len(labels)
    }


def _stem(word: str) -> str:
    """Return a word without what an ending may change."""
    return word[: max(FEWEST_LETTERS, len(word) - (2 if len(word) > 6 else 0))]


def _places_by_stem(texts: Sequence[str], stems: Iterable[str]) -> dict[str, np.ndarray]:
    """Return the places of the texts with a word of each stem; one with another ending, too."""
    shortest = sorted(stems, key=len)
    lengths = sorted({len(stem) for stem in shortest})
    known, found = set(shortest), defaultdict[str, set[int]](set)
    for place, text in enumerate(texts):
        for word in set(plain(text).split()):
            for length in lengths:
                stem = word[:length]
                if stem in known and len(word) <= length + LONGEST_ENDING + 1:
                    found[stem].add(place)
    return {stem: np.array(sorted(found[stem]), np.int64) for stem in shortest}


def _judged(
    label: str, word: str, places: np.ndarray, is_of_class: np.ndarray, groups: np.ndarray, level: float
) -> GiveAway | None:
    has = np.zeros(len(groups), bool)
    has[places] = True
    of_class, with_it = len(np.unique(groups[is_of_class])), len(np.unique(groups[is_of_class & has]))
    others, others_with_it = len(np.unique(groups[~is_of_class])), len(np.unique(groups[~is_of_class & has]))
    here, elsewhere = with_it / max(1, of_class), others_with_it / max(1, others)
    if here < FEWEST or here < TIMES * elsewhere:
        return None
    from scipy.stats import hypergeom

    # as many as with_it among of_class, drawn from all
    if hypergeom.sf(with_it - 1, of_class + others, with_it + others_with_it, of_class) > level:
        return None
    of_the_class = np.flatnonzero(is_of_class & has).tolist()
    return GiveAway(label=label, word=word, here=here, elsewhere=elsewhere, places=tuple(of_the_class))
