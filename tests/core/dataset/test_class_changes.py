"""Class changes: what the user decides about classes holds for whatever is given, and can be taken back."""

from __future__ import annotations

import json
from pathlib import Path

from core.dataset.class_changes import ClassChanges, with_changes
from core.dataset.dataset import Dataset, Example


def dataset(*labels: str) -> Dataset:
    return Dataset(
        folder=Path("x"), examples=tuple(Example(file=f"{n}.png", label=one) for n, one in enumerate(labels))
    )


def labels(changes: ClassChanges, some: Dataset) -> list[str]:
    return [image.label for image in with_changes(some, changes).examples]


def test_merged_classes_have_one_name_and_those_left_out_none() -> None:
    changes = ClassChanges().merging(("a", "A"), "a").leaving_out(["c"])
    assert labels(changes, dataset("a", "A", "b", "c")) == ["a", "a", "b", ""]
    assert with_changes(dataset("A", "b", "c"), changes).classes == ("a", "b")


def test_what_is_merged_again_goes_along() -> None:
    changes = ClassChanges().merging(("A", "a"), "a").merging(["a"], "b")
    assert labels(changes, dataset("a", "A", "b")) == ["b", "b", "b"]
    assert labels(changes.leaving_out(["b"]), dataset("a", "A", "c")) == ["", "", "c"]


def test_taking_back_gives_what_was_given() -> None:
    given = dataset("a", "A", "b", "c")
    changes = ClassChanges().merging(("a", "A"), "a").leaving_out(["c"]).accepting("small", ["b"])
    changed = with_changes(given, changes)
    assert with_changes(changed, ClassChanges()) == given
    assert labels(changes.without(["a"]), changed) == ["a", "A", "b", ""]
    assert labels(changes.without(["c"]), changed) == ["a", "a", "b", "c"]
    assert changes.without(["a", "b", "c"]) == ClassChanges()


def test_a_name_that_was_given_up_can_be_taken_after_all() -> None:
    changes = ClassChanges().merging(("a", "A"), "a").without(["a"]).merging(("a", "A"), "A")
    assert labels(changes, dataset("a", "A")) == ["A", "A"]


def test_they_come_back_from_json_as_they_were_and_projects_of_old_have_none() -> None:
    changes = ClassChanges().merging(("a", "A"), "a").leaving_out(["c"]).accepting("small", ["b"])
    assert ClassChanges.from_json(json.loads(json.dumps(changes.as_json()))) == changes
    assert ClassChanges.from_json({}) == ClassChanges()


def test_a_class_is_kept_in_the_list_of_images_as_it_was_given(tmp_path: Path) -> None:
    changed = with_changes(dataset("a", "A", "c"), ClassChanges().merging(("a", "A"), "a").leaving_out(["c"]))
    changed.save(tmp_path / "dataset.csv")
    assert Dataset.load(tmp_path / "dataset.csv").examples == changed.examples
