"""Curves are taken to where the user wants them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from gui.pages.training.page import TrainingPage
from gui.session import Session
from tests.gui.pages.training.trainings import PLAN
from tests.gui.runs import (
    begin_run,
    finish,
)


@pytest.mark.parametrize("kind", ["png", "svg", "csv"])
def test_curves_are_written_where_the_user_wants_them(
    kind: str,
    page: Callable[[], TrainingPage],
    session_with_images: Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    finish(begin_run(session_with_images.project, PLAN))
    shown = page()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "curves"), ""))

    shown.live.plot.export_wanted.emit(kind)

    qtbot.waitUntil(lambda: shown.notices.texts == [f"The curves are in “curves.{kind}”."])
    content = (tmp_path / f"curves.{kind}").read_bytes()
    assert content.startswith({"png": b"\x89PNG", "svg": b"<?xml", "csv": b"run,what"}[kind])
    assert kind != "csv" or content.count(b"run-001") == 5


def test_why_curves_could_not_be_written_is_told(
    page: Callable[[], TrainingPage], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    (tmp_path / "file").write_text("")
    shown = page()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "file" / "curves.csv"), ""))

    shown.live.plot.export_wanted.emit("csv")

    qtbot.waitUntil(lambda: shown.notices.texts == ["“curves.csv” could not be written."])
