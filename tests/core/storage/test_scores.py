"""Advice of before, whose scores named no metric, is read as that of balanced accuracy."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from core.advice.advice import Advice
from core.advice.recommend import recommend
from core.storage.files import write_json
from core.training.usual import USUAL
from core.wording.catalogue import text_of
from tests.core.advice.measured import measures


def test_advice_of_before_names_its_metric(tmp_path: Path) -> None:
    file, advice = (
        tmp_path / "advice.json",
        Advice(fingerprint="", measures=measures(), recommendation=recommend(measures(), USUAL["images"])),
    )
    write_json(file, {"format": 3, **_without_metric(json.loads(json.dumps(asdict(advice))))})

    kept = Advice.load(file)

    assert kept == advice
    assert "(balanced accuracy)" in text_of(kept.recommendation.reasons[1])


def _without_metric(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_metric(one) for name, one in value.items() if name != "metric"}
    return [_without_metric(one) for one in value] if isinstance(value, list) else value
