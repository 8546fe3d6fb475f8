"""Name the metric of a score: earlier formats knew no other than accuracy beside the loss, and one of probes."""

from __future__ import annotations

from typing import Any

Values = dict[str, Any]

#: what the columns of history.csv were called, by their names today
FORMER_COLUMNS = {"score": "accuracy", "validation_score": "validation_accuracy"}
#: sentences of advice that name it, and as which
_NAMING_ITS_METRIC = ("probe-reaches", "probe-reaches-with-auc", "room-for-gain")
_BALANCED_ACCURACY = {"code": "balanced-accuracy", "arguments": {}}


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


def advice_with_metric(values: Values) -> Values:
    """Return the values of advice.json in format 4: each score of a probe says which metric it is."""
    measures, recommended = values["measures"], values["recommendation"]
    backbones = [{**one, "probe": one["probe"] and _probe(one["probe"])} for one in measures["backbones"]]
    return {
        **values,
        "measures": {**measures, "backbones": backbones},
        "recommendation": {**recommended, "reasons": [_reason(one) for one in recommended["reasons"]]},
    }


def _probe(values: Values) -> Values:
    curve = [{**point, "score": _named(point["score"])} for point in values["curve"]]
    return {**values, "score": _named(values["score"]), "curve": curve}


def _named(score: Values) -> Values:
    return {"metric": "balanced_accuracy", **score}


def _reason(message: Values) -> Values:
    """Return a reason in which each sentence that speaks of the metric has it among its arguments."""
    arguments = {name: _reason(one) if _is_message(one) else one for name, one in message["arguments"].items()}
    if message["code"] in _NAMING_ITS_METRIC:
        arguments["metric"] = _BALANCED_ACCURACY
    return {**message, "arguments": arguments}


def _is_message(value: Any) -> bool:
    return isinstance(value, dict) and "arguments" in value
