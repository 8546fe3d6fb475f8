"""Say what lies beside every exported model, whatever its format: predict.py, README.md and NOTICE."""

from __future__ import annotations

from pathlib import Path

from core.export.formats import ExportFormat
from core.export.model_card import model_card
from core.export.script import predict_script
from core.training.trained_model import TrainedModel
from resources import ROOT

SCRIPT, CARD, NOTICE = "predict.py", "README.md", "NOTICE"
BUNDLED = frozenset({SCRIPT, CARD, NOTICE})


def write_bundle(model: TrainedModel, export_format: ExportFormat, folder: Path) -> None:
    """Write it into the folder of an exported model."""
    facts = export_format.facts
    (folder / SCRIPT).write_text(predict_script(facts, model.target), encoding="utf-8")
    (folder / CARD).write_text(model_card(model, facts), encoding="utf-8")
    (folder / NOTICE).write_bytes((ROOT / NOTICE).read_bytes())
