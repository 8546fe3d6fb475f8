"""Advice as the engine gives it, for who shows it."""

from __future__ import annotations

from dataclasses import replace

from core.advice.advice import Advice, Method, Recommendation, advice_fingerprint
from core.dataset.dataset import Dataset
from core.dataset.reading import Reading
from core.messages import Message, as_written
from core.training.plan import FINE_TUNING, HEAD
from tests.core.advice.measured import depth, measures

REASONS = ("Good suits these classes best: LogME −0.100.", "At most 10.0 points are left to gain.")


def advice(dataset: Dataset, *, blocks: int = 4, cautions: tuple[Message, ...] = ()) -> Advice:
    """Fine-tuning of so many blocks; of feature extraction with 0."""
    recommendation = Recommendation(
        method=Method.FINE_TUNING if blocks else Method.EXTRACTION,
        backbone="good",
        blocks=blocks,
        unfrozen=depth(blocks).layers,
        head=HEAD,
        fine_tuning=replace(FINE_TUNING, learning_rate=3e-5),
        heading=as_written(f"Fine-tune Good: its last {blocks} blocks." if blocks else "Train a new head on Good."),
        reasons=tuple(map(as_written, REASONS)),
    )
    return Advice(
        fingerprint=advice_fingerprint(dataset, Reading()),
        measures=measures(),
        recommendation=recommendation,
        cautions=cautions,
    )
