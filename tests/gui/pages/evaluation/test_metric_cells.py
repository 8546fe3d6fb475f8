"""The metrics of an evaluation, and how sure they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core.targets.class_measures import measure
from core.targets.class_metrics import Metrics
from gui.pages.evaluation.metric_cells import MetricCells


@pytest.fixture
def metrics() -> Metrics:
    """Of 40 images of 10 subjects, of which one is always taken for the other class."""
    labels = np.arange(40) % 2
    probabilities = np.eye(2)[np.where(np.arange(40) < 4, 1 - labels, labels)]
    return measure(labels, probabilities, ("a", "b"), [f"patient {place // 4}" for place in range(40)])


def test_the_intervals_stand_beside_the_metrics(metrics: Metrics, qtbot: QtBot) -> None:
    cells = MetricCells()
    qtbot.addWidget(cells)

    cells.show_results(replace(metrics, accuracy_interval=(0.6123, 0.975), auc_interval=(0.61, 0.98)))

    assert cells.cells["accuracy"].beside.text() == "61.2 – 97.5 %"
    assert cells.cells["auc"].beside.text() == "0.610 – 0.980"
    assert "over subjects" in cells.cells["auc"].beside.toolTip()
    assert cells.images.beside.text() == "of 10 subjects"


def test_what_was_evaluated_before_there_were_intervals_is_shown_without(metrics: Metrics, qtbot: QtBot) -> None:
    cells = MetricCells()
    qtbot.addWidget(cells)
    cells.show_results(metrics)

    cells.show_results(replace(metrics, accuracy_interval=None, auc_interval=None, subjects=None))

    assert cells.cells["accuracy"].value.text() == "90.0 %"
    assert cells.cells["accuracy"].beside.text() == cells.cells["auc"].beside.text() == cells.images.beside.text() == ""


def test_they_fit_into_the_smallest_window(metrics: Metrics, qtbot: QtBot) -> None:
    cells = MetricCells()
    qtbot.addWidget(cells)

    cells.show_results(replace(metrics, images=123_456, subjects=12_345))

    assert cells.minimumSizeHint().width() <= 740
