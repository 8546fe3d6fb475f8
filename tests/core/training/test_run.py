"""A run's notes, and how it is deleted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import UserError
from core.project.project import Project
from core.training.cost import RunCost
from core.training.run import Notes, Run


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(folder=tmp_path / "project")


@pytest.fixture
def make_run(project: Project) -> Callable[[str], Run]:
    """As far as a project knows it."""

    def make(name: str) -> Run:
        run = Run(folder=project.folder / "runs" / name)
        run.folder.mkdir(parents=True)
        (run.folder / "plan.json").write_text("{}")
        return run

    return make


def test_a_run_goes_by_its_name_until_it_is_given_a_title(make_run: Callable[[str], Run]) -> None:
    run = make_run("run-001")

    assert (run.title, run.notes) == ("run-001", Notes())
    run.save_notes(Notes(title="With flips", note="best on small nodules – “ü”"))

    assert run.title == "With flips"
    assert run.notes == Notes(title="With flips", note="best on small nodules – “ü”")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"title": 1', "\ufffd"])
def test_damaged_notes_are_empty(content: str, make_run: Callable[[str], Run]) -> None:
    run = make_run("run-001")
    (run.folder / "notes.json").write_text(content, encoding="utf-8")

    assert run.notes == Notes()


def test_a_deleted_run_is_gone_and_the_others_stay(make_run: Callable[[str], Run], project: Project) -> None:
    first, second = make_run("run-001"), make_run("run-002")

    project.delete_run(first)

    assert project.runs == [second]
    assert [folder.name for folder in (project.folder / "runs").iterdir()] == ["run-002"]


def test_what_a_kill_leaves_of_a_deleted_run_is_no_run(make_run: Callable[[str], Run], project: Project) -> None:
    make_run(".run-001.deleted")
    again = make_run("run-001")

    assert project.runs == [again]
    project.delete_run(again)
    assert not list((project.folder / "runs").iterdir())


def test_no_run_is_deleted_while_training_is_on(make_run: Callable[[str], Run], project: Project) -> None:
    run = make_run("run-001")

    with project.locked(), pytest.raises(UserError, match="Another Frostline is working"):
        project.delete_run(run)

    assert project.runs == [run]


def test_a_run_that_is_gone_already_cannot_be_deleted(make_run: Callable[[str], Run], project: Project) -> None:
    make_run("run-001")

    with pytest.raises(UserError, match="cannot be deleted"):
        project.delete_run(Run(folder=project.folder / "runs" / "run-002"))


def test_a_run_keeps_what_it_has_cost(make_run: Callable[[str], Run]) -> None:
    run = make_run("run-001")
    cost = RunCost(trainable_parameters=3_843, parameters=2_261_827, seconds=61.25, peak_memory_bytes=900 * 2**20)

    assert run.cost is None
    cost.save(run.files.cost)

    assert run.cost == cost


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"seconds": 1', '{"seconds": null}', "\ufffd"])
def test_the_cost_in_a_damaged_file_is_unknown(content: str, make_run: Callable[[str], Run]) -> None:
    run = make_run("run-001")
    run.files.cost.write_text(content, encoding="utf-8")

    assert run.cost is None
