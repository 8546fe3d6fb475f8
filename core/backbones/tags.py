"""Choose the graph for inference among those of a SavedModel: each carries tags, which TensorFlow wants to be given."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tensorflow.core.protobuf import saved_model_pb2

from core.errors import UserError
from core.messages import Message

TRAINING = "train"
#: tags of graphs for other uses than inference on any computer, the worst last
FOR_OTHER_USES = ("gpu", "tpu", "eval", TRAINING)


def tags_for_inference(folder: Path) -> list[str]:
    """Return the tags of the graph to open: none at all, as TF1 Hub has it, before “serve” alone, and training last.

    Raise UserError where there is none but for training, OSError and DecodeError where saved_model.pb cannot be read,
    and IndexError where it holds no graph.
    """
    saved_model = saved_model_pb2.SavedModel()
    saved_model.ParseFromString((folder / "saved_model.pb").read_bytes())
    tags = sorted((list(graph.meta_info_def.tags) for graph in saved_model.meta_graphs), key=_rank)[0]
    if TRAINING in tags:
        raise UserError(Message("only-for-training-by-tags"))
    return tags


def _rank(tags: Sequence[str]) -> tuple[int, bool, int]:
    worst = max((FOR_OTHER_USES.index(tag) + 1 for tag in tags if tag in FOR_OTHER_USES), default=0)
    return worst, bool(tags) and "serve" not in tags, len(tags)
