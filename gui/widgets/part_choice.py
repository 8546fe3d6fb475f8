"""PartChoice: the box in which the part of a dataset is chosen that is shown."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from core.dataset.dataset import Dataset, Example, Split
from gui.translation import count, tr


class Shown(Enum):
    """The examples of a dataset that are shown."""

    ALL = "all"
    TRAIN = "train"
    VALIDATION = "validation"
    TEST = "test"
    LEFT_OUT = "left out"
    UNREADABLE = "unreadable"

    def examples(self, dataset: Dataset) -> tuple[Example, ...]:
        if self is Shown.ALL:
            return dataset.by_name
        if self is Shown.LEFT_OUT:
            return dataset.left_out
        return dataset.problems if self is Shown.UNREADABLE else dataset.of(Split(self.value))


class PartChoice(QComboBox):
    """The part that is chosen stays chosen when the dataset changes."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Part of the dataset"))
        for shown in Shown:
            self.addItem(_name(shown), shown)

    def show_dataset(self, dataset: Dataset | None) -> None:
        for place, shown in enumerate(Shown):
            number = len(shown.examples(dataset)) if dataset else 0
            self.setItemText(place, f"{_name(shown)} ({count(number)})")

    def examples(self, dataset: Dataset, label: str | None) -> list[Example]:
        """Return those of the part that is chosen, and of one class where `label` names it."""
        shown = {example.name for example in self.currentData(Qt.ItemDataRole.UserRole).examples(dataset)}
        examples = [example for example in dataset.by_name if example.name in shown]
        return examples if label is None else [example for example in examples if example.label == label]


def _name(shown: Shown) -> str:
    names = {
        Shown.ALL: tr("All parts"),
        Shown.TRAIN: tr("Training"),
        Shown.VALIDATION: tr("Validation"),
        Shown.TEST: tr("Test"),
        Shown.LEFT_OUT: tr("Left out"),
        Shown.UNREADABLE: tr("Unreadable"),
    }
    return names[shown]
