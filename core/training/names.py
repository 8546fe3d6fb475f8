"""Name weights in checkpoints and models: "backbone/" and the path of a variable, "head/" and its name."""

from __future__ import annotations

BACKBONE, HEAD = "backbone/", "head/"
KERNEL, BIAS = HEAD + "kernel", HEAD + "bias"
