"""TextWalk: one text on its way through a network, token by token. Padding is cut away from all that is shown."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field

import numpy as np
import tensorflow as tf

from core.backbones.tensor_names import full_name
from core.inspection.attention import attention_of
from core.inspection.network import AT_INPUT, InspectedNetwork
from core.inspection.passage import Passage
from core.inspection.text_activation import Contributions, ExplainedText, TextActivation
from core.inspection.word_embedding import place_of_word_embedding


@dataclass(frozen=True, kw_only=True, eq=False)
class OneText:
    """A text as the network is given it."""

    #: int32 [length]; what follows the tokens is padding
    row: np.ndarray = field(repr=False)
    #: as the vocabulary spells them
    tokens: tuple[str, ...] = field(repr=False)
    #: how many more the text has
    cut: int
    #: in the vocabulary
    words: int


class TextWalk(Passage):
    """Gives what a layer makes of each token."""

    def __init__(self, network: InspectedNetwork, text: OneText):
        super().__init__(network, text.row)
        self.text = text

    @functools.cached_property
    def attending(self) -> dict[str, str]:
        """Return by its block of layers the tensor of each attention, in network order."""
        return attention_of(self.network.backbone.graph, self.network.cuts, self.network.end)

    def channels_last(self, place: int, values: np.ndarray) -> np.ndarray:
        """Return [tokens, channels], or [channels] where the layer gives one vector a text.

        Of what lies apart by heads of attention, the channels of all heads stand beside each other.
        """
        values = values.astype(np.float32, copy=False)
        if values.ndim < 2:
            return values.reshape(-1)
        axis = self._axis_of_tokens(place, values.shape)
        if axis is None:
            return values.reshape(len(values), -1)
        in_order = np.moveaxis(values, axis, 0)  # the heads may come first
        return in_order.reshape(len(in_order), -1)[: len(self.text.tokens)]

    def look(self, place: int, number: int | None = None) -> TextActivation:
        """Return a layer; with what speaks for a class where its number is given."""
        values = self.channels_last(place, self.output(place))
        gradient = None if number is None else self.channels_last(place, self.gradient(place, number))
        return TextActivation(
            facts=self.facts(place, number),
            statistics=self.statistics(place, values, number),
            values=np.atleast_2d(values),
            has_tokens=values.ndim == 2 and len(values) == len(self.text.tokens),
            attention=self._attention(self.network.cuts[place].layer.block),
            gradient=None if gradient is None else np.atleast_2d(gradient),
            contributions=None if number is None else self.contributions(number),
        )

    def explained(self, number: int | None) -> ExplainedText:
        """Return the tokens, and what each speaks for a class where its number is given."""
        contributions = None if number is None else self.contributions(number)
        return ExplainedText(tokens=self.text.tokens, contributions=contributions)

    def contributions(self, number: int) -> Contributions:
        """Return how much each token speaks for a class: gradient × input.

        The gradient of the class's score, before the softmax, at the output of the word embedding, times that output,
        added up over its channels: Shrikumar et al. 2016, Not Just a Black Box: Learning Important Features Through
        Propagating Activation Differences (arXiv:1605.01713), section 3; for words Denil et al. 2014 (arXiv:1412.6815).
        It is the first-order share of a token in the score, not what happens without it.
        """
        place = place_of_word_embedding(self.network.backbone, self.network.cuts, self.text.words)
        values = np.zeros(len(self.text.tokens), np.float32)
        if place is not None:
            vectors = self.channels_last(place, self.output(place))
            values = (vectors * self.channels_last(place, self.gradient(place, number))).sum(-1)
        label, probability = self.network.classes[number], float(self.probabilities[number])
        return Contributions(label=label, probability=probability, values=values)

    def _axis_of_tokens(self, place: int, shape: tuple[int, ...]) -> int | None:
        """Return which axis of what a layer gives counts the tokens, padding included; None where none does.

        Where a module takes rows of one length alone, or lays the tokens of all texts in one list, only their number
        says so.
        """
        graph, tensor = self.network.backbone.graph, full_name(self.network.cuts[place].output)
        if graph.axes_of_length and graph.has_row_for_each_example(tensor):
            axes = graph.axes_of_length.get(tensor)
            return axes[0] - 1 if axes else None  # the batch is gone
        return next((axis for axis, side in enumerate(shape[:-1]) if side == len(self.text.row)), None)

    def _attention(self, block: str) -> np.ndarray | None:
        if block not in self.attending:
            return None
        count = len(self.text.tokens)
        weights = self._attention_of_all[list(self.attending).index(block)].numpy()[0]
        heads = weights if weights.ndim == 3 else weights[None]
        return heads[:, :count, :count].astype(np.float32, copy=False)

    @functools.cached_property
    def _attention_of_all(self) -> list[tf.Tensor]:
        return list(self.network.to(tuple(self.attending.values()))(*self._values[AT_INPUT]))
