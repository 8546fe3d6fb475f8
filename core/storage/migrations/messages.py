"""Turn sentences into messages: before format 2 files held in English what they hold as codes with arguments since."""

from __future__ import annotations

from typing import Any

Values = dict[str, Any]

_KINDS_OF_ALARMS = {
    "gap between training and validation grows": "gap",
    "worse than the head alone": "worse-than-head",
    "everything is predicted as one class": "one-class",
    "loss is not finite": "not-finite",
    "dead layers": "dead",
    "exploding layers": "exploding",
    "layers have run away": "run-away",
}


def audit_with_messages(values: Values) -> Values:
    """Return the values of audit.json, each sentence in a message that says it as it was written."""
    return {**values, "findings": [_finding(one) for one in values["findings"]]}


def advice_with_messages(values: Values) -> Values:
    """Return the values of advice.json in the same way."""
    recommended = values["recommendation"]
    worded = {
        "heading": _as_written(recommended["heading"]),
        "reasons": [_as_written(text) for text in recommended["reasons"]],
    }
    cautions = [_as_written(text) for text in values.get("cautions", ())]
    return {**values, "recommendation": {**recommended, **worded}, "cautions": cautions}


def monitoring_with_messages(values: Values) -> Values:
    """Return the values of monitoring.json in the same way, each kind of alarm under its code."""
    return {**values, "alarms": [_alarm(one) for one in values["alarms"]]}


def _alarm(values: Values) -> Values:
    message = _as_written(values["text"], values["suggestion"])
    return {**values, "kind": _KINDS_OF_ALARMS.get(values["kind"], values["kind"]), "message": message}


def _finding(values: Values) -> Values:
    details = [_as_written(text) if text else None for text in values.get("details", ())]
    return {**values, "message": _as_written(values["title"], values["text"]), "details": details}


def _as_written(text: str, hint: str = "") -> Values:
    return {"code": "as-written", "arguments": {"text": text, "hint": hint}}
