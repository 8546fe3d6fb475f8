"""Weights that are no numbers make every feature worthless, though a module may hide it from a first look."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import tensorflow as tf

from core.errors import UserError
from core.messages import Message


def refuse_broken_weights(variables: Mapping[str, tf.Variable]) -> None:
    """Raise UserError where a variable, by its path, holds anything but finite numbers."""
    for path, variable in variables.items():
        if variable.dtype.is_floating and not np.isfinite(tf.cast(variable, tf.float32).numpy()).all():
            raise UserError(Message("weights-not-finite", variable=path))
