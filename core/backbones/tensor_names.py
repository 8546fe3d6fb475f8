"""Names in a graph: which node makes a tensor, and what a node computes with."""

from __future__ import annotations

import tensorflow as tf


def node_of(tensor: str) -> str:
    """Return the node that makes this tensor: "^a" and "a:1" both come from "a"."""
    return tensor.lstrip("^").split(":")[0]


def full_name(tensor: str) -> str:
    """A graph writes a node's first output without its ":0"."""
    return tensor if ":" in tensor else tensor + ":0"


def data_inputs(node: tf.compat.v1.NodeDef) -> list[str]:
    """Return what a node computes with; a control edge carries no data."""
    return [tensor for tensor in node.input if not tensor.startswith("^")]
