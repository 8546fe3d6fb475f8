"""Frostline's side: `core.tasks.train` from a folder of images to a saved model, as a script would call it."""

from __future__ import annotations

import time
import warnings
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.results import of_classes
from benchmarks.side import BATCH_SIZE, FINE_TUNE_LEARNING_RATE, HEAD_LEARNING_RATE, Clock, PhaseResult, SideResult
from benchmarks.tutorial_recipe import HEAD

if TYPE_CHECKING:
    from core.events import Event
    from core.training.epoch_record import EpochRecord
    from core.training.plan import Plan
    from core.training.run import Run

# Nothing of Frostline is imported up here: that, too, counts as its time.


@dataclass(frozen=True, kw_only=True)
class FrostlineRequest:
    images: Path
    project: Path
    backbone: str
    head_epochs: int
    #: a second phase, by its name here and the layers that it unfreezes; none where `unfreeze` is empty
    fine_tuning: str = ""
    unfreeze: str = ""
    fine_tune_epochs: int = 0
    #: instead of that: so many blocks, one more in each further phase
    incremental: int = 0
    dropout: float = 0.2
    learning_rate: float = HEAD_LEARNING_RATE
    #: whether to measure the model on the test images, outside the clock
    test: bool = True
    #: why to train in spite of what an audit finds; "" where it finds nothing
    override: str = ""


def train_with_frostline(request: FrostlineRequest) -> SideResult:
    """The clock starts when TensorFlow is imported, and stops when the model is saved. Early stopping is off."""
    clock = Clock()
    from core.process.tensorflow_start import prepare_tensorflow

    prepare_tensorflow()
    warnings.filterwarnings("ignore", message="pkg_resources")
    import keras  # noqa: F401  what both sides leave out of the clock
    import tensorflow as tf  # noqa: F401
    import tensorflow_hub  # noqa: F401

    import_seconds = clock.lap()

    watch = _Watch()
    from core import tasks
    from core.jobs import Job
    from core.project.project import Project
    from core.training import training  # noqa: F401  `train` would import it, and its seconds are worth a line

    watch.steps["Importing Frostline"] = clock.lap()
    project, plan = Project(folder=request.project), plan_of(request)
    run = tasks.train(project, plan, Job(watch.on_event), request.images, override=request.override)
    ended = time.perf_counter()

    seconds = _seconds_of_phases(watch, ended)
    test_accuracy = _test_accuracy(run) if request.test else None
    names = [phase.name for phase in run.plan.phases]
    phases = tuple(
        PhaseResult(
            name=name,
            epochs=sum(1 for epoch in run.history if epoch.phase == number),
            seconds=seconds[number],
            trainable_parameters=watch.trainable_parameters[number],
            validation_accuracy=_accuracy_kept(run.history, number),
            test_accuracy=test_accuracy if number == len(seconds) - 1 else None,
        )
        for number, name in enumerate(names)
    )
    return SideResult(import_seconds=import_seconds, phases=phases, steps=dict(watch.steps))


def plan_of(request: FrostlineRequest) -> Plan:
    """Patience as long as the phase: every epoch is trained, as in the recipe."""
    from core.training.plan import Phase, Plan, incremental_phases

    phases = [
        Phase(
            name=HEAD,
            epochs=request.head_epochs,
            learning_rate=request.learning_rate,
            patience=request.head_epochs,
        )
    ]
    if request.fine_tune_epochs:
        fine_tuning = Phase(
            name=request.fine_tuning,
            unfreeze=(request.unfreeze,),
            epochs=request.fine_tune_epochs,
            learning_rate=FINE_TUNE_LEARNING_RATE,
            patience=request.fine_tune_epochs,
        )
        if request.incremental:
            phases += incremental_phases(phases[0], fine_tuning, request.incremental)[1:]
        else:
            phases.append(fine_tuning)
    return Plan(backbone=request.backbone, phases=tuple(phases), batch_size=BATCH_SIZE, dropout=request.dropout, seed=0)


@dataclass
class _Watch:
    """Notes when phases end and how long steps take."""

    started: float = field(default_factory=time.perf_counter)
    phase_ends: list[float] = field(default_factory=list)
    trainable_parameters: list[int] = field(default_factory=list)
    _first: dict[str, float] = field(default_factory=dict)
    steps: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def on_event(self, event: Event) -> None:
        from core.events import PhaseEnded, PhaseStarted, Progress
        from core.wording.catalogue import text_of

        now = time.perf_counter()
        match event:
            case PhaseStarted():
                self.trainable_parameters.append(event.trainable_parameters)
            case PhaseEnded():
                self.phase_ends.append(now)
            case Progress(done=0):
                self._first[text_of(event.step)] = now
            case Progress(done=done, total=total) if done == total:
                step = text_of(event.step)
                self.steps[step] += now - self._first.pop(step, now)


def _seconds_of_phases(watch: _Watch, ended: float) -> list[float]:
    """Return seconds of phases. Each lasts until the next begins to be set up; the last until the model is saved."""
    ends = [*watch.phase_ends[:-1], ended]
    return [end - start for start, end in zip([watch.started, *ends], ends, strict=False)]


def _accuracy_kept(history: list[EpochRecord], phase: int) -> float:
    """Return the accuracy of the epoch whose weights the run had after this phase, be it one of an earlier phase."""
    return next(epoch.validation_score for epoch in reversed(history) if epoch.best and epoch.phase <= phase)


def _test_accuracy(run: Run) -> float:
    from core import tasks
    from core.dataset.dataset import Split
    from core.jobs import Job

    return of_classes(tasks.evaluate(run, Job(), parts=(Split.TEST,)).parts[Split.TEST]).accuracy
