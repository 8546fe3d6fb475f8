"""The layer tree: a module's variables as layers in blocks, in network order, from their paths and what they feed."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any

from core.backbones.layer_patterns import ALL, count_of_last_blocks
from core.errors import UserError
from core.messages import Message
from core.process.packaged import typed_command


class Kind(StrEnum):
    CONVOLUTION = "convolution"
    DEPTHWISE = "depthwise convolution"
    DENSE = "dense"
    NORMALISATION = "normalisation"
    EMBEDDING = "embedding"
    ATTENTION = "attention"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Layer:
    """One row of the tree: what a user ticks. Holds no TensorFlow object, so that it can cross to the window."""

    path: str
    block: str
    kind: Kind
    #: without the batch; None for a side that is only known at run time
    output_shape: tuple[int | None, ...]
    #: all numbers in it, and those that train when it is ticked (not the statistics of a normalisation)
    parameters: int
    trainable_parameters: int
    #: unique paths of its variables, and of those that train when it is ticked
    variables: tuple[str, ...]
    trainable_variables: tuple[str, ...]


@dataclass(frozen=True)
class LayerTree:
    """The layers in network order: the first sees the image, the last gives the features."""

    layers: tuple[Layer, ...]

    @property
    def blocks(self) -> dict[str, list[Layer]]:
        blocks: dict[str, list[Layer]] = {}
        for layer in self.layers:
            blocks.setdefault(layer.block, []).append(layer)
        return blocks

    @property
    def parameters(self) -> int:
        return sum(layer.parameters for layer in self.layers)

    def matching(self, patterns: Iterable[str]) -> tuple[Layer, ...]:
        """Return the layers that any pattern names: a layer path or block with wildcards, `last:N` blocks, or `all`.

        Raise UserError for a pattern that names no layer.
        """
        wanted: set[str] = set()
        for pattern in patterns:
            found = self._named_by(pattern)
            if not found:
                raise UserError(Message("no-layer-matches", pattern=pattern, command=typed_command()))
            wanted |= {layer.path for layer in found}
        return tuple(layer for layer in self.layers if layer.path in wanted)

    def as_json(self) -> list[dict[str, Any]]:
        return [
            {
                "path": layer.path,
                "block": layer.block,
                "kind": layer.kind.value,
                "output_shape": list(layer.output_shape),
                "parameters": layer.parameters,
                "trainable_parameters": layer.trainable_parameters,
                "trainable": layer.trainable_parameters > 0,
            }
            for layer in self.layers
        ]

    def _named_by(self, pattern: str) -> list[Layer]:
        if pattern == ALL:
            return list(self.layers)
        count = count_of_last_blocks(pattern)
        if count is not None:
            return [layer for block in list(self.blocks.values())[-count:] for layer in block] if count else []
        return [layer for layer in self.layers if fnmatchcase(layer.path, pattern) or fnmatchcase(layer.block, pattern)]


def unique_paths(names: Sequence[str]) -> list[str]:
    """Return variable names as paths: without TensorFlow's ":0", and distinguished where two are the same."""
    paths = [name.split(":")[0] for name in names]
    taken = set(paths)  # the second "a" cannot be "a_2" where another variable has that name
    unique: dict[str, None] = {}
    for path in paths:
        numbered = (f"{path}_{number}" for number in itertools.count(2))
        free = (name for name in numbered if name not in taken and name not in unique)
        unique[path if path not in unique else next(free)] = None
    return list(unique)


def layer_path(variable_path: str) -> str:
    """ "a/b/gamma" belongs to the layer "a/b"; a variable without a folder is a layer of its own."""
    return variable_path.rpartition("/")[0] or variable_path


def blocks_of(layer_paths: Sequence[str]) -> list[str]:
    """Return the block of each layer. What all paths begin with says nothing and is left out."""
    split = [path.split("/") for path in layer_paths]
    while len({parts[0] for parts in split}) == 1 and all(len(parts) > 1 for parts in split):
        split = [parts[1:] for parts in split]
    return [_block_of_nested(parts) if len(parts) > 1 else _block_of_flat(parts[0]) for parts in split]


NUMBERED = re.compile(r"\d[a-z]?$")
#: the tables of TF Hub's encoders of text, and the block that the normalisation behind them names
TABLES_OF_ENCODERS = ("word_embeddings", "position_embedding", "type_embeddings")
EMBEDDINGS = "embeddings"
#: letters, where "conv2d" counts as letters, then a number: block_16, block1a, Conv_1, conv2_block1
DIMENSIONS = r"(?<=conv)[123]d(?![A-Za-z0-9])"
FLAT_BLOCK = re.compile(
    rf"(?:[A-Za-z]|_|{DIMENSIONS})+?(?!{DIMENSIONS})\d+[a-z]?(?:_(?:block|unit|layer)_?\d+)?(?=_|$)"
)
#: at the end of a name; MobileNetV2's first block is called expanded_conv
ROLE = re.compile(
    r"(?<!expanded)_(bn|batchnorm|norm|conv|depthwise|dwconv|expand|project|pointwise|pad|relu)$", re.IGNORECASE
)


def _block_of_nested(parts: list[str]) -> str:
    """Return the folder down to the first numbered one: "Transformer/encoderblock_0", "expanded_conv_16".

    Else the first.
    """
    for depth, part in enumerate(parts[:-1], start=1):
        if NUMBERED.search(part):
            return "/".join(parts[:depth])
    return parts[0]


def _block_of_flat(name: str) -> str:
    if name in TABLES_OF_ENCODERS:
        return EMBEDDINGS
    name = re.sub(r"^bn_", "", name)
    if numbered := FLAT_BLOCK.match(name):
        return numbered[0]
    while ROLE.search(name):
        name = ROLE.sub("", name)
    return name
