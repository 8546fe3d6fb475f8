"""The digest of a model's weights: two models with the same one are the same model, whatever their runs are called."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.errors import UserError
from core.storage.arrays import read_arrays
from core.storage.kept_json import read_kept
from core.storage.typed_values import read_as
from core.targets.kinds import USUAL
from core.training.names import BACKBONE
from core.training.run import Run


@dataclass(frozen=True, kw_only=True)
class ModelFacts:
    """What `model.json` says of the weights beside it."""

    backbone_digest: str
    classes: tuple[str, ...]
    #: as `Preprocessing.as_json` gives it
    preprocessing: dict[str, Any]
    #: "" in models of earlier versions
    weights_digest: str = ""
    #: the kind of target; a model of classes names none
    target: str = USUAL.kind


def digest_of(backbone_digest: str, weights: Mapping[str, np.ndarray]) -> str:
    """Return the digest of what training has changed, and of the backbone that it was changed in."""
    digest = hashlib.sha256(backbone_digest.encode())
    for name in sorted(weights):
        values = np.ascontiguousarray(weights[name])
        digest.update(f"{name} {values.dtype.str} {values.shape}".encode())
        digest.update(values.tobytes())
    return digest.hexdigest()


def weights_digest(run: Run) -> str:
    """Return the digest of a finished run's model; "" where its files are damaged.

    Models of earlier versions have kept none: theirs is made of their weights, without layers of the backbone that were
    unfrozen but are as they were published, since the head alone was kept.
    """
    try:
        facts = read_as(ModelFacts, read_kept(run.files.model))
        if facts.weights_digest:
            return facts.weights_digest
        weights = read_arrays(run.files.weights)
        kept = run.kept
        if kept is not None and run.plan.is_of_head(kept.phase):
            weights = {name: values for name, values in weights.items() if not name.startswith(BACKBONE)}
        return digest_of(facts.backbone_digest, weights)
    except (OSError, ValueError, UserError):
        return ""
