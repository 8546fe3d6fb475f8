"""LayerwiseAdam: Adam whose variables have learning rates and ages of their own, and whose steps can be measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras import ops


@dataclass(frozen=True)
class Moments:
    """What Adam remembers of one variable."""

    momentum: np.ndarray
    velocity: np.ndarray
    #: the step of the optimizer at which the variable began to train
    joined: int


class LayerwiseAdam(keras.optimizers.Adam):
    """Adam (Kingma and Ba, 2015), each variable at a share of the learning rate.

    A variable that joins later than others gets the bias correction of its own age: at the age of the others its first
    steps would be three times too long. `joined` and `shares` are read when a training step is traced.
    """

    def __init__(self, learning_rate: float):
        super().__init__(learning_rate)
        #: of the learning rate, in the order of the variables that the optimizer was built with
        self.shares: list[float] = []
        self.joined: list[int] = []
        #: of the step that was traced last: half the square of the norm of what each variable is moved by
        self.half_squares: list[tf.Tensor] = []

    def build(self, var_list: Sequence[keras.Variable]) -> None:
        super().build(var_list)
        self.shares = self.shares or [1.0] * len(var_list)
        self.joined = self.joined or [0] * len(var_list)

    def update_step(self, gradient: Any, variable: keras.Variable, learning_rate: Any) -> None:
        place = self._get_variable_index(variable)
        momentum, velocity = self._momentums[place], self._velocities[place]
        age = ops.cast(self.iterations + 1 - self.joined[place], variable.dtype)
        rate = ops.cast(learning_rate, variable.dtype) * self.shares[place]
        alpha = rate * ops.sqrt(1 - ops.power(self.beta_2, age)) / (1 - ops.power(self.beta_1, age))
        self.assign_add(momentum, (gradient - momentum) * (1 - self.beta_1))
        self.assign_add(velocity, (ops.square(gradient) - velocity) * (1 - self.beta_2))
        step = momentum * alpha / (ops.sqrt(velocity) + self.epsilon)
        self.assign_sub(variable, step)
        self.half_squares.append(half_square(step))

    def moments(self, names: Sequence[str]) -> dict[str, Moments]:
        """Return what it remembers, by the names of the variables in the order in which it was built with them."""
        return {
            name: Moments(self._momentums[place].numpy(), self._velocities[place].numpy(), self.joined[place])
            for place, name in enumerate(names)
        }

    def go_on_from(self, steps: int, moments: dict[str, Moments], names: Sequence[str]) -> None:
        """Take over what an earlier phase, `steps` steps old, remembered of the variables that trained in it, too."""
        self.iterations.assign(steps)
        for place, name in enumerate(names):
            known = moments.get(name)
            self.joined[place] = known.joined if known else steps
            if known:
                self._momentums[place].assign(known.momentum)
                self._velocities[place].assign(known.velocity)


def half_square(values: tf.Tensor) -> tf.Tensor:
    """Return half the square of their norm, float32: the one sum of squares that TensorFlow takes in a single pass."""
    return tf.cast(tf.nn.l2_loss(values), tf.float32)
