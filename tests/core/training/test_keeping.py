"""Which weights a run keeps: by the metric that the user has chosen, and of head and fine-tuning both."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core import tasks
from core.dataset.dataset import Split
from core.errors import UserError
from core.events import BatchEnded, DepthDecided, PhaseEnded
from core.jobs import Job
from core.project.project import Project
from core.targets.selecting import Standing
from core.targets.single_label import SingleLabel
from core.training.checkpoint import Checkpoint, last_checkpoint, write_checkpoint
from core.training.plan import Phase, Plan, incremental_phases
from core.training.run import Run, Variant
from core.training.settings import Keep
from core.training.trained_model import load_model
from core.wording.catalogue import text_of
from tests.core.small import Recorder, assert_same_result, is_stopped, small_plan, stopping_at, weights_of
from tests.results import of_classes

HEAD = Phase(name="head", epochs=3, learning_rate=1e-2)
#: gets worse at once, and then better again, but never as good as the head
HOPELESS = Phase(name="fine-tuning", unfreeze=("last:1",), epochs=3, learning_rate=1.0, patience=3)
PLAN = small_plan(phases=(HEAD, HOPELESS))


@pytest.fixture(scope="module")
def trained(small_library: Path, small_images: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with three runs: the head alone, fine-tuning that is no better, and the same that keeps it."""
    project = Project(folder=tmp_path_factory.mktemp("kept") / "project")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FROSTLINE_BACKBONES", str(small_library))
        for plan in (small_plan(phases=(HEAD,)), PLAN, replace(PLAN, keep=Keep.BEST_OF_FINE_TUNING)):
            tasks.train(project, plan, Job(), small_images)
    return project.folder


@pytest.fixture
def runs(trained: Path, small_backbone: Path, tmp_path: Path) -> list[Run]:
    shutil.copytree(trained, tmp_path / "project")
    return Project(folder=tmp_path / "project").runs


def assert_equal(weights: dict[str, np.ndarray], wanted: dict[str, np.ndarray]) -> None:
    assert weights.keys() == wanted.keys()
    for name, values in wanted.items():
        np.testing.assert_array_equal(weights[name], values, err_msg=name)


def test_where_fine_tuning_was_no_better_its_best_weights_are_kept_beside(runs: list[Run]) -> None:
    alone, best, _ = runs
    kept, beside = best.models

    assert (kept, beside.name) == (best, "run-002:fine-tuned")
    assert_equal(weights_of(kept), weights_of(alone))
    assert "backbone/block_3_conv/kernel" in weights_of(beside)
    tuned = [epoch for epoch in best.history if epoch.phase == 1]
    assert beside.kept.epoch == min(tuned, key=lambda epoch: epoch.validation_loss).epoch
    assert beside.kept.trained_parameters > kept.kept.trained_parameters
    assert text_of(best.what_was_kept) == "Kept: epoch 3, of the head. Fine-tuning was no better."
    assert text_of(beside.what_was_kept).endswith("Epoch 3, of the head, was better.")


def test_both_models_can_be_used_each_for_itself(runs: list[Run]) -> None:
    kept, beside = runs[1].models
    images = np.random.default_rng(0).integers(0, 255, (4, 32, 32, 3), np.uint8)

    assert not np.allclose(load_model(kept).predictions(images), load_model(beside).predictions(images))
    accuracies = [tasks.evaluate(model, Job(), (Split.VALIDATION,)).parts for model in (kept, beside)]
    assert accuracies[0] != accuracies[1]
    assert kept.files.evaluation != beside.files.evaluation


def test_who_wants_the_best_of_fine_tuning_gets_it_and_the_head_beside(runs: list[Run]) -> None:
    alone, best, tuned = runs
    kept, beside = tuned.models

    assert (kept.kept.phase, beside.name, tuned.history[3].best) == (1, "run-003:head", True)
    assert_equal(weights_of(beside), weights_of(alone))
    assert_equal(weights_of(kept), weights_of(best.models[1]))
    assert text_of(tuned.what_was_kept).endswith("Epoch 3, of the head, was better.")
    assert text_of(beside.what_was_kept) == "Also kept: epoch 3, of the head. Fine-tuning was no better."


def test_models_are_found_by_the_name_of_their_run_and_a_colon(runs: list[Run]) -> None:
    _, best, tuned = runs
    of = {name: Path(f"{run.folder}:{name}") for run in (best,) for name in ("fine-tuned", "head")}

    assert tasks.find_run(of["fine-tuned"]) == best.models[1]
    assert tasks.find_run(of["head"]) == best
    assert tasks.find_run(Path(f"{tuned.folder}:fine-tuned")) == tuned
    assert tasks.find_run(Path(f"{best.project_folder}:head")).name == "run-003:head"


def test_a_model_that_was_not_kept_is_named(runs: list[Run]) -> None:
    with pytest.raises(UserError, match="“run-001” has kept no model of fine-tuning"):
        tasks.find_run(Path(f"{runs[0].folder}:fine-tuned"))


def test_equal_weights_are_marked_in_a_comparison(runs: list[Run]) -> None:
    alone, best, tuned = runs

    comparison = tasks.compare([alone, best, best.models[1], tuned, tuned.models[1]], Job())

    same = [compared.same_weights_as for compared in comparison.runs]
    assert same == ["", "run-001", "", "run-002, fine-tuned", "run-001"]
    assert [compared.trained_parameters for compared in comparison.runs] == [51, 51, 1811, 1811, 51]
    assert [compared.approach.value for compared in comparison.runs] == [
        "feature extraction", "feature extraction", "fine-tuning", "fine-tuning", "feature extraction",
    ]  # fmt: skip


def test_models_of_earlier_versions_are_marked_too(runs: list[Run]) -> None:
    """They kept what was unfrozen beside the head, although it was as published, and no digest."""
    alone, best, _ = runs
    published = load_model(best).backbone.variables["block_3_conv/kernel"].numpy()
    arrays: dict[str, Any] = weights_of(best) | {"backbone/block_3_conv/kernel": published}
    np.savez(best.model_folder / "weights.npz", **arrays)
    for run in (alone, best):
        file = run.model_folder / "model.json"
        file.write_text(file.read_text().replace('"weights_digest"', '"unknown"'))
        run.files.outcome.unlink()

    comparison = tasks.compare([alone, best], Job())

    assert [compared.same_weights_as for compared in comparison.runs] == ["", "run-001"]


@pytest.mark.parametrize("keep", Keep)
def test_an_interrupted_run_keeps_the_same_two_models(
    keep: Keep, runs: list[Run], new_project: Callable[..., Project], small_images: Path
) -> None:
    whole = runs[2 if keep is Keep.BEST_OF_FINE_TUNING else 1]
    project, plan = new_project(), replace(PLAN, keep=keep)
    at = (1, 2, 1)

    assert is_stopped(project, small_images, plan, stopping_at(lambda event: place_of(event) == at))
    run = tasks.resume(project, Job())

    assert_same_result(run, whole)
    assert_equal(weights_of(run.models[1]), weights_of(whole.models[1]))


def place_of(event: object) -> tuple[int, int, int] | None:
    return (event.phase, event.epoch, event.batch) if isinstance(event, BatchEnded) else None


@pytest.mark.parametrize("keep", Keep)
def test_a_run_that_is_ended_early_keeps_both_as_well(
    keep: Keep, runs: list[Run], new_project: Callable[..., Project], small_images: Path
) -> None:
    project, plan = new_project(), replace(PLAN, keep=keep)
    assert is_stopped(project, small_images, plan, stopping_at(lambda event: place_of(event) == (1, 1, 1)))

    run = tasks.finish_early(project, project.runs[0], Job())

    first, second = reversed(run.models) if keep is Keep.BEST_OF_FINE_TUNING else run.models
    assert_equal(weights_of(first), weights_of(runs[0]))
    assert (second.kept.phase, second.kept.epoch) == (1, 0)


def test_a_run_ended_before_fine_tuning_has_ended_an_epoch_has_one_model(
    runs: list[Run], new_project: Callable[..., Project], small_images: Path
) -> None:
    project, plan = new_project(), replace(PLAN, keep=Keep.BEST_OF_FINE_TUNING)
    assert is_stopped(project, small_images, plan, stopping_at(lambda event: place_of(event) == (1, 0, 1)))

    run = tasks.finish_early(project, project.runs[0], Job())

    assert run.models == [run]
    assert_equal(weights_of(run), weights_of(runs[0]))
    assert run.kept.is_of_head


def train(plan: Plan, project: Project, images: Path) -> tuple[Run, Recorder]:
    job = Recorder()
    return tasks.train(project, plan, job, images), job


@pytest.mark.parametrize("select_by", ["balanced-accuracy", "auc"])
def test_the_chosen_figure_decides_which_epoch_is_best_and_when_it_ends(
    select_by: str, new_project: Callable[..., Project], small_images: Path
) -> None:
    head = replace(HEAD, epochs=40, learning_rate=0.05, patience=3)
    run, job = train(small_plan(phases=(head,), select_by=select_by), new_project(features=True), small_images)

    values = [epoch.figure for epoch in run.history]
    best = values.index(max(values))  # of equals the first
    assert run.kept.epoch == best == job.of(PhaseEnded)[0].best_epoch
    assert len(values) == min(best + 1 + 3, 40)
    assert run.kept.value == values[best]
    metrics = of_classes(tasks.evaluate(run, Job(), (Split.VALIDATION,)).parts[Split.VALIDATION])
    expected = metrics.auc if select_by == "auc" else metrics.balanced_accuracy
    assert values[best] == pytest.approx(expected, abs=1e-6)


def test_incremental_unfreezing_goes_by_the_chosen_figure(
    new_project: Callable[..., Project], small_images: Path
) -> None:
    deeper = replace(HOPELESS, epochs=1, learning_rate=1e-9)
    plan = small_plan(phases=incremental_phases(HEAD, deeper, 2), only_while_better=True, select_by="balanced-accuracy")

    _, job = train(plan, new_project(), small_images)

    (decided,) = job.of(DepthDecided)
    assert (decided.select_by, decided.improvement, decided.goes_deeper) == ("balanced-accuracy", 0, False)


def test_variants_have_words_that_a_command_line_can_take() -> None:
    assert [variant.value for variant in Variant] == ["", "fine-tuned", "head"]


def test_a_checkpoint_of_an_earlier_version_goes_on_as_it_would_have(
    new_project: Callable[..., Project], uninterrupted: Run, small_images: Path
) -> None:
    project = new_project()
    plan = small_plan("last:1")
    assert is_stopped(project, small_images, plan, stopping_at(lambda event: place_of(event) == (1, 1, 2)))
    folder = project.runs[0].files.checkpoints
    checkpoint = last_checkpoint(folder)
    shutil.rmtree(folder)
    write_checkpoint(folder, as_of_old(checkpoint))

    assert_same_result(tasks.resume(project, Job()), uninterrupted)


def as_of_old(checkpoint: Checkpoint) -> Checkpoint:
    """It knew losses alone."""
    arrays = {name: array for name, array in checkpoint.arrays.items() if not name.startswith("merits/")}
    arrays["losses/start"] = -checkpoint.arrays["merits/start"]
    new = ("best_score", "beside", "trained_parameters")
    facts = {name: value for name, value in checkpoint.facts.items() if name not in new}
    return replace(checkpoint, arrays=arrays, facts={**facts, "best_loss": -checkpoint.facts["best_score"]})


@pytest.mark.parametrize(
    ("of_epochs", "kept"), [((0.9, 0.95, 0.92), 2), ((0.9, 0.95, 0.7), 1), ((0.7, 0.6, 0.5), None)]
)
def test_the_latest_epoch_that_beats_the_head_is_kept_where_the_plan_says_so(
    of_epochs: tuple[float, ...],
    kept: int | None,
    new_project: Callable[..., Project],
    small_images: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scores = iter((0.5, 0.8, 0.8, *of_epochs))

    def standing(self: SingleLabel, select_by: str, loss: float, losses: np.ndarray, *_: np.ndarray) -> Standing:
        score = next(scores)
        return Standing(score, score, np.full(len(losses), score))

    monkeypatch.setattr(SingleLabel, "standing", standing)
    fine_tuning = replace(HOPELESS, learning_rate=1e-3)

    run = tasks.train(
        new_project(features=True), small_plan(phases=(HEAD, fine_tuning), keep=Keep.LAST), Job(), small_images
    )

    outcome = run.outcome
    assert outcome is not None
    if kept is None:
        assert (outcome.kept.phase, outcome.kept.epoch) == (0, 1)
        assert outcome.beside is not None
        assert "highest" in text_of(run.origin) or "lowest" in text_of(run.origin)
    else:
        assert (outcome.kept.phase, outcome.kept.epoch) == (1, kept)
        assert outcome.kept.value == of_epochs[kept]
        assert "latest epoch that was better than before fine-tuning" in text_of(run.origin)


def test_one_that_keeps_the_latest_goes_on_to_the_same_bits(
    new_project: Callable[..., Project], small_images: Path
) -> None:
    plan = small_plan(phases=(HEAD, replace(HOPELESS, learning_rate=1e-3)), keep=Keep.LAST)
    whole = tasks.train(new_project(features=True), plan, Job(), small_images)
    project = new_project(features=True)
    job = stopping_at(lambda event: isinstance(event, BatchEnded) and (event.phase, event.epoch) == (1, 2))

    assert is_stopped(project, small_images, plan, job)

    assert_same_result(tasks.resume(project, Job()), whole)
