"""Small parts of which pages are made: labels, buttons, cards and lines that look the same everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.widgets.icons import icon
from gui.widgets.theme import GAP, SPACE, theme
from gui.widgets.tool_tip import plain

TEXT_MARGIN = 7

#: the property that holds a button's icon and its colour, by name
ICON = "kept icon"

Layout = TypeVar("Layout", bound=QBoxLayout)
AnyWidget = TypeVar("AnyWidget", bound=QWidget)


def label(text: str = "", kind: str = "", *, wrap: bool = False, selectable: bool = False) -> QLabel:
    """`kind` is one of the style sheet's: title, heading, figure, muted, or nothing for plain text."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)  # names of files and classes may hold anything
    made.setProperty("kind", kind)
    made.setWordWrap(wrap)
    if selectable:
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def button(
    text: str, icon_name: str = "", *, kind: str = "", on_click: Callable[[], object] | None = None
) -> QPushButton:
    """`kind` is primary, link, or nothing."""
    made = QPushButton(text)
    made.setProperty("kind", kind)
    made.setAccessibleName(text)
    made.setCursor(Qt.CursorShape.PointingHandCursor if kind == "link" else Qt.CursorShape.ArrowCursor)
    if icon_name:
        keep_icon(made, icon_name, {"primary": "on_accent", "link": "accent"}.get(kind, "text"))
    if on_click:
        made.clicked.connect(lambda: on_click())
    return made


def show_kind(widget: QWidget, kind: str) -> None:
    """Give a widget another kind than it was made with."""
    if widget.property("kind") != kind:
        widget.setProperty("kind", kind)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def indent_text(box: QAbstractSpinBox) -> None:
    """Indent the text as far from the frame as that in other fields."""
    box.lineEdit().setTextMargins(TEXT_MARGIN, 0, 0, 0)  # a style sheet cannot do that


def icon_button(name: str, icon_name: str, *, on_click: Callable[[], object] | None = None) -> QToolButton:
    """Return a button without text; `name` is its tool tip and what a screen reader says."""
    made = QToolButton()
    made.setToolTip(plain(name))
    made.setAccessibleName(name)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    keep_icon(made, icon_name)
    if on_click:
        made.clicked.connect(lambda: on_click())
    return made


def keep_icon(made: QPushButton | QToolButton, icon_name: str, colour: str = "text") -> None:
    """Give it this icon, now and in the colours of whatever theme comes; it may be given another later."""
    is_kept = made.property(ICON) is not None
    made.setProperty(ICON, [icon_name, colour])

    def show() -> None:
        made.setIcon(icon(*made.property(ICON)))

    show()
    if not is_kept:
        theme().changed.connect(show)
        made.destroyed.connect(lambda: _disconnect(show))


def _disconnect(slot: Callable[[], None]) -> None:
    try:
        theme().changed.disconnect(slot)
    except RuntimeError:  # the theme went first
        return


def card(*contents: QWidget | QBoxLayout, spacing: int = GAP) -> QFrame:
    frame = QFrame()
    frame.setProperty("kind", "card")
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
    layout.setSpacing(spacing)
    for content in contents:
        _add(layout, content)
    return frame


def line() -> QFrame:
    made = QFrame()
    made.setProperty("kind", "line")
    made.setFixedHeight(1)
    return made


def row(*contents: QWidget | QBoxLayout | None, spacing: int = GAP) -> QHBoxLayout:
    """Return widgets side by side; None is the space that is left."""
    return _filled(QHBoxLayout(), contents, spacing)


def flush(link: QPushButton) -> QHBoxLayout:
    """Return a row of its own, the link's text or icon below the text above."""
    link.setProperty("flush", True)
    return row(link, None)


def column(*contents: QWidget | QBoxLayout | None, spacing: int = GAP) -> QVBoxLayout:
    """Return one below the other; None is the space that is left."""
    return _filled(QVBoxLayout(), contents, spacing)


def spread(widget: AnyWidget) -> AnyWidget:
    """Let it take what width there is, and no more than it is given."""
    policy = widget.sizePolicy()
    policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
    widget.setSizePolicy(policy)
    return widget


def _filled(layout: Layout, contents: tuple, spacing: int) -> Layout:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for content in contents:
        if content is None:
            layout.addStretch()
        else:
            _add(layout, content)
    return layout


def _add(layout: QBoxLayout, content: QWidget | QBoxLayout) -> None:
    if isinstance(content, QWidget):
        layout.addWidget(content)
    else:
        layout.addLayout(content)
