"""What was measured of layers becomes arrays; what is done again takes the place of what was there."""

from __future__ import annotations

import numpy as np

from core.backbones.layer_tree import Kind, Layer, LayerTree
from core.events import AlarmKind, DepthDecided, Event
from core.figures.layer_history import Block, LayerHistory, Quantity, merged
from core.figures.span import Span
from core.training.alarms import HEAD_LAYER
from core.training.monitoring import Monitoring
from core.training.monitoring_records import AlarmRecord, DepthRecord
from tests.gui.runs import alarm, layers_measured, phase_started, plan

DEEPER, LAST = ("block_2_conv", "block_2_bn"), ("block_3_conv", "block_3_bn")


def history_of(*events: Event) -> LayerHistory:
    history = LayerHistory()
    for event in events:
        history.add(event)
    return history


def test_layers_stand_in_network_order_and_are_empty_while_they_were_frozen() -> None:
    history = history_of(layers_measured(0, 0), layers_measured(1, 0, LAST), layers_measured(2, 0, (*DEEPER, *LAST)))

    assert history.layers == [*DEEPER, *LAST, HEAD_LAYER]
    norms = history.values[Quantity.GRADIENT_NORM]
    assert np.isnan(norms).tolist() == [
        [True, True, False], [True, True, False], [True, False, False], [True, False, False], [False, False, False]
    ]  # fmt: skip
    assert norms[-1, 0] == layers_measured(0, 0).gradient_norms[0]


def test_the_head_is_at_no_distance_from_anything() -> None:
    history = history_of(layers_measured(1, 0, LAST))

    assert np.isnan(history.values[Quantity.DISTANCE, -1, 0])
    assert history.values[Quantity.DISTANCE, 0, 0] == layers_measured(1, 0, LAST).distances[0]


def test_phases_begin_where_their_first_epoch_stands() -> None:
    history = history_of(
        phase_started(0, plan()), layers_measured(0, 0), layers_measured(0, 1),
        phase_started(1, plan()), layers_measured(1, 0, LAST),
    )  # fmt: skip

    assert history.spans == [Span("head", 0.0), Span("fine-tuning", 2.0)]
    assert history.epochs == [(0, 0), (0, 1), (1, 0)]


def test_an_epoch_done_again_takes_the_place_of_the_former_one_and_of_its_alarms() -> None:
    history = history_of(
        layers_measured(0, 0), layers_measured(1, 0, LAST), alarm(AlarmKind.GAP, 1, 0),
        layers_measured(1, 1, LAST), alarm(AlarmKind.RUN_AWAY, 1, 1, LAST[:1]), layers_measured(1, 1, LAST),
    )  # fmt: skip

    assert history.epochs == [(0, 0), (1, 0), (1, 1)]
    assert [found.kind for found in history.alarms] == [AlarmKind.GAP]


def test_alarms_are_known_by_their_layers_and_their_epoch_over_all_phases() -> None:
    away = alarm(AlarmKind.RUN_AWAY, 1, 1, LAST[:1])
    history = history_of(layers_measured(0, 0), layers_measured(1, 0, LAST), layers_measured(1, 1, LAST), away)

    assert history.alarms_of(LAST[0]) == [AlarmRecord.of(away)]
    assert history.alarms_of(LAST[1]) == []
    assert history.column_of(AlarmRecord.of(away)) == 2


def test_blocks_are_those_of_the_tree_where_it_is_known() -> None:
    tree = LayerTree(tuple(layer(path, "deep") for path in (*DEEPER, *LAST)))
    history = history_of(layers_measured(1, 0, (*DEEPER, *LAST)))

    assert history.blocks() == [Block("block_2", (0, 1)), Block("block_3", (2, 3)), Block(HEAD_LAYER, (4,))]
    assert history.blocks(tree) == [Block("deep", (0, 1, 2, 3)), Block(HEAD_LAYER, (4,))]


def layer(path: str, block: str) -> Layer:
    return Layer(
        path=path, block=block, kind=Kind.CONVOLUTION, output_shape=(8, 8, 4), parameters=9, trainable_parameters=9,
        variables=(), trainable_variables=(),
    )  # fmt: skip


def test_a_run_is_shown_from_what_its_file_holds() -> None:
    monitoring = Monitoring()
    decided = DepthDecided(phase=1, improvement=0.1, noise=0.2, goes_deeper=True)
    for event in (layers_measured(0, 0), layers_measured(1, 0, LAST), alarm(AlarmKind.GAP, 1, 0), decided):
        monitoring.add(event)

    history = LayerHistory.of_run(plan().phases, monitoring)
    history.add(layers_measured(2, 0, LAST))

    assert history.values.shape == (3, 3, 3)
    assert history.decisions == [DepthRecord.of(decided)]
    assert history.name_of(1) == "fine-tuning"
    assert len(monitoring.layers) == 2  # which stays as it was read


def test_orders_are_merged_also_where_neither_holds_the_other() -> None:
    assert merged(["b", "d", "head"], ["a", "b", "c", "head"]) == ["a", "b", "d", "c", "head"]
    assert merged([], ["a", "head"]) == ["a", "head"]
