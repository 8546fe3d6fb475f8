"""Kinds of layers, as people read them."""

from __future__ import annotations

from core.backbones.layer_tree import Kind
from gui.translation import tr


def kind_name(kind: Kind) -> str:
    return {
        Kind.CONVOLUTION: tr("convolution"),
        Kind.DEPTHWISE: tr("depthwise convolution"),
        Kind.DENSE: tr("dense"),
        Kind.NORMALISATION: tr("normalisation"),
        Kind.EMBEDDING: tr("embedding"),
        Kind.ATTENTION: tr("attention"),
        Kind.OTHER: tr("other"),
    }[kind]


def short_kind_name(kind: Kind) -> str:
    """Return the kind's name for a narrow column; the tool tip has it in full."""
    return tr("depthwise") if kind is Kind.DEPTHWISE else kind_name(kind)
