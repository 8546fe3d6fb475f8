"""The stages of the work, in their order, and what each needs from an earlier one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from gui.session import Session
from gui.translation import tr


class Stage(StrEnum):
    DATASET = "dataset"
    ADVICE = "advice"
    BACKBONE = "backbone"
    TRAINING = "training"
    EVALUATION = "evaluation"
    COMPARISON = "comparison"
    ACTIVATIONS = "activations"
    PREDICTION = "prediction"
    EXPORT = "export"


class StageState(StrEnum):
    DONE = "done"
    OPEN = "open"
    NOT_YET = "not yet"


@dataclass(frozen=True)
class Lack:
    """What is missing before a stage makes sense, and where to get it."""

    text: str
    stage: Stage


def title(stage: Stage) -> str:
    return {
        Stage.DATASET: tr("Dataset"),
        Stage.ADVICE: tr("Advice"),
        Stage.BACKBONE: tr("Backbone"),
        Stage.TRAINING: tr("Training"),
        Stage.EVALUATION: tr("Evaluation"),
        Stage.COMPARISON: tr("Comparison"),
        Stage.ACTIVATIONS: tr("Activations"),
        Stage.PREDICTION: tr("Prediction"),
        Stage.EXPORT: tr("Export"),
    }[stage]


def lack(stage: Stage, session: Session) -> Lack | None:
    """Return None where the stage can be worked on."""
    if stage in (Stage.ADVICE, Stage.TRAINING, Stage.COMPARISON) and session.dataset is None:
        return Lack(tr("Choose the images to train on first."), Stage.DATASET)
    if stage in (Stage.EVALUATION, Stage.PREDICTION, Stage.EXPORT) and not session.finished_runs:
        return Lack(tr("There is no trained model yet."), Stage.TRAINING)
    return None


def state(stage: Stage, session: Session) -> StageState:
    if lack(stage, session):
        return StageState.NOT_YET
    done = {
        Stage.DATASET: session.dataset is not None,
        Stage.ADVICE: session.advice is not None and not session.is_advice_stale,
        Stage.BACKBONE: bool(session.runs) or bool(session.draft.unfrozen),
        Stage.TRAINING: bool(session.finished_runs),
        Stage.EVALUATION: session.known_runs.is_evaluated,
        Stage.COMPARISON: False,
        Stage.ACTIVATIONS: False,
        Stage.PREDICTION: False,
        Stage.EXPORT: False,
    }
    return StageState.DONE if done[stage] else StageState.OPEN
