"""The size at which images are given to a module that takes any: it was trained at one, and is best there.

Needs no TensorFlow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from core.errors import UserError
from core.messages import Message

Size = tuple[int, int]

LARGEST_SIDE = 4096
#: sides at which published modules were trained. Other numbers in names are depths and widths: resnet_152, v2_140
USUAL_SIDES = {96, 128, 160, 192, 224, 240, 256, 260, 280, 288, 299, 300, 320, 331, 336, 380, 384, 392, 400, 416} | {
    *(448, 456, 475, 476, 480, 512, 518, 528, 600, 640, 672, 768, 800, 1024)
}
#: a number that stands alone, or as in r224, px224, 224px and 224x224
NUMBER = re.compile(r"(?<![a-z0-9.])(?:r|px|size|res|at)?(\d{2,4})(?:px|p)?(?:x(\d{2,4}))?(?![a-z0-9])")
#: RegNetY-160 and -320 are named after what they compute
COMPUTATION = re.compile(r"regnet[-_ ]?[xyz]?[-_ ]?\d+")
SIDE_OF_FAMILY: tuple[tuple[str, int], ...] = (
    *(("lite0", 224), ("lite1", 240), ("lite2", 260), ("lite3", 280), ("lite4", 300)),
    (r"efficientnet[-_ ]?v2.*(^|[-_ 0-9a-z])21k[-_ ]s", 384),
    (r"efficientnet[-_ ]?v2.*[-_ ]xl", 512),
    (r"efficientnet[-_ ]?v2.*[-_ ](m|l|medium|large)", 480),
    (r"efficientnet[-_ ]?v2.*[-_ ](s|small)", 384),
    (r"efficientnet[-_ ]?v2.*b3", 300),
    (r"efficientnet[-_ ]?v2.*b2", 260),
    (r"efficientnet[-_ ]?v2.*b1", 240),
    (r"efficientnet[-_ ]?v2.*b0", 224),
    *((rf"efficientnet.*b{number}", side) for number, side in enumerate((224, 240, 260, 300, 380, 456, 528, 600))),
    (r"inception[-_ ]?resnet", 299),
    (r"inception[-_ ]?v?[34]", 299),
    ("xception", 299),
    (r"p?nasnet.*large", 331),
    (r"p?nasnet.*mobile", 224),
)


def size_by_name(names: Iterable[str], scopes: Iterable[str] = ()) -> Size | None:
    """Return height and width that the first of these names says: by a number in it, or by the family that it names.

    `scopes` are names within the module. They say the family alone, for they are full of other numbers.
    """
    names = [name.lower() for name in names]
    scopes = [scope.lower() for scope in scopes]
    for name in names:
        if size := _size_in(name):
            return size
    for name in [*names, *scopes]:
        for family, side in SIDE_OF_FAMILY:
            if re.search(rf"{family}(?![a-z0-9])", name):
                return side, side
    return None


def names_of(path: Path) -> list[str]:
    """Return what a module's file or folder is called.

    A hub's folders are named after versions, so that of the one above.
    """
    path = path.absolute()
    return [path.name, path.parent.name] if re.fullmatch(r"v?\d{1,4}", path.name) else [path.name]


def size_of_text(text: str) -> Size:
    """Return "240" or "240x320", height first. Raise ValueError for anything else."""
    height, _, width = text.strip().lower().replace("×", "x").partition("x")
    size = int(height), int(width or height)
    if not all(1 <= side <= LARGEST_SIDE for side in size):
        raise ValueError(f"a side has 1 to {LARGEST_SIDE} pixels")
    return size


def fitting_size(asked: Size | None, own: Size | None) -> Size | None:
    """Return the size asked for, else the module's own. Raise UserError where the module takes its own alone."""
    if asked and own and asked != own:
        raise UserError(Message("size-fixed-by-module", height=own[0], width=own[1]))
    return asked or own


def _size_in(name: str) -> Size | None:
    plain = COMPUTATION.sub(" ", name)
    for found in reversed(list(NUMBER.finditer(plain.replace("_", " ").replace("-", " ")))):
        height, width = int(found[1]), int(found[2] or found[1])
        if {height, width} <= USUAL_SIDES:
            return height, width
    return None
