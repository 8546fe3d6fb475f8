"""Resolve: what one click does to the dataset."""

from __future__ import annotations

from pathlib import Path

from core.audit.findings import Action, Finding, Severity
from core.audit.resolve import resolved
from core.dataset.dataset import Dataset, Example, Split
from core.dataset.split import Fractions, split_dataset
from core.messages import as_written


def dataset(*parts: Split | None) -> Dataset:
    images = (
        Example(file=f"{number}.png", label="ab"[number % 2], sha256=f"{number:064x}", split=part)
        for number, part in enumerate(parts)
    )
    return Dataset(folder=Path("/images"), examples=tuple(images))


def finding(*groups: tuple[int, ...]) -> Finding:
    return Finding(code="x", severity=Severity.ERROR, message=as_written(""), groups=groups)


def test_of_copies_the_one_that_measures_stays() -> None:
    images = dataset(Split.TRAIN, Split.TEST, Split.VALIDATION, Split.TRAIN)
    dropped = resolved(images, finding((0, 1, 2)), Action.DROP_COPIES)
    assert [image.dropped for image in dropped.examples] == [True, False, True, False]
    assert [image.split for image in dropped.examples] == [None, Split.TEST, None, Split.TRAIN]
    assert dropped.left_out == (dropped.examples[0], dropped.examples[2])


def test_all_of_a_group_can_be_left_out() -> None:
    dropped = resolved(dataset(Split.TRAIN, Split.TEST), finding((0, 1)), Action.DROP_ALL)
    assert all(image.dropped for image in dropped.examples)


def test_what_is_kept_together_comes_into_one_part_for_good() -> None:
    images = dataset(*[None] * 60)
    together = resolved(images, finding((0, 10), (3, 33)), Action.KEEP_TOGETHER)
    together = resolved(together, finding((10, 21)), Action.KEEP_TOGETHER)
    for seed in range(5):
        drawn = split_dataset(together, Fractions(), seed).examples
        assert drawn[0].split == drawn[10].split == drawn[21].split
        assert drawn[3].split == drawn[33].split


def test_dropped_images_stay_out_of_a_new_split() -> None:
    dropped = resolved(dataset(*[None] * 60), finding((0, 10)), Action.DROP_ALL)
    drawn = split_dataset(dropped, Fractions(), 0)
    assert drawn.examples[0].split is None
    assert len(drawn.left_out) == 2
