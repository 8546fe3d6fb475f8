"""Burned in: what files say of text in their pixels, which may name a patient or give the class away."""

from __future__ import annotations

from collections.abc import Sequence

from core.messages import Message
from core.modalities.declared import Declared
from core.modalities.images.facts import HasFacts, picture_facts


def burned_in(images: Sequence[HasFacts]) -> list[Declared]:
    """Return nothing where no file says anything about text in its pixels."""
    stated = [(place, picture_facts(image).acquisition.burned_in) for place, image in enumerate(images)]
    stated = [(place, value) for place, value in stated if value]
    flagged = tuple(place for place, value in stated if value == "yes")
    if flagged:
        return [Declared(code="burned-in", message=Message("burned-in", images=len(flagged)), against=flagged)]
    return [Declared(code="burned-in", message=Message("not-burned-in", files=len(stated)))] if stated else []
