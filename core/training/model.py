"""The model that a phase trains: the unfrozen tail of the backbone, and the head, as one Keras model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import keras
import numpy as np
import tensorflow as tf

from core.backbones.backbone import Backbone, pooled
from core.backbones.graph_part import Change
from core.backbones.layer_tree import Layer
from core.process.device import this_device
from core.targets.target import Target
from core.training.encoder_dropout import EncoderDropout
from core.training.names import BACKBONE, BIAS, HEAD, KERNEL
from core.training.optimizer import LayerwiseAdam, half_square

#: of the pull of the head's kernel towards 0, where there is a pull towards the pretrained weights (Li et al., 2018)
HEAD_DECAY = 0.01


class Tail(keras.layers.Layer):
    """The unfrozen part of a backbone: from the values at the frost line to features [n, width].

    `fit`, optimizers and callbacks see its trainable variables as their own; they are the backbone's.
    """

    def __init__(self, backbone: Backbone, layers: Sequence[Layer], dropout: EncoderDropout | None = None):
        """While it trains, `dropout` leaves out some of what the unfrozen layers give."""
        super().__init__(name="tail")
        self.line = backbone.frost_line(layers)
        self.variables_by_path = backbone.trainable_variables(layers)
        self._width = backbone.feature_width
        self._backbone = backbone
        self._dropout = dropout or EncoderDropout(0.0, 0)
        self._places = backbone.dropout_places(layers) if self._dropout.rate else ()
        self._features = tf.function(self._found, autograph=False)
        self._features_with_dropout = tf.function(self._found_with_dropout, autograph=False)
        for path, variable in self.variables_by_path.items():
            self._track_variable(_as_keras_variable(path, variable))

    def call(self, values: Sequence[tf.Tensor], step: tf.Tensor | None = None) -> tf.Tensor:
        """Return the features; in a step of training, which are counted from 0, with dropout."""
        if step is None or not self.leaves_out:
            return self._features(*values)
        return self._features_with_dropout(step, *values)

    @property
    def leaves_out(self) -> bool:
        """Return whether it has dropout: it must be wanted, and there must be places for it."""
        return bool(self._places)

    def _found(self, *values: tf.Tensor, changes: Mapping[str, Change] | None = None) -> tf.Tensor:
        if self.line.is_at_input:
            values = tuple(self._backbone.feeds(values[0]))
        return tf.cast(pooled(self.line.tail(changes)(*values)[0]), tf.float32)

    def _found_with_dropout(self, step: tf.Tensor, *values: tf.Tensor) -> tf.Tensor:
        return self._found(*values, changes=self._dropout.changes(self._places, step))

    def compute_output_shape(self, input_shape: object) -> tuple[None, int]:
        return None, self._width


class Head(keras.layers.Layer):
    """Learn the user's target: dropout and a dense layer. Gives the target's outputs, of classes their logits."""

    def __init__(self, target: Target, dropout: float, seed: int):
        super().__init__(name="head")
        self.target = target
        self.dropout = keras.layers.Dropout(dropout, seed=seed)
        self.dense = keras.layers.Dense(target.units, kernel_initializer=keras.initializers.GlorotUniform(seed=seed))

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        self.dense.build(input_shape)
        super().build(input_shape)

    def call(self, features: tf.Tensor, training: bool = False) -> tf.Tensor:
        return self.dense(self.dropout(features, training=training))


class TransferModel(keras.Model):
    """Tail and head. Without a tail the features are given as they are, and only the head learns."""

    def __init__(self, tail: Tail | None, head: Head, feature_width: int):
        super().__init__(name="transfer_model")
        self.tail, self.head, self.target = tail, head, head.target
        if not head.built:  # the head goes from phase to phase
            head.build((None, feature_width))
        self.built = True
        #: sums over steps: squared norms of the gradient of each trainable variable, and of what it was moved by
        self.squares = tf.Variable(tf.zeros((2, len(self.trainable_variables))), trainable=False)
        self._pretrained: dict[str, tf.Tensor] = {}
        self._l2_sp = 0.0

    @tf.autograph.experimental.do_not_convert
    def call(self, values: Sequence[tf.Tensor], training: bool = False) -> tf.Tensor:
        step = self.optimizer.iterations.value if training else None
        features = self.tail(values, step=step) if self.tail else values[0]
        return self.head(features, training=training)

    def compile_for(self, learning_rate: float, shares: Mapping[str, float] | None = None) -> None:
        """Keras only heeds what is unfrozen once a model is compiled anew, so each phase does that, with its own Adam.

        `shares` of the learning rate by the path of a variable of the backbone; 1 where it has none.
        """
        self.compile(
            optimizer=LayerwiseAdam(learning_rate),
            loss=self.target.batch_loss(),
            jit_compile=this_device().compiles_steps,
        )
        self.optimizer.shares = [(shares or {}).get(name.removeprefix(BACKBONE), 1.0) for name in self.trained_names]
        self.optimizer.build(self.trainable_variables)

    def pull_to(self, pretrained: Mapping[str, np.ndarray], strength: float) -> None:
        """L2-SP (Li et al., 2018): half `strength` times the squared distance from these values is added to the loss.

        `pretrained` by the path of a variable; to be called before the first step.
        """
        self._l2_sp = strength
        kept = pretrained if strength else {}
        self._pretrained = {BACKBONE + path: tf.constant(values) for path, values in kept.items()}

    @property
    def trained_names(self) -> list[str]:
        """Return the names of `trainable_variables`, in order: "backbone/" and the path, "head/kernel", "head/bias"."""
        paths = self.tail.variables_by_path if self.tail else ()
        return [*(BACKBONE + path for path in paths), KERNEL, BIAS]

    @tf.autograph.experimental.do_not_convert  # there is nothing to convert, and looking for it takes a second
    def train_step(self, data: tuple) -> dict[str, tf.Tensor]:
        """Train one step; return the metrics of this batch alone, for the running sums are the callback's.

        `weighted_loss` is what is learnt from; `loss` has all images count alike, as it has in validation.
        """
        values, labels, weights = data
        with tf.GradientTape() as tape:
            outputs = self(values, training=True)
            loss = self.compute_loss(y=labels, y_pred=outputs, sample_weight=weights)
        variables = self.trainable_variables
        found = tape.gradient(loss, [variable.value for variable in variables])
        gradients = [  # dense, also of a table of which few rows were read; 0 where the loss does not depend on it
            tf.zeros_like(variable.value) if gradient is None else tf.convert_to_tensor(gradient)
            for gradient, variable in zip(found, variables, strict=True)
        ]
        self.optimizer.half_squares = []
        self.optimizer.apply(self._pulled(gradients), variables)
        halves = [half_square(gradient) for gradient in gradients], self.optimizer.half_squares
        self.squares.assign_add(2 * tf.convert_to_tensor(halves))
        alike = tf.reduce_mean(self.target.losses(labels, outputs))
        return {"loss": alike, "weighted_loss": loss, "score": self.target.score(labels, outputs)}

    def _pulled(self, gradients: Sequence[tf.Tensor]) -> list[tf.Tensor]:
        if not self._l2_sp:
            return list(gradients)
        pulled = []
        for name, variable, gradient in zip(self.trained_names, self.trainable_variables, gradients, strict=True):
            if name in self._pretrained:
                gradient = gradient + self._l2_sp * (variable.value - self._pretrained[name])
            elif name == KERNEL:
                gradient = gradient + HEAD_DECAY * variable.value
            pulled.append(gradient)
        return pulled

    @tf.autograph.experimental.do_not_convert
    def test_step(self, data: tuple) -> dict[str, tf.Tensor]:
        values, labels, weights = data
        outputs = self(values, training=False)
        loss = self.compute_loss(y=labels, y_pred=outputs, sample_weight=weights, training=False)
        losses = weights * self.target.losses(labels, outputs)
        score = self.target.score(labels, outputs)
        return {"loss": loss, "score": score, "losses": losses, "outputs": outputs}

    def weights_by_name(self) -> dict[str, keras.Variable]:
        """Return what a checkpoint keeps: the head's and the tail's weights, and the state of the dropout's seed."""
        weights = {f"{HEAD}{place}": variable for place, variable in enumerate(self.head.variables)}
        if self.tail:
            paths = self.tail.variables_by_path
            named = zip(paths, self.tail.trainable_variables, strict=True)
            weights |= {BACKBONE + path: variable for path, variable in named}
        return weights


def _as_keras_variable(path: str, variable: tf.Variable) -> keras.Variable:
    """Return a Keras variable that shares the storage of a TensorFlow one, as Keras' own TFSMLayer makes it."""
    shared = keras.Variable(
        initializer=np.zeros(variable.shape, variable.dtype.as_numpy_dtype),
        trainable=True,
        dtype=variable.dtype.name,
        name=path.replace("/", "_"),
    )
    shared._value = variable
    return shared
