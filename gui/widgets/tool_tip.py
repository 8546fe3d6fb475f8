"""Tool tips of text that may come from anyone: names of files and classes."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QRect
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip, QWidget


def plain(text: str) -> str:
    """Return the text as it is: Qt takes what looks like HTML for HTML. None at all where there is nothing to say."""
    escaped = escape(text, quote=False).replace("\n", "<br>")
    return f"<qt>{escaped}</qt>" if text else ""


def show_painted_tip(event: QHelpEvent, widget: QWidget, text: str, place: QRect | None = None) -> None:
    """Show what is to be said of something that a widget paints, while the pointer is over `place`; nothing for ""."""
    if text:
        QToolTip.showText(event.globalPos(), plain(text), widget, place or QRect())
    else:
        QToolTip.hideText()
