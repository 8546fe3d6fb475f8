"""The command line, interrupted: by Ctrl-C in good order, by SIGKILL at once; either way `--resume` goes on exactly."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from core.project.project import Project
from core.training.run import Run
from tests.core.small import assert_same_result
from tests.places import ROOT

#: what `small_plan("last:1")` is on the command line
PLAN = (
    *("--backbone", "small", "--batch-size", "8", "--epochs", "2", "--learning-rate", "1e-2"),
    *("--unfreeze", "last:1", "--fine-tune-epochs", "2", "--fine-tune-learning-rate", "1e-3"),
)
needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other signals")


def interrupted(arguments: Sequence[str | Path], sign: signal.Signals, is_place: Callable[[dict], bool]) -> tuple:
    """Run a command, and send a signal at once when a line comes for which `is_place` is true. Status and events."""
    command = [sys.executable, "main.py", *map(str, arguments), "--json"]
    events = []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            events.append(json.loads(line))
            if is_place(events[-1]):
                process.send_signal(sign)
                is_place = lambda event: False  # noqa: E731
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()
    return process.returncode, events


def resumed(project: Project) -> Run:
    command = [sys.executable, "main.py", "train", "--project", str(project.folder), "--resume", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    last = json.loads(done.stdout.splitlines()[-1])
    assert last["event"] == "finished"
    assert done.stderr == ""
    return Run(folder=Path(last["results"]["run"]))


def is_fine_tuning(event: dict) -> bool:
    return event["event"] == "batch_ended" and (event["phase"], event["epoch"], event["batch"]) == (1, 1, 2)


@needs_posix
def test_ctrl_c_stops_a_run_which_can_then_go_on(
    new_project: Callable[..., Project], small_images: Path, uninterrupted: Run
) -> None:
    project = new_project(features=True)
    arguments: list[str | Path] = ["train", small_images, "--project", project.folder, *PLAN]

    status, events = interrupted(arguments, signal.SIGINT, is_fine_tuning)

    assert status == 130
    assert events[-1] == {"event": "stopped", "kept": "Go on with: train --resume"}
    assert events[-2]["event"] == "checkpoint_written"
    assert_same_result(resumed(project), uninterrupted)


@pytest.mark.parametrize(
    "is_place",
    [
        pytest.param(is_fine_tuning, id="fine-tuning"),
        pytest.param(lambda event: event["event"] == "checkpoint_written", id="checkpoint", marks=pytest.mark.slow),
        pytest.param(
            lambda event: event.get("step") == "Computing features" and event["done"] > 0,
            id="features",
            marks=pytest.mark.slow,
        ),
    ],
)
@needs_posix
def test_a_killed_run_goes_on_exactly(
    is_place: Callable, new_project: Callable[..., Project], small_images: Path, uninterrupted: Run
) -> None:
    project = new_project()
    arguments: list[str | Path] = ["train", small_images, "--project", project.folder, *PLAN]

    status, _ = interrupted(arguments, signal.SIGKILL, is_place)

    assert status == -signal.SIGKILL
    assert_same_result(resumed(project), uninterrupted)


@pytest.mark.slow
@pytest.mark.parametrize("step", ["Reading the images", "Preparing the images"])
@needs_posix
def test_a_run_killed_before_it_began_is_begun_again(
    step: str, small_images: Path, small_backbone: Path, tmp_path: Path, uninterrupted: Run
) -> None:
    project = Project(folder=tmp_path / "project")
    arguments: list[str | Path] = ["train", small_images, "--project", project.folder, *PLAN]

    status, _ = interrupted(arguments, signal.SIGKILL, lambda event: event.get("step") == step and event["done"] > 0)
    assert status == -signal.SIGKILL
    assert project.runs == []

    status, events = interrupted(arguments, signal.SIGKILL, lambda event: False)
    assert (status, events[-1]["event"]) == (0, "finished")
    assert_same_result(project.runs[0], uninterrupted)
