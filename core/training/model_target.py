"""What the model of a run predicts, without opening the model."""

from __future__ import annotations

from core.errors import UserError
from core.messages import Message
from core.storage.disk import refusal_by_disk
from core.storage.kept_json import LaterFormat, read_kept
from core.storage.typed_values import read_as
from core.targets.kinds import target_of
from core.targets.target import Target
from core.training.run import Run
from core.training.weights_digest import ModelFacts


def model_target(run: Run) -> Target:
    """Return the target of the model of a run. Raise UserError where that is damaged, or of a later version."""
    try:
        facts = read_as(ModelFacts, read_kept(run.files.model))
        return target_of(facts.target, facts.classes, run.files.model.name)
    except LaterFormat as error:
        raise UserError(Message("model-of-later-version", run=run.name)) from error
    except (OSError, ValueError) as error:
        raise refusal_by_disk(error) or UserError(Message("model-damaged", run=run.name)) from error
