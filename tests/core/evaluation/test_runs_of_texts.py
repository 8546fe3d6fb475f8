"""Runs of texts: evaluated and compared as those of images are."""

from __future__ import annotations

from core import tasks
from core.dataset.dataset import Split
from core.jobs import Job
from core.project.project import Project
from core.targets.class_metrics import Metrics


def test_a_run_of_texts_is_evaluated_on_its_own_split(text_project: Project) -> None:
    run = text_project.runs[0]

    evaluation = tasks.evaluate(run, Job())

    assert set(evaluation.parts) == {Split.VALIDATION, Split.TEST}
    for part, results in evaluation.parts.items():
        assert isinstance(results, Metrics)
        assert sum(sum(row) for row in results.confusion) == len(run.dataset.of(part))


def test_runs_of_texts_are_compared(text_project: Project) -> None:
    comparison = tasks.compare(text_project.runs, Job())

    assert [compared.run for compared in comparison.runs] == text_project.runs
    assert len(comparison.paired) == 1
