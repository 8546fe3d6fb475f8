"""Runs as their folders hold them, and what training reports of one, without any training."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEventLoop

from core.dataset.dataset import Dataset
from core.events import (
    Alarm,
    AlarmKind,
    BatchEnded,
    CheckpointWritten,
    EpochEnded,
    Event,
    LayersMeasured,
    PhaseEnded,
    PhaseStarted,
    RunBegun,
)
from core.messages import as_written
from core.modalities.images.preprocessing import Preprocessing
from core.project.project import Project
from core.storage.files import write_json
from core.training.alarms import HEAD_LAYER
from core.training.epoch_record import EpochRecord
from core.training.history import write_history
from core.training.monitoring import Monitoring
from core.training.plan import Plan, usual_phases
from core.training.run import Run, create_run
from gui.session import Session

BATCHES = 4


def plan(epochs: int = 3, fine_tune_epochs: int = 2, unfreeze: Sequence[str] = ("block_3_conv",)) -> Plan:
    phases = usual_phases(unfreeze, epochs=epochs, fine_tune_epochs=fine_tune_epochs)
    return Plan(backbone="small", phases=phases)


def epoch_ended(phase: int, epoch: int, loss: float = 0.5, best: bool = True) -> EpochEnded:
    return EpochEnded(
        phase=phase,
        epoch=epoch,
        loss=loss,
        score=1 - loss / 2,
        validation_loss=loss * 1.1,
        validation_score=0.95 - loss / 2,
        learning_rate=1e-5 if phase else 1e-3,
        seconds=2.5,
        best=best,
    )


def run_begun(run: Run) -> RunBegun:
    return RunBegun(folder=run.folder, fine_tunes=run.plan.fine_tunes)


def phase_started(phase: int, of: Plan) -> PhaseStarted:
    return PhaseStarted(
        phase=phase,
        phases=len(of.phases),
        name=of.phases[phase].name,
        epochs=of.phases[phase].epochs,
        trainable_parameters=1000,
        parameters=100_000,
    )


def layers_measured(phase: int, epoch: int, backbone: Sequence[str] = ()) -> LayersMeasured:
    """Of these layers and the head. A layer has learnt the less the farther it is from the head."""
    count = len(backbone) + 1
    depth = [10.0 ** -((count - place) / 4) for place in range(1, count + 1)]
    return LayersMeasured(
        phase=phase,
        epoch=epoch,
        layers=(*backbone, HEAD_LAYER),
        gradient_norms=tuple(share * 0.9**epoch for share in depth),
        update_ratios=tuple(1e-3 * share for share in depth),
        distances=(*(0.01 * share * (epoch + 1) for share in depth[:-1]), None),
    )


def alarm(kind: AlarmKind, phase: int = 1, epoch: int = 0, layers: Sequence[str] = ()) -> Alarm:
    return Alarm(
        kind=kind,
        phase=phase,
        epoch=epoch,
        message=as_written(f"It is {kind.value}.", "Do this."),
        layers=tuple(layers),
    )


def batch_ended(phase: int, epoch: int, batch: int, loss: float = 0.5, batches: int = BATCHES) -> BatchEnded:
    return BatchEnded(
        phase=phase, epoch=epoch, batch=batch, batches=batches, part="train", loss=loss, score=1 - loss / 2
    )


def events_of(of: Plan, batches: int = BATCHES, seed: int = 0) -> Iterator[Event]:
    """All that a run reports from beginning to end; the loss falls from epoch to epoch."""
    draw = np.random.default_rng(seed)
    total = sum(phase.epochs for phase in of.phases)
    done = 0
    for number, phase in enumerate(of.phases):
        yield phase_started(number, of)
        for epoch in range(phase.epochs):
            for batch in range(batches):
                loss = 0.9 * float(np.exp(-2 * (done + batch / batches) / total)) + 0.05 * abs(draw.normal())
                yield batch_ended(number, epoch, batch, loss, batches)
            done += 1
            yield CheckpointWritten(phase=number, epoch=epoch + 1, batch=0)
            yield epoch_ended(number, epoch, 0.9 * float(np.exp(-2 * done / total)))
        yield PhaseEnded(phase=number, best_epoch=phase.epochs - 1, stopped_early=False)


def epochs_of(of: Plan, seed: int = 0) -> list[EpochRecord]:
    """What a run keeps of what it reports."""
    return [EpochRecord.of(event) for event in events_of(of, seed=seed) if isinstance(event, EpochEnded)]


def begin_run(project: Project, of: Plan | None = None, epochs: int = 0, seed: int = 0) -> Run:
    """An interrupted run, of which so many epochs have ended."""
    of = of or plan()
    dataset = Dataset(folder=project.folder, examples=())
    run = create_run(project.new_run_folder, of, dataset, Preprocessing(height=32, width=32, depth=8), Path("small"))
    ended = epochs_of(of, seed)
    if epochs:
        write_history(run.files.history, ended[:epochs])
    return run


def watched(run: Run, monitoring: Monitoring) -> Run:
    """With what was found while it trained."""
    monitoring.save(run.files.monitoring)
    return run


def finish(run: Run) -> Run:
    """It has all its epochs, and counts as finished."""
    ended = epochs_of(run.plan)
    write_history(run.files.history, ended)
    write_json(run.model_folder / "model.json", {})
    return run


def reload_runs(session: Session, select: Run | None = None) -> None:
    """Have the session read which runs there are, and wait until it knows them."""
    loop = QEventLoop()
    session.runs_changed.connect(loop.quit)
    session.reload_runs(select)
    loop.exec()
    session.runs_changed.disconnect(loop.quit)
