"""Images: the modality of single pictures, from photographs to frames of DICOM and slices of volumes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.modalities.images.facts import ACQUISITION, NOTHING_KNOWN, PictureFacts
from core.modalities.images.strength import STRENGTHS

if TYPE_CHECKING:
    from core.modalities.images.image_augmenter import ImageAugmenter


@dataclass(frozen=True)
class Images:
    """As `core.modalities.modality` has it."""

    name: str = "images"
    needed_columns: tuple[str, ...] = ("width", "height", "bits")
    columns: tuple[str, ...] = (*needed_columns, *ACQUISITION)

    def cells_of(self, facts: Any) -> list[str | int | float]:
        """Return a cell for each column."""
        return (facts or NOTHING_KNOWN).as_cells()

    def facts_of(self, row: Mapping[str, str]) -> PictureFacts | None:
        """Return what `cells_of` has written; None where that was nothing."""
        facts = PictureFacts.from_row(row)
        return None if facts == NOTHING_KNOWN else facts

    def augmenter(self, strength: str, flips: str) -> ImageAugmenter:
        """Return what moves, mirrors and lights images so much."""
        from core.modalities.images.image_augmenter import ImageAugmenter

        return ImageAugmenter(STRENGTHS[strength], flips)
