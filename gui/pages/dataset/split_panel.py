"""SplitPanel: the sizes of training, validation and test, and how they are drawn."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QScrollArea, QSpinBox, QVBoxLayout, QWidget

from core.dataset.dataset import Dataset, Split
from core.dataset.split import Fractions
from core.project.settings import ProjectSettings
from gui.pages.dataset.split_table import SplitTable
from gui.session import Session
from gui.translation import tr
from gui.widgets.number_text import write_around
from gui.widgets.parts import button, card, column, indent_text, label
from gui.widgets.theme import GAP, SPACE

SHARES_WIDTH = 316


class ShareForm(QWidget):
    """Three shares in whole percent, which always make 100 together."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.train, self.validation, self.test = (
            self._box(name) for name in (self.tr("Training"), self.tr("Validation"), self.tr("Test"))
        )
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(GAP)
        for box in (self.train, self.validation, self.test):
            form.addRow(label(box.accessibleName()), box)
            box.valueChanged.connect(lambda _, box=box: self._balance(box))

    def show(self, fractions: Fractions) -> None:  # type: ignore[override]
        validation, test = round(fractions.validation * 100), round(fractions.test * 100)
        self._set(100 - validation - test, validation, test)

    def read(self) -> Fractions:
        shares = (self.train.value(), self.validation.value(), self.test.value())
        train, validation, test = (share / 100 for share in shares)
        return Fractions(train=train, validation=validation, test=test)

    def _box(self, name: str) -> QSpinBox:
        box = QSpinBox()
        indent_text(box)
        box.setRange(1, 98)
        write_around(box, tr("{number} %"))
        box.setKeyboardTracking(False)  # "8" on the way to "80" is not meant
        box.setAccessibleName(name)
        box.setMinimumWidth(96)
        return box

    def _balance(self, changed: QSpinBox) -> None:
        """Training takes what the others leave; what it needs itself they give up in proportion."""
        train, validation, test = (box.value() for box in (self.train, self.validation, self.test))
        if changed is self.train:
            rest = 100 - train
            validation = min(rest - 1, max(1, round(rest * validation / (validation + test))))
            test = rest - validation
        elif changed is self.validation:
            test = min(test, 99 - validation)
        else:
            validation = min(validation, 99 - test)
        self._set(100 - validation - test, validation, test)
        self.changed.emit()

    def _set(self, *shares: int) -> None:
        for box, share in zip((self.train, self.validation, self.test), shares, strict=True):
            blocked = box.blockSignals(True)
            box.setValue(share)
            box.blockSignals(blocked)


class SplitPanel(QWidget):
    """Shows the split; emits which one is wanted instead."""

    #: fractions and seed
    split_wanted = Signal(object, int)

    def __init__(self, session: Session):
        super().__init__()
        self._session = session
        #: what is shown, once it is known
        self._settings: ProjectSettings | None = None
        self._is_busy = False
        self.table = SplitTable()
        self.shares = ShareForm()
        self.shares.changed.connect(self._show_buttons)
        self.reason = label("", wrap=True)
        self.apply_button = button(self.tr("Use these shares"), kind="primary", on_click=lambda: self._ask(0))
        self.draw_button = button(self.tr("Reshuffle split"), "reload", on_click=lambda: self._ask(1))
        self.draw_button.setToolTip(self.tr("Puts other images into each part; the shares stay"))
        self._editor = QWidget()
        editor = column(self.shares, self.apply_button, self.draw_button)
        self._editor.setLayout(editor)
        meaning = (
            self.tr("Training: what the model learns from."),
            self.tr("Validation: by what the best epoch is chosen."),
            self.tr("Test: viewed last, to know how good the model is."),
            self.tr("Images of one subject, and copies of one image, are never in two parts."),
        )
        side = card(
            label(self.tr("Shares"), "heading"),
            self.reason,
            self._editor,
            *(label(text, "muted", wrap=True) for text in meaning),
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, GAP, 0, 0)
        layout.setSpacing(SPACE)
        layout.addLayout(column(self.table, None), stretch=1000)  # up to its greatest width
        layout.addWidget(_scrolling(side))
        layout.addStretch(1)

    def show_dataset(self, dataset: Dataset | None) -> None:
        self.table.show_dataset(dataset)

    def show_state(self, *, is_busy: bool) -> None:
        listing, settings = self._session.listing, self._session.known_settings
        if settings and settings != self._settings:
            self.shares.show(settings.fractions)
        self._settings, self._is_busy = settings, is_busy
        why = self._why
        self.reason.setText(why)
        self.reason.setVisible(bool(why))
        self._editor.setVisible(listing is not None and not self._session.runs and listing.given != frozenset(Split))
        self._show_buttons()

    def _show_buttons(self) -> None:
        is_free = self._settings is not None and not self._is_busy
        self.shares.setEnabled(is_free)
        self.draw_button.setEnabled(is_free)
        is_other = self._settings is not None and self.shares.read() != self._settings.fractions
        self.apply_button.setEnabled(is_free and is_other)

    @property
    def _why(self) -> str:
        """Return why the split stays as it is, or some of it; "" where it can be drawn anew."""
        listing = self._session.listing
        if listing is None:
            return ""
        if self._session.runs:
            return self.tr(
                "Fixed, because a run has begun: so runs can be compared. For another split make a new project."
            )
        if listing.given == frozenset(Split):
            return self.tr("Given by your folders or table.")
        if listing.given:
            return self.tr("Partly given by your folders or table, which stays so. The rest is random.")
        return ""

    def _ask(self, step: int) -> None:
        if self._settings:
            self.split_wanted.emit(self.shares.read(), self._settings.split_seed + step)


def _scrolling(content: QWidget) -> QScrollArea:
    """Return an area in which the content scrolls where the window is low."""
    holder = QWidget()
    holder.setProperty("kind", "page")
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(content, 0, Qt.AlignmentFlag.AlignTop)
    area = QScrollArea()
    area.setWidget(holder)
    area.setWidgetResizable(True)
    area.setFixedWidth(SHARES_WIDTH)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
