"""Pause, resume and stop: within one batch, at every stage, and nothing that was learnt is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from core import tasks
from core.dataset import scan
from core.events import BatchEnded, CheckpointWritten, EpochEnded, Event, PhaseStarted, Progress, RunBegun
from core.jobs import Job
from core.messages import Message
from core.modalities.images import preparing
from core.project.project import Project
from core.training.epoch_record import EpochRecord
from core.training.plan import Phase, incremental_phases
from core.training.run import Run
from core.wording.catalogue import text_of
from tests.core.small import Recorder, assert_same_result, is_stopped, small_plan, stopping_at, train_again

PLAN = small_plan("last:1")
#: whose second phase computes features from those at the line of the third
DEEPER = small_plan(
    phases=incremental_phases(
        Phase(name="head", epochs=1, learning_rate=1e-2), Phase(name="fine-tuning", epochs=1, learning_rate=1e-3), 2
    )
)


def is_progress(event: Event, step: Message | str) -> bool:
    return isinstance(event, Progress) and text_of(event.step).startswith(text_of(step))


def is_batch(event: Event, part: str, phase: int, epoch: int, batch: int) -> bool:
    place = (part, phase, epoch, batch)
    return isinstance(event, BatchEnded) and (event.part, event.phase, event.epoch, event.batch) == place


@pytest.mark.parametrize("step", [scan.STEP, preparing.STEP])
def test_stopping_while_images_are_read_keeps_what_was_read(
    step: Message | str, small_images: Path, small_backbone: Path, tmp_path: Path
) -> None:
    project = Project(folder=tmp_path / "project")
    job = stopping_at(lambda event: is_progress(event, step))

    assert is_stopped(project, small_images, PLAN, job)

    assert is_progress(job.events[-1], step)
    assert project.runs == []


def test_a_job_that_was_stopped_before_it_began_trains_nothing(
    new_project: Callable[..., Project], small_images: Path
) -> None:
    job = Recorder()
    job.stop()

    assert is_stopped(new_project(), small_images, PLAN, job)
    assert not job.of(BatchEnded)


@pytest.mark.parametrize("phase", [0, 1])
def test_stopping_while_features_are_computed_goes_on_exactly(
    phase: int, new_project: Callable[..., Project], small_images: Path
) -> None:
    whole = tasks.train(new_project(), DEEPER, Job(), small_images)
    project = new_project()
    phases: list[int] = []

    def in_features_of_phase(event: Event) -> bool:
        if isinstance(event, PhaseStarted):
            phases.append(event.phase)
        return is_progress(event, "Computing features") and phases[-1] == phase

    job = stopping_at(in_features_of_phase)
    assert is_stopped(project, small_images, DEEPER, job)
    assert is_progress(job.events[-1], "Computing features")

    assert_same_result(tasks.resume(project, Job()), whole)


@pytest.mark.parametrize(
    "place",
    [
        pytest.param(("train", 0, 0, 0), id="the first batch of all", marks=pytest.mark.slow),
        pytest.param(("train", 0, 1, 5), id="the last batch of an epoch's training", marks=pytest.mark.slow),
        pytest.param(("validation", 0, 0, 0), id="validation of the head"),
        pytest.param(("train", 1, 0, 2), id="fine-tuning"),
        pytest.param(("validation", 1, 1, 1), id="the last batch of all"),
    ],
)
def test_stopping_at_a_batch_comes_before_the_next_and_goes_on_exactly(
    place: tuple, new_project: Callable[..., Project], small_images: Path, uninterrupted: Run
) -> None:
    project = new_project(features=True)
    job = stopping_at(lambda event: is_batch(event, *place))

    assert is_stopped(project, small_images, PLAN, job)

    batch, checkpoint = job.events[-2:]
    assert is_batch(batch, *place)
    assert isinstance(checkpoint, CheckpointWritten)
    part, phase, epoch, number = place
    next_batch = number + 1 if part == "train" else batches_of_an_epoch(job)
    assert (checkpoint.phase, checkpoint.epoch, checkpoint.batch) == (phase, epoch, next_batch)
    again = Recorder()
    run = tasks.resume(project, again)
    assert_same_result(run, uninterrupted)
    assert job.of(RunBegun) == again.of(RunBegun) == [RunBegun(folder=run.folder, fine_tunes=True)]
    batches = [event for event in again.of(BatchEnded) if event.part == "train" and event.phase == phase]
    assert all(event.batch >= next_batch for event in batches if event.epoch == epoch)  # nothing was done again


def batches_of_an_epoch(job: Recorder) -> int:
    return next(event.batches for event in job.of(BatchEnded) if event.part == "train")


def test_stopping_again_and_again_gives_the_same_run(
    new_project: Callable[..., Project], small_images: Path, uninterrupted: Run
) -> None:
    project = new_project(features=True)
    stops = 0
    while is_stopped(project, small_images, PLAN, stop_after_batches(7)):
        stops += 1

    assert stops >= 3
    assert_same_result(project.runs[0], uninterrupted)


def stop_after_batches(count: int) -> Recorder:
    seen: list[Event] = []

    def is_last(event: Event) -> bool:
        seen.extend([event] if isinstance(event, BatchEnded) else [])
        return len(seen) == count

    return stopping_at(is_last)


@pytest.mark.parametrize("place", [("train", 0, 0, 2), ("validation", 1, 0, 0)])
def test_a_paused_run_waits_on_disk_and_goes_on_exactly(
    place: tuple, new_project: Callable[..., Project], small_images: Path, uninterrupted: Run
) -> None:
    project = new_project(features=True)
    is_waiting = threading.Event()

    def pause_at_the_place(job: Job, event: Event) -> None:
        if is_batch(event, *place):
            job.pause()
        elif isinstance(event, CheckpointWritten) and job.is_paused:
            is_waiting.set()

    job = Recorder(pause_at_the_place)
    runs: list[Run] = []
    thread = threading.Thread(target=lambda: runs.append(train_again(project, small_images, PLAN, job)))
    thread.start()
    assert is_waiting.wait(timeout=120)
    events_while_paused = len(job.events)
    assert is_batch(job.events[-2], *place)
    assert list((project.runs[0].files.checkpoints).glob("*.npz"))
    assert len(job.events) == events_while_paused
    job.resume()
    thread.join()

    assert_same_result(runs[0], uninterrupted)


def test_a_paused_run_can_be_stopped(
    new_project: Callable[..., Project], small_images: Path, uninterrupted: Run
) -> None:
    project = new_project(features=True)

    def pause_then_stop(job: Job, event: Event) -> None:
        if is_batch(event, "train", 0, 1, 1):
            job.pause()
            threading.Timer(0, job.stop).start()  # from another thread, as a window does

    job = Recorder(pause_then_stop)

    assert is_stopped(project, small_images, PLAN, job)
    assert_same_result(tasks.resume(project, Job()), uninterrupted)


def test_a_run_that_was_stopped_keeps_its_history(
    new_project: Callable[..., Project], small_images: Path, uninterrupted: Run
) -> None:
    project = new_project(features=True)
    job = stopping_at(lambda event: is_batch(event, "train", 1, 0, 0))

    assert is_stopped(project, small_images, PLAN, job)

    assert not project.runs[0].is_finished
    assert project.runs[0].history == [EpochRecord.of(event) for event in job.of(EpochEnded)]
