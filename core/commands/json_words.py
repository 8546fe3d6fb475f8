"""JSON in words: plain values as they are printed, each message in them with what it says."""

from __future__ import annotations

from typing import Any

from core.events import Event
from core.messages import Message
from core.wording.catalogue import words_of


def event_in_words(event: Event) -> dict[str, Any]:
    """Return an event as it is printed: beside a message of its own, what that says as a whole; of a step its name."""
    values: dict[str, Any] = in_words(event.as_json())
    match values.get("message"):
        case {"text": str(text), "hint": str(hint)}:
            return {**values, "text": f"{text} {hint}".strip()}
    match values.get("step"):
        case {"text": str(text)}:
            return {**values, "step": text}
    return values


def in_words(values: Any) -> Any:
    """Return the same values, with `text` and `hint` added to whatever is a message."""
    match values:
        case {"code": str(), "arguments": dict() as arguments}:
            words = words_of(Message.from_json(values))
            arguments_in_words = {name: in_words(value) for name, value in arguments.items()}
            return {**values, "arguments": arguments_in_words, "text": words.text, "hint": words.hint}
        case dict():
            return {name: in_words(value) for name, value in values.items()}
        case list() | tuple():
            return [in_words(one) for one in values]
    return values
