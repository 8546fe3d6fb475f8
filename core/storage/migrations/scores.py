"""Turn accuracy into a score: before format 2 the metric beside the loss was accuracy, whatever was predicted."""

from __future__ import annotations

from typing import Any

Values = dict[str, Any]

#: what the columns of history.csv were called, by their names today
FORMER_COLUMNS = {"score": "accuracy", "validation_score": "validation_accuracy"}


def epoch_with_score(values: Values) -> Values:
    """Return the values of an epoch, as a row of history.csv or in a checkpoint."""
    today = {former: name for name, former in FORMER_COLUMNS.items()}
    return {"score_name": "accuracy", **{today.get(name, name): value for name, value in values.items()}}


def checkpoint_with_scores(values: Values) -> Values:
    """Return the plain values of a checkpoint, with its epochs and the sums over the one that is under way."""
    facts = values["facts"]
    sums = {"score" if name == "hits" else name: value for name, value in facts["sums"].items()}
    history = [epoch_with_score(epoch) for epoch in facts["history"]]
    return {**values, "facts": {**facts, "sums": sums, "history": history}}
