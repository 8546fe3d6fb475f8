"""What stands on widgets, said of the examples of the open project: of images, or of texts.

Pages speak of images. `KindTranslator` puts the sentence about texts in its place; what was said before is said anew
when the kind changes, so that no widget need know of it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QTabWidget, QWidget

from core.wording.spoken_of import speak_of, spoken_of
from gui.kind_translator import SAID
from gui.widgets.theme import theme
from gui.widgets.tool_tip import plain

Said = Callable[[str], str]


def speak_of_kind(kind: str) -> None:
    """Speak of examples of this kind from now on, in what is shown already as well."""
    if kind == spoken_of():
        return
    before = {key: QCoreApplication.translate(*key) for key in SAID}
    speak_of(kind)
    now = {text: QCoreApplication.translate(*key) for key, text in before.items()}
    now |= {plain(text): plain(other) for text, other in now.items()}
    for widget in QApplication.allWidgets():
        _say_anew(widget, lambda text: now.get(text, text))
    theme().changed.emit()  # some icons are others


def _say_anew(widget: QWidget, said: Said) -> None:
    """Change what stands on a widget; what is made of several parts its page shows anew itself."""
    for text, show in (
        (widget.toolTip(), widget.setToolTip),
        (widget.accessibleName(), widget.setAccessibleName),
        (widget.windowTitle(), widget.setWindowTitle),
    ):
        _show(text, show, said)
    match widget:
        case QLabel() | QAbstractButton():
            _show(widget.text(), widget.setText, said)
        case QComboBox():
            for place in range(widget.count()):
                _show(widget.itemText(place), partial(widget.setItemText, place), said)
        case QTabWidget():
            for place in range(widget.count()):
                _show(widget.tabText(place), partial(widget.setTabText, place), said)


def _show(text: str, show: Callable[[str], object], said: Said) -> None:
    if text and (other := said(text)) != text:
        show(other)
