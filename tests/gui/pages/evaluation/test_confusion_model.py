"""The model behind the confusion matrix."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from core.figures.confusion import confusion_figure
from core.targets.class_measures import measure
from core.targets.class_metrics import Metrics
from gui.pages.evaluation.class_table_model import ClassTableModel
from gui.pages.evaluation.confusion_model import ConfusionModel, cell_percent

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def test_the_confusion_model_keeps_the_rules_of_qt(metrics: Metrics) -> None:
    model = ConfusionModel()
    tester = QAbstractItemModelTester(model, FATAL)
    model.show_figure(confusion_figure(metrics))
    model.show_figure(confusion_figure(measure(np.array([0, 1]), np.eye(2), ("a", "b"))))
    assert tester.model() is model


def test_a_cell_tells_its_count_and_its_share_of_the_true_class(metrics: Metrics) -> None:
    model = ConfusionModel()
    model.show_figure(confusion_figure(metrics))

    cell = model.cell(0, 1)
    assert (cell.count, cell_percent(cell), cell.is_right) == (1, "33 %", False)
    assert model.cell(1, 1).is_right
    assert cell_percent(model.cell(2, 0)) == "–"  # no images of that class
    told = model.data(model.index(0, 1), Qt.ItemDataRole.AccessibleTextRole)
    assert told == "1 of 3 images of “<b>cat</b>” (33 %) were predicted to be “dog”."


def test_names_of_classes_are_no_html(metrics: Metrics) -> None:
    model, table = ConfusionModel(), ClassTableModel()
    model.show_figure(confusion_figure(metrics))
    table.show_classes(metrics.classes)

    tip = Qt.ItemDataRole.ToolTipRole
    assert "<b>" not in model.data(model.index(0, 1), tip)
    assert "<b>" not in model.headerData(0, Qt.Orientation.Vertical, tip)
    assert "<b>" not in table.data(table.index(0, 0), tip)
