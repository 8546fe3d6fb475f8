"""Numbers of advice as people read them."""

from __future__ import annotations

from core.targets.probe import Score

#: between a number and its unit, where no line may end
SPACE = "\u00a0"


def short_title(title: str) -> str:
    """Return a backbone's short name: "MobileNetV2 1.0" of "MobileNetV2 1.0, 224 px, ImageNet"."""
    return title.partition(",")[0]


def score_text(score: Score) -> str:
    """ "0.914 ± 0.013": the score and its standard error."""
    return f"{score.value:.3f} ± {score.standard_error:.3f}"


def logme_text(value: float) -> str:
    return f"{value:.3f}".replace("-", "\u2212")


def duration(seconds: float) -> str:
    """No more precise than an estimate is: "0.4 s", "25 s", "3 min", "2 h"."""
    if seconds < 9.95:
        return f"{max(seconds, 0.1):.1f}{SPACE}s"
    if seconds < 99.5:
        return f"{seconds:.0f}{SPACE}s"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f}{SPACE}min"
    return f"{seconds / 3600:.1f}{SPACE}h"


def size(number: float) -> str:
    """ "5.1 MB", "180 MB", "1.3 GB"."""
    if number >= 1e9:
        return f"{number / 1e9:.1f}{SPACE}GB"
    return f"{number / 1e6:.0f}{SPACE}MB" if number >= 10e6 else f"{number / 1e6:.1f}{SPACE}MB"


def blocks_text(blocks: int, first_block: str = "") -> str:
    """ "head only", "last block", "last 4 blocks"; with the name of the first where it is given."""
    if not blocks:
        return "head only"
    text = "last block" if blocks == 1 else f"last {blocks} blocks"
    return f"{text}, from {first_block} on" if first_block else text


def counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"
