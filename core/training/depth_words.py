"""The reason why incremental unfreezing went on to unfreeze more, or did not."""

from __future__ import annotations

import math

from core.events import DepthDecided
from core.messages import Message
from core.targets.metric_names import metric_on_validation
from core.targets.metrics import scale_of
from core.targets.selecting import metric_of
from core.training.monitoring_records import DepthRecord
from core.training.outcome_words import phase_within


def why_that_deep(phase_name: str, decided: DepthRecord | DepthDecided) -> Message:
    """Return “Stopped at the last 2 blocks: …”; `phase_name` is that of the phase that was weighed."""
    phase = phase_within(phase_name)
    if math.isinf(decided.noise) and not decided.goes_deeper:
        return Message("stopped-for-few-subjects", phase=phase)
    name = metric_of(decided.select_by)
    metric, is_less_better = metric_on_validation(name), scale_of(name).is_less_better
    if decided.improvement <= 0 and not decided.goes_deeper:
        return Message("stopped-not-lowered" if is_less_better else "stopped-not-raised", phase=phase, metric=metric)
    gain, error = decided.improvement, decided.noise
    if decided.goes_deeper:
        return Message(
            "deeper-since-lowered" if is_less_better else "deeper-since-raised",
            phase=phase,
            metric=metric,
            gain=gain,
            error=error,
        )
    return Message(
        "stopped-lowered-too-little" if is_less_better else "stopped-raised-too-little",
        phase=phase,
        metric=metric,
        gain=gain,
        error=error,
    )
