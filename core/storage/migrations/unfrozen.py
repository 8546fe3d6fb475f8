"""One word for layers that learn: what earlier formats keep under “thawed” stands under “unfrozen” since."""

from __future__ import annotations

from typing import Any

Values = dict[str, Any]


def draft_with_unfrozen(values: Values) -> Values:
    """Return the values of draft.json in format 2."""
    return _renamed(values)


def advice_with_unfrozen(values: Values) -> Values:
    """Return the values of advice.json in format 3."""
    return {**values, "recommendation": _renamed(values["recommendation"])}


def outcome_with_unfrozen(values: Values) -> Values:
    """Return the values of outcome.json in format 2."""
    beside = values["beside"]
    return {**values, "kept": _renamed(values["kept"]), "beside": beside and _renamed(beside)}


def _renamed(values: Values) -> Values:
    return {"unfrozen" if key == "thawed" else key: value for key, value in values.items()}
