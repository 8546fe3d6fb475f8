"""Messages cross between processes, JSON and tables, and come back the same."""

from __future__ import annotations

import json
import pickle
from dataclasses import asdict

import pytest

from core.messages import Message, as_written, cell_of, message_in

NESTED = Message(
    "copies-across-parts",
    groups=2,
    counted=Message("counted-pairs", number=2),
    names=["a", "ü"],
    ways=[Message("mirrored"), Message("turned", degrees=90)],
)


def test_a_message_comes_back_from_plain_values() -> None:
    assert Message.from_json(json.loads(json.dumps(asdict(NESTED)))) == NESTED
    assert pickle.loads(pickle.dumps(NESTED)) == NESTED
    assert hash(Message.from_json(asdict(NESTED))) == hash(NESTED)


@pytest.mark.parametrize("message", [Message("cut-off"), Message("too-large", millions=1.5), NESTED])
def test_a_message_comes_back_from_a_cell(message: Message) -> None:
    assert message_in(cell_of(message)) == message


def test_nothing_is_an_empty_cell() -> None:
    assert cell_of(None) == ""
    assert message_in("") is None


@pytest.mark.parametrize("sentence", ["The file is not there.", "cut off {", 'cut-off {"a": ', "Odd"])
def test_a_sentence_in_a_cell_is_shown_as_it_stands(sentence: str) -> None:
    assert message_in(sentence) == as_written(sentence)
    assert cell_of(message_in(sentence)) == sentence


@pytest.mark.parametrize("values", [None, "a", {}, {"code": 1, "arguments": {}}, {"code": "a", "arguments": []}])
def test_other_values_are_no_message(values: object) -> None:
    with pytest.raises(ValueError, match="no message"):
        Message.from_json(values)
