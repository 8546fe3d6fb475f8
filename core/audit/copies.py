"""Copies: identical and nearly identical images, sorted by what harm they do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from core.audit.findings import Action, Finding, Severity
from core.audit.words import PART_NAME, counted
from core.dataset.dataset import Dataset, Example

#: of two places in the dataset, and how the images are alike
Pair = tuple[int, int, str]


def copy_findings(dataset: Dataset, places: Sequence[int]) -> list[Finding]:
    """On images whose content is the same to the last bit."""
    by_key = defaultdict(list)
    for place in places:
        by_key[dataset.examples[place].key].append(place)
    groups = [tuple(group) for group in by_key.values() if len(group) > 1]
    if groups:
        return _by_harm(dataset, groups, {}, "identical", "identical")
    return [
        Finding(
            code="identical",
            severity=Severity.PASSED,
            title="No two images are identical",
            text=f"The content of {counted(len(places), 'image')} was compared.",
        )
    ]


def near_duplicate_findings(dataset: Dataset, pairs: Sequence[Pair]) -> list[Finding]:
    """On images of different subjects that show the same picture, altered."""
    if pairs:
        how = {frozenset((first, second)): how for first, second, how in pairs}
        return _by_harm(dataset, _joined(pairs), how, "near-duplicates", "nearly identical")
    return [
        Finding(
            code="near-duplicates",
            severity=Severity.PASSED,
            title="No two subjects share an altered picture",
            text="Looked for: turned, mirrored, resized, recompressed and brightened copies.",
        )
    ]


def _by_harm(
    dataset: Dataset, groups: Iterable[tuple[int, ...]], how: dict[frozenset[int], str], code: str, alike: str
) -> list[Finding]:
    """Those that contradict each other, those that leak, and those that do neither."""
    torn: list[tuple[int, ...]] = []
    across: list[tuple[int, ...]] = []
    within: list[tuple[int, ...]] = []
    for group in groups:
        kind = torn if _labels(dataset, group) > 1 else across if len(_parts(dataset, group)) > 1 else within
        kind.append(group)
    findings = [
        _two_labels(torn, dataset, f"{code}-in-two-classes", alike, _details(torn, how)),
        _across_parts(across, _details(across, how), f"{code}-across-parts", alike),
        _within_a_part(within, _details(within, how), code, alike),
    ]
    return [finding for finding in findings if finding]


def _within_a_part(groups: list[tuple[int, ...]], details: tuple[str, ...], code: str, alike: str) -> Finding | None:
    if not groups:
        return None
    return Finding(
        code=code,
        severity=Severity.NOTE,
        title=f"{_groups(groups)} of {alike} images",
        text="Those of a group stand in one part, so nothing leaks; each counts as an image of its own.",
        groups=tuple(groups),
        details=details,
        actions=(Action.DROP_COPIES,),
    )


def _two_labels(
    groups: list[tuple[int, ...]], dataset: Dataset, code: str, alike: str, details: tuple[str, ...]
) -> Finding | None:
    if not groups:
        return None
    classes = [" and ".join(sorted({dataset.examples[place].label for place in group})) for group in groups]
    return Finding(
        code=code,
        severity=Severity.ERROR,
        title=f"{_groups(groups)} of {alike} images {_stand(groups)} in two classes",
        text="One of the two labels is wrong, and what is wrong cannot be learnt. Correct the labels and look again, "
        "or leave these images out.",
        groups=tuple(groups),
        details=tuple(", ".join(filter(None, (names, detail))) for names, detail in zip(classes, details, strict=True)),
        actions=(Action.DROP_ALL,),
    )


def _across_parts(groups: list[tuple[int, ...]], details: tuple[str, ...], code: str, alike: str) -> Finding | None:
    if not groups:
        return None
    return Finding(
        code=code,
        severity=Severity.ERROR,
        title=f"{_groups(groups)} of {alike} images {_stand(groups)} in several parts",
        text="What is learnt by heart in training is recognised in the test, and the figures are too good. Keep the "
        "images of a group in one part, or drop the copies.",
        groups=tuple(groups),
        details=details,
        actions=(Action.KEEP_TOGETHER, Action.DROP_COPIES),
    )


def _joined(pairs: Iterable[Pair]) -> list[tuple[int, ...]]:
    """Places that hang together, also by way of others."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    edges = np.array([(first, second) for first, second, _ in pairs]).reshape(-1, 2)
    if not len(edges):
        return []
    places = np.unique(edges)
    first, second = np.searchsorted(places, edges).T
    graph = coo_array((np.ones(len(edges)), (first, second)), shape=(len(places), len(places)))
    _, numbers = connected_components(graph, directed=False)
    groups = defaultdict(list)
    for place, number in zip(places.tolist(), numbers.tolist(), strict=True):
        groups[number].append(place)
    return [tuple(group) for group in groups.values()]


def _details(groups: Iterable[tuple[int, ...]], how: dict[frozenset[int], str]) -> tuple[str, ...]:
    return tuple(", ".join(dict.fromkeys(text for pair, text in how.items() if pair <= set(group))) for group in groups)


def _labels(dataset: Dataset, group: Iterable[int]) -> int:
    return len({dataset.examples[place].label for place in group})


def _parts(dataset: Dataset, group: Iterable[int]) -> set[str]:
    """Those in which a picture of the group stands; what is left out stands in none."""
    images: list[Example] = [dataset.examples[place] for place in group]
    return {PART_NAME[image.split] for image in images if image.split}


def _groups(groups: Sequence[tuple[int, ...]]) -> str:
    return counted(len(groups), "pair" if all(len(group) == 2 for group in groups) else "group")


def _stand(groups: Sequence[tuple[int, ...]]) -> str:
    return "stands" if len(groups) == 1 else "stand"
