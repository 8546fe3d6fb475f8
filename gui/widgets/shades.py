"""Shades: colours between two others, and which text can be read on them."""

from __future__ import annotations

from PySide6.QtGui import QColor

from gui.widgets.theme import colour


def mixed(paper: QColor, ink: QColor, strength: float) -> QColor:
    """Return paper with so much ink, from 0 to 1."""
    parts = (one + (other - one) * strength for one, other in zip(_parts(paper), _parts(ink), strict=True))
    return QColor.fromRgbF(*parts)


def readable_on(shade: QColor) -> QColor:
    """Return the lightest or the darkest colour of the theme, whichever stands out more."""
    return max((colour("text"), colour("surface")), key=lambda ink: _contrast(ink, shade))


def _contrast(one: QColor, other: QColor) -> float:
    """Return the contrast after WCAG 2.1: 1 to 21, of which 4.5 is enough for text."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(shade: QColor) -> float:
    red, green, blue = (_linear(part) for part in _parts(shade))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _parts(shade: QColor) -> tuple[float, float, float]:
    return shade.redF(), shade.greenF(), shade.blueF()
