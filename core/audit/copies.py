"""Copies: identical and nearly identical images, sorted by what harm they do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from core.audit.findings import Action, Finding, Severity
from core.dataset.dataset import Dataset, Example, Split
from core.messages import Message

#: of two places in the dataset, and how the images are alike
Pair = tuple[int, int, Message]
How = dict[frozenset[int], Message]
Details = tuple[Message | None, ...]

IDENTICAL, NEARLY_IDENTICAL = Message("identical"), Message("nearly-identical")


def copy_findings(dataset: Dataset, places: Sequence[int]) -> list[Finding]:
    """Return findings on images whose content is the same to the last bit."""
    by_key = defaultdict(list)
    for place in places:
        by_key[dataset.examples[place].key].append(place)
    groups = [tuple(group) for group in by_key.values() if len(group) > 1]
    if groups:
        return _by_harm(dataset, groups, {}, "identical", IDENTICAL)
    return [
        Finding(
            code="identical",
            severity=Severity.PASSED,
            message=Message("no-identical-images", images=len(places)),
        )
    ]


def near_duplicate_findings(dataset: Dataset, pairs: Sequence[Pair]) -> list[Finding]:
    """Return findings on images of different subjects that show the same picture, altered."""
    if pairs:
        how = {frozenset((first, second)): how for first, second, how in pairs}
        return _by_harm(dataset, _joined(pairs), how, "near-duplicates", NEARLY_IDENTICAL)
    return [
        Finding(
            code="near-duplicates",
            severity=Severity.PASSED,
            message=Message("no-near-duplicates"),
        )
    ]


def _by_harm(dataset: Dataset, groups: Iterable[tuple[int, ...]], how: How, code: str, alike: Message) -> list[Finding]:
    """Return those that contradict each other, those that leak, and those that do neither."""
    torn: list[tuple[int, ...]] = []
    across: list[tuple[int, ...]] = []
    within: list[tuple[int, ...]] = []
    for group in groups:
        is_torn = dataset.target.disagree(_labels(dataset, group))
        kind = torn if is_torn else across if len(_parts(dataset, group)) > 1 else within
        kind.append(group)
    findings = [
        _two_labels(torn, dataset, f"{code}-in-two-classes", alike, _details(torn, how)),
        _across_parts(across, _details(across, how), f"{code}-across-parts", alike),
        _within_a_part(within, _details(within, how), code, alike),
    ]
    return [finding for finding in findings if finding]


def _within_a_part(groups: list[tuple[int, ...]], details: Details, code: str, alike: Message) -> Finding | None:
    if not groups:
        return None
    return Finding(
        code=code,
        severity=Severity.NOTE,
        message=Message("copies-within-a-part", counted=_counted(groups), alike=alike),
        groups=tuple(groups),
        details=details,
        actions=(Action.DROP_COPIES,),
    )


def _two_labels(
    groups: list[tuple[int, ...]], dataset: Dataset, code: str, alike: Message, details: Details
) -> Finding | None:
    if not groups:
        return None
    classes = [sorted(_labels(dataset, group)) for group in groups]
    return Finding(
        code=code,
        severity=Severity.ERROR,
        message=Message("copies-in-two-classes", groups=len(groups), counted=_counted(groups), alike=alike),
        groups=tuple(groups),
        details=tuple(_of_classes(names, detail) for names, detail in zip(classes, details, strict=True)),
        actions=(Action.DROP_ALL,),
    )


def _of_classes(names: list[str], how: Message | None) -> Message:
    if how is None:
        return Message("copies-of-classes", classes=names)
    return Message("copies-of-classes-and-how", classes=names, how=how)


def _across_parts(groups: list[tuple[int, ...]], details: Details, code: str, alike: Message) -> Finding | None:
    if not groups:
        return None
    return Finding(
        code=code,
        severity=Severity.ERROR,
        message=Message("copies-across-parts", groups=len(groups), counted=_counted(groups), alike=alike),
        groups=tuple(groups),
        details=details,
        actions=(Action.KEEP_TOGETHER, Action.DROP_COPIES),
    )


def _joined(pairs: Iterable[Pair]) -> list[tuple[int, ...]]:
    """Return places that hang together, also by way of others."""
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


def _details(groups: Iterable[tuple[int, ...]], how: How) -> Details:
    return tuple(_together([one for pair, one in how.items() if pair <= set(group)]) for group in groups)


def _together(ways: list[Message]) -> Message | None:
    different = list(dict.fromkeys(ways))
    return Message("alike-in-several-ways", ways=different) if len(different) > 1 else next(iter(different), None)


def _labels(dataset: Dataset, group: Iterable[int]) -> set[str]:
    return {dataset.examples[place].label for place in group}


def _parts(dataset: Dataset, group: Iterable[int]) -> set[Split]:
    """Return those in which a picture of the group stands; what is left out stands in none."""
    images: list[Example] = [dataset.examples[place] for place in group]
    return {image.split for image in images if image.split}


def _counted(groups: Sequence[tuple[int, ...]]) -> Message:
    are_pairs = all(len(group) == 2 for group in groups)
    return Message("counted-pairs" if are_pairs else "counted-groups", number=len(groups))
