"""TokenInput: how many words of a sentence a network is given, and by which vocabulary they are numbered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from core.modalities.text.word_numbers import NOTHING
from core.storage.typed_values import read_as

if TYPE_CHECKING:
    import tensorflow as tf

    from core.modalities.text.token_arguments import TokenArguments

#: what stands on a card
KEPT = ("longest", "words", "vocabulary", "lower_case")
#: what stands on that of a network which needs it, and on no older one
KEPT_WHERE_NEEDED = "leaves_room"


@dataclass(frozen=True, kw_only=True)
class TokenInput:
    """One batch of sentences, whole numbers [n, length]: of each word its place in the vocabulary, and then zeros."""

    kind: ClassVar[str] = "text"
    keeps_examples: ClassVar[bool] = True

    #: of words that the network can take, beginning and end included
    longest: int
    #: how many words the vocabulary has
    words: int
    #: the file of the vocabulary, from the backbone's folder
    vocabulary: str
    lower_case: bool
    #: the network reads a sentence otherwise where nothing follows it, so that one empty place always does
    leaves_room: bool = False
    #: at which sentences are given, with the empty place; no fact of the network
    length: int = 0
    #: of the backbone, in which the vocabulary lies; None where no text has to be read
    folder: Path | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if self.longest < 1 or self.words < 2 or not 0 <= self.length <= self.longest + self.room:
            raise ValueError("a vocabulary or a length that no network has")

    @classmethod
    def of_json(cls, values: Mapping[str, Any], folder: Path) -> Self:
        """Return the one on a card, at its longest."""
        kept = {name: value for name, value in values.items() if name in (*KEPT, KEPT_WHERE_NEEDED)}
        return replace(read_as(cls, kept), folder=folder)

    def as_json(self) -> dict[str, Any]:
        """Return what stands of it on a card."""
        needed = {KEPT_WHERE_NEEDED: True} if self.leaves_room else {}
        return {"kind": self.kind} | {name: getattr(self, name) for name in KEPT} | needed

    @property
    def room(self) -> int:
        """Return how many places behind each sentence stay empty."""
        return int(self.leaves_room)

    def of_rows(self, shape: tuple[int, ...]) -> Self:
        """Return the same at the length of these rows."""
        return replace(self, length=shape[0])

    @property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        """Return the one shape of a sentence."""
        return ((self.length or self.longest + self.room,),)

    @property
    def shorter(self) -> Self | None:
        """Return the same at one word less."""
        (length,) = self.shapes[0]
        return replace(self, length=length - 1) if length > 1 else None

    @property
    def text(self) -> str:
        """Return what is given, as a sentence names it."""
        return f"sentences of up to {self.longest} words"

    @property
    def text_in_a_cell(self) -> str:
        """Return how much of a sentence the network can take."""
        return f"{self.longest} words"

    @property
    def key(self) -> str:
        """Return nothing: vocabulary and length decide the rows, and stand in their recipe."""
        return ""

    def feeds(self, rows: tf.Tensor, types: Sequence[tf.DType]) -> list[tf.Tensor]:
        """Return the numbers as they are."""
        import tensorflow as tf

        (wanted,) = types
        return [tf.cast(rows, wanted)]

    def random_rows(self, count: int) -> np.ndarray:
        """Return words at random, int32, each row of another length."""
        chance = np.random.default_rng(0)
        (length,) = self.shapes[0]
        rows = chance.integers(1, self.words, [count, length], np.int32)
        ends = chance.integers(1, length - self.room, [count, 1], endpoint=True)
        return np.where(np.arange(length) < ends, rows, np.int32(NOTHING))

    @classmethod
    def arguments(cls) -> TokenArguments:
        """Return how sentences stand among the arguments of a module's function; TensorFlow is imported."""
        from core.modalities.text.token_arguments import TokenArguments

        return TokenArguments()
