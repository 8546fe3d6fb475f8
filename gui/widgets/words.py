"""Numbers as people read them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from pathlib import PurePosixPath

from core.backbones.layer_patterns import count_of_last_blocks, may_name_several
from core.dataset.dataset import Example, Split
from core.dataset.split import IN_WORDS
from core.storage.readable_names import readable_name
from core.training import phase_names
from core.wording.catalogue import text_of
from core.wording.wording import listed
from gui.translation import tr


def duration(seconds: float) -> str:
    """Return "40 s", "3 min 20 s", "2 h 5 min"."""
    whole = math.ceil(seconds)
    if whole < 60:
        return tr("{seconds} s").format(seconds=whole)
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return tr("{minutes} min {seconds} s").format(minutes=minutes, seconds=rest)
    hours, rest = divmod(minutes, 60)
    return tr("{hours} h {minutes} min").format(hours=hours, minutes=rest)


def time_left(seconds: float) -> str:
    """Return a coarse time, so that it does not flicker: nobody knows it to the second."""
    if seconds < 10:
        return tr("a few seconds left")
    step = 5 if seconds < 60 else 30 if seconds < 600 else 60
    return tr("{time} left").format(time=duration(math.ceil(seconds / step) * step))


def short_count(number: float) -> str:
    """Return "2.3 M", "640 k"."""
    for size, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if number >= size:
            return f"{number / size:.3g}\u202f{unit}"
    return f"{number:.0f}"


def image_caption(image: Example) -> str:
    """Return the file's name, and the number of the picture in it, from 1."""
    name = readable_name(PurePosixPath(image.file).name)
    return name if image.frame is None else f"{name} · {image.frame + 1}"


def probability(value: float) -> str:
    """Return "93 %"; with a decimal near the ends, where it matters."""
    return f"{value * 100:.0f} %" if 0.01 <= value <= 0.99 else f"{value * 100:.1f} %"


def share(value: float) -> str:
    """Return "35 %"."""
    return f"{value * 100:.0f} %"


def percent(share: float | None) -> str:
    """Return "92.5 %"; a dash where there is nothing to say."""
    return "–" if share is None else f"{share * 100:.1f} %"


def phase_name(name: str) -> str:
    """Return the name of a phase as its user reads it."""
    if blocks := phase_names.blocks_of(name):
        return tr("Last %n block(s)", "", blocks)
    return {phase_names.HEAD: tr("Head"), phase_names.FINE_TUNING: tr("Fine-tuning")}.get(name, name)


def plain_number(number: float) -> str:
    """Return a number without an exponent: 0.00001."""
    return format(Decimal(f"{number:.6g}"), "f")


def layers_text(layers: Sequence[str]) -> str:
    """Return "12 layers" for paths, "last 2 blocks"; other patterns that may stand for several layers as they are."""
    if len(layers) == 1 and (blocks := count_of_last_blocks(layers[0])):
        return tr("last %n block(s)", "", blocks)
    if any(may_name_several(layer) for layer in layers):
        return listed(layers)
    return tr("%n layer(s)", "", len(layers))


def part_name(split: Split | None) -> str:
    """Return the name of the part that an example is in."""
    return text_of(IN_WORDS[split]) if split else tr("left out")
