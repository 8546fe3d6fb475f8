"""TextOptions: whether a project keeps a copy of its texts, and how much of a long one is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from core.errors import UserError
from core.messages import Message
from core.modalities.text.cut import Cut
from core.process.limits import Limits
from core.storage.typed_values import read_as

KIND = "text"
SHORTEST = 8


@dataclass(frozen=True, kw_only=True)
class TextOptions:
    """The `Options` of `core.modalities.options`, for texts."""

    #: whether texts are copied into the project, or read from where they lie each time
    keeps_texts: bool = False
    #: tokens that are read of a text; None for as many as the texts have, and the encoder takes
    length: int | None = None
    #: what is read of a longer one
    cut: Cut = Cut.HEAD

    def __post_init__(self) -> None:
        if self.length is not None and self.length < SHORTEST:
            raise UserError(Message("length-out-of-range", least=SHORTEST))

    @property
    def kind(self) -> str:
        """Return the name of the modality."""
        return KIND

    @property
    def limits(self) -> Limits:
        """Return the usual ones: no user has had to change them."""
        return Limits()

    @property
    def seen(self) -> tuple[Any, ...]:
        """Return nothing: a person, and the audit, read whole texts."""
        return ()

    @property
    def of_rows(self) -> tuple[Any, ...]:
        """Return nothing: a file gives the same texts, however long they are read."""
        return ()

    def taken(self, number: int) -> Sequence[int]:
        """Return the numbers of the texts that are learnt from: all of them."""
        return range(number)

    def kept(self, facts: Any) -> Any:
        """Return them with the text for the project's list, or without."""
        return facts and replace(facts, is_kept=self.keeps_texts)

    def as_json(self) -> dict[str, Any]:
        """Return plain values, which `from_json` reads."""
        return {"kind": KIND, **asdict(self)}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Return those that gave these values. Raise ValueError and UserError for others."""
        return read_as(cls, values)


def text_options(options: object) -> TextOptions:
    """Return them as those of texts; the usual ones where they are of another kind."""
    return options if isinstance(options, TextOptions) else TextOptions()
