"""Incremental unfreezing: deeper while it pays, exact after interruptions, with what is watched on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core import tasks
from core.backbones.backbone import Backbone
from core.errors import UserError
from core.events import Alarm, AlarmKind, BatchEnded, DepthDecided, Event, LayersMeasured, PhaseStarted
from core.jobs import Job
from core.project.project import Project
from core.training.alarms import HEAD_LAYER
from core.training.monitoring_records import AlarmRecord, DepthRecord, LayersRecord
from core.training.plan import Phase, Plan, incremental_phases
from core.training.run import Run
from core.training.settings import Schedule
from tests.core.small import Recorder, assert_same_result, is_stopped, small_plan, stopping_at, weights_of

HEAD = Phase(name="head", epochs=2, learning_rate=1e-2)
DEEPER = Phase(name="fine-tuning", epochs=2, learning_rate=3e-3, patience=2)


def plan(blocks: int = 2, deeper: Phase = DEEPER, **settings: Any) -> Plan:
    phases = incremental_phases(HEAD, deeper, blocks)
    return small_plan(phases=phases, **{"only_while_better": True} | settings)


@pytest.fixture
def train(new_project: Callable[..., Project], small_images: Path) -> Callable[[Plan], tuple[Run, Recorder]]:
    def run_of(plan: Plan) -> tuple[Run, Recorder]:
        job = Recorder()
        return tasks.train(new_project(), plan, job, small_images), job

    return run_of


Train = Callable[[Plan], tuple[Run, Recorder]]


def test_phases_unfreeze_one_block_more_each() -> None:
    assert [phase.unfreeze for phase in plan(blocks=3).phases] == [(), ("last:1",), ("last:2",), ("last:3",)]
    assert [phase.name for phase in plan().phases] == ["head", "last 1 block", "last 2 blocks"]


def test_no_block_at_all_is_refused() -> None:
    with pytest.raises(UserError):
        incremental_phases(HEAD, DEEPER, 0)


def test_it_goes_deeper_while_validation_gets_better_by_more_than_its_noise(train: Train) -> None:
    run, job = train(plan())

    (decided,) = job.of(DepthDecided)
    assert decided.goes_deeper == (decided.improvement > decided.noise)
    assert decided.goes_deeper
    assert [event.name for event in job.of(PhaseStarted)] == ["head", "last 1 block", "last 2 blocks"]
    assert run.monitoring.decisions == [DepthRecord.of(decided)]


def test_it_stops_where_a_block_brings_nothing_and_gives_the_best_weights_back(train: Train) -> None:
    hopeless = replace(DEEPER, learning_rate=1e-9, epochs=1)

    run, job = train(plan(blocks=3, deeper=hopeless))

    (decided,) = job.of(DepthDecided)
    assert not decided.goes_deeper
    assert [event.name for event in job.of(PhaseStarted)] == ["head", "last 1 block"]
    assert {epoch.phase for epoch in run.history} == {0, 1}
    assert run.is_finished


def test_without_the_rule_all_phases_are_run(train: Train) -> None:
    _, job = train(plan(deeper=replace(DEEPER, learning_rate=1e-9, epochs=1), only_while_better=False))

    assert len(job.of(PhaseStarted)) == 3
    assert job.of(DepthDecided) == []


@pytest.mark.parametrize("place", [pytest.param((1, 1, 2), marks=pytest.mark.slow), (2, 0, 3)])
def test_an_interrupted_run_goes_on_exactly(
    place: tuple[int, int, int], new_project: Callable[..., Project], small_images: Path
) -> None:
    settings: dict[str, Any] = {"schedule": Schedule.COSINE, "warmup_epochs": 0.5, "depth_factor": 2.6, "l2_sp": 0.1}
    whole = tasks.train(new_project(), plan(**settings), Job(), small_images)
    project = new_project()

    assert is_stopped(project, small_images, plan(**settings), stopping_at(lambda event: place_of(event) == place))
    run = tasks.resume(project, Job())

    assert_same_result(run, whole)
    assert run.monitoring == whole.monitoring


def place_of(event: Event) -> tuple[int, int, int] | None:
    return (event.phase, event.epoch, event.batch) if isinstance(event, BatchEnded) else None


def test_each_epoch_tells_what_happened_to_each_layer_that_trains(train: Train, opened: list[Backbone]) -> None:
    run, job = train(plan())

    measured: list[LayersMeasured] = job.of(LayersMeasured)
    assert [(event.phase, event.epoch) for event in measured] == [(e.phase, e.epoch) for e in run.history]
    assert measured[0].layers == (HEAD_LAYER,)
    assert measured[-1].layers == ("block_2_conv", "block_2_bn", "block_3_conv", "block_3_bn", HEAD_LAYER)
    for event in measured:
        assert min(event.gradient_norms) > 0
        assert min(event.update_ratios) > 0
        assert event.distances[-1] is None
    assert run.monitoring.layers == [LayersRecord.of(event) for event in measured]


def test_the_distance_is_that_from_the_pretrained_weights(train: Train, small_library: Path) -> None:
    from core.backbones.backbone import open_backbone

    run, job = train(plan(blocks=1))

    last = job.of(LayersMeasured)[-1]
    best = [epoch for epoch in run.history if epoch.best][-1]
    assert (best.phase, best.epoch) == (last.phase, last.epoch)  # so that the model has these weights
    published = open_backbone(small_library / "small").variables["block_3_conv/kernel"].numpy()
    trained = weights_of(run)["backbone/block_3_conv/kernel"]
    expected = np.linalg.norm(trained - published) / np.linalg.norm(published)
    assert last.distances[last.layers.index("block_3_conv")] == pytest.approx(expected, rel=1e-5)


def last_distances(run: Run) -> dict[str, float]:
    last = run.monitoring.layers[-1]
    return {layer: far for layer, far in zip(last.layers, last.distances, strict=True) if far is not None}


def test_l2_sp_keeps_layers_near_their_pretrained_weights(train: Train) -> None:
    free, pulled = (last_distances(train(plan(blocks=1, l2_sp=pull))[0]) for pull in (0.0, 100.0))

    assert pulled["block_3_conv"] < 0.7 * free["block_3_conv"]


def test_with_a_factor_deeper_blocks_move_less(train: Train) -> None:
    alike, slower = (last_distances(train(plan(depth_factor=factor))[0]) for factor in (1.0, 10.0))

    assert slower["block_2_conv"] < 0.3 * alike["block_2_conv"]


def test_a_loss_that_is_no_number_ends_the_run_and_keeps_what_was_learnt(
    new_project: Callable[..., Project], small_images: Path
) -> None:
    project, job = new_project(), Recorder()
    wild = replace(DEEPER, learning_rate=1.0, epochs=30, patience=30)

    def spoil(job: Job, event: Event) -> None:
        if isinstance(event, BatchEnded) and event.phase == 1:
            for variable in found[0].variables.values():
                variable.assign(variable * np.nan)

    found: list[Backbone] = []
    job = Recorder(spoil)
    with pytest.MonkeyPatch.context() as patch:
        from core.backbones import backbone

        open_backbone = backbone.open_backbone
        patch.setattr(backbone, "open_backbone", lambda *given: found.append(open_backbone(*given)) or found[-1])
        with pytest.raises(UserError, match="loss is NaN") as error:
            tasks.train(project, plan(blocks=1, deeper=wild), job, small_images)

    assert [alarm.kind for alarm in job.of(Alarm)][-1] is AlarmKind.NOT_FINITE
    assert "0.1" in str(error.value)  # a tenth
    run = tasks.finish_early(project, project.runs[-1], Job())
    assert all(np.isfinite(values).all() for values in weights_of(run).values())


def test_alarms_are_kept_with_the_run(train: Train) -> None:
    run, job = train(plan(blocks=1, deeper=replace(DEEPER, learning_rate=1.0, epochs=3, patience=3)))

    alarms = job.of(Alarm)
    assert AlarmKind.RUN_AWAY in {alarm.kind for alarm in alarms} or AlarmKind.EXPLODING in {a.kind for a in alarms}
    assert run.monitoring.alarms == [AlarmRecord.of(alarm) for alarm in alarms]
    assert len({(alarm.kind, alarm.phase) for alarm in alarms}) == len(alarms)  # each is raised once in a phase


def test_what_a_run_has_cost_is_kept(train: Train) -> None:
    run, job = train(plan())

    cost = run.cost
    assert cost is not None
    assert cost.trainable_parameters == max(event.trainable_parameters for event in job.of(PhaseStarted))
    assert cost.seconds >= sum(epoch.seconds for epoch in run.history)
    assert cost.peak_memory_bytes > 100 << 20  # TensorFlow alone
