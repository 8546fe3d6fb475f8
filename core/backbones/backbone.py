"""Backbone: an opened module with its layer tree, ready to be frozen, cut and trained."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import tensorflow as tf

from core.backbones.allowed_operations import check_operations
from core.backbones.blocks import PlacedLayer, blocks_in_network
from core.backbones.card import Card, read_card
from core.backbones.dropout_places import dropout_places
from core.backbones.encoder_blocks import with_tables_together
from core.backbones.frost_line import FrostLine
from core.backbones.graph import InferenceGraph
from core.backbones.layer_tree import Kind, Layer, LayerTree, blocks_of, layer_path, unique_paths
from core.backbones.module import Module, load_module
from core.backbones.tensor_names import full_name, node_of
from core.modalities.text.token_input import TokenInput
from core.process.device import this_device

#: what a normalisation measures instead of learning; frozen for good, since it stays in inference mode
STATISTICS = ("moving_", "running_", "renorm_", "population_")
NORMALISES = {"gamma", "beta", "scale", "offset"}
KIND_OF_OPERATION = {
    "Conv2D": Kind.CONVOLUTION,
    "Conv3D": Kind.CONVOLUTION,
    "DepthwiseConv2dNative": Kind.DEPTHWISE,
    "MatMul": Kind.DENSE,
    "BatchMatMul": Kind.DENSE,
    "BatchMatMulV2": Kind.DENSE,
    "BatchMatMulV3": Kind.DENSE,
    "Einsum": Kind.DENSE,
    "FusedBatchNorm": Kind.NORMALISATION,
    "FusedBatchNormV2": Kind.NORMALISATION,
    "FusedBatchNormV3": Kind.NORMALISATION,
    "Gather": Kind.EMBEDDING,
    "GatherV2": Kind.EMBEDDING,
    "GatherNd": Kind.EMBEDDING,
}
ATTENTION = ("attention", "query", "key", "value", "qkv")


class Backbone:
    """One module, opened once. Its variables change when it is trained; `folder` never does."""

    def __init__(self, folder: Path, card: Card, module: Module):
        self.folder, self.card = folder, card
        self.module = module  # keeps the variables alive
        self.graph = InferenceGraph(module, card.input)
        classified = self.graph.classifier_input() if card.ends_in_classifier else None
        #: the tensor of features: behind it only pooling and the head
        self.features = classified or self.graph.output
        needed = self.graph.needed_for([self.features], set())
        used = {id(variable): variable for name, variable in self.graph.reads.items() if name in needed}
        paths = unique_paths([variable.name for variable in used.values()])
        #: in network order
        self.variables: dict[str, tf.Variable] = dict(zip(paths, used.values(), strict=True))
        self.layers = self._layer_tree()

    @property
    def feature_width(self) -> int:
        return int(self.graph.specs[full_name(self.features)].shape[-1])

    def trainable_variables(self, layers: Iterable[Layer]) -> dict[str, tf.Variable]:
        """Return what trains when these layers are ticked, by path, in network order."""
        wanted = {path for layer in layers for path in layer.trainable_variables}
        return {path: variable for path, variable in self.variables.items() if path in wanted}

    def frost_line(self, layers: Iterable[Layer]) -> FrostLine:
        return FrostLine(self.graph, self.features, list(self.trainable_variables(layers).values()))

    def dropout_places(self, layers: Iterable[Layer]) -> tuple[str, ...]:
        """Return the tensors of which these layers may leave out some while they learn; see `dropout_places`."""
        return dropout_places(self.graph, self.features, list(self.trainable_variables(layers).values()))

    def frost_line_of(self, values: Mapping[str, Any]) -> FrostLine:
        """Return the one that gave these values by `as_json`. Raise KeyError where it is of another backbone."""
        return FrostLine.from_json(self.graph, self.features, values)

    def last_operation(self, variables: Iterable[str]) -> str:
        """Return the last of the nodes at which these variables, by path, meet what comes from the input."""
        return self._last(self.user_of(self.variables[path]) for path in variables)

    def user_of(self, variable: tf.Variable) -> str:
        """Return the first operation on the input that this variable reaches, past casts, reshapes and the like."""
        return self._reached_by(variable)[0]

    def feeds(self, rows: tf.Tensor) -> list[tf.Tensor]:
        """Return prepared rows [n, …] as the module expects them, one tensor for each of its inputs."""
        return self.card.input.feeds(rows, [spec.dtype for spec in self.graph.input_specs])

    @property
    def takes_any_length(self) -> bool:
        """Return whether rows may be cut to what is not padding."""
        return bool(self.graph.axes_of_length)

    def is_for_rows(self, shape: tuple[int, ...]) -> bool:
        """Return whether it was opened for prepared rows of this shape."""
        return self.card.input == self.card.input.of_rows(shape)

    def hashes(self, paths: Iterable[str]) -> dict[str, str]:
        """Return sha256 of the present values of these variables."""
        return {path: hashlib.sha256(self.variables[path].numpy().tobytes()).hexdigest() for path in paths}

    def _layer_tree(self) -> LayerTree:
        layers: dict[str, list[str]] = {}
        for path in self.variables:
            layers.setdefault(layer_path(path), []).append(path)
        tree = [self._layer(path, layers[path]) for path in layers]
        blocks = self._blocks(tree) if self.card.blocks_of_network else blocks_of(list(layers))
        if self.card.input.kind == TokenInput.kind:
            blocks = with_tables_together([layer.kind for layer in tree], blocks)
        tree = [replace(layer, block=block) for layer, block in zip(tree, blocks, strict=True)]
        in_order = {layer.block: None for layer in tree}  # a block's layers stand together
        return LayerTree(tuple(layer for block in in_order for layer in tree if layer.block == block))

    def _blocks(self, tree: Sequence[Layer]) -> list[str]:
        users = [self._last(self.user_of(self.variables[name]) for name in layer.variables) for layer in tree]
        placed = [
            PlacedLayer(path=layer.path, kind=layer.kind, user=user, is_pointwise=self._is_pointwise(layer))
            for layer, user in zip(tree, users, strict=True)
        ]
        return blocks_in_network(self.graph, self.features, placed)

    def _is_pointwise(self, layer: Layer) -> bool:
        kernels = [self.variables[name].shape for name in layer.variables]
        return any(shape.rank == 4 and tuple(shape[:2]) == (1, 1) for shape in kernels)

    def _layer(self, path: str, variables: Sequence[str]) -> Layer:
        trainable = self._without_statistics(variables)
        users = [self.user_of(self.variables[name]) for name in variables]
        return Layer(
            path=path,
            block="",
            kind=self._kind(path, variables, users),
            output_shape=self._shape_of(self._last(users)),
            parameters=sum(_size(self.variables[name]) for name in variables),
            trainable_parameters=sum(_size(self.variables[name]) for name in trainable),
            variables=tuple(variables),
            trainable_variables=tuple(trainable),
        )

    def _shape_of(self, node: str) -> tuple[int | None, ...]:
        """Return the shape without the batch; () where a module computes shapes as it runs."""
        shape = self.graph.specs[full_name(node)].shape
        return tuple(shape[1:]) if shape.rank else ()

    def _without_statistics(self, variables: Sequence[str]) -> list[str]:
        learnt = [
            name
            for name in variables
            if not name.rpartition("/")[2].startswith(STATISTICS)
            and self.variables[name].dtype.is_floating
            and not self._feeds_statistics(self.variables[name])
        ]
        declared = {id(variable) for variable in self.module.declared_trainable or ()}
        declared_here = [name for name in learnt if id(self.variables[name]) in declared]
        return declared_here or learnt  # a layer declared frozen as a whole may still be unfrozen

    def _last(self, operations: Iterable[str]) -> str:
        return max(operations, key=self.graph.position.__getitem__)

    def _feeds_statistics(self, variable: tf.Variable) -> bool:
        """A TF1 module does not say what is trainable; inputs 3 and 4 of a fused normalisation are its statistics."""
        user, came_from = self._reached_by(variable)
        node = self.graph.nodes[user]
        return node.op.startswith("FusedBatchNorm") and came_from in [node_of(name) for name in node.input[3:5]]

    def _reached_by(self, variable: tf.Variable) -> tuple[str, str]:
        waiting = [name for name, read in self.graph.reads.items() if read is variable]
        found: list[tuple[str, str]] = []
        seen = set(waiting)
        while waiting:
            name = waiting.pop()
            for consumer in self.graph.consumers[name]:
                if consumer in self.graph.depends_on_input:
                    found.append((consumer, name))
                elif consumer not in seen:
                    seen.add(consumer)
                    waiting.append(consumer)
        return min(found, key=lambda pair: self.graph.position[pair[0]])

    def _kind(self, path: str, variables: Sequence[str], users: Sequence[str]) -> Kind:
        names = {name.rpartition("/")[2] for name in variables}
        if names & NORMALISES or all(name.startswith(STATISTICS) for name in names):
            return Kind.NORMALISATION
        if names == {"embeddings"}:
            return Kind.EMBEDDING  # a short table may be read by multiplication
        kinds = {KIND_OF_OPERATION.get(self.graph.nodes[user].op, Kind.OTHER) for user in users} - {Kind.OTHER}
        if any(word in path.lower() for word in ATTENTION) and kinds <= {Kind.DENSE}:
            return Kind.ATTENTION
        if not kinds and "embed" in path.lower():
            return Kind.EMBEDDING  # of positions: added as it is
        return next((kind for kind in Kind if kind in kinds), Kind.OTHER)


def open_backbone(folder: Path, row_shape: tuple[int, ...] | None = None) -> Backbone:
    """Open the backbone in `folder`, which holds a SavedModel and its card. Raise UserError where that fails.

    Prepared rows have `row_shape`; by default that which the card says.
    """
    card = read_card(folder)
    if row_shape is not None:
        card = replace(card, input=card.input.of_rows(row_shape))
    check_operations(folder)
    with this_device().scope():
        return Backbone(folder, card, load_module(folder, type(card.input), card.signature, card.output))


def pooled(features: tf.Tensor) -> tf.Tensor:
    """Return one vector an example: a feature map [n, height, width, c] or tokens [n, t, c] are averaged to [n, c]."""
    between = list(range(1, features.shape.rank - 1))
    return tf.reduce_mean(features, axis=between) if between else features


def _size(variable: tf.Variable) -> int:
    return int(variable.shape.num_elements())
