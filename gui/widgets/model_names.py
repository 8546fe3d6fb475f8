"""The name of a trained model where one is chosen: its run, and which epoch it was made of."""

from __future__ import annotations

import functools

from core.messages import Message
from core.training.outcome_words import epoch_kept_in_short
from core.training.run import Run
from core.wording.catalogue import text_of

#: models whose names are remembered
MOST_KEPT = 256


def model_name(run: Run) -> str:
    """Return "run-002 · epoch 18, head"; the title alone where nobody knows."""
    kept = _kept_epoch(run, _changed(run))
    return f"{run.title} · {text_of(kept)}" if kept else run.title


def _changed(run: Run) -> int:
    try:
        return run.files.model.stat().st_mtime_ns
    except OSError:
        return 0


@functools.lru_cache(maxsize=MOST_KEPT)
def _kept_epoch(run: Run, changed: int) -> Message | None:
    """Return what is kept, as it was written then: it is asked for often, and stays so once a run is finished."""
    kept = run.kept
    return epoch_kept_in_short(kept) if kept else None
