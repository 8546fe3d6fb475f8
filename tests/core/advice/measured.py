"""Measures as they may come out, for what follows from them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from core.advice.measures import BackboneMeasures, ClassCount, DepthCost, Measures
from core.targets.metrics import BALANCED_ACCURACY
from core.targets.probe import CurvePoint, Probe, Score

BLOCKS = (0, 1, 2, 4, 8, 16)


def score(value: float, standard_error: float = 0.01) -> Score:
    return Score(
        metric=BALANCED_ACCURACY,
        value=value,
        standard_error=standard_error,
        low=value - 0.02,
        high=min(1.0, value + 0.02),
    )


def probe(value: float = 0.9, half: float | None = None, standard_error: float = 0.01) -> Probe:
    """By default the curve has levelled off."""
    earlier = score(value if half is None else half, standard_error)
    curve = (
        CurvePoint(subjects=50, score=earlier),
        CurvePoint(subjects=100, score=earlier),
        CurvePoint(subjects=200, score=score(value, standard_error)),
    )
    return Probe(score=curve[-1].score, auc=0.95, auc_interval=(0.92, 0.97), folds=5, curve=curve)


def backbone(name: str = "good", **changes: Any) -> BackboneMeasures:
    usual = BackboneMeasures(
        name=name, title=f"{name.capitalize()}, 224 px", logme=-0.1, probe=probe(), domain_distance=0.5
    )
    return replace(usual, **changes)


def depth(blocks: int, **changes: Any) -> DepthCost:
    usual = DepthCost(
        blocks=blocks,
        first_block=f"block_{20 - blocks}" if blocks else "",
        layers=tuple(f"block_{place}_conv" for place in range(20 - blocks, 20)),
        trained_parameters=1000 * blocks,
        seconds_once=5.0,
        seconds_per_head_epoch=0.1,
        seconds_per_fine_tuning_epoch=float(blocks) if blocks else None,
        memory_bytes=50_000_000 * (blocks + 1),
        disk_bytes=10_000_000,
    )
    return replace(usual, **changes)


def measures(**changes: Any) -> Measures:
    """Far radiographs of many subjects, on which the probe leaves much to gain."""
    usual = Measures(
        train=1000,
        validation_subjects=200,
        test_subjects=200,
        classes=(ClassCount(label="ill", images=500, subjects=300), ClassCount(label="well", images=700, subjects=700)),
        backbones=(backbone(), backbone("other", logme=-0.2)),
        depths=tuple(map(depth, BLOCKS)),
        memory=16_000_000_000,
    )
    return replace(usual, **changes)
