"""Show what the file names of a dataset say about subjects: which names to look at, and which pattern they suggest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import PurePosixPath

from core.dataset.subjects import SubjectPattern, subject_pattern

MOST_LOOKED_AT = 3000
SEPARATORS = "_- ."
MOST_PIECES = 4
#: a pattern is suggested where so large a share of the names fits it,
LEAST_FITTING = 0.9
#: where there are at least so many subjects with so many images each,
LEAST_SUBJECTS = 5
LEAST_IMAGES = 1.5
#: and none has more than this share of all: it would be a word that many names begin with
MOST_OF_ALL = 0.25


def varied_names(files: Sequence[str], most: int) -> list[str]:
    """Return some of them, of each way in which they are made up if possible, in the order of all."""
    some = _some(files)
    by_scheme: dict[str, list[str]] = {}
    for file in some:
        by_scheme.setdefault(_scheme(file), []).append(file)
    spread = [_spread(group, most) for group in sorted(by_scheme.values(), key=len, reverse=True)]
    in_turn = [file for turn in zip_longest(*spread) for file in turn if file is not None]
    chosen = set(in_turn[:most])
    return [file for file in some if file in chosen]


def _spread(files: list[str], most: int) -> list[str]:
    """Return so many of them, far from one another."""
    step = max(1, len(files) // most)
    return files[step // 2 :: step][:most]


def suggested_pattern(files: Sequence[str]) -> str:
    """Return the pattern that makes the fewest subjects that make sense; "" where names suggest none."""
    some = _some(files)
    best, fewest = "", len(some)
    for pattern in _patterns():
        subjects = _subjects(subject_pattern(pattern), some)
        if _makes_sense(subjects, len(some)) and len(subjects) < fewest:
            best, fewest = pattern, len(subjects)
    return best


def _patterns() -> Iterator[str]:
    """Yield what stands before a separator, with more and more pieces; and the folder."""
    for separator in SEPARATORS:
        for pieces in range(1, MOST_PIECES):
            inside = "subject" if pieces == 1 else separator.join("*" * pieces)
            yield f"{{{inside}}}{separator}*"
    yield "{subject}/*"


def _subjects(pattern: SubjectPattern, files: Sequence[str]) -> Counter[str]:
    found = Counter(map(pattern.find, files))
    del found[""]
    return found


def _makes_sense(subjects: Counter[str], images: int) -> bool:
    fitting = subjects.total()
    return (
        fitting >= LEAST_FITTING * images
        and len(subjects) >= LEAST_SUBJECTS
        and fitting >= LEAST_IMAGES * len(subjects)
        and max(subjects.values()) <= max(MOST_OF_ALL * images, LEAST_IMAGES)
    )


def _scheme(file: str) -> str:
    return re.sub(r"\d+", "#", PurePosixPath(file).name)


def _some(files: Sequence[str]) -> list[str]:
    """Return some, evenly spread, each once."""
    return list(dict.fromkeys(files[:: max(1, len(files) // MOST_LOOKED_AT)]))
