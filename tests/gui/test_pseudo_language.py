"""Everything the window shows, in a language that nobody speaks: what is not in its brackets cannot be translated."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QDialog, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from core import tasks
from core.dataset.dataset import Split
from core.dataset.folder_meaning import FoldersUnclear
from core.dataset.table_preview import preview_table
from core.jobs import Job
from core.messages import Message, cell_of
from core.prediction.predict import PredictionCount
from core.prediction.table import PredictionTable
from core.project.project import Project
from core.targets.columns import ClassColumns
from core.training.rate_finder import RateCurve
from core.training.run import Run
from gui.job_runner import JobRunner
from gui.pages.activations.page import ActivationsPage
from gui.pages.backbone.import_dialog import ImportDialog
from gui.pages.comparison.page import ComparisonPage
from gui.pages.dataset.columns_dialog import ColumnsDialog
from gui.pages.dataset.folders_dialog import FoldersDialog
from gui.pages.dataset.page import DatasetPage
from gui.pages.dataset.reading.classes_form import TAGS
from gui.pages.dataset.tag_dialog import TagDialog
from gui.pages.prediction.page import PredictionPage
from gui.pages.training.page import TrainingPage
from gui.pages.training.rate_dialog import RateDialog
from gui.stages import Stage
from gui.widgets.look_question import ask_before_look
from gui.widgets.new_folder_dialog import NewFolderDialog
from gui.window.dialogs import AboutDialog
from gui.window.main_window import MainWindow, projects_folder
from tests.core.small_texts import small_text_plan
from tests.gui.comparisons import FINE_TUNING, HEAD_ONLY, add_run, answer_comparisons, evaluate_run
from tests.gui.engines import ScriptedEngine
from tests.gui.opening import open_project
from tests.gui.pseudo_language import PseudoLanguage, is_cut_off, plain_texts, shown


@dataclass(frozen=True)
class Material:
    """A trained project, what can be predicted by its run, and texts of the user that are in it."""

    project: Path
    files: tuple[Path, ...]
    library: Path
    data: tuple[str, ...] = ()


@pytest.fixture
def pseudo_language(qapp: QApplication) -> Iterator[PseudoLanguage]:
    language = PseudoLanguage()
    QCoreApplication.installTranslator(language)
    yield language
    QCoreApplication.removeTranslator(language)


@pytest.fixture(scope="module")
def of_images(
    trained_project: Path, small_library: Path, small_images: Path, tmp_path_factory: pytest.TempPathFactory
) -> Material:
    """Images that were audited, and three runs that were evaluated."""
    folder = Path(shutil.copytree(trained_project, tmp_path_factory.mktemp("pseudo") / "Lungs"))
    project = Project(folder=folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FROSTLINE_BACKBONES", str(small_library))
        tasks.audit(project, "small", Job())
    runs = (*project.runs, add_run(project, HEAD_ONLY), add_run(project, FINE_TUNING))
    for number, run in enumerate(runs):
        for part in (Split.VALIDATION, Split.TEST):
            evaluate_run(run, part, right=0.5 + number / 5)
    pictures = sorted((small_images / "pictures").glob("*_0_*.png"))
    return Material(folder, (*pictures, pictures[0].with_name("notes.txt")), small_library)


@pytest.fixture(scope="module")
def of_texts(small_text_library: Path, small_texts: Path, tmp_path_factory: pytest.TempPathFactory) -> Material:
    """Texts that were audited, and a run that was evaluated."""
    folder = tmp_path_factory.mktemp("pseudo") / "Lungs"
    project = Project(folder=folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FROSTLINE_BACKBONES", str(small_text_library))
        run = tasks.train(project, small_text_plan(epochs=1), Job(), small_texts)
        tasks.audit(project, "small_encoder", Job())
    evaluate_run(run)
    with small_texts.open(encoding="utf-8", newline="") as file:
        data = tuple(row["text"] for row in csv.DictReader(file))
    return Material(folder, (small_texts,), small_text_library, data)


@pytest.fixture(params=["of_images", "of_texts"])
def material(request: pytest.FixtureRequest) -> Material:
    return cast("Material", request.getfixturevalue(request.param))


@pytest.fixture
def window(
    pseudo_language: PseudoLanguage,
    runner: JobRunner,
    engine: ScriptedEngine,
    material: Material,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    qtbot: QtBot,
) -> MainWindow:
    """With a project that has been scanned, audited, trained and evaluated."""
    monkeypatch.setenv("FROSTLINE_BACKBONES", str(material.library))
    folder = Path(shutil.copytree(material.project, tmp_path / "Lungs"))
    answer_comparisons(engine)
    engine.answers["predict"] = predict
    made = MainWindow(runner)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    open_project(made, folder)
    qtbot.waitUntil(lambda: made.session.dataset is not None and bool(made.session.finished_runs))
    made.session.select_run(next(run for run in made.session.finished_runs if run.folder.name == "run-001"))
    return made


def predict(job: Job, run: Run, paths: list[Path], csv: Path, **_: Any) -> PredictionCount:
    """As the engine does; the last file cannot be read."""
    classes = run.dataset.classes
    csv.parent.mkdir(parents=True, exist_ok=True)
    with open(csv, "w", encoding="utf-8", newline="") as file:
        table = PredictionTable(file, ClassColumns(classes))
        for path in paths[:-1]:
            table.write(path, None, [1.0, *[0.0] * (len(classes) - 1)])
        table.write_problem(paths[-1], None, cell_of(Message("type-not-read")))
    return PredictionCount(predicted=len(paths) - 1, problems=1, skipped=2)


def visible(window: QWidget) -> list[QWidget]:
    return [window, *(widget for widget in window.findChildren(QWidget) if widget.isVisible())]


def fill(window: MainWindow, stage: Stage, material: Material, qtbot: QtBot) -> None:
    """Show a page, with all that it shows of a project only later."""
    window.show_stage(stage)
    match window.pages[stage]:
        case ComparisonPage() as comparison:
            are_several = len(window.session.finished_runs) > 1
            qtbot.waitUntil((comparison.view if are_several else comparison.invitation).isVisible)
        case PredictionPage() as prediction:
            qtbot.waitUntil(lambda: not window.runner.is_busy)
            prediction.predict(list(material.files))
            qtbot.waitUntil(prediction.table.isVisible)
    qtbot.wait(50)


def plain_on(page: QWidget, data: tuple[str, ...]) -> set[str]:
    """Return what cannot be translated on a page, behind each of its tabs."""
    found = plain_texts(visible(page), data)
    for tabs in page.findChildren(QTabWidget):
        for place in range(tabs.count()):
            tabs.setCurrentIndex(place)
            QApplication.processEvents()
            found |= plain_texts(visible(page), data)
    return found


def test_what_pages_say_can_be_translated(window: MainWindow, material: Material, qtbot: QtBot) -> None:
    found = {}
    for stage in Stage:
        fill(window, stage, material, qtbot)
        found[stage] = plain_on(window, material.data)

    assert {stage: plain for stage, plain in found.items() if plain} == {}


@pytest.mark.parametrize("material", ["of_images"], indirect=True)
def test_longer_texts_are_not_cut_off(window: MainWindow, material: Material, qtbot: QtBot) -> None:
    cut = {}
    for stage in Stage:
        fill(window, stage, material, qtbot)
        cut[stage] = [text for widget in visible(window) if is_cut_off(widget) for text in shown(widget)]

    assert {stage: texts for stage, texts in cut.items() if texts} == {}


# ---- dialogs


def _rate_dialog(window: MainWindow, material: Material) -> None:
    dialog = RateDialog("", window)
    dialog.show_curve(RateCurve(phase=0, rates=(1e-4, 1e-3, 1e-2), losses=(1.0, 0.8, 0.9), suggestion=1e-3))
    dialog.open()


def _columns_dialog(window: MainWindow, material: Material) -> None:
    table = material.project.parent / "table.csv"
    table.write_text("file,class,patient\na.png,circle,1\n", encoding="utf-8")
    ColumnsDialog(preview_table(table), window).open()


def _folders_dialog(window: MainWindow, material: Material) -> None:
    parts, classes = Message("quoted-names", names=("a", "b")), Message("rest-is-left-out")
    question = FoldersUnclear(Message("parts-in-classes-unclear", folders=parts, folder="c"), classes, classes)
    FoldersDialog(question, window).open()


def _image_of_dataset(window: MainWindow, material: Material) -> None:
    page = cast("DatasetPage", window.pages[Stage.DATASET])
    page.open_image(page.overview.browser.pictures, 0)


def _delete_run(window: MainWindow, material: Material) -> None:
    runs = cast("TrainingPage", window.pages[Stage.TRAINING]).runs.list
    runs.table.selectRow(0)
    runs.delete_button.click()


def _image_to_look_inside(window: MainWindow, material: Material) -> None:
    cast("ActivationsPage", window.pages[Stage.ACTIVATIONS]).images.choose()


DIALOGS: dict[str, Callable[[MainWindow, Material], object]] = {
    "about": lambda window, _: AboutDialog(window).open(),
    "new project": lambda window, _: window.new_project(),
    "an export": lambda window, _: NewFolderDialog("", "", Path("/"), "tmp", parent=window).open(),
    "a tag": lambda window, _: TagDialog(window).open(),
    "columns": _columns_dialog,
    "folders": _folders_dialog,
    "an image": _image_of_dataset,
    "import": lambda window, _: ImportDialog(Path("small"), window).open(),
    "import of texts": lambda window, _: ImportDialog(Path("small"), window, "text").open(),
    "a rate": _rate_dialog,
    "deletion": _delete_run,
    "the test set": lambda window, _: ask_before_look(window, lambda: None),
    "an image to look inside": _image_to_look_inside,
}


#: what dialogs show of files: the columns of a table, the tags of DICOM
OWN_NAMES = {"columns": ("file", "class", "patient"), "a tag": TAGS}


@pytest.mark.parametrize("material", ["of_images"], indirect=True)
def test_what_dialogs_say_can_be_translated(window: MainWindow, material: Material, qtbot: QtBot) -> None:
    runs = cast("TrainingPage", window.pages[Stage.TRAINING]).runs
    qtbot.waitUntil(lambda: bool(runs.facts))

    found = {name: _plain_in(window, material, name, qtbot) for name in DIALOGS}
    assert {name: plain for name, plain in found.items() if plain} == {}


@pytest.mark.parametrize("material", ["of_texts"], indirect=True)
def test_what_is_asked_for_a_text_can_be_translated(window: MainWindow, material: Material, qtbot: QtBot) -> None:
    cast("ActivationsPage", window.pages[Stage.ACTIVATIONS]).texts.choose()
    qtbot.waitUntil(lambda: bool(_dialogs(window)))
    assert plain_texts(visible(_dialogs(window)[0]), material.data) == set()


def _plain_in(window: MainWindow, material: Material, name: str, qtbot: QtBot) -> set[str]:
    """Open a dialog and close it; return what in it cannot be translated."""
    DIALOGS[name](window, material)
    qtbot.waitUntil(lambda: bool(_dialogs(window)))
    (dialog,) = _dialogs(window)
    found = plain_texts(visible(dialog), (*OWN_NAMES.get(name, ()), str(projects_folder().parent)))
    dialog.reject()
    qtbot.waitUntil(lambda: not _dialogs(window))
    return found


def _dialogs(window: MainWindow) -> list[QDialog]:
    return [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]
