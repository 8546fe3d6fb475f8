"""Dropout inside an encoder: only while unfrozen layers learn, and the same again in the same step of the same run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from core import tasks
from core.backbones.backbone import Backbone, open_backbone
from core.events import BatchEnded, Event, Noticed
from core.jobs import Job
from core.project.project import Project
from core.targets.single_label import SingleLabel
from core.training.encoder_dropout import EncoderDropout
from core.training.model import Head, Tail, TransferModel
from core.wording.catalogue import text_of
from tests.core.backbones import encoders
from tests.core.small import Recorder, assert_same_result, history_of, is_stopped, small_plan, stopping_at, weights_of
from tests.core.small_texts import small_text_plan

LENGTH = 8
RATE = 0.3
ROWS = tf.constant([[7, 3, 9, 0, 0, 0, 0, 0], [1, 2, 3, 4, 5, 6, 7, 8], [8, 0, 0, 0, 0, 0, 0, 0]], tf.int32)
LABELS = tf.constant([0, 1, 0])
PLAN = small_text_plan("last:2", encoder_dropout=0.2)


@pytest.fixture
def backbone(small_encoder: Path) -> Backbone:
    return open_backbone(small_encoder, (LENGTH,))


def model_of(backbone: Backbone, rate: float | None, *patterns: str, seed: int = 0) -> TransferModel:
    dropout = None if rate is None else EncoderDropout(rate, seed)
    tail = Tail(backbone, backbone.layers.matching(patterns or ("all",)), dropout)
    model = TransferModel(tail, Head(SingleLabel(("a", "b")), dropout=0.0, seed=1), encoders.WIDTH)
    model.compile_for(1e-3)
    return model


def outputs(model: TransferModel, step: int = 0, training: bool = True) -> np.ndarray:
    model.optimizer.iterations.assign(step)
    return model([ROWS], training=training).numpy()


def loss_of(model: TransferModel) -> tf.Tensor:
    return model.compute_loss(y=LABELS, y_pred=model([ROWS], training=True))


def gradients_of(model: TransferModel) -> list[np.ndarray]:
    with tf.GradientTape() as tape:
        loss = loss_of(model)
    found = tape.gradient(loss, [variable.value for variable in model.trainable_variables])
    return [tf.convert_to_tensor(gradient).numpy() for gradient in found]


def test_so_much_is_left_out_and_the_mean_stays() -> None:
    (change,) = EncoderDropout(RATE, seed=5).changes(["a:0"], tf.constant(3, tf.int64)).values()

    left = change(tf.ones([400, 500])).numpy()

    assert np.mean(left == 0) == pytest.approx(RATE, abs=0.005)
    assert set(np.unique(left)) == {np.float32(0), np.float32(1 / (1 - RATE))}


def test_each_seed_place_and_step_leaves_out_something_else() -> None:
    def left(seed: int, place: str, step: int) -> bytes:
        changes = EncoderDropout(RATE, seed).changes([place], tf.constant(step, tf.int64))
        return changes[place](tf.ones([9, 9])).numpy().tobytes()

    once = left(1, "a:0", 1)

    assert left(1, "a:0", 1) == once
    assert len({once, left(2, "a:0", 1), left(1, "b:0", 1), left(1, "a:0", 2), left(2**32 - 1, "a:0", 1)}) == 5


def test_without_a_share_the_outputs_and_gradients_are_those_without_dropout(backbone: Backbone) -> None:
    plain, none = model_of(backbone, None), model_of(backbone, 0.0)

    np.testing.assert_array_equal(outputs(none), outputs(plain))
    for one, other in zip(gradients_of(none), gradients_of(plain), strict=True):
        np.testing.assert_array_equal(one, other)


def test_it_differs_from_step_to_step_and_is_the_same_in_the_same_step(backbone: Backbone) -> None:
    model, again = model_of(backbone, RATE), model_of(backbone, RATE)

    assert not np.array_equal(outputs(model, 0), outputs(model, 1))
    np.testing.assert_array_equal(outputs(again, 1), outputs(model, 1))
    assert not np.array_equal(outputs(model_of(backbone, RATE, seed=1), 1), outputs(model, 1))


def test_nothing_is_left_out_but_in_training(backbone: Backbone) -> None:
    found = outputs(model_of(backbone, RATE), training=False)

    np.testing.assert_array_equal(found, outputs(model_of(backbone, None), training=False))


def test_a_frozen_layer_leaves_out_nothing(backbone: Backbone) -> None:
    model = model_of(backbone, RATE, "pooler_transform")

    values = tf.function(model.tail.line.prefix(), autograph=False)(*backbone.feeds(ROWS))
    found = [model(values, training=training).numpy() for training in (True, False)]

    np.testing.assert_array_equal(*found)


def test_what_is_left_out_is_left_out_on_the_way_back(backbone: Backbone) -> None:
    """Gradients are the slopes of the loss with the same left out."""
    model = model_of(backbone, RATE)
    gradients = gradients_of(model)
    draw, by = np.random.default_rng(0), 1e-3

    for variable, gradient in zip(model.trainable_variables, gradients, strict=True):
        start, way = variable.numpy(), draw.normal(size=variable.shape).astype(np.float32)
        ends = []
        for side in (by, -by):
            variable.assign(start + side * way)
            ends.append(float(loss_of(model)))
        variable.assign(start)
        assert (ends[0] - ends[1]) / (2 * by) == pytest.approx(float((gradient * way).sum()), rel=0.05, abs=2e-3)


def test_a_run_that_was_interrupted_ends_with_the_same_weights(
    small_texts: Path, small_encoder: Path, tmp_path: Path
) -> None:
    whole = tasks.train(Project(folder=tmp_path / "whole"), PLAN, Job(), small_texts)
    project = Project(folder=tmp_path / "interrupted")

    def is_in_the_middle(event: Event) -> bool:
        return isinstance(event, BatchEnded) and (event.phase, event.epoch, event.batch) == (1, 1, 2)

    assert is_stopped(project, small_texts, PLAN, stopping_at(is_in_the_middle))

    assert_same_result(tasks.resume(project, Job()), whole)
    without = tasks.train(Project(folder=tmp_path / "whole"), small_text_plan("last:2"), Job(), small_texts)
    assert history_of(without)[:3] == history_of(whole)[:3]
    assert not np.array_equal(weights_of(without)["head/kernel"], weights_of(whole)["head/kernel"])


def test_it_is_said_where_there_is_no_place_for_it(small_images: Path, small_backbone: Path, tmp_path: Path) -> None:
    job = Recorder()

    tasks.train(Project(folder=tmp_path), small_plan("last:1", encoder_dropout=0.1), job, small_images)

    assert any("nothing in them is left out" in text_of(event.message) for event in job.of(Noticed))
