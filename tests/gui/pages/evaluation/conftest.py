"""What the tests of the evaluation's models share."""

from __future__ import annotations

import numpy as np
import pytest

from core.targets.class_measures import measure
from core.targets.class_metrics import Metrics


@pytest.fixture
def metrics() -> Metrics:
    labels = np.array([0, 0, 0, 1])
    probabilities = np.array([[0.9, 0.1, 0], [0.8, 0.2, 0], [0.3, 0.7, 0], [0.4, 0.6, 0]])
    return measure(labels, probabilities, ("<b>cat</b>", "dog", "no images"))
