"""What a run tells while it trains, and what early stopping makes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core import tasks
from core.backbones.backbone import Backbone
from core.dataset.dataset import Split
from core.dataset.preparing import prepare_examples
from core.errors import UserError
from core.events import (
    BatchEnded,
    CheckpointWritten,
    EpochEnded,
    Event,
    PhaseEnded,
    PhaseStarted,
    Progress,
    RunEnded,
)
from core.jobs import Job
from core.modalities.prepared_rows import PreparedRows
from core.project.project import Project
from core.training.checkpoint import last_checkpoint
from core.training.epoch_record import EpochRecord
from core.training.outcome import Outcome
from core.training.phase_state import PhaseState
from core.training.plan import Phase
from core.training.run import Run
from core.training.trained_model import load_model
from core.wording.catalogue import text_of
from tests.core.small import CLASSES, WIDTH, Recorder, history_of, small_plan, weights_of


@pytest.fixture
def train(new_project: Callable[..., Project], small_images: Path) -> Callable[..., tuple[Run, Recorder]]:
    """Trains a plan in a project of its own."""

    def run_of(*phases: Phase, **settings: Any) -> tuple[Run, Recorder]:
        job = Recorder()
        return tasks.train(new_project(features=True), small_plan(phases=phases, **settings), job, small_images), job

    return run_of


def head(epochs: int = 2, learning_rate: float = 1e-2, patience: int = 5) -> Phase:
    return Phase(name="head", epochs=epochs, learning_rate=learning_rate, patience=patience)


def unfrozen(epochs: int = 2, learning_rate: float = 1e-3, patience: int = 3) -> Phase:
    return Phase(
        name="fine-tuning", unfreeze=("block_3",), epochs=epochs, learning_rate=learning_rate, patience=patience
    )


def shape_of(event: Event) -> str:
    if isinstance(event, BatchEnded):
        return {"train": "t", "validation": "v"}[event.part]
    names = {PhaseStarted: "<", CheckpointWritten: "c", EpochEnded: "e", PhaseEnded: ">"}
    return names.get(type(event), "")


def test_events_come_in_order(train: Callable) -> None:
    run, job = train(head(), unfrozen())

    told = "".join(shape_of(event) for event in job.events)
    epoch = "t" * 6 + "v" * 2 + "ce"
    assert told == f"<{epoch}{epoch}><{epoch}{epoch}>"
    started = job.of(PhaseStarted)
    assert [(event.phase, event.phases, event.name, event.epochs) for event in started] == [
        (0, 2, "head", 2),
        (1, 2, "fine-tuning", 2),
    ]
    of_head, of_block = WIDTH * 3 + 3, 3 * 3 * 12 * WIDTH + 2 * WIDTH
    assert [event.trainable_parameters for event in started] == [of_head, of_head + of_block]
    assert len({event.parameters for event in started}) == 1
    assert [(event.phase, event.epoch, event.batch) for event in job.of(CheckpointWritten)] == [
        (0, 1, 0), (0, 2, 0), (1, 1, 0), (1, 2, 0),
    ]  # fmt: skip
    assert run.history == [EpochRecord.of(event) for event in job.of(EpochEnded)]
    assert [round(epoch.learning_rate, 7) for epoch in run.history] == [1e-2, 1e-2, 1e-3, 1e-3]
    assert all(epoch.seconds > 0 for epoch in run.history)


def test_batches_are_counted_and_epochs_average_them_by_images(train: Callable) -> None:
    run, job = train(head(epochs=2))

    for part in ("train", "validation"):
        count = len(run.dataset.of(Split(part)))
        images = [8] * (count // 8) + ([count % 8] if count % 8 else [])
        for epoch in run.history:
            batches = [event for event in job.of(BatchEnded) if (event.part, event.epoch) == (part, epoch.epoch)]
            assert [(event.batch, event.batches) for event in batches] == [(n, len(images)) for n in range(len(images))]
            loss = np.average([event.loss for event in batches], weights=images)
            accuracy = np.average([event.score for event in batches], weights=images)
            reported = (epoch.loss, epoch.score)
            if part == "validation":
                reported = (epoch.validation_loss, epoch.validation_score)
            assert np.allclose(reported, (loss, accuracy))


def test_a_batch_reports_its_own_loss_and_accuracy(train: Callable, small_images: Path) -> None:
    """Validation, of which the saved model tells what it must have been."""
    run, job = train(head(epochs=1))
    images = run.dataset.of(Split.VALIDATION)
    model = load_model(run)
    probabilities = model.predictions(pixels_of(run, small_images).read([image.sha256 for image in images]))
    labels = np.array([CLASSES.index(image.label) for image in images])
    losses = -np.log(probabilities[np.arange(len(labels)), labels])
    hits = probabilities.argmax(axis=1) == labels

    first, second = [event for event in job.of(BatchEnded) if event.part == "validation"]

    assert np.allclose([first.loss, second.loss], [losses[:8].mean(), losses[8:].mean()], rtol=1e-4)
    assert np.allclose([first.score, second.score], [hits[:8].mean(), hits[8:].mean()])


def pixels_of(run: Run, small_images: Path) -> PreparedRows:
    prepared, _ = prepare_examples(
        run.dataset, run.preprocessing, Project(folder=run.project_folder).files.prepared_cache, Job()
    )
    return prepared


def test_long_steps_tell_how_far_they_are_and_the_time_left(
    small_images: Path, small_backbone: Path, tmp_path: Path
) -> None:
    job = Recorder()
    tasks.train(Project(folder=tmp_path / "project"), small_plan("block_3", epochs=1), job, small_images)

    steps = {text_of(event.step) for event in job.of(Progress)}
    assert steps >= {"Reading the images", "Preparing the images", "Computing features"}
    for step in steps:
        events = [event for event in job.of(Progress) if text_of(event.step) == step]
        assert (events[0].done, events[0].seconds_left) == (0, None)
        assert (events[-1].done, events[-1].seconds_left) == (events[-1].total, 0)
        assert all(event.seconds_left > 0 for event in events if 0 < event.done < event.total)


def test_the_best_weights_are_given_back_and_a_phase_that_gets_no_better_ends(train: Callable) -> None:
    long, job = train(head(epochs=40, learning_rate=0.5, patience=2))
    best = min(long.history, key=lambda epoch: epoch.validation_loss)

    (ended,) = job.of(PhaseEnded)
    assert ended.best_epoch == best.epoch
    assert ended.stopped_early
    assert len(long.history) == best.epoch + 1 + 2
    short, _ = train(head(epochs=best.epoch + 1, learning_rate=0.5, patience=12))
    assert history_of(short) == history_of(long)[: best.epoch + 1]
    for name, values in weights_of(short).items():
        assert values.tobytes() == weights_of(long)[name].tobytes()


def test_a_phase_that_only_makes_things_worse_gives_back_the_start(train: Callable) -> None:
    alone, _ = train(head(epochs=2))
    both, job = train(head(epochs=2), unfrozen(epochs=10, learning_rate=1.0, patience=2))

    _, ended = job.of(PhaseEnded)
    assert (ended.best_epoch, ended.stopped_early) == (-1, True)
    assert len(both.history) == 2 + 2
    assert not any(epoch.best for epoch in both.history[2:])
    told = text_of(job.of(RunEnded)[0].message)
    assert told.startswith("Kept: epoch 2, of the head. Fine-tuning was no better. It ended early: 2 epochs")
    assert both.outcome.kept.trained_parameters == WIDTH * 3 + 3
    assert replace(both.outcome, beside=None) == outcome_of_files(both)
    published = load_model(alone).backbone.variables
    for name, values in weights_of(both).items():
        expected = weights_of(alone)[name] if name in weights_of(alone) else published[name[len("backbone/") :]].numpy()
        assert values.tobytes() == expected.tobytes(), name


def outcome_of_files(run: Run) -> Outcome | None:
    """As of a run of an earlier version, which has kept no outcome."""
    run.files.outcome.unlink()
    return run.outcome


@pytest.mark.parametrize(
    ("epoch", "best_epoch", "is_over"), [(0, -1, False), (2, -1, False), (3, -1, True), (5, 2, False), (6, 2, True)]
)
def test_patience_counts_epochs_since_the_best(epoch: int, best_epoch: int, is_over: bool) -> None:
    state = PhaseState(phase=0, epoch=epoch, best_epoch=best_epoch)

    assert state.is_over(head(epochs=100, patience=3)) == is_over


def test_class_weights_change_what_is_learnt_where_classes_differ_in_size(
    small_backbone: Path, small_images: Path, tmp_path: Path
) -> None:
    rows = (small_images / "images.csv").read_text(encoding="utf-8").splitlines()
    rare = [row for row in rows if not row.startswith("pictures/circle") or row.partition("_")[2][0] in "0123"]
    table = small_images / "fewer.csv"
    table.write_text("\n".join(rare), encoding="utf-8")
    project = Project(folder=tmp_path / "project")
    recall = {}
    try:
        for balanced in (True, False):
            plan = small_plan(epochs=10, class_weights=balanced, phases=(head(epochs=10, learning_rate=3e-3),))
            model = load_model(tasks.train(project, plan, Job(), table))
            dataset = project.runs[-1].dataset
            with pixels_of(project.runs[-1], small_images) as pixels:
                keys = [image.sha256 for image in dataset.of(Split.TRAIN) if image.label == "circle"]
                recall[balanced] = model.predictions(pixels.read(keys))[:, 0].mean()
    finally:
        table.unlink()

    assert recall[True] > recall[False] * 1.2  # the rare class has a greater say


def test_a_loss_that_is_no_number_ends_the_run_with_a_word_to_the_user(
    opened: list[Backbone], new_project: Callable[..., Project], small_images: Path
) -> None:
    def spoil(job: Job, event: Event) -> None:
        if isinstance(event, PhaseStarted) and event.phase == 1:
            opened[0].variables["block_3_bn/gamma"].assign([np.nan] * WIDTH)

    with pytest.raises(UserError, match="loss is NaN"):
        tasks.train(new_project(), small_plan("block_3", epochs=1), Recorder(spoil), small_images)


def test_a_checkpoint_holds_no_file_name(train: Callable, small_images: Path) -> None:
    run, _ = train(head(epochs=1))

    names = [image.file for image in run.dataset.examples]
    assert names
    assert last_checkpoint(run.files.checkpoints)
    for file in [*run.files.checkpoints.iterdir(), *run.model_folder.iterdir()]:
        content = file.read_bytes()
        assert not any(Path(name).stem.encode() in content for name in names)
        assert b"pictures" not in content
        assert str(small_images).encode() not in content
