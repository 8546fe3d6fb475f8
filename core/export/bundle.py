"""Bundle: what lies beside every exported model, whatever its format: predict.py, README.md and NOTICE."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from core.export.formats import ExportFormat, FormatFacts
from core.export.kinds import IMAGES, TEXTS, kind_of
from core.export.model_card import model_card
from core.export.script import predict_script
from core.export.text_card import text_card
from core.training.trained_model import TrainedModel
from resources import ROOT

SCRIPT, CARD, NOTICE = "predict.py", "README.md", "NOTICE"
BUNDLED = frozenset({SCRIPT, CARD, NOTICE})
CARDS: dict[str, Callable[[TrainedModel, FormatFacts], str]] = {IMAGES: model_card, TEXTS: text_card}


def write_bundle(model: TrainedModel, export_format: ExportFormat, folder: Path) -> None:
    """Write it into the folder of an exported model."""
    facts, kind = export_format.facts, kind_of(model.preprocessing)
    (folder / SCRIPT).write_text(predict_script(facts, model.target, kind), encoding="utf-8")
    (folder / CARD).write_text(CARDS[kind](model, facts), encoding="utf-8")
    (folder / NOTICE).write_bytes((ROOT / NOTICE).read_bytes())
