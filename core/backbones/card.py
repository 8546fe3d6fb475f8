"""Card: what a person and the program need to know about a backbone without opening it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from core.errors import UserError
from core.messages import Message
from core.modalities.images.image_input import ImageInput
from core.modalities.images.input_values import NO_MEAN, NO_STD, Channels
from core.storage.disk import refusal_by_disk
from core.storage.kept_json import LaterFormat, read_kept, write_kept
from core.storage.typed_values import read_as

CARD_FILE = "card.json"


@dataclass(frozen=True, kw_only=True)
class Card:
    """Lies as `card.json` beside the module's `saved_model.pb`."""

    name: str
    title: str
    licence: str
    source: str
    #: of the published weights that it was made from; for an imported module the hash of its own files
    sha256: str
    #: height and width in pixels; None where the module takes any size
    input_size: tuple[int, int] | None
    #: the pixel values that the module expects for black and white
    value_range: tuple[float, float]
    feature_width: int
    #: numbers in all variables together
    parameters: int
    #: what is called for features: "" for the object itself, else the name of a signature
    signature: str = ""
    #: what is taken of several outputs, as the module calls it; "" for the only one, or the first vector an image
    output: str = ""
    #: of red, green and blue: what is taken away from the values in `value_range`, and by what the rest is divided
    mean: Channels = NO_MEAN
    std: Channels = NO_STD
    #: whether layers without names of their own are put into blocks by the graph; earlier cards took each for a block,
    #: and runs of theirs have counted so
    blocks_of_network: bool = False
    #: the module ends in a classifier, and is used up to the layer before it
    ends_in_classifier: bool = False

    #: where a module takes any size, images come at this one
    DEFAULT_SIZE = (224, 224)

    @property
    def image_size(self) -> tuple[int, int]:
        """Return height and width at which images are given to the module."""
        return self.input_size or self.DEFAULT_SIZE

    @property
    def input(self) -> ImageInput:
        """Return what the module is given of an example."""
        return ImageInput(size=self.image_size, value_range=self.value_range, mean=self.mean, std=self.std)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def write_card(card: Card, folder: Path) -> None:
    write_kept(folder / CARD_FILE, card.as_json())


def read_card(folder: Path) -> Card:
    """Return the card of the backbone in `folder`. Raise UserError where there is none or it cannot be read."""
    try:
        return read_as(Card, read_kept(folder / CARD_FILE))
    except LaterFormat as error:
        raise UserError(Message("card-of-later-version", backbone=folder.name)) from error
    except (OSError, ValueError) as error:
        raise refusal_by_disk(error) or UserError(Message("no-readable-card", backbone=folder.name)) from error
