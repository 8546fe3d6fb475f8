"""Migrations: how the values of a kept file of an earlier format become those of today's, one format at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from core.storage.migrations.messages import advice_with_messages, audit_with_messages, monitoring_with_messages
from core.storage.migrations.parts import audit_with_parts
from core.storage.migrations.scores import advice_with_metric, checkpoint_with_scores, epoch_with_score
from core.storage.migrations.unfrozen import advice_with_unfrozen, draft_with_unfrozen, outcome_with_unfrozen

Values = dict[str, Any]

#: that a file has which names none
FIRST = 1
#: of each kept file by its name, where it is no longer the first one
FORMATS: Mapping[str, int] = {
    "advice.json": 4,
    "audit.json": 3,
    "checkpoint.npz": 2,
    "dataset.csv": 2,
    "draft.json": 2,
    "history.csv": 2,
    "monitoring.json": 2,
    "outcome.json": 2,
}
#: by the name of the file and the format that it has: what makes its values those of the next format. A change that a
#: default for an absent value cannot answer raises the format of the file and stands here.
STEPS: Mapping[tuple[str, int], Callable[[Values], Values]] = {
    ("audit.json", 1): audit_with_messages,
    ("audit.json", 2): audit_with_parts,
    ("advice.json", 1): advice_with_messages,
    ("advice.json", 2): advice_with_unfrozen,
    ("advice.json", 3): advice_with_metric,
    ("draft.json", 1): draft_with_unfrozen,
    ("outcome.json", 1): outcome_with_unfrozen,
    ("checkpoint.npz", 1): checkpoint_with_scores,
    ("history.csv", 1): epoch_with_score,
    ("monitoring.json", 1): monitoring_with_messages,
}


def format_of(kind: str) -> int:
    """Return the format in which a file called `kind` is written today."""
    return FORMATS.get(kind, FIRST)


def migrated(kind: str, values: Values, found: int) -> Values:
    """Return the values of a file called `kind`, whose format is `found`, in today's format."""
    for number in range(found, format_of(kind)):
        step = STEPS.get((kind, number))
        values = step(values) if step else values
    return values
