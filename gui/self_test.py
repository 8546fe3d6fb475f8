"""The whole job on the real pages, for the packaged `--self-test`."""

from __future__ import annotations

import argparse
import faulthandler
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication, QPushButton

from core import VERSION
from core.storage.files import write_json
from gui.job_runner import JobRunner
from gui.simulated_user import User
from gui.stages import Stage
from gui.window.application import make_application
from gui.window.main_window import SAMPLE_IMAGES, MainWindow

#: for all; then the program ends itself, however it hangs
MOST_SECONDS = 900

REPORT = "self-test.json"
HEAD_EPOCHS, FINE_TUNE_EPOCHS = 5, 1


class FirstPaint(QObject):
    """When the window was first painted, in seconds since the epoch."""

    def __init__(self, window: MainWindow):
        super().__init__()
        self.at: float | None = None
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self.at is None and event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self._note)  # when this event and the others of the first frame are through
        return False

    def _note(self) -> None:
        self.at = self.at or time.time()


class SelfTest:
    """The sample trained, evaluated, predicted and exported by mouse; pictures of the pages in `folder`."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._window = MainWindow(JobRunner(), Path(tempfile.mkdtemp(prefix="projects-", dir=folder)))
        self._user = User(self._window)
        self._paint = FirstPaint(self._window)
        self.report: dict[str, object] = {"version": VERSION, "font": QFontInfo(QApplication.font()).family()}

    def start(self) -> None:
        self._window.show()
        self._user.wait(lambda: self._paint.at)
        self.report["painted_at"] = self._paint.at
        self.report["loaded_tensorflow"] = "tensorflow" in sys.modules

    def whole_job(self) -> None:
        window, user = self._window, self._user
        window.runner.warm_up()
        user.click(window.start_page.sample_button)
        user.wait(lambda: window.session.dataset is not None)
        user.until_idle()
        user.audit()
        self._take("audit")
        user.tick_last_blocks(window.session.draft.backbone, 1)
        self._train()
        self._evaluate()
        user.look_inside()
        self._take("activations")
        self._predict()
        self._export()

    def close(self) -> None:
        self._window.stop_and_quit()
        self._user.wait(lambda: not self._window.isVisible())

    def _train(self) -> None:
        from gui.pages.training.page import TrainingPage

        page = self._user.go_to(Stage.TRAINING, TrainingPage)
        self._user.type_number(page.form.head.epochs, str(HEAD_EPOCHS))
        self._user.type_number(page.form.fine_tuning.epochs, str(FINE_TUNE_EPOCHS))
        self._user.click(page.bar.start_button)
        self._user.wait(lambda: bool(self._window.session.finished_runs))
        self._user.until_idle()
        self.report["epochs"] = len(self._window.session.finished_runs[0].history)
        self._take("training")

    def _evaluate(self) -> None:
        from gui.pages.evaluation.page import EvaluationPage

        page = self._user.go_to(Stage.EVALUATION, EvaluationPage)
        self._user.wait(page.evaluate_button.isVisible)
        self._user.click(page.evaluate_button)
        self._user.wait(page.view.isVisible)
        self._user.until_idle()
        self._take("evaluation")

    def _predict(self) -> None:
        from gui.pages.prediction.page import PredictionPage

        page = self._user.go_to(Stage.PREDICTION, PredictionPage)
        project = self._window.session.project
        assert project
        self._user.drop(page, project.folder / SAMPLE_IMAGES)
        self._user.wait(lambda: page.save_button.isVisible() and page.save_button.isEnabled())
        self._user.until_idle()
        self._take("prediction")

    def _export(self) -> None:
        from gui.pages.export.page import ExportPage

        page = self._user.go_to(Stage.EXPORT, ExportPage)
        self._user.click(page.export_button)
        dialog = page.dialog
        assert dialog
        self._user.click(next(made for made in dialog.findChildren(QPushButton) if made.text() == page.tr("Export")))
        self._user.wait(lambda: bool(page.results))
        self._user.until_idle()
        self.report["exported"] = sorted(path.name for path in page.results[0].exported.folder.iterdir())
        self._take("export")

    def _take(self, name: str) -> None:
        QApplication.processEvents()
        if not self._window.grab().save(str(self._folder / f"{name}.png")):
            raise AssertionError("the picture could not be saved")


def run_self_test(arguments: Sequence[str]) -> int:
    """`--self-test FOLDER [--only-start]`: pictures and self-test.json go to FOLDER; status 0 where all went well.

    An exception anywhere in the window is a failure. The report is there from the beginning, as one of a failure: a
    display that goes away in the middle of painting ends the whole program, and Python is not asked.
    """
    parser = argparse.ArgumentParser(prog="--self-test")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only-start", action="store_true", help="close the window once it is painted")
    options = parser.parse_args(arguments)
    folder = options.folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    failures: list[str] = []
    sys.excepthook = lambda *error: failures.append("".join(traceback.format_exception(*error)))
    hung = open(folder / "hung.txt", "w", encoding="utf-8")  # stays open until the program ends
    faulthandler.dump_traceback_later(MOST_SECONDS, exit=True, file=hung)
    write_json(folder / REPORT, {"passed": False, "failures": ["The program ended before its test did.\n"]})
    application = make_application()
    test = SelfTest(folder)
    try:
        test.start()
        if not options.only_start:
            test.whole_job()
        test.close()
        application.processEvents()
    except Exception:  # whatever it is belongs into the report, as do exceptions in slots
        failures.append(traceback.format_exc())
    write_json(folder / REPORT, {**test.report, "passed": not failures, "failures": failures})
    print(*failures, sep="\n", end="", file=sys.stderr)
    sys.stderr.flush()
    if failures:
        os._exit(1)  # the window may still be open, and the engine at work
    return 0
