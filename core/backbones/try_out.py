"""Try out a module: what it makes of examples that show nothing and nobody."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import tensorflow as tf

from core.backbones.backbone import Backbone, pooled
from core.backbones.graph import InferenceGraph
from core.errors import UserError
from core.messages import Message
from core.modalities.network_input import NetworkInput

#: of features that are the same, how far they may lie apart: the rest is rounding
SAME, SAME_OF_LARGEST = 1e-2, 1e-3

log = logging.getLogger(__name__)


def width_of_features(backbone: Backbone, given: NetworkInput) -> int:
    """Return numbers in an example's features, seen by running the module. Raise UserError where they are useless."""
    rows, features = given.random_rows(2), features_of(backbone, given)
    two, one = features(rows), features(rows[:1])  # by one function: chance goes on in it, whatever its seed
    if two.ndim != 2 or len(two) != 2 or len(one) != 1 or not two.shape[1]:
        raise UserError(Message("no-row-of-features"))
    if not np.isfinite(two).all():
        raise UserError(Message("features-not-finite"))
    if not are_same(two[:1], one, two):
        raise UserError(Message("features-by-chance"))
    return int(two.shape[1])


def features_of(backbone: Backbone, given: NetworkInput) -> Callable[[np.ndarray], np.ndarray]:
    """Return the function from prepared rows to features, one vector each.

    It and this raise UserError where the module cannot take them.
    """
    types = [spec.dtype for spec in backbone.graph.input_specs]
    specs = [tf.TensorSpec([None, *shape], dtype) for shape, dtype in zip(given.shapes, types, strict=True)]
    function = backbone.graph.function(backbone.graph.inputs, [backbone.features])
    with _refusing(backbone, given):
        features = tf.function(function, autograph=False).get_concrete_function(*specs)

    def run(rows: np.ndarray) -> np.ndarray:
        with _refusing(backbone, given):
            found: np.ndarray = pooled(features(*given.feeds(tf.constant(rows), types))[0]).numpy()
        return found

    return run


@contextmanager
def _refusing(backbone: Backbone, given: NetworkInput) -> Iterator[None]:
    try:
        yield
    except (tf.errors.OpError, ValueError, TypeError) as error:
        log.exception("a module could not be run")
        _refuse_channels_first(backbone.graph)
        raise UserError(Message("input-not-processed", given=given.text)) from error


def are_same(features: np.ndarray, others: np.ndarray, all_of_them: np.ndarray) -> bool:
    """Return whether these are the same features but for rounding, by the largest number in all of them."""
    largest = float(np.abs(all_of_them).max())
    return np.allclose(features, others, rtol=SAME, atol=SAME_OF_LARGEST * largest)


def _refuse_channels_first(graph: InferenceGraph) -> None:
    if any(node.attr["data_format"].s == b"NCHW" for node in map(graph.nodes.__getitem__, graph.order)):
        raise UserError(Message("channels-first-layers"))
