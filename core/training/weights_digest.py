"""The digest of a model's weights: two models with the same one are the same model, whatever their runs are called."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

import numpy as np

from core.arrays import read_arrays
from core.training.names import BACKBONE
from core.training.run import Run


def digest_of(backbone_digest: str, weights: Mapping[str, np.ndarray]) -> str:
    """Of what training has changed, and of the backbone that it was changed in."""
    digest = hashlib.sha256(backbone_digest.encode())
    for name in sorted(weights):
        values = np.ascontiguousarray(weights[name])
        digest.update(f"{name} {values.dtype.str} {values.shape}".encode())
        digest.update(values.tobytes())
    return digest.hexdigest()


def weights_digest(run: Run) -> str:
    """Of a finished run's model; "" where its files are damaged.

    Models of earlier versions have kept none: theirs is made of their weights, without layers of the backbone that were
    thawed but are as they were published, since the head alone was kept.
    """
    try:
        facts = json.loads((run.model_folder / "model.json").read_text(encoding="utf-8"))
        if "weights_digest" in facts:
            return str(facts["weights_digest"])
        weights = read_arrays(run.model_folder / "weights.npz")
        kept = run.kept
        if kept is not None and run.plan.is_of_head(kept.phase):
            weights = {name: values for name, values in weights.items() if not name.startswith(BACKBONE)}
        return digest_of(str(facts["backbone_digest"]), weights)
    except (OSError, ValueError, KeyError, TypeError):
        return ""
