"""The backbones that there are: those that come with the program, and those that the user imported."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import platformdirs

from core.backbones.card import CARD_FILE, Card, read_card
from core.errors import UserError
from core.messages import Message
from core.modalities.inputs import INPUTS
from resources import BUNDLED_BACKBONES

#: names another folder for imported backbones
LIBRARY_VARIABLE = "FROSTLINE_BACKBONES"


def user_library() -> Path:
    """Return where imported backbones lie; it need not exist yet."""
    chosen = os.environ.get(LIBRARY_VARIABLE)
    return Path(chosen) if chosen else platformdirs.user_data_path("frostline", appauthor=False) / "backbones"


def list_backbones(kind: str | None = None) -> list[Card]:
    """Return the cards of all backbones, or those for one kind of data. No module is opened.

    Those for images come first; of each kind the bundled ones, and these by name.
    """
    kinds = [given.kind for given in INPUTS]
    cards = sorted((card for _, card in _backbones()), key=lambda card: kinds.index(card.input.kind))
    return [card for card in cards if kind in (None, card.input.kind)]


def find_backbone(name: str) -> Path:
    """Return the folder of the backbone of this name.

    Raise UserError, which lists what there is, where there is none.
    """
    folders = {card.name: folder for folder, card in _backbones()}
    if name in folders:
        return folders[name]
    if not folders:
        raise UserError(Message("no-backbone-of-that-name-nor-any", backbone=name))
    raise UserError(Message("no-such-backbone", backbone=name, known=list(folders)))


def _backbones() -> Iterator[tuple[Path, Card]]:
    seen = set()
    for library in (BUNDLED_BACKBONES, user_library()):
        for card_file in sorted(library.glob(f"*/{CARD_FILE}")):
            folder = card_file.parent
            card = _readable_card(folder)
            if card is not None and card.name not in seen:
                seen.add(card.name)
                yield folder, card


def _readable_card(folder: Path) -> Card | None:
    """Return the card, unless the folder is an import under way or its card is damaged: then it is no backbone."""
    if folder.name.startswith("."):
        return None
    try:
        return read_card(folder)
    except UserError:
        return None
