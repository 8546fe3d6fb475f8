"""Card: what a person and the program need to know about a backbone without opening it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from core.errors import UserError
from core.messages import Message
from core.modalities.inputs import input_of
from core.modalities.network_input import NetworkInput
from core.storage.disk import refusal_by_disk
from core.storage.kept_json import LaterFormat, read_kept, write_kept
from core.storage.typed_values import read_as

CARD_FILE = "card.json"


@dataclass(frozen=True, kw_only=True)
class _OfAnyKind:
    """What stands on every card, whatever the network is given."""

    name: str
    title: str
    licence: str
    source: str
    #: of the published weights that it was made from; for an imported module the hash of its own files
    sha256: str
    feature_width: int
    #: numbers in all variables together
    parameters: int
    #: what is called for features: "" for the object itself, else the name of a signature
    signature: str = ""
    #: what is taken of several outputs, as the module calls it; "" for the only one, or the first vector an example
    output: str = ""
    #: whether layers without names of their own are put into blocks by the graph; earlier cards took each for a block,
    #: and runs of theirs have counted so
    blocks_of_network: bool = False
    #: the module ends in a classifier, and is used up to the layer before it
    ends_in_classifier: bool = False


@dataclass(frozen=True, kw_only=True)
class Card(_OfAnyKind):
    """Lies as `card.json` beside the module's `saved_model.pb`."""

    #: what the module is given of an example; its values stand among the others
    input: NetworkInput

    def as_json(self) -> dict[str, Any]:
        own = {field.name: getattr(self, field.name) for field in fields(_OfAnyKind)}
        return {**own, **self.input.as_json()}


def write_card(card: Card, folder: Path) -> None:
    write_kept(folder / CARD_FILE, card.as_json())


def read_card(folder: Path) -> Card:
    """Return the card of the backbone in `folder`. Raise UserError where there is none or it cannot be read."""
    try:
        values = read_kept(folder / CARD_FILE)
        return Card(**vars(read_as(_OfAnyKind, values)), input=input_of(values, folder))
    except LaterFormat as error:
        raise UserError(Message("card-of-later-version", backbone=folder.name)) from error
    except (OSError, ValueError) as error:
        raise refusal_by_disk(error) or UserError(Message("no-readable-card", backbone=folder.name)) from error
