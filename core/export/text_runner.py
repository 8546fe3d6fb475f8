"""Give what predict.py and the check need of a format where a model of texts is exported: how it is loaded, and run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np


class Runner(Protocol):
    """An exported model of texts, loaded."""

    def __init__(self, folder: Path):
        """`folder` is the one that was exported."""

    def predict(self, texts: Sequence[str] | np.ndarray) -> np.ndarray:
        """Return float32 [n, names] for texts, or for their tokens int32 [n, length]."""

    def served(self, texts: Sequence[str] | np.ndarray) -> np.ndarray:
        """Return the same as a server is given it."""
