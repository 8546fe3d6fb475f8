"""Split: which examples train, which validate, which test; no subject and no copy of an example stands in two parts."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from core.dataset.dataset import Dataset, Example, Split
from core.errors import UserError
from core.messages import Message
from core.targets.target import Target

#: the part that keeps an example of which a copy stands in another: what measures is never thinned out
KEEPS_THE_COPY = (Split.TEST, Split.VALIDATION, Split.TRAIN)
#: what a part is called, wherever it is named
IN_WORDS = {
    Split.TRAIN: Message("part-training"),
    Split.VALIDATION: Message("part-validation"),
    Split.TEST: Message("part-test"),
}


@dataclass(frozen=True, kw_only=True)
class Fractions:
    """The share of the examples that goes to each part."""

    train: float = 0.70
    validation: float = 0.15
    test: float = 0.15

    def __post_init__(self) -> None:
        parts = (self.train, self.validation, self.test)
        if min(parts) <= 0 or abs(sum(parts) - 1) > 1e-6:
            raise UserError(Message("fractions-out-of-range"))

    def of(self, split: Split) -> float:
        return {Split.TRAIN: self.train, Split.VALIDATION: self.validation, Split.TEST: self.test}[split]


@dataclass(frozen=True, kw_only=True)
class _Group:
    """Examples that must stay together, and the parts in which they may stand."""

    examples: tuple[Example, ...]
    parts: tuple[Split, ...]
    #: of an example with a label, the strata of which each part should have its share
    strata_of: Mapping[str, Collection[str]]

    @cached_property
    def strata(self) -> Counter[str]:
        """Return how many of its examples are of each."""
        return Counter(stratum for example in self.examples for stratum in self.strata_of[example.label])


def split_dataset(dataset: Dataset, fractions: Fractions, seed: int) -> Dataset:
    """Give each readable example its part: the one that the dataset gives, else one drawn by `seed`.

    What is drawn keeps the mix of classes in each part, and together the examples of a subject, of a file, and of near
    duplicates that the user keeps together, and identical examples. Where examples are given for training but none for
    validation (or test), these are drawn from the training examples. Where identical ones are given in several parts,
    the test set keeps its copy, then validation; the others get no part and are, with those that the user dropped, the
    `left_out` of the result, so that the figures stay comparable and nothing leaks.
    A class of fewer than three such groups cannot be in all three parts: it is wholly drawn into training, which can
    use it, since one group in a part that measures would measure nothing. The audit reports it.
    Raise UserError where a subject is given in several parts, a class has no example, or a part gets none.
    """
    if not dataset.readable:
        raise UserError(Message("no-image-readable"))
    dataset.target.check_can_learn({example.label for example in dataset.examples if example.is_used})
    examples = [example for example in dataset.examples if example.is_used]
    # they may come back, and still have their part
    lost = [example for example in dataset.problems if example.split and example.label]
    _check_given_subjects([*examples, *lost])
    groups = _groups([*examples, *lost], dataset.target)
    parts = _parts_by_example([*_given(groups), *_drawn(groups, fractions, seed)])
    _check_parts(parts.values())
    return dataset.with_examples(
        example if example.problem else replace(example, split=parts.get(example.name)) for example in dataset.examples
    )


# ---- what must stay together


def _groups(examples: Sequence[Example], target: Target) -> list[_Group]:
    """Examples are together that have a subject, their content or the user's word in common, also by way of others."""
    given = {example.split for example in examples if example.split}
    absent = tuple(split for split in Split if split not in given and Split.TRAIN in given)
    labels = [example.label for example in examples]
    strata = dict(zip(labels, target.strata(labels), strict=True))
    members = defaultdict(list)
    for example, group in zip(examples, bound_together(examples), strict=True):
        members[group].append(example)
    return [part for group in members.values() for part in _with_parts(group, absent, strata)]


def bound_together(examples: Sequence[Example]) -> np.ndarray:
    """Return a number an example, int [n]: the same where a subject, a content, a file or the user binds them."""
    # half a second, for which the window that only shows a split need not wait
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    places: dict[tuple[str, str], int] = {}
    pairs = [
        (number, places.setdefault(bond, len(places)))
        for number, example in enumerate(examples)
        for bond in (
            ("subject", example.subject),
            ("content", example.key),
            ("file", example.whole),
            ("together", example.together),
        )
        if bond[1]
    ]
    example_numbers, bonds = np.array(pairs).T
    size = len(examples) + len(places)
    graph = coo_array((np.ones(len(pairs)), (example_numbers, bonds + len(examples))), shape=(size, size))
    numbers: np.ndarray = connected_components(graph, directed=False)[1][: len(examples)]
    return numbers


def _with_parts(
    examples: list[Example], absent: tuple[Split, ...], strata: Mapping[str, Collection[str]]
) -> list[_Group]:
    """Return one group, with the part that is given for any of it.

    Several where copies of an example are given in several.
    """
    given = {example.split for example in examples if example.split}
    if not given:
        return [_Group(examples=tuple(examples), strata_of=strata, parts=tuple(Split))]
    if given == {Split.TRAIN}:
        return [_Group(examples=tuple(examples), strata_of=strata, parts=(Split.TRAIN, *absent))]
    part_of_subject = {example.subject: example.split for example in examples if example.split and example.subject}
    last = next(split for split in KEEPS_THE_COPY if split in given)
    by_part = defaultdict(list)
    for example in examples:
        by_part[example.split or part_of_subject.get(example.subject) or last].append(example)
    return [_Group(examples=tuple(some), strata_of=strata, parts=(split,)) for split, some in by_part.items()]


# ---- drawing


def _given(groups: Iterable[_Group]) -> list[tuple[_Group, Split]]:
    return [(group, group.parts[0]) for group in groups if len(group.parts) == 1]


def _drawn(groups: Sequence[_Group], fractions: Fractions, seed: int) -> list[tuple[_Group, Split]]:
    """Draw largest groups first, each to the part that most lacks its classes; then parts that lack a class are helped.

    Groups of classes that are too small for all parts go into training.
    """
    drawn = [group for group in groups if len(group.parts) > 1]
    if not drawn:
        return []
    random.Random(seed).shuffle(drawn)
    drawn.sort(key=lambda group: len(group.examples), reverse=True)  # stable: groups of one size stay shuffled
    balance = _Balance(drawn, _given(groups), fractions)
    small = _too_small(groups)
    learnt = [not small.isdisjoint(group.strata) and Split.TRAIN in group.parts for group in drawn]
    for group, is_learnt in zip(drawn, learnt, strict=True):  # first, so that the others make up for them
        if is_learnt:
            balance.move(group, None, Split.TRAIN)
    pairs = zip(drawn, learnt, strict=True)
    parts = [Split.TRAIN if is_learnt else balance.place(group) for group, is_learnt in pairs]
    _help_empty_parts(drawn, parts, balance, small)
    return list(zip(drawn, parts, strict=True))


def _too_small(groups: Sequence[_Group]) -> frozenset[str]:
    """Return the strata of fewer groups than there are parts."""
    counts = Counter(stratum for group in groups for stratum in group.strata)
    return frozenset(stratum for stratum, count in counts.items() if count < len(Split))


class _Balance:
    """The numbers of examples of each stratum that each part has, and should have."""

    def __init__(self, drawn: Sequence[_Group], given: Sequence[tuple[_Group, Split]], fractions: Fractions):
        self.parts = tuple(split for split in Split if any(split in group.parts for group in drawn))
        self.has: Counter[tuple[Split, str]] = Counter()
        for group, part in given:
            self._add(group, part, 1)
        self.wants = self._wanted(drawn, fractions)

    def place(self, group: _Group) -> Split:
        part = min((part for part in group.parts if part in self.parts), key=lambda part: self.cost(group, part))
        self._add(group, part, 1)
        return part

    def move(self, group: _Group, old: Split | None, new: Split) -> None:
        if old:
            self._add(group, old, -1)
        self._add(group, new, 1)

    def cost(self, group: _Group, part: Split) -> float:
        """Return how much the squared relative distance from what is wanted grows when the group joins the part."""
        return sum(
            ((2 * (self.has[part, stratum] - self.wants[part, stratum]) + count) * count) / self.wants[part, stratum]
            for stratum, count in group.strata.items()
        )

    def lacking(self, strata: Collection[str]) -> list[tuple[Split, str]]:
        return [(part, stratum) for stratum in sorted(strata) for part in self.parts if not self.has[part, stratum]]

    def _wanted(self, drawn: Sequence[_Group], fractions: Fractions) -> dict[tuple[Split, str], float]:
        total = Counter(stratum for group in drawn for stratum in group.strata.elements())
        for (part, stratum), count in self.has.items():
            total[stratum] += count if part in self.parts else 0
        shares = sum(fractions.of(part) for part in self.parts)
        return {
            (part, stratum): count * fractions.of(part) / shares
            for stratum, count in total.items()
            for part in self.parts
        }

    def _add(self, group: _Group, part: Split, sign: int) -> None:
        for stratum, count in group.strata.items():
            self.has[part, stratum] += sign * count


def _help_empty_parts(
    drawn: Sequence[_Group], parts: list[Split], balance: _Balance, too_small: Collection[str]
) -> None:
    """Move the group that disturbs least to a small part that was left with none, in a class of few groups."""
    strata = {stratum for group in drawn for stratum in group.strata if stratum not in too_small}
    for part, stratum in balance.lacking(strata):
        candidates = [
            number
            for number, group in enumerate(drawn)
            if part in group.parts and stratum in group.strata and _can_spare(group, parts[number], balance)
        ]
        if candidates:
            number = min(candidates, key=lambda number: balance.cost(drawn[number], part))
            balance.move(drawn[number], parts[number], part)
            parts[number] = part


def _can_spare(group: _Group, part: Split, balance: _Balance) -> bool:
    return all(balance.has[part, stratum] > count for stratum, count in group.strata.items())


def _parts_by_example(placed: Iterable[tuple[_Group, Split]]) -> dict[tuple[str, int | None], Split]:
    """Return the part of each example by its name, without copies of examples that stand in a part which measures."""
    pairs = [(example, part) for group, part in placed for example in group.examples]
    keeper: dict[str | tuple[str, int | None], Split] = {}
    for example, part in pairs:
        content = example.key or example.name
        keeper[content] = min(part, keeper.get(content, part), key=KEEPS_THE_COPY.index)
    return {example.name: part for example, part in pairs if keeper[example.key or example.name] == part}


# ---- what cannot be split


def _check_given_subjects(examples: Iterable[Example]) -> None:
    given = defaultdict(set)
    for example in examples:
        if example.subject and example.split:
            given[example.subject].add(example.split)
    divided = sum(1 for parts in given.values() if len(parts) > 1)
    if divided:
        raise UserError(Message("given-split-divides-subjects", subjects=divided))


def _check_parts(found: Iterable[Split]) -> None:
    lacking = set(Split) - set(found)
    if lacking:
        parts = [IN_WORDS[split] for split in Split if split in lacking]
        raise UserError(Message("classes-too-small-to-split", parts=parts))
