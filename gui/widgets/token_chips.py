"""TokenChips: the tokens of a text side by side, coloured by how much each speaks for a class."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.inspection.text_activation import Contributions
from gui.translation import tr
from gui.widgets.shades import mixed, readable_on
from gui.widgets.theme import colour, theme
from gui.widgets.tool_tip import show_painted_tip

#: within a chip, and between two
PADDING, SPACING, LINE_SPACING = 5, 4, 5
#: of the strongest, so that text on it stays readable
STRONGEST = 0.85
#: of ColorBrewer's RdBu, as maps of both signs are coloured
AGAINST, FOR = "#2166ac", "#b2182b"
STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class TokenChips(QWidget):
    """As high as its tokens need; arrow keys move from token to token, and say what each contributes."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Tokens"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.tokens: tuple[str, ...] = ()
        self.contributions: Contributions | None = None
        self.current = 0
        theme().changed.connect(self.update)

    def show_tokens(self, tokens: Sequence[str], contributions: Contributions | None) -> None:
        """Show tokens, without colours where it is not known what they contribute."""
        self.tokens, self.contributions = tuple(tokens), contributions
        self.current = min(self.current, max(0, len(self.tokens) - 1))
        self._describe_current()
        self.updateGeometry()
        self.update()

    def shade(self, place: int) -> QColor:
        """Return the colour of a chip: the stronger, the more it speaks for the class, or against it."""
        strength = self._strength(place)
        ink = QColor(FOR if strength > 0 else AGAINST)
        return mixed(colour("raised"), ink, STRONGEST * abs(strength))

    def described(self, place: int) -> str:
        """Return in words what a token contributes."""
        token = self.tokens[place]
        if self.contributions is None:
            return token
        said = tr("{token}: {value} for “{name}”")
        value = f"{self.contributions.values[place]:+.3g}"
        return said.format(token=token, value=value, name=self.contributions.label)

    def place_at(self, position: QPoint) -> int | None:
        """Return which token is painted there."""
        return next((place for place, chip in enumerate(self._chips(self.width())) if chip.contains(position)), None)

    def _strength(self, place: int) -> float:
        """Return from -1 to 1; of all tokens the strongest is 1 or -1."""
        if self.contributions is None:
            return 0.0
        return float(self.contributions.shares[place])

    def _chips(self, width: int) -> list[QRect]:
        metrics, chips = self.fontMetrics(), []
        height = metrics.height() + 4
        x = y = 0
        for token in self.tokens:
            chip = min(metrics.horizontalAdvance(token) + 2 * PADDING, max(width, 1))
            if x and x + chip > width:
                x, y = 0, y + height + LINE_SPACING
            chips.append(QRect(x, y, chip, height))
            x += chip + SPACING
        return chips

    def _describe_current(self) -> None:
        self.setAccessibleDescription(self.described(self.current) if self.tokens else "")

    # ---- for Qt

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        chips = self._chips(width)
        return chips[-1].bottom() + 1 if chips else self.fontMetrics().height() + 4

    def sizeHint(self) -> QSize:
        width = max(self.width(), 240)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.heightForWidth(max(self.width(), 120)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, chip in enumerate(self._chips(self.width())):
            shade = self.shade(place)
            has_focus = self.hasFocus() and place == self.current
            painter.setPen(QPen(colour("accent"), 2) if has_focus else Qt.PenStyle.NoPen)
            painter.setBrush(shade)
            painter.drawRoundedRect(chip, 4, 4)
            painter.setPen(readable_on(shade))
            text = self.fontMetrics().elidedText(self.tokens[place], Qt.TextElideMode.ElideRight, chip.width())
            painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        place = self.current + STEPS.get(Qt.Key(event.key()), 0)
        if place != self.current and 0 <= place < len(self.tokens):
            self.current = place
            self._describe_current()
            self.update()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self.place_at(event.pos())
            show_painted_tip(event, self, "" if place is None else self.described(place))
            return True
        return super().event(event)
