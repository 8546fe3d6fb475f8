"""Inputs: the kinds of data that a network can be given, as its card names them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.modalities.images.image_input import ImageInput
from core.modalities.network_input import NetworkInput
from core.modalities.text.token_input import TokenInput

#: the first is that of cards which name none
INPUTS: tuple[type[NetworkInput], ...] = (ImageInput, TokenInput)


def input_of(values: Mapping[str, Any], folder: Path) -> NetworkInput:
    """Return the input that gave these values, among others of the card in a backbone's folder.

    Raise ValueError where no version gave them.
    """
    kind = values.get("kind", INPUTS[0].kind)
    for known in INPUTS:
        if known.kind == kind:
            return known.of_json(values, folder)
    raise ValueError("a network for data of a kind that this version does not know")
