"""InspectedNetwork: a backbone as it was published, or with what a run has taught it, open to be looked into."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import tensorflow as tf

from core.backbones.backbone import Backbone, open_backbone, pooled
from core.backbones.graph import ENDS_A_CLASSIFIER, PASSES_THROUGH
from core.backbones.tensor_names import data_inputs, full_name, node_of
from core.inspection.any_length import specs_of_any_length
from core.inspection.cuts import cuts_of
from core.modalities.prepared_rows import Recipe
from core.training.names import BIAS, KERNEL
from core.training.run import Run
from core.training.trained_model import load_model

Function = Callable[..., Sequence[tf.Tensor]]

#: the place before the first layer
AT_INPUT = -1


class InspectedNetwork:
    """Cut behind each layer. What was compiled stays, and serves every example; sentences of any length."""

    def __init__(
        self,
        backbone: Backbone,
        classes: tuple[str, ...] = (),
        head: tuple[np.ndarray, np.ndarray] | None = None,
        preprocessing: Recipe | None = None,
        activation: Callable[[tf.Tensor], tf.Tensor] | None = None,
    ):
        """`head`: kernel [features, classes] and bias [classes] of a run; without one, published scores count.

        `activation` makes predictions [n, classes] of scores; without one it is that of the published module.
        `preprocessing` is None where that is open: a backbone by itself takes images of any depth.
        """
        self.backbone, self.classes, self._head = backbone, classes, head
        self.preprocessing, self._activation = preprocessing, activation
        #: behind the layers: features, or the published scores of classes before a softmax
        self.end = full_name(backbone.features) if head or not classes else published_scores(backbone)
        self.cuts = cuts_of(backbone, self.end)
        self._between: dict[tuple[int, int], Function] = {}
        self._to: dict[tuple[str, ...], Function] = {}

    def crossing(self, place: int) -> tuple[str, ...]:
        """Return the tensors behind the layer at this place; before the first there is the example."""
        return self.backbone.graph.input_tensors if place == AT_INPUT else self.cuts[place].crossing

    def between(self, place: int, later: int) -> Function:
        """Return the function from the values that cross at one place to those at a later one, compiled once."""
        if (place, later) not in self._between:
            run = self.backbone.graph.function(self.crossing(place), self.crossing(later))
            self._between[place, later] = self._compiled(run, self.crossing(place))
        return self._between[place, later]

    def to(self, tensors: tuple[str, ...]) -> Function:
        """Return the function from one batch of examples to these values in the network, compiled once."""
        if tensors not in self._to:
            graph = self.backbone.graph
            self._to[tensors] = self._compiled(graph.function(graph.inputs, tensors), graph.input_tensors)
        return self._to[tensors]

    @functools.cached_property
    def gradients(self) -> Function:
        """Return the function from one example and a class to the gradients of its score at all layers' outputs.

        It takes a batch of one example and the number of the class, and gives one gradient for each cut. Compiled as
        one, so that a class costs one pass forward and one back.
        """
        outputs = [cut.output for cut in self.cuts]
        run = self.backbone.graph.function(self.backbone.graph.inputs, [*outputs, self.end])

        def gradients(example: tf.Tensor, number: tf.Tensor) -> list[tf.Tensor]:
            *values, end = run(example)
            # a tape does not see operations that are imported into a graph
            return tf.gradients(self.scores(end)[number], values, unconnected_gradients="zero")

        return self._compiled(gradients, self.backbone.graph.input_tensors, tf.TensorSpec([], tf.int32))

    @functools.cached_property
    def scores_of_example(self) -> Function:
        """Return the function from a batch of one example to the scores of classes, before the softmax, [classes]."""
        run = self.backbone.graph.function(self.backbone.graph.inputs, [self.end])

        def scores(example: tf.Tensor) -> tf.Tensor:
            return self.scores(run(example)[0])

        return self._compiled(scores, self.backbone.graph.input_tensors)

    def _compiled(self, run: Function, tensors: Sequence[str], *others: tf.TensorSpec) -> Function:
        """Return a function of these values in the network, and of others; for texts it is traced once for all."""
        specs = specs_of_any_length(self.backbone.graph, tensors)
        signature = None if specs is None else [*specs, *others]
        return tf.function(run, autograph=False, reduce_retracing=True, input_signature=signature)

    def probabilities(self, scores: tf.Tensor) -> tf.Tensor:
        """Return [classes] of scores, as the target of a run has it.

        Published ones are each by itself where the module ends in a sigmoid, else together 1.
        """
        if self._activation is not None:
            return self._activation(scores[tf.newaxis])[0]
        ends_in = self.backbone.graph.nodes[node_of(self.backbone.graph.output)].op
        return tf.sigmoid(scores) if ends_in == "Sigmoid" else tf.nn.softmax(scores)

    def scores(self, end: tf.Tensor) -> tf.Tensor:
        """Return the scores of the classes, before the softmax, [classes], from the value of `end` for one example."""
        if self._head is None:
            return tf.reshape(tf.cast(end, tf.float32), [-1])
        kernel, bias = self._head
        return tf.linalg.matvec(kernel, tf.cast(pooled(end), tf.float32)[0], transpose_a=True) + bias


def network_of_backbone(folder: Path) -> InspectedNetwork:
    """Return it as it was published, in `folder`. The classes of a published classifier have numbers for names."""
    backbone = open_backbone(folder)
    classes: tuple[str, ...] = ()
    if backbone.card.ends_in_classifier and backbone.features != backbone.graph.output:
        width = backbone.graph.specs[published_scores(backbone)].shape[-1]
        classes = tuple(map(str, range(int(width))))
    return InspectedNetwork(backbone, classes)


def network_of_run(run: Run) -> InspectedNetwork:
    """Return it with the weights that the run has trained, and its head. Raise UserError where it is not finished."""
    model = load_model(run)
    head = model.weights[KERNEL], model.weights[BIAS]
    return InspectedNetwork(model.backbone, model.target.names, head, model.preprocessing, model.target.predictions)


def published_scores(backbone: Backbone) -> str:
    """Return the output of a module that ends in a classifier, before its softmax."""
    graph, tensor = backbone.graph, backbone.graph.output
    while (node := graph.nodes[node_of(tensor)]).op in ENDS_A_CLASSIFIER | PASSES_THROUGH:
        tensor = full_name(data_inputs(node)[0])
    return tensor
