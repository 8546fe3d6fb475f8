"""The form shows a draft and gives it back; what makes no sense is told beside it."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.errors import UserError
from core.features.augmentation import Augmentation, Flips
from core.training.draft import Draft
from core.training.plan import Phase
from core.training.settings import Keep, Schedule, TrainingSettings
from gui.pages.training.phases_form import PhasesForm

FULL = Draft(
    backbone="small",
    unfrozen=("block_2_conv", "block_3_conv"),
    head=Phase(name="head", epochs=7, learning_rate=2e-3, patience=4),
    fine_tuning=Phase(name="fine-tuning", epochs=9, learning_rate=3e-6, patience=2),
    batch_size=8,
    dropout=0.35,
    encoder_dropout=0.15,
    class_weights=False,
    augmentation=Augmentation.STRONG,
    flips=Flips.BOTH,
    seed=4_294_967_295,
    incremental=True,
    blocks=3,
    schedule=Schedule.COSINE,
    warmup_epochs=0.5,
    depth_factor=2.6,
    l2_sp=0.1,
    select_by="auc",
    keep=Keep.BEST_OF_FINE_TUNING,
)
#: the command line alone has it
WITHOUT_FIELD = {"weight_bound"}
TICKED = replace(FULL, incremental=False)


@pytest.fixture
def form(qtbot: QtBot) -> PhasesForm:
    made = PhasesForm()
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def type_into(qtbot: QtBot, line: Any, text: str) -> None:
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, text)


@pytest.mark.parametrize("draft", [Draft(), FULL, TICKED, replace(TICKED, unfrozen=())])
def test_what_is_shown_is_read_back(draft: Draft, form: PhasesForm) -> None:
    form.show_draft(draft)

    assert form.read() == draft


def test_every_setting_has_a_field(form: PhasesForm) -> None:
    assert {field.name for field in fields(TrainingSettings)} - set(form._fields) == WITHOUT_FIELD


def test_the_user_reads_plain_numbers(form: PhasesForm) -> None:
    form.show_draft(Draft())

    assert form.head.learning_rate.text() == "0.001"
    assert form.fine_tuning.learning_rate.text() == "0.00001"


def test_what_the_user_enters_is_told_and_read(form: PhasesForm, qtbot: QtBot) -> None:
    form.show_draft(FULL)

    with qtbot.waitSignal(form.changed):
        type_into(qtbot, form.fine_tuning.learning_rate, "1e-4")
    with qtbot.waitSignal(form.changed):
        qtbot.keyClick(form.head.epochs, Qt.Key.Key_Up)
    form.advanced_button.click()
    with qtbot.waitSignal(form.changed):
        form.class_weights.click()
    with qtbot.waitSignal(form.changed):
        qtbot.keyClick(form.augmentation, Qt.Key.Key_Up)

    assert form.read() == replace(
        FULL,
        fine_tuning=replace(FULL.fine_tuning, learning_rate=1e-4),
        head=replace(FULL.head, epochs=8),
        class_weights=True,
        augmentation=Augmentation.LIGHT,
    )


def test_showing_tells_nothing(form: PhasesForm, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(form.changed):
        form.show_draft(FULL)


def test_a_comma_is_as_good_as_a_point(form: PhasesForm, qtbot: QtBot) -> None:
    type_into(qtbot, form.head.learning_rate, "0,01")

    assert form.read().head.learning_rate == 0.01


def test_what_is_being_typed_stays_when_the_same_is_shown_again(form: PhasesForm, qtbot: QtBot) -> None:
    type_into(qtbot, form.head.learning_rate, "1e-3")

    form.show_draft(form.read())

    assert form.head.learning_rate.text() == "1e-3"


@pytest.mark.parametrize(
    ("text", "told"),
    [("fast", "not a number"), ("0", "must lie above 0"), ("7", "must lie above 0"), ("nan", "must lie above 0")],
)
def test_a_learning_rate_that_makes_no_sense_is_told_in_place(
    text: str, told: str, form: PhasesForm, qtbot: QtBot
) -> None:
    type_into(qtbot, form.head.learning_rate, text)
    assert form.wrong == ""  # half a number often makes no sense

    qtbot.keyClick(form.head.learning_rate, Qt.Key.Key_Return)

    assert told in form.wrong
    with pytest.raises(UserError, match=told):
        form.read()
    type_into(qtbot, form.head.learning_rate, "0.01")
    qtbot.keyClick(form.head.learning_rate, Qt.Key.Key_Return)
    assert form.wrong == ""


@pytest.mark.parametrize("text", ["", "-1", "one", "4294967296"])
def test_a_seed_that_makes_no_sense_is_told(text: str, form: PhasesForm) -> None:
    form.seed.setText(text)

    with pytest.raises(UserError, match="seed must be a whole number"):
        form.read()


def test_without_ticked_layers_fine_tuning_is_greyed_and_leads_to_them(form: PhasesForm, qtbot: QtBot) -> None:
    form.show_draft(Draft())
    assert not form.fine_tuning.epochs.isEnabled()
    assert "No layer ticked" in form.fine_tuning.layers.text()

    with qtbot.waitSignal(form.backbone_wanted):
        qtbot.mouseClick(form.go_button, Qt.MouseButton.LeftButton)
    form.show_draft(TICKED)

    assert form.fine_tuning.epochs.isEnabled()
    assert form.fine_tuning.layers.text() == "2 layers"
    assert form.go_button.isHidden()


def test_block_by_block_needs_no_ticks(form: PhasesForm, qtbot: QtBot) -> None:
    form.show_draft(Draft())
    assert form.blocks.isHidden()
    assert not form.l2_sp.isEnabled()

    with qtbot.waitSignal(form.changed):
        qtbot.keyClick(form.how_deep, Qt.Key.Key_Down)

    assert form.blocks.text() == "up to 4 blocks"
    assert form.fine_tuning.epochs.isEnabled()
    assert form.fine_tuning.layers.isHidden()
    assert form.go_button.isHidden()
    assert form.l2_sp.isEnabled()
    with qtbot.waitSignal(form.changed):
        qtbot.keyClick(form.blocks, Qt.Key.Key_Up)
    assert form.read() == Draft(incremental=True, blocks=5)


def test_no_more_blocks_can_be_unfrozen_than_there_are(form: PhasesForm) -> None:
    form.show_draft(replace(FULL, blocks=2))
    assert form.blocks.maximum() == 50

    form.show_blocks(3)

    assert form.blocks.maximum() == 3
    assert form.blocks.value() == 2


def test_what_is_switched_off_says_so(form: PhasesForm) -> None:
    form.show_draft(Draft())
    assert {field.text() for field in (form.warmup_epochs, form.depth_factor, form.l2_sp)} == {"off"}

    form.show_draft(FULL)
    assert form.warmup_epochs.text() == "0.50 epochs"
    assert form.depth_factor.text() == "2.60 times"


def test_a_learning_rate_can_be_looked_for_in_each_phase_that_trains(form: PhasesForm, qtbot: QtBot) -> None:
    form.show_draft(Draft())
    assert not form.fine_tuning.find_button.isEnabled()
    assert "Nothing is unfrozen." in form.fine_tuning.find_button.toolTip()
    form.show_draft(FULL)

    for number, part in enumerate((form.head, form.fine_tuning)):
        with qtbot.waitSignal(form.rate_wanted) as wanted:
            qtbot.mouseClick(part.find_button, Qt.MouseButton.LeftButton)
        assert wanted.args == [number]

    form.show_finding("Choose images first.")
    assert not form.head.find_button.isEnabled()
    assert "Choose images first." in form.head.find_button.toolTip()


def test_flips_matter_only_with_augmentation(form: PhasesForm) -> None:
    form.show_draft(replace(FULL, augmentation=Augmentation.NONE))
    assert not form.flips.isEnabled()

    form.show_draft(FULL)
    assert form.flips.isEnabled()


def test_the_advanced_part_is_folded_away(form: PhasesForm, qtbot: QtBot) -> None:
    assert not form.batch_size.isVisible()

    qtbot.mouseClick(form.advanced_button, Qt.MouseButton.LeftButton)

    assert form.batch_size.isVisible()
    assert form.advanced_button.accessibleName() == "Advanced, unfolded"


def test_scrolling_the_page_changes_no_number(form: PhasesForm) -> None:
    wheel = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(0, 120), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    form.head.learning_rate.setFocus()

    QApplication.sendEvent(form.head.epochs, wheel)

    assert form.read() == Draft()


def test_texts_are_varied_by_words_that_are_hidden_and_not_mirrored(form: PhasesForm) -> None:
    form.advanced_button.setChecked(True)
    form.show_kind("text")
    assert not form.flips.isVisibleTo(form)
    assert form.encoder_dropout.isVisibleTo(form)
    assert "5 % of the words hidden" in form.augmentation.itemText(1)
    form.show_kind("images")
    assert form.flips.isVisibleTo(form)
    assert not form.encoder_dropout.isVisibleTo(form)
    assert form.augmentation.itemText(1) == "Light"
