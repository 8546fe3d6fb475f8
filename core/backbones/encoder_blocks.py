"""Blocks of encoders of texts: what makes words to vectors is one, whatever its layers are called."""

from __future__ import annotations

from collections.abc import Sequence

from core.backbones.layer_tree import EMBEDDINGS, NUMBERED, Kind


def with_tables_together(kinds: Sequence[Kind], blocks: Sequence[str]) -> list[str]:
    """Return the block of each layer, in network order: all before the first numbered block is called `embeddings`.

    These are tables of words, positions and types, their normalisation, and where these are narrow their projection:
    publishers give them names that have nothing in common. Where no block has a number, all stays as it is.
    """
    numbered = [
        place
        for place, (kind, block) in enumerate(zip(kinds, blocks, strict=True))
        if kind is not Kind.EMBEDDING and NUMBERED.search(block)
    ]
    if not numbered or Kind.EMBEDDING not in kinds[: numbered[0]]:
        return list(blocks)
    return [EMBEDDINGS] * numbered[0] + list(blocks[numbered[0] :])
