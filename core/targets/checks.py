"""The checks of an audit that look at labels: a target names those that make sense of its own."""

from __future__ import annotations

from enum import StrEnum


class Check(StrEnum):
    """Name a check; `core.audit.label_checks` makes it."""

    #: names of classes, in which parts they are, and whether any is too small
    CLASSES = "classes"
    #: whether facts of the files alone separate the classes
    SHORTCUTS = "shortcuts"
    #: how many examples each class has
    BALANCE = "balance"
    #: whether the test set can show anything, counted in subjects of each class
    TEST_SIZE = "test-size"
