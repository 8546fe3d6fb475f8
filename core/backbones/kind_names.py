"""What the kinds of layers are called, wherever they are named."""

from __future__ import annotations

from core.backbones.layer_tree import Kind
from core.messages import Message

KIND_NAMES = {
    Kind.CONVOLUTION: Message("kind-convolution"),
    Kind.DEPTHWISE: Message("kind-depthwise"),
    Kind.DENSE: Message("kind-dense"),
    Kind.NORMALISATION: Message("kind-normalisation"),
    Kind.EMBEDDING: Message("kind-embedding"),
    Kind.ATTENTION: Message("kind-attention"),
    Kind.OTHER: Message("kind-other"),
}
