"""ReadingPanel: what is set is asked for at once, and only where something changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.dataset.dataset import Dataset, Example
from core.dataset.reading import Reading
from core.dataset.subjects import SubjectRule
from core.modalities.images.acquisition import Acquisition
from core.modalities.images.facts import PictureFacts
from core.modalities.images.options import ImageOptions, image_options
from core.modalities.images.preprocessing import Preprocessing, ReadOptions, Window
from core.project.settings import ProjectSettings
from core.training.run import Run
from gui.job_runner import JobRunner
from gui.known_runs import KnownRuns
from gui.listing import Listing
from gui.pages.dataset.reading.reading_panel import CLASSES, FRAMES, SUBJECTS, WINDOW, ReadingPanel
from gui.session import Session
from tests.gui.pictures import PaintedThumbnails

LEFT = Qt.MouseButton.LeftButton
SETTINGS = ProjectSettings(source=Path("/images"))
SHALLOW = Dataset(
    folder=Path("/images"), examples=tuple(Example(file=f"{number}.png", label="a") for number in range(4))
)
DEEP = Dataset(
    folder=Path("/images"),
    examples=(
        Example(file="shallow.png", label="a"),
        Example(
            file="b.dcm", label="a", frame=3, facts=PictureFacts(bits=16, acquisition=Acquisition(window="40/400"))
        ),
        Example(file="c.dcm", label="b", facts=PictureFacts(bits=16)),
    ),
)


def show(
    panel: ReadingPanel,
    session: Session,
    reading: Reading | None = None,
    has_runs: bool = False,
    is_busy: bool = False,
) -> None:
    session.settings, session.listing = replace(SETTINGS, reading=reading or Reading()), Listing()
    session.known_runs = KnownRuns((Run(folder=Path("/project/runs/run-001")),) if has_runs else ())
    panel.show_state(is_busy=is_busy)


@pytest.fixture
def painted(qtbot: QtBot) -> PaintedThumbnails:
    return PaintedThumbnails()


@pytest.fixture
def session(runner: JobRunner) -> Session:
    """Without a project: the test says what is known."""
    return Session(runner)


@pytest.fixture
def panel(session: Session, painted: PaintedThumbnails, qtbot: QtBot) -> ReadingPanel:
    made = ReadingPanel(session, painted)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1024, 560)
    made.show_dataset(DEEP)
    show(made, session)
    made.show_preprocessing(Preprocessing(height=24, width=32, depth=16))
    with qtbot.waitExposed(made):
        made.show()
    return made


FULL = Reading(
    subjects=SubjectRule(pattern="{subject}_*"),
    label_tag="Modality",
    options=ImageOptions(window=Window(centre=1, width=2), axis=1, every=2),
)


def test_what_is_shown_is_read_back(panel: ReadingPanel) -> None:
    panel.show_reading(FULL)

    assert panel.read() == FULL


def test_only_what_changed_can_be_applied(panel: ReadingPanel, qtbot: QtBot) -> None:
    assert not panel.apply_button.isEnabled()
    assert not panel.undo_button.isVisible()
    panel.window_form.show_window(None)
    panel.window_form.preset.activated.emit(0)

    with qtbot.waitSignal(panel.reading_wanted) as wanted:
        qtbot.mouseClick(panel.apply_button, LEFT)

    assert wanted.args == [Reading(options=ImageOptions(window=Window(centre=-600, width=1500)))]


def test_once_applied_there_is_nothing_to_apply(session: Session, panel: ReadingPanel) -> None:
    panel.window_form.preset.activated.emit(0)
    show(panel, session, panel.read())

    assert not panel.apply_button.isEnabled()
    assert panel.window_form.own.isChecked()


def test_changes_can_be_undone(panel: ReadingPanel, qtbot: QtBot) -> None:
    panel.frames.every.setValue(7)
    qtbot.mouseClick(panel.undo_button, LEFT)

    assert panel.read() == Reading()
    assert not panel.apply_button.isEnabled()


def test_while_a_task_runs_nothing_can_be_changed_and_what_was_entered_stays(
    session: Session, panel: ReadingPanel
) -> None:
    panel.frames.every.setValue(7)
    show(panel, session, is_busy=True)
    forms = (panel.window_form, panel.subjects, panel.classes, panel.frames, panel.apply_button)
    assert not any(form.isEnabled() for form in forms)

    show(panel, session)
    assert all(form.isEnabled() for form in forms)
    assert panel.frames.every.value() == 7


def test_with_runs_subjects_and_classes_are_fixed_and_it_says_why(session: Session, panel: ReadingPanel) -> None:
    show(panel, session, has_runs=True)
    panel.sections.choose(SUBJECTS)

    assert not panel.subjects.isEnabled()
    assert not panel.classes.isEnabled()
    assert panel.window_form.isEnabled()
    assert panel.frames.isEnabled()
    assert panel.fixed[0].isVisible()
    assert panel.fixed[0].text().startswith("Fixed, because a run has begun")


def test_a_wrong_entry_is_told_and_cannot_be_applied(panel: ReadingPanel) -> None:
    panel.subjects.pattern.setText("{")

    assert not panel.apply_button.isEnabled()
    assert "does not say where the subject stands" in panel.says.text()


def test_images_of_8_bits_have_no_window(panel: ReadingPanel) -> None:
    panel.show_dataset(None)
    panel.show_dataset(SHALLOW)
    assert panel.sections.place == SUBJECTS

    panel.sections.choose(WINDOW)
    assert panel.shallow.text() == "These images have 8 bits; a window is for deeper ones."
    assert panel.shallow.isVisible()
    assert not panel.window_form.isEnabled()
    assert not panel.preview.isVisible()


def test_only_deep_images_are_previewed_with_the_window_that_is_being_set(
    panel: ReadingPanel, painted: PaintedThumbnails
) -> None:
    window = Window(centre=-600, width=1500)
    panel.window_form.preset.activated.emit(0)

    frame, preprocessing = painted.loaded[-1]
    assert (frame.path, frame.number) == (Path("/images/b.dcm"), 3)
    assert preprocessing == Preprocessing(height=24, width=32, depth=16, window=window)
    assert painted.loaded_with[-1] == ReadOptions(window=window)


def test_dragging_on_the_picture_begins_with_the_window_of_the_file(panel: ReadingPanel) -> None:
    view = panel.preview.picture
    QTest.mousePress(view, LEFT, pos=QPoint(20, 20))
    QTest.mouseMove(view, QPoint(20, 30))

    window = image_options(panel.read().options).window
    assert window is not None
    assert window.width == 400
    assert window.centre > 40


def test_the_sections_say_what_is_set(session: Session, panel: ReadingPanel) -> None:
    show(panel, session, FULL)

    details = [entry.detail for entry in panel.sections.entries]
    assert details == ["WL 1, WW 2", "automatic", "Modality", "1 in 2, coronal"]


@pytest.mark.parametrize(
    ("section", "name"), [(WINDOW, "window_form"), (SUBJECTS, "subjects"), (CLASSES, "classes"), (FRAMES, "frames")]
)
def test_each_section_shows_its_form(panel: ReadingPanel, section: int, name: str, qtbot: QtBot) -> None:
    panel.sections.setFocus()
    panel.sections.choose(WINDOW)
    for _ in range(section):
        qtbot.keyClick(panel.sections, Qt.Key.Key_Down)

    assert getattr(panel, name).isVisible()
