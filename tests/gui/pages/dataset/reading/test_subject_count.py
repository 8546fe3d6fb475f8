"""How many subjects a rule would make."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

import gui.pages.dataset.reading.subject_count
from core.dataset.dataset import Example
from core.dataset.reading import Reading
from core.dataset.subjects import SubjectRule, SubjectSource, subject_pattern
from core.project.settings import ProjectSettings
from gui.pages.dataset.reading.subject_count import Count, SubjectCount, naming

SETTINGS = ProjectSettings(source=Path("/images"))
PATTERN = subject_pattern("{subject}_*")
#: two of one patient, two of one name, one of a table, a film of two pictures
IMAGES = (
    Example(file="x_1.dcm", label="a", patient="p", subject="p"),
    Example(file="y_1.dcm", label="a", patient="p", subject="p"),
    Example(file="z_1.png", label="a"),
    Example(file="z_2.png", label="a"),
    Example(file="w.png", label="b", subject="listed"),
    Example(file="film.dcm", label="b", frame=0, subject=SETTINGS.pseudonyms.of("film.dcm")),
    Example(file="film.dcm", label="b", frame=1, subject=SETTINGS.pseudonyms.of("film.dcm")),
)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (SubjectSource.AUTOMATIC, Count(7, subjects=4, alone=0)),
        (SubjectSource.PATIENT_ID, Count(7, subjects=2, alone=3)),
        (SubjectSource.TABLE, Count(7, subjects=2, alone=4)),
        (SubjectSource.FILE_NAME, Count(7, subjects=4, alone=1)),
        (SubjectSource.NONE, Count(7, subjects=1, alone=5)),
    ],
)
def test_each_rule_is_counted_before_it_is_applied(source: SubjectSource, expected: Count, qtbot: QtBot) -> None:
    counting = SubjectCount()
    with qtbot.waitSignal(counting.counted) as counted:
        counting.start(IMAGES, naming(source, PATTERN, SETTINGS))

    found = counted.args[0]
    if source is SubjectSource.TABLE:  # subjects that came from patient IDs are no table's
        expected = replace(expected, alone=4)
    assert found == expected


def test_what_a_table_says_is_not_known_while_names_are_used() -> None:
    by_names = SubjectRule(source=SubjectSource.FILE_NAME, pattern="{subject}_*")
    settings = replace(SETTINGS, reading=Reading(subjects=by_names))

    assert naming(SubjectSource.TABLE, None, settings)(IMAGES[4]) == ""


def test_counting_very_many_holds_nothing_up_and_the_newest_wins(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gui.pages.dataset.reading.subject_count, "SECONDS_AT_A_TIME", 0.001)
    counting, found = SubjectCount(), list[Any]()
    counting.counted.connect(found.append)
    many = IMAGES * 10_000

    counting.start(many, naming(SubjectSource.FILE_NAME, PATTERN, SETTINGS))
    assert found == []
    counting.start(many, naming(SubjectSource.NONE, None, SETTINGS))

    qtbot.waitUntil(lambda: bool(found))
    assert found == [Count(70_000, subjects=1, alone=50_000)]
