"""The projects that were open last."""

from __future__ import annotations

import shutil
from pathlib import Path

from core.project.project import Project
from gui.window.recent_projects import MOST, recent_projects, remember


def make(folder: Path) -> Path:
    Project(folder=folder).create()
    return folder


def test_the_last_one_comes_first_and_each_once(tmp_path: Path) -> None:
    one, two = make(tmp_path / "one"), make(tmp_path / "two")
    for folder in (one, two, one):
        remember(folder)
    assert recent_projects() == [one, two]


def test_those_that_are_gone_are_left_out(tmp_path: Path) -> None:
    one, two = make(tmp_path / "one"), make(tmp_path / "two")
    remember(one)
    remember(two)
    shutil.rmtree(two)
    assert recent_projects() == [one]


def test_the_list_stays_short(tmp_path: Path) -> None:
    for number in range(MOST + 3):
        remember(make(tmp_path / str(number)))
    assert len(recent_projects()) == MOST
