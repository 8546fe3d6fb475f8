"""The model behind the table of classes."""

from __future__ import annotations

from PySide6.QtTest import QAbstractItemModelTester

from core.targets.class_metrics import Metrics
from core.wording.spoken_of import OF_IMAGES, OF_TEXTS
from gui.pages.evaluation.class_table_model import ClassTableModel
from gui.widgets.kind_words import speak_of_kind

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def test_the_class_table_model_keeps_the_rules_of_qt(metrics: Metrics) -> None:
    model = ClassTableModel()
    tester = QAbstractItemModelTester(model, FATAL)
    model.show_classes(metrics.classes)
    model.show_classes(())
    assert tester.model() is model


def test_the_table_of_classes_is_copied_with_its_head(metrics: Metrics) -> None:
    model = ClassTableModel()
    model.show_classes(metrics.classes)

    head, cat, _, without_images = model.as_tsv().splitlines()
    assert head.split("\t") == ["Class", "Sensitivity", "Specificity", "Precision", "Images"]
    assert cat.split("\t") == ["<b>cat</b>", "66.7 %", "100.0 %", "100.0 %", "3"]
    assert without_images.split("\t") == ["no images", "–", "100.0 %", "–", "0"]


def test_the_head_speaks_of_what_is_learnt_from_now(metrics: Metrics) -> None:
    model = ClassTableModel()
    model.show_classes(metrics.classes)
    speak_of_kind(OF_TEXTS)
    try:
        assert model.as_tsv().splitlines()[0].endswith("Precision\tTexts")
    finally:
        speak_of_kind(OF_IMAGES)
