"""The word embedding: the layer that gives each token its vector."""

from __future__ import annotations

from collections.abc import Sequence

from core.backbones.backbone import Backbone
from core.backbones.layer_tree import Kind
from core.inspection.cuts import Cut


def place_of_word_embedding(backbone: Backbone, cuts: Sequence[Cut], words: int) -> int | None:
    """Return the place of the layer that holds one vector for each of `words`; None where there is none."""
    for place, cut in enumerate(cuts):
        tables = [backbone.variables[path].shape for path in cut.layer.variables]
        if cut.layer.kind is Kind.EMBEDDING and any(shape.rank == 2 and shape[0] >= words for shape in tables):
            return place
    return None
