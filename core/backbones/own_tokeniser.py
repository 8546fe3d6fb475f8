"""Modules that split sentences into words themselves: what they are, and what to import instead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from google.protobuf.message import DecodeError
from tensorflow.core.framework import types_pb2
from tensorflow.core.protobuf import saved_model_pb2

from core.errors import UserError
from core.messages import Message

#: operations that make words, their pieces or their numbers of a string; most are of another library
SPLITS = re.compile(
    r"wordpiece|sentencepiece|casefold|normalizeutf8|tokeniz|unicode|stringsplit|regexsplit|regexreplace|stringlower|"
    r"splitmergewith|stringtohashbucket|roundrobintrim",
    re.IGNORECASE,
)
#: what a module gives that prepares sentences for another
PREPARES = "input_word_ids"


def refuse_own_tokeniser(folder: Path) -> None:
    """Raise UserError where the module in `folder`, which was refused, takes sentences as they are written."""
    saved_model = saved_model_pb2.SavedModel()
    try:
        saved_model.ParseFromString((folder / "saved_model.pb").read_bytes())
    except (DecodeError, OSError):
        return
    splits = any(SPLITS.search(node.op) for meta_graph in saved_model.meta_graphs for node in _nodes(meta_graph))
    if not splits:
        return
    signatures = [signature for graph in saved_model.meta_graphs for signature in graph.signature_def.values()]
    if any(PREPARES in signature.outputs for signature in signatures):
        raise UserError(Message("prepares-sentences"))
    inputs = [tensor for signature in signatures for tensor in signature.inputs.values()]
    if not inputs or any(tensor.dtype == types_pb2.DT_STRING for tensor in inputs):
        raise UserError(Message("reads-sentences-itself"))


def _nodes(meta_graph: Any) -> Iterator[Any]:
    yield from meta_graph.graph_def.node
    for function in meta_graph.graph_def.library.function:
        yield from function.node_def
