"""BackboneCards: the catalogue of backbones, one card each, of which one is chosen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from core.backbones.card import Card
from core.modalities.images.image_input import ImageInput
from core.modalities.network_input import NetworkInput
from core.modalities.text.token_input import TokenInput
from core.wording.wording import size
from gui.translation import tr
from gui.widgets.icons import icon
from gui.widgets.parts import label, spread
from gui.widgets.theme import GAP, colour, theme
from gui.widgets.tool_tip import plain
from gui.widgets.words import short_count

RADIUS = 8
ICON_SIZE = 20


@dataclass(frozen=True)
class Listed:
    """A backbone as the catalogue shows it."""

    card: Card
    bytes_on_disk: int


class BackboneCards(QScrollArea):
    """A card for each backbone. It only emits: the page chooses."""

    #: carries the name of the backbone
    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._cards: dict[str, BackboneCard] = {}
        self._inside = QWidget()
        self._inside.setProperty("kind", "page")
        self._layout = QVBoxLayout(self._inside)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(GAP)
        self._layout.addStretch()
        self.setWidget(self._inside)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Backbones"))

    @property
    def names(self) -> list[str]:
        return list(self._cards)

    def card(self, name: str) -> BackboneCard:
        return self._cards[name]

    def show_backbones(self, listed: Sequence[Listed], chosen: str) -> None:
        for card in self._cards.values():
            self._layout.removeWidget(card)
            card.deleteLater()
        self._cards = {}
        for place, backbone in enumerate(listed):
            card = self._cards[backbone.card.name] = BackboneCard(backbone)
            card.clicked.connect(lambda *_, name=backbone.card.name: self.chosen.emit(name))
            self._layout.insertWidget(place, card)
        self._fit()
        self.show_chosen(chosen)

    def show_chosen(self, name: str) -> None:
        for card_name, card in self._cards.items():
            card.show_chosen(card_name == name)
        if name in self._cards:
            self.ensureWidgetVisible(self._cards[name])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Be as high as the cards are at this width: of itself Qt keeps room for texts as narrow as they can get."""
        self._inside.setMinimumHeight(max(1, self._layout.totalHeightForWidth(self.viewport().width())))

    def show_state(self, *, is_free: bool) -> None:
        for card in self._cards.values():
            card.setEnabled(is_free)


class BackboneCard(QAbstractButton):
    """Show what a person needs to know to choose; the chosen one has a check mark and a thicker frame."""

    def __init__(self, listed: Listed):
        super().__init__()
        self._title = listed.card.title
        self.is_chosen = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._mark = QLabel()
        self._mark.setFixedSize(ICON_SIZE, ICON_SIZE)
        top = QHBoxLayout()
        top.setSpacing(GAP)
        top.addWidget(spread(label(breakable(self._title), "heading", wrap=True)), stretch=1)
        top.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(2)
        layout.addLayout(top)
        for line in facts(listed):
            layout.addWidget(spread(label(breakable(line), "muted", wrap=True)))
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setToolTip(plain(f"{listed.card.name}\n{listed.card.source}"))
        theme().changed.connect(self._show_mark)
        self.show_chosen(False)

    def show_chosen(self, is_chosen: bool) -> None:
        self.is_chosen = is_chosen
        state = self.tr("{backbone}, chosen") if is_chosen else self.tr("{backbone}, choose")
        self.setAccessibleName(state.format(backbone=self._title))
        self._show_mark()
        self.update()

    def _show_mark(self) -> None:
        name, tone = ("done", "accent") if self.is_chosen else ("todo", "muted")
        self._mark.setPixmap(icon(name, tone).pixmap(ICON_SIZE))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 2 if self.is_chosen or self.hasFocus() else 1
        frame = "accent" if self.is_chosen or self.hasFocus() else "border"
        fill = "accent_soft" if self.is_chosen else "raised" if self.underMouse() and self.isEnabled() else "surface"
        painter.setPen(QPen(colour(frame), width))
        painter.setBrush(colour(fill))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        if self.is_chosen and self.hasFocus():
            painter.setPen(QPen(colour("accent"), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(4, 4, -4, -4), RADIUS - 3, RADIUS - 3)
        painter.end()


def facts(listed: Listed) -> list[str]:
    """Return lines of text on a card."""
    card = listed.card
    return [
        tr("{parameters} parameters, {size}").format(
            parameters=short_count(card.parameters), size=size(listed.bytes_on_disk)
        ),
        *_facts_of_input(card.input),
        tr("Licence: {licence}").format(licence=card.licence),
    ]


def _facts_of_input(given: NetworkInput) -> list[str]:
    match given:
        case ImageInput():
            return _facts_of_images(given)
        case TokenInput():
            return [tr("texts of up to {tokens} tokens").format(tokens=given.longest)]
    return [given.text]


def _facts_of_images(given: ImageInput) -> list[str]:
    size = tr("images {height} × {width}") if given.input_size else tr("any size, given {height} × {width}")
    lines = [size.format(height=given.size[0], width=given.size[1])]
    low, high = given.value_range
    if given.is_normalised:
        lines.append(tr("pixel values by mean {mean}").format(mean=", ".join(f"{value:g}" for value in given.mean)))
    elif (low, high) != (0.0, 1.0):
        lines.append(tr("pixel values {low:g} to {high:g}").format(low=low, high=high))
    return lines


def breakable(text: str) -> str:
    """A line may also end behind what joins the words of a name; what does not show marks the place."""
    return re.sub(r"([-_./])(?=\w)", "\\1\u200b", text)
