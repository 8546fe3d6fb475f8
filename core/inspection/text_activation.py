"""What is seen inside a network of one text: plain numbers. Holds no TensorFlow object.

Tokens are words of patients: no repr names them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any

import numpy as np

from core.backbones.layer_tree import Layer
from core.inspection.activation import ChannelStatistics, LayerFacts


@dataclass(frozen=True, kw_only=True, eq=False)
class Contributions:
    """How much each token speaks for a class, by gradient × input; what speaks against it is negative."""

    label: str
    #: of the class, as the network gives it for this text
    probability: float
    #: float32 [tokens], of the score before the softmax
    values: np.ndarray

    @cached_property
    def shares(self) -> np.ndarray:
        """Return the values from -1 to 1, as they are coloured: that of the strongest token is 1 or -1."""
        strongest = np.abs(self.values).max(initial=0)
        return self.values / strongest if strongest else np.zeros_like(self.values)

    def as_json(self) -> dict[str, Any]:
        return {"class": self.label, "probability": self.probability, "values": self.values.tolist()}


@dataclass(frozen=True, kw_only=True, eq=False)
class ExplainedText:
    """The tokens of a text, and how much each speaks for a class."""

    #: as the vocabulary spells them: [CLS], the pieces of words, [SEP]
    tokens: tuple[str, ...] = field(repr=False)
    #: None where no class was asked for
    contributions: Contributions | None

    def as_json(self) -> dict[str, Any]:
        explained = {"contributions": self.contributions.as_json()} if self.contributions else {}
        return {"tokens": list(self.tokens), **explained}


@dataclass(frozen=True, kw_only=True, eq=False)
class TextInside:
    """What there is to be looked at, before any layer is."""

    #: in the order in which the text passes them
    layers: tuple[Layer, ...]
    #: for which there is a gradient; () for a backbone without a classifier
    classes: tuple[str, ...]
    #: what the network says: float32 [classes]
    probabilities: np.ndarray
    tokens: tuple[str, ...] = field(repr=False)
    #: how many more tokens the text has, which the network is not given
    cut: int
    #: the blocks of layers that attend
    attending: tuple[str, ...]

    @property
    def predicted(self) -> str | None:
        """Return the most probable class; None where there are no classes."""
        return self.classes[int(self.probabilities.argmax())] if self.classes else None


@dataclass(frozen=True, kw_only=True, eq=False)
class TextActivation:
    """What a layer makes of a text, padding cut away."""

    facts: LayerFacts
    statistics: ChannelStatistics
    #: float32 [tokens, channels]; of one vector a text [1, channels]
    values: np.ndarray
    #: whether the rows of `values` are the tokens
    has_tokens: bool
    #: softmax of the block that the layer stands in: float32 [heads, tokens, tokens], each row what one token attends
    #: to, together 1; None where the block has no attention
    attention: np.ndarray | None
    #: of the class's score, before the softmax, as `values`; None where no class was asked for
    gradient: np.ndarray | None
    contributions: Contributions | None

    def as_json(self) -> dict[str, Any]:
        """Return its numbers, without the values themselves."""
        channels = {
            one.name: values.tolist()
            for one in fields(self.statistics)
            if (values := getattr(self.statistics, one.name)) is not None
        }
        heads = {"heads": len(self.attention)} if self.attention is not None else {}
        return {**self.facts.as_json(), **heads, "channel_statistics": channels}
