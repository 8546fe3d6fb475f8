"""SubjectsForm: the rule, tried on the dataset while it is being set."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from core.dataset.dataset import Dataset, Example
from core.dataset.subjects import SubjectRule, SubjectSource, subject_pattern
from core.errors import UserError
from core.project.settings import ProjectSettings
from gui.pages.dataset.reading.name_table import FILE, SUBJECT, NameModel
from gui.pages.dataset.reading.subjects_form import SubjectsForm
from gui.widgets.theme import colour

SETTINGS = ProjectSettings(source=Path("/images"))
DATASET = Dataset(
    folder=Path("/images"),
    examples=(
        *(Example(file=f"a/person{number}_{shot}.png", label="a") for number in range(10) for shot in range(3)),
        *(Example(file=f"b/odd{number}.png", label="b") for number in "xy"),
    ),
)


@pytest.fixture
def form(qtbot: QtBot) -> SubjectsForm:
    made = SubjectsForm(of_images=True)
    qtbot.addWidget(made)
    made.resize(700, 480)
    made.show_dataset(DATASET, SETTINGS)
    with qtbot.waitExposed(made):
        made.show()
    return made


def choose(form: SubjectsForm, source: SubjectSource) -> None:
    form.source.setCurrentIndex(form.source.findData(source))


def rows(form: SubjectsForm) -> dict[str, str]:
    model = form.table.model()
    return {model.index(row, FILE).data(): model.index(row, SUBJECT).data() for row in range(model.rowCount())}


@pytest.mark.parametrize(
    "rule",
    [
        SubjectRule(),
        SubjectRule(pattern="{subject}_*"),
        SubjectRule(source=SubjectSource.FILE_NAME, pattern="{#}*"),
        SubjectRule(source=SubjectSource.PATIENT_ID),
        SubjectRule(source=SubjectSource.TABLE),
        SubjectRule(source=SubjectSource.NONE),
    ],
)
def test_what_is_shown_is_read_back(form: SubjectsForm, rule: SubjectRule) -> None:
    form.show_rule(rule)

    assert form.read() == rule


def test_a_pattern_works_while_it_is_typed(form: SubjectsForm, qtbot: QtBot) -> None:
    with qtbot.waitSignal(form.changed):
        qtbot.keyClicks(form.pattern, "{subject}_*")

    assert form.says.text() == "32 images → 10 subjects; 2 images do not match: each counts as its own subject"
    shown = rows(form)
    assert len(shown) == 8
    assert shown["b/oddx.png"] == "itself"
    file, subject = next(iter(shown.items()))
    assert file.startswith(f"a/{subject}_")
    assert not form.danger.isVisible()


def test_the_subject_is_set_off_within_the_name(form: SubjectsForm) -> None:
    def seen() -> set[str]:
        image = form.table.viewport().grab(form.table.visualRect(form.table.model().index(0, FILE))).toImage()
        return {QColor(image.pixel(x, y)).name() for x in range(image.width()) for y in range(image.height())}

    assert colour("accent").name() not in seen()
    form.pattern.setText("{subject}_*")
    assert colour("accent").name() in seen()


def test_a_pattern_that_makes_no_sense_says_so_where_it_is_typed(form: SubjectsForm) -> None:
    form.pattern.setText("{subj")

    assert "does not say where the subject stands" in form.wrong.text()
    assert form.wrong.isVisible()
    assert form.says.text() == ""
    with pytest.raises(UserError):
        form.read()
    form.pattern.setText("")
    assert not form.wrong.isVisible()


def test_file_names_want_a_pattern_and_other_rules_want_none(form: SubjectsForm) -> None:
    choose(form, SubjectSource.FILE_NAME)
    assert form.wrong.text() == "Which part of the file names is the subject?"

    choose(form, SubjectSource.PATIENT_ID)
    assert not form.pattern.isVisible()


def test_a_pattern_is_suggested(form: SubjectsForm, qtbot: QtBot) -> None:
    qtbot.mouseClick(form.suggest_button, Qt.MouseButton.LeftButton)

    assert form.pattern.text() == "{subject}_*"


def test_where_names_suggest_nothing_it_says_so(form: SubjectsForm, qtbot: QtBot) -> None:
    images = tuple(Example(file=f"{number}.png", label="a") for number in range(20))
    form.show_dataset(Dataset(folder=Path("/images"), examples=images), SETTINGS)

    qtbot.mouseClick(form.suggest_button, Qt.MouseButton.LeftButton)

    assert form.pattern.text() == ""
    assert form.hint.text().startswith("The file names have nothing in common")


def test_images_that_stand_for_themselves_are_told_with_the_danger(form: SubjectsForm) -> None:
    choose(form, SubjectSource.NONE)

    assert form.says.text() == "32 images, each its own subject."
    assert form.danger.isVisible()
    assert form.danger.text().startswith("If several are of one patient")


def test_too_few_subjects_to_be_split_are_told(form: SubjectsForm) -> None:
    form.pattern.setText("{?}*")

    assert form.says.text() == "32 images → 2 subjects"
    assert form.danger.text().startswith("So few subjects")


def test_patient_ids_are_counted_and_come_before_names(form: SubjectsForm) -> None:
    images = tuple(Example(file=f"p{number}_1.dcm", label="a", patient=f"{number % 7}") for number in range(14))
    form.show_dataset(Dataset(folder=Path("/images"), examples=images), SETTINGS)
    form.pattern.setText("{subject}_*")

    assert form.says.text() == "14 images → 7 subjects\n14 images have a patient ID."
    assert set(rows(form).values()) == {"by the patient ID"}


def test_what_a_table_says_is_known_only_once_it_is_applied(form: SubjectsForm) -> None:
    choose(form, SubjectSource.TABLE)

    assert form.says.text() == "32 images. What the table says is read when you apply it."


def test_the_model_of_names_is_sound() -> None:
    model = NameModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for names, pattern in ((["a_1.png"], None), (["a_1.png", "b"], subject_pattern("{subject}_*")), ([], None)):
        model.show(names, pattern, {})
    assert tester.model() is model
