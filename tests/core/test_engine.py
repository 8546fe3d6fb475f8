"""The engine process: real ones, which train the small backbone, are stopped, killed and left alone."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from core.engine import Engine, EngineEnded, TaskFailed
from core.errors import JobStopped, UserError
from core.events import BatchEnded, CheckpointWritten, EpochEnded, Event
from core.project.project import Project
from core.task_table import Evaluate, Resume, ScanImages, Train
from core.training.run import Run
from core.wording.catalogue import words_of
from tests.core.small import assert_same_result, small_plan
from tests.places import ROOT


@pytest.fixture(scope="module")
def engine(small_library: Path) -> Iterator[Engine]:
    """One for all tests: to start it costs seconds. Those that end it leave the next one a new process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FROSTLINE_BACKBONES", str(small_library))
        engine = Engine()
        yield engine
        engine.close()


@pytest.fixture(scope="module")
def undisturbed(small_library: Path, small_images: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    from core import tasks
    from core.jobs import Job

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FROSTLINE_BACKBONES", str(small_library))
        project = Project(folder=tmp_path_factory.mktemp("undisturbed"))
        tasks.scan_images(project, small_images, Job())
        return tasks.train(project, PLAN, Job())


PLAN = small_plan("last:2", epochs=3, fine_tune_epochs=3)


def ignore(event: Event) -> None:
    pass


def train(engine: Engine, project: Project, images: Path, on_event: object = ignore) -> Run:
    engine.run(ScanImages(project=project, source=images), ignore)
    return engine.run(Train(project=project, plan=PLAN), on_event)  # type: ignore[arg-type]


def test_a_run_in_the_engine_gives_what_it_gives_here(
    engine: Engine, small_images: Path, tmp_path: Path, undisturbed: Run
) -> None:
    events: list[Event] = []
    run = train(engine, Project(folder=tmp_path), small_images, events.append)
    assert_same_result(run, undisturbed)
    assert len([event for event in events if isinstance(event, EpochEnded)]) == len(run.history)


def test_an_engine_that_is_killed_or_aborts_is_replaced_and_the_run_goes_on_with_nothing_lost(
    engine: Engine, small_images: Path, tmp_path: Path, undisturbed: Run
) -> None:
    project = Project(folder=tmp_path)
    signals = iter([signal.SIGKILL, signal.SIGABRT])

    def kill(event: Event) -> None:
        if isinstance(event, CheckpointWritten) and (number := next(signals, None)):
            assert engine.process_id
            os.kill(engine.process_id, number)

    with pytest.raises(EngineEnded, match="SIGKILL"):
        train(engine, project, small_images, kill)
    with pytest.raises(EngineEnded, match="SIGABRT"):
        engine.run(Resume(project=project), kill)
    assert_same_result(engine.run(Resume(project=project), ignore), undisturbed)


def test_pausing_and_stopping_take_effect_within_one_batch(engine: Engine, small_images: Path, tmp_path: Path) -> None:
    batches: list[BatchEnded] = []

    def stop_after_a_pause(event: Event) -> None:
        if isinstance(event, BatchEnded):
            batches.append(event)
            if len(batches) == 3:
                engine.pause()
            engine.stop() if len(batches) >= 3 else None

    with pytest.raises(JobStopped):
        train(engine, Project(folder=tmp_path), small_images, stop_after_a_pause)
    assert 3 <= len(batches) <= 5  # the wish travels while the next batch is under way


def test_a_wish_that_comes_before_the_task_reaches_it(engine: Engine, small_images: Path, tmp_path: Path) -> None:
    engine.announce()
    engine.stop()
    with pytest.raises(JobStopped):
        engine.run(ScanImages(project=Project(folder=tmp_path), source=small_images), ignore)


def test_errors_come_back_as_they_were_raised(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no interrupted run") as raised:
        engine.run(Resume(project=Project(folder=tmp_path)), ignore)
    assert words_of(raised.value.message).hint


def test_a_fault_of_ours_tells_where_without_names(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(TaskFailed) as raised:
        engine.run(Evaluate(run=3, parts=()), ignore)  # type: ignore[arg-type]
    assert "core/tasks.py" in raised.value.details
    assert str(tmp_path) not in raised.value.details


def test_a_wish_that_comes_too_late_does_not_reach_the_next_task(
    engine: Engine, small_images: Path, tmp_path: Path
) -> None:
    project = Project(folder=tmp_path)
    engine.run(ScanImages(project=project, source=small_images), ignore)
    engine.stop()
    engine.run(ScanImages(project=project, source=small_images), ignore)


def test_closing_leaves_no_process_behind(engine: Engine, small_images: Path, tmp_path: Path) -> None:
    engine.run(ScanImages(project=Project(folder=tmp_path), source=small_images), ignore)
    process = psutil.Process(engine.process_id)
    family = [process, *process.children(recursive=True)]
    engine.close()
    assert not [member for member in family if member.is_running() and member.status() != psutil.STATUS_ZOMBIE]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
def test_the_engine_ends_when_its_window_is_killed(tmp_path: Path) -> None:
    import subprocess

    script = (
        "from core.engine import Engine\n"
        "from core.task_table import WriteSample\n"
        "from pathlib import Path\n"
        "if __name__ == '__main__':\n"
        "    engine = Engine()\n"
        "    engine.run(WriteSample(folder=Path(__file__).with_name('sample'), kind='images'), print)\n"
        "    print(engine.process_id, flush=True)\n"
        "    input()\n"
    )
    file = tmp_path / "window.py"
    file.write_text(script, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT)])}
    window = subprocess.Popen(
        [sys.executable, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
    )
    assert window.stdout
    number = next(line for line in window.stdout if line.strip().isdigit())
    engine = psutil.Process(int(number))
    window.kill()
    window.wait()
    engine.wait(timeout=60)
