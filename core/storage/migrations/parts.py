"""One code for each part of a dataset: before format 3 an audit had three for the test set."""

from __future__ import annotations

from typing import Any

Values = dict[str, Any]

_CODES = {
    "training": "part-training",
    "validation": "part-validation",
    "test-set": "part-test",
    "in-validation": "part-validation",
    "in-test": "part-test",
}


def audit_with_parts(values: Values) -> Values:
    """Return the values of audit.json in format 3."""
    return {key: _renamed(value) for key, value in values.items()}


def _renamed(value: Any) -> Any:
    if isinstance(value, list):
        return [_renamed(one) for one in value]
    if not isinstance(value, dict):
        return value
    renamed = {key: _renamed(one) for key, one in value.items()}
    is_message = "arguments" in value
    return {**renamed, "code": _CODES.get(value["code"], value["code"])} if is_message and "code" in value else renamed
