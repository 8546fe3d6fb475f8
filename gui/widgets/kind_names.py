"""Kinds of layers, as people read them."""

from __future__ import annotations

from core.backbones.kind_names import KIND_NAMES
from core.backbones.layer_tree import Kind
from core.wording.catalogue import text_of
from gui.translation import tr


def kind_name(kind: Kind) -> str:
    return text_of(KIND_NAMES[kind])


def short_kind_name(kind: Kind) -> str:
    """Return the kind's name for a narrow column; the tool tip has it in full."""
    return tr("depthwise") if kind is Kind.DEPTHWISE else kind_name(kind)
