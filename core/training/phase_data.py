"""PhaseData: what a phase is trained and validated on."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from core.features.inputs import Inputs
from core.features.views import Views
from core.jobs import Job
from core.training.batches import Examples
from core.training.phase_state import PhaseState


@dataclass(frozen=True, kw_only=True)
class PhaseData:
    train: Examples
    validation: Examples
    inputs: Inputs
    views: Views
    #: of the variables of the backbone that train, by their paths
    pretrained: Mapping[str, np.ndarray] = field(default_factory=dict)

    def make_ready(self, examples: Examples, view: int, state: PhaseState, job: Job) -> None:
        """Compute the features that are not there yet, and note what that takes."""
        began = time.monotonic()
        try:
            self.inputs.make_ready(examples.images, view, job)
        finally:
            state.feature_seconds += time.monotonic() - began
            state.note_memory()
