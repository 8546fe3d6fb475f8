"""Message: what core has to say to a person, as a code with its arguments. `core.wording` puts it into words."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

#: of a text that stands as it was written: by a person, by another program, or by a version that kept no codes
AS_WRITTEN = "as-written"
#: a code, and a JSON object of its arguments where it has any
_CELL = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?: (\{.*\}))?", re.DOTALL)


@dataclass(frozen=True, init=False, repr=False)
class Message:
    """A code that says what happened, and its arguments: text, numbers, other messages, and tuples of these."""

    code: str
    arguments: Mapping[str, Any]

    def __init__(self, code: str, /, **arguments: Any):
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "arguments", {name: _plain(value) for name, value in arguments.items()})

    def __hash__(self) -> int:
        return hash((self.code, *self.arguments.items()))

    def __repr__(self) -> str:
        return (
            f"Message({', '.join([repr(self.code), *(f'{name}={value!r}' for name, value in self.arguments.items())])})"
        )

    @classmethod
    def from_json(cls, values: Any) -> Message:
        """Return the message that `dataclasses.asdict` has made into plain values. Raise ValueError for others."""
        match values:
            case {"code": str(code), "arguments": dict(arguments)}:
                return cls(code, **arguments)
        raise ValueError("no message")


def as_written(text: str, hint: str = "") -> Message:
    return Message(AS_WRITTEN, text=text, hint=hint)


def cell_of(message: Message | None) -> str:
    """Return a message as a cell of a table: its code, and its arguments as JSON; "" for none."""
    if message is None:
        return ""
    if message.code == AS_WRITTEN:
        return str(message.arguments["text"])
    arguments = json.dumps(message.arguments, ensure_ascii=False, default=asdict) if message.arguments else ""
    return f"{message.code} {arguments}".strip()


def message_in(cell: str) -> Message | None:
    """Return what `cell_of` has written; a sentence, as tables held them before, is a message as it was written."""
    if not cell:
        return None
    if found := _CELL.fullmatch(cell):
        try:
            return Message(cell.partition(" ")[0], **json.loads(found[1] or "{}"))
        except ValueError:
            pass
    return as_written(cell)


def _plain(value: Any) -> Any:
    """Return an argument as it compares: what came from JSON is the same as what was made here."""
    match value:
        case list() | tuple():
            return tuple(map(_plain, value))
        case {"code": str(), "arguments": dict()}:
            return Message.from_json(value)
    return value
