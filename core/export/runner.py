"""Give what predict.py and the check need of a format: how a model of it is loaded, and run.

Each format has a module with a class `Runner`, whose source travels with every exported model: it needs nothing of
Frostline, and imports the packages of its format only once a model is loaded.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import numpy as np


class Runner(Protocol):
    """An exported model, loaded."""

    def __init__(self, folder: Path):
        """`folder` is the one that was exported."""

    def predict(self, images: np.ndarray) -> np.ndarray:
        """Return float32 [n, names] for images [n, height, width, 3], uint8 in 0..255 or float in 0..1."""

    def served(self, images: np.ndarray) -> np.ndarray:
        """Return the same as a server is given it."""
