"""The map of layers by epochs: what it shows, and the curves of what is selected."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from core.events import AlarmKind, DepthDecided
from core.figures.layer_history import LayerHistory, Quantity
from core.figures.layer_map import Decades
from gui.pages.training.layers.colour_scale import colours
from gui.pages.training.layers.layer_map_model import KEY_ROLE, MapColumn
from gui.pages.training.layers.layer_strips import Strips
from gui.pages.training.layers.layer_watch import MOST_CURVES, LayerWatch
from tests.gui.runs import alarm, layers_measured, phase_started, plan

LAST = ("block_3_conv", "block_3_bn")
ALL = ("block_2_conv", "block_2_bn", *LAST)


def a_history() -> LayerHistory:
    history = LayerHistory()
    history.add(phase_started(0, plan()))
    history.add(layers_measured(0, 0))
    history.add(phase_started(1, plan()))
    history.add(layers_measured(1, 0, ALL))
    history.add(layers_measured(1, 1, ALL))
    history.add(alarm(AlarmKind.RUN_AWAY, 1, 1, LAST[:1]))
    return history


@pytest.fixture
def watch(qtbot: QtBot) -> LayerWatch:
    made = LayerWatch()
    qtbot.addWidget(made)
    made.resize(1000, 700)
    with qtbot.waitExposed(made):
        made.show()
    return made


def rows(watch: LayerWatch) -> dict[str, QModelIndex]:
    return {index.data(KEY_ROLE): index for index in watch.map._all_rows()}


def text(watch: LayerWatch, key: str, column: MapColumn) -> str:
    index = rows(watch)[key]
    return str(index.siblingAtColumn(column).data())


def curve_names(watch: LayerWatch) -> list[str]:
    return [curve.name for curve in watch.panel.items.drawing.curves]


def test_without_figures_it_says_what_will_be_seen(watch: LayerWatch) -> None:
    assert not watch.map.isVisible()
    assert "after each epoch" in watch._nothing.text()
    assert watch.found.isHidden()


def test_blocks_hold_their_layers_and_the_head_comes_last(watch: LayerWatch) -> None:
    watch.show_history(a_history())

    assert list(rows(watch)) == ["block_2/*", "block_3/*", "new head", *ALL]
    assert text(watch, "new head", MapColumn.LAYER) == "New head"
    assert watch.map.isExpanded(rows(watch)["block_3/*"])  # a layer in it has raised an alarm
    assert not watch.map.isExpanded(rows(watch)["block_2/*"])


def test_layers_that_raised_alarms_are_marked_in_words_and_so_is_their_block(watch: LayerWatch) -> None:
    watch.show_history(a_history())

    assert text(watch, LAST[0], MapColumn.ALARM) == text(watch, "block_3/*", MapColumn.ALARM) == "drifted"
    assert text(watch, LAST[1], MapColumn.ALARM) == ""
    marked = rows(watch)[LAST[0]].siblingAtColumn(MapColumn.ALARM)
    assert not marked.data(Qt.ItemDataRole.DecorationRole).isNull()
    assert "Do this." in marked.data(Qt.ItemDataRole.ToolTipRole)
    assert "drifted" in rows(watch)[LAST[0]].data(Qt.ItemDataRole.AccessibleTextRole)


def test_a_block_shows_the_highest_of_its_layers(watch: LayerWatch) -> None:
    watch.show_history(a_history())
    layers = watch.map.layers

    values = [layers.values(rows(watch)[layer]) for layer in LAST]

    assert np.array_equal(layers.values(rows(watch)["block_3/*"])[1:], np.maximum(*values)[1:])
    assert np.isnan(layers.values(rows(watch)["block_3/*"])[0])


def test_the_quantity_can_be_chosen_and_the_colours_with_it(watch: LayerWatch, qtbot: QtBot) -> None:
    watch.show_history(a_history())
    before = text(watch, LAST[0], MapColumn.LAST)

    qtbot.keyClick(watch.quantity, Qt.Key.Key_Down)

    assert watch.map.layers.quantity is Quantity.UPDATE_RATIO
    assert text(watch, LAST[0], MapColumn.LAST) != before
    assert watch.bar._scale == watch.map.scale == Decades.over(watch.history.values[Quantity.UPDATE_RATIO])
    assert watch.panel is watch._curves[Quantity.UPDATE_RATIO]


def test_a_frozen_epoch_is_left_empty_and_others_are_coloured(watch: LayerWatch, qtbot: QtBot) -> None:
    watch.show_history(a_history())
    view = watch.map
    row = view.visualRect(rows(watch)["block_2/*"])
    left, width = view.columnViewportPosition(MapColumn.EPOCHS), view.epoch_width(view.columnWidth(MapColumn.EPOCHS))

    def seen(epoch: float) -> QColor:
        picture = view.viewport().grab().toImage()
        scale = picture.devicePixelRatio()
        return picture.pixelColor(round((left + epoch * width) * scale), round(row.center().y() * scale))

    qtbot.waitUntil(lambda: seen(0.5).name() == seen(3.5).name())
    value = view.layers.values(rows(watch)["block_2/*"])[1]
    expected = colours(np.array(value), view.scale, on_dark=False)
    assert seen(1.5).rgb() == int(expected)


def test_the_exact_figures_of_a_cell_are_told(watch: LayerWatch) -> None:
    watch.show_history(a_history())
    strips = watch.map.itemDelegateForColumn(MapColumn.EPOCHS)
    assert isinstance(strips, Strips)

    told = strips.explained(rows(watch)[LAST[0]], 2).splitlines()

    assert told[:2] == ["block_3_conv", "Epoch 3 (Fine-tuning · 2)"]
    assert [line.partition(":")[0] for line in told[2:]] == [
        "Gradient norm", "Update-to-weight ratio", "Distance from the pretrained weights",
    ]  # fmt: skip
    assert strips.explained(rows(watch)[LAST[0]], 0).endswith("Frozen")
    assert strips.explained(rows(watch)[LAST[0]], 3) == ""


def test_curves_are_those_of_blocks_until_rows_are_selected(watch: LayerWatch, qtbot: QtBot) -> None:
    watch.show_history(a_history())
    assert curve_names(watch) == ["block_2", "block_3", "New head"]

    watch.map.scrollTo(rows(watch)[LAST[1]])
    place = watch.map.visualRect(rows(watch)[LAST[1]]).center()
    qtbot.mouseClick(watch.map.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert curve_names(watch) == ["block_3_bn"]
    qtbot.keyClick(watch.map, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)

    assert curve_names(watch) == ["block_3_conv", "block_3_bn"]


def test_not_more_curves_are_drawn_than_can_be_told_apart(watch: LayerWatch) -> None:
    history = LayerHistory()
    history.add(layers_measured(0, 0, [f"block_{number}_conv" for number in range(20)]))
    watch.show_history(history)

    watch.map.selectAll()

    assert len(curve_names(watch)) == MOST_CURVES
    assert "7 of 21" in watch._hint.text()


def test_what_is_open_and_selected_stays_while_epochs_and_layers_come(watch: LayerWatch, qtbot: QtBot) -> None:
    history = LayerHistory()
    history.add(layers_measured(1, 0, LAST))
    watch.show_history(history)
    watch.map.expandAll()
    watch.map.choose([LAST[1]])

    history.add(layers_measured(2, 0, ALL))
    watch.history_changed()

    qtbot.waitUntil(lambda: "block_2/*" in rows(watch))
    assert watch.map.isExpanded(rows(watch)["block_3/*"])
    assert curve_names(watch) == [LAST[1]]


def test_what_comes_while_nobody_looks_is_shown_later(watch: LayerWatch) -> None:
    history = a_history()
    watch.show_history(history)
    watch.hide()
    history.add(layers_measured(1, 2, ALL))
    watch.history_changed()

    watch.show()

    assert len(watch.panel.items.drawing.curves[0].y) == 4


def test_alarms_and_the_depth_stand_above_the_map(watch: LayerWatch, qtbot: QtBot) -> None:
    history = a_history()
    history.add(DepthDecided(phase=1, improvement=0.001, noise=0.1, goes_deeper=False))
    watch.show_history(history)

    assert watch.found.texts == [
        "Stopped at fine-tuning: this step lowered the validation loss by 0.001, less than its standard error of 0.1.",
        "Epoch 3: It is run-away.",
    ]
    assert watch.found.fold.text() == "1 alarm"
    assert watch.found.fold.isChecked()
    for kind in (AlarmKind.GAP, AlarmKind.ONE_CLASS):
        history.add(alarm(kind, 1, 1))
    watch.show_history(history)
    assert watch.found.fold.text() == "3 alarms"
    assert not watch.found.fold.isChecked()
    qtbot.mouseClick(watch.found.fold, Qt.MouseButton.LeftButton)
    assert watch.found._inside.isVisible()


def test_many_layers_and_epochs_are_no_trouble(watch: LayerWatch) -> None:
    history = LayerHistory()
    layers = [f"block_{number // 6:02d}_{number % 6}" for number in range(200)]
    for epoch in range(200):
        history.add(layers_measured(1, epoch, layers))
    watch.show_history(history)
    watch.map.expandAll()

    history.add(layers_measured(1, 200, layers))
    watch.redraw()

    assert watch.map.layers.all_values.shape == (34 + 1 + 201, 201)
    assert watch.map.epoch_width(watch.map.columnWidth(MapColumn.EPOCHS)) > 1
