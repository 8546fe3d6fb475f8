"""Domain: how far images lie from those that a backbone learnt from, by the statistics that it stores of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import tensorflow as tf

from core.backbones.backbone import Backbone
from core.backbones.layer_tree import Layer
from core.backbones.tensor_names import data_inputs, full_name, node_of
from core.jobs import Job
from core.messages import Message
from core.process.device import this_device

MEAN, VARIANCE = ("moving_mean", "running_mean"), ("moving_var", "running_var")
#: what normalisation layers add to a variance, so that a channel that hardly varies weighs no more than it does there
EPSILON = 1e-3
#: groups of images that pass together
GROUPS = 2
STEP = Message("comparing-the-images-with-those-of-the-backbone")

Values = Sequence[tf.Tensor]


@dataclass(frozen=True, kw_only=True)
class _Norm:
    """A normalisation layer: the tensor that it normalises, and the stored mean and variance [channels] of that."""

    tensor: str
    mean: np.ndarray
    variance: np.ndarray


def domain_distance(backbone: Backbone, images: np.ndarray, job: Job) -> float | None:
    """Return how far the images lie from those of the backbone, in standard deviations of its channels; 0 is alike.

    `images` are prepared, [n, height, width, 3]. A normalisation layer stores mean and variance, over all images of
    the backbone's training, of each channel that it is given. As Schneider et al. (NeurIPS 2020) measure a shift of
    domain, these are held against mean and variance over the user's images: the Wasserstein distance of two normal
    distributions, in units of the stored deviation. Its root mean square over the channels of a layer is averaged over
    the layers. None where the backbone stores no such statistics.
    """
    norms = list(_norms(backbone))
    if not norms:
        return None
    moments = _moments(backbone, norms)
    size = GROUPS * this_device().group
    starts = range(0, len(images), size)
    found = []
    for start in job.steps(STEP, starts, len(starts)):
        some = images[start : start + size]
        found.append([len(some) * np.array(moment, np.float64) for moment in moments(tf.constant(some))])
    together = [sum(of_layer) / len(images) for of_layer in zip(*found, strict=True)]
    return float(np.mean([_distance(norm, *moment) for norm, moment in zip(norms, together, strict=True)]))


def _norms(backbone: Backbone) -> Iterator[_Norm]:
    for layer in backbone.layers.layers:
        mean, variance = (_stored(backbone, layer, names) for names in (MEAN, VARIANCE))
        if mean is None or variance is None:
            continue
        # x is scaled first and shifted then, or the other way round
        user = min(backbone.user_of(mean), backbone.user_of(variance), key=backbone.graph.position.__getitem__)
        inputs = map(full_name, data_inputs(backbone.graph.nodes[user]))
        tensor = next(name for name in inputs if node_of(name) in backbone.graph.depends_on_input)
        shape = backbone.graph.specs[tensor].shape
        if shape.rank and shape[-1] == mean.shape[0]:
            yield _Norm(tensor=tensor, mean=mean.numpy(), variance=variance.numpy())


def _stored(backbone: Backbone, layer: Layer, names: tuple[str, ...]) -> tf.Variable | None:
    found = [path for path in layer.variables if path.rpartition("/")[2].startswith(names)]
    return backbone.variables[found[0]] if len(found) == 1 else None


def _moments(backbone: Backbone, norms: Sequence[_Norm]) -> Callable[[tf.Tensor], Values]:
    """Return the function from prepared images to means of what layers are given and of its squares, [2, channels]."""
    run = backbone.graph.function(backbone.graph.inputs, [norm.tensor for norm in norms])

    def moments(images: tf.Tensor) -> list[tf.Tensor]:
        values = [tf.cast(value, tf.float32) for value in run(*backbone.feeds(images))]
        return [tf.stack([_mean(value), _mean(tf.square(value))]) for value in values]

    return tf.function(moments, autograph=False, reduce_retracing=True)


def _mean(values: tf.Tensor) -> tf.Tensor:
    return tf.reduce_mean(values, axis=list(range(values.shape.rank - 1)))


def _distance(norm: _Norm, mean: np.ndarray, mean_square: np.ndarray) -> float:
    deviation = np.sqrt(np.maximum(mean_square - mean**2, 0) + EPSILON)
    stored = np.sqrt(norm.variance + EPSILON)
    squares = ((mean - norm.mean) ** 2 + (deviation - stored) ** 2) / stored**2
    return float(np.sqrt(np.mean(squares)))
