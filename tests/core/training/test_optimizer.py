"""LayerwiseAdam: Keras' Adam, but for shares of the learning rate and ages of single variables."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from core.training.optimizer import LayerwiseAdam

STEPS = 5


def variables() -> list[keras.Variable]:
    return [keras.Variable(np.linspace(-1, 1, 6, dtype=np.float32), name=name) for name in ("a", "b")]


def gradients(step: int) -> list[np.ndarray]:
    draw = np.random.default_rng(step)
    return [draw.normal(0, 1, 6).astype(np.float32) for _ in range(2)]


def train(optimizer: keras.optimizers.Optimizer, trained: list[keras.Variable], steps: range) -> None:
    for step in steps:
        optimizer.apply([keras.ops.convert_to_tensor(gradient) for gradient in gradients(step)], trained)


def built(learning_rate: float = 0.1) -> tuple[LayerwiseAdam, list[keras.Variable]]:
    optimizer, trained = LayerwiseAdam(learning_rate), variables()
    optimizer.build(trained)
    return optimizer, trained


def test_it_is_adam() -> None:
    ours, theirs = variables(), variables()

    train(LayerwiseAdam(0.1), ours, range(STEPS))
    train(keras.optimizers.Adam(0.1), theirs, range(STEPS))

    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one.numpy(), other.numpy(), rtol=1e-5)


def test_a_share_of_the_learning_rate_makes_steps_so_much_shorter() -> None:
    optimizer, trained = built()
    optimizer.shares = [1.0, 0.25]
    whole, others = built()

    train(optimizer, trained, range(1))
    train(whole, others, range(1))

    start = variables()[1].numpy()
    np.testing.assert_allclose(trained[0].numpy(), others[0].numpy(), rtol=1e-6)
    np.testing.assert_allclose(trained[1].numpy() - start, 0.25 * (others[1].numpy() - start), rtol=1e-4)


def test_a_variable_that_was_training_goes_on_as_if_nothing_had_been() -> None:
    whole, expected = built()
    train(whole, expected, range(2 * STEPS))

    first, trained = built()
    train(first, trained, range(STEPS))
    second = LayerwiseAdam(0.1)
    second.build(trained)
    second.go_on_from(int(first.iterations.numpy()), first.moments(["a", "b"]), ["a", "b"])
    train(second, trained, range(STEPS, 2 * STEPS))

    for one, other in zip(trained, expected, strict=True):
        np.testing.assert_array_equal(one.numpy(), other.numpy())


def test_a_variable_that_joins_later_takes_first_steps_as_long_as_those_of_a_new_optimizer() -> None:
    first, trained = built()
    train(first, trained, range(50))
    second = LayerwiseAdam(0.1)
    second.build(trained)
    second.go_on_from(50, {"a": first.moments(["a", "b"])["a"]}, ["a", "b"])
    before = trained[1].numpy().copy()

    train(second, trained, range(1))

    np.testing.assert_allclose(np.abs(trained[1].numpy() - before), 0.1, rtol=1e-3)


def test_it_tells_how_far_each_variable_was_moved() -> None:
    optimizer, trained = built()
    before = [variable.numpy().copy() for variable in trained]

    train(optimizer, trained, range(1))

    moved = [np.square(variable.numpy() - start).sum() for variable, start in zip(trained, before, strict=True)]
    assert [2 * float(half) for half in optimizer.half_squares] == pytest.approx(moved, rel=1e-4)
