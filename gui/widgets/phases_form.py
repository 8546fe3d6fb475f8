"""PhasesForm: how the next run is to train, the phases first and the rest folded away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from core.errors import UserError
from core.training.draft import Draft
from core.training.plan import Augmentation, Flips, Phase
from gui.theme import GAP, MARGIN, SPACE
from gui.widgets.fold_button import FoldButton
from gui.widgets.parts import button, indent_text, label, row
from gui.widgets.wheel_guard import WheelGuard
from gui.words import layers_text, phase_name, plain_number

MOST_EPOCHS = 10_000
MOST_IMAGES_IN_A_BATCH = 4096
NUMBER_WIDTH = 96
LAYERS_WIDTH = 230

Choice = TypeVar("Choice", Augmentation, Flips)


class PhasesForm(QWidget):
    """`show` a draft, `read` it back."""

    #: by the user; what is there now may make no sense, which `read` tells
    changed = Signal()
    backbone_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._draft = Draft()
        self._is_showing = False
        self.head = PhaseRow(self.tr("Head"))
        self.fine_tuning = PhaseRow(self.tr("Fine-tuning"))
        self.go_button = button(self.tr("Go to Backbone"), kind="link", on_click=self.backbone_wanted.emit)
        self.batch_size = _spin(self.tr("Batch size"), 1, MOST_IMAGES_IN_A_BATCH)
        self.dropout = _dropout(self.tr("Dropout"))
        self.class_weights = QCheckBox(self.tr("Rare classes count for more"))
        self.augmentation = _combo(
            self.tr("Augmentation"),
            [
                (self.tr("None"), Augmentation.NONE),
                (self.tr("Light"), Augmentation.LIGHT),
                (self.tr("Strong"), Augmentation.STRONG),
            ],
        )
        self.flips = _combo(
            self.tr("Allowed flips"),
            [
                (self.tr("None"), Flips.NONE),
                (self.tr("Left and right"), Flips.HORIZONTAL),
                (self.tr("Left and right, top and bottom"), Flips.BOTH),
            ],
        )
        self.seed = _line(self.tr("Seed"))
        self._explain()
        self._says = label("", wrap=True)
        self._wrong = QFrame()
        self._wrong.setProperty("kind", "error")
        self._wrong.setVisible(False)
        QHBoxLayout(self._wrong).addWidget(self._says)
        self.advanced_button = FoldButton(self.tr("Advanced"))
        self._advanced = self._advanced_part()
        self.advanced_button.folds(self._advanced)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addLayout(self._table())
        layout.addLayout(row(self.advanced_button, None))
        layout.addWidget(self._advanced)
        layout.addWidget(self._wrong)
        self._connect()
        self.show_draft(self._draft)

    def show_draft(self, draft: Draft) -> None:
        """Only touches what differs, so that what is being typed stays."""
        self._draft, self._is_showing = draft, True
        self.head.show_phase(draft.head)
        self.head.layers.setText(self.tr("the new head alone"))
        self.fine_tuning.show_phase(draft.fine_tuning)
        self.fine_tuning.layers.setText(
            layers_text(draft.thawed) if draft.thawed else self.tr("No layer ticked: tick some on the Backbone page")
        )
        self.batch_size.setValue(draft.batch_size)
        self.dropout.setValue(draft.dropout)
        self.class_weights.setChecked(draft.class_weights)
        self.augmentation.setCurrentIndex(self.augmentation.findData(draft.augmentation))
        self.flips.setCurrentIndex(self.flips.findData(draft.flips))
        if self.seed.text().strip() != str(draft.seed):
            self.seed.setText(str(draft.seed))
        self._is_showing = False
        self.show_wrong(None)
        self._show_state()

    def read(self) -> Draft:
        """Raises UserError where a value makes no sense."""
        draft = replace(
            self._draft,
            head=self.head.read(self._draft.head),
            fine_tuning=self.fine_tuning.read(self._draft.fine_tuning),
            batch_size=self.batch_size.value(),
            dropout=round(self.dropout.value(), 4),
            class_weights=self.class_weights.isChecked(),
            augmentation=Augmentation(self.augmentation.currentData()),
            flips=Flips(self.flips.currentData()),
            seed=_whole_number(self.seed.text()),
        )
        draft.plan  # noqa: B018  raises UserError where it makes no sense
        return draft

    def show_wrong(self, error: UserError | None) -> None:
        """Why what is entered cannot be."""
        self._says.setText(str(error) if error else "")
        self._wrong.setVisible(error is not None)

    @property
    def wrong(self) -> str:
        """What is said to be wrong."""
        return self._says.text()

    def _explain(self) -> None:
        self.batch_size.setToolTip(self.tr("Images in one step. Smaller needs less memory."))
        self.dropout.setToolTip(self.tr("Share of the features left out at random while the head learns."))
        self.class_weights.setToolTip(self.tr("So that each class has the same say, however many images it has."))
        self.augmentation.setToolTip(self.tr("Varies the images at random, which helps where there are few."))
        self.flips.setToolTip(self.tr("Which mirror images show the same class. A chest has its heart on the left."))
        self.seed.setToolTip(self.tr("The same number gives the same result again."))

    def _table(self) -> QGridLayout:
        table = QGridLayout()
        table.setHorizontalSpacing(SPACE)
        table.setVerticalSpacing(GAP)
        titles = [
            self.tr("Phase"), self.tr("Layers"), self.tr("Learning rate"), self.tr("Epochs, at most"),
            self.tr("Patience"),
        ]  # fmt: skip
        for column, title in enumerate(titles):
            table.addWidget(label(title, "muted"), 0, column)
        for place, part in enumerate((self.head, self.fine_tuning), start=1):
            table.addWidget(part.name, place, 0)
            table.addWidget(part.layers, place, 1)
            for column, control in enumerate(part.controls, start=2):
                table.addWidget(control, place, column)
        table.addWidget(self.go_button, 3, 1, Qt.AlignmentFlag.AlignLeft)
        table.setColumnMinimumWidth(1, LAYERS_WIDTH)
        table.setColumnStretch(len(titles), 1)
        return table

    def _advanced_part(self) -> QWidget:
        part = QWidget()
        left, right = _form_layout(), _form_layout()
        left.addRow(self.tr("Batch size"), self.batch_size)
        left.addRow(self.tr("Dropout"), self.dropout)
        left.addRow(self.tr("Seed"), self.seed)
        right.addRow(self.tr("Augmentation"), self.augmentation)
        right.addRow(self.tr("Allowed flips"), self.flips)
        right.addRow(self.tr("Class weights"), self.class_weights)
        layout = QHBoxLayout(part)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(MARGIN * 2)
        layout.addLayout(left)
        layout.addLayout(right)
        layout.addStretch(1)
        return part

    def _connect(self) -> None:
        guard = WheelGuard(self)
        spins: list[QSpinBox | QDoubleSpinBox] = [self.batch_size, self.dropout]
        spins += [*self.head.spins, *self.fine_tuning.spins]
        for spin in spins:
            spin.valueChanged.connect(self._change)
        for combo in (self.augmentation, self.flips):
            combo.currentIndexChanged.connect(self._change)
        for line in (self.seed, self.head.learning_rate, self.fine_tuning.learning_rate):
            line.textEdited.connect(self._change)
            line.editingFinished.connect(self._tell_wrong)
        self.class_weights.toggled.connect(self._change)
        for control in (*spins, self.augmentation, self.flips):
            control.installEventFilter(guard)

    def _change(self, *_: object) -> None:
        if self._is_showing:
            return
        self._show_state()
        self.changed.emit()

    def _tell_wrong(self) -> None:
        """Not while it is being typed: half a number often makes no sense."""
        try:
            self.read()
            self.show_wrong(None)
        except UserError as error:
            self.show_wrong(error)

    def _show_state(self) -> None:
        is_fine_tuned = bool(self._draft.thawed)
        self.fine_tuning.enable(is_fine_tuned)
        self.go_button.setVisible(not is_fine_tuned)
        self.flips.setEnabled(self.augmentation.currentData() != Augmentation.NONE)


class PhaseRow(QObject):
    """The controls of one phase."""

    def __init__(self, name: str):
        super().__init__()
        self.name = label(name)
        self.layers = label("", "muted", wrap=True)
        self.learning_rate = _line(self.tr("{phase}: learning rate").format(phase=name))
        self.epochs = _spin(self.tr("{phase}: epochs at most").format(phase=name), 1, MOST_EPOCHS)
        self.patience = _spin(self.tr("{phase}: patience").format(phase=name), 1, MOST_EPOCHS)
        self.spins = (self.epochs, self.patience)
        self.controls: tuple[QWidget, ...] = (self.learning_rate, *self.spins)
        self.learning_rate.setToolTip(
            self.tr("How far each step goes. Fine-tuning wants about a hundredth of the head’s.")
        )
        self.patience.setToolTip(self.tr("The phase ends early after so many epochs without a better validation loss."))

    def show_phase(self, phase: Phase) -> None:
        if _number_or_none(self.learning_rate.text()) != phase.learning_rate:
            self.learning_rate.setText(plain_number(phase.learning_rate))
        self.epochs.setValue(phase.epochs)
        self.patience.setValue(phase.patience)

    def read(self, before: Phase) -> Phase:
        rate = _number_or_none(self.learning_rate.text())
        if rate is None:
            raise UserError(
                self.tr("{phase}: the learning rate is not a number.").format(phase=phase_name(before.name)),
                hint=self.tr("1e-3 suits a new head, 1e-5 fine-tuning."),
            )
        return replace(before, learning_rate=rate, epochs=self.epochs.value(), patience=self.patience.value())

    def enable(self, is_enabled: bool) -> None:
        for control in (self.name, *self.controls):
            control.setEnabled(is_enabled)


def _spin(name: str, low: int, high: int) -> QSpinBox:
    made = QSpinBox()
    made.setRange(low, high)
    _dress(made, name)
    return made


def _dropout(name: str) -> QDoubleSpinBox:
    made = QDoubleSpinBox()
    made.setRange(0.0, 0.95)
    made.setSingleStep(0.05)
    made.setDecimals(2)
    _dress(made, name)
    return made


def _dress(spin: QAbstractSpinBox, name: str) -> None:
    spin.setAccessibleName(name)
    spin.setMinimumWidth(NUMBER_WIDTH)
    indent_text(spin)
    spin.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


def _line(name: str) -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(name)
    made.setFixedWidth(NUMBER_WIDTH)
    return made


def _combo(name: str, choices: Sequence[tuple[str, Choice]]) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    for text, value in choices:
        made.addItem(text, value)
    return made


def _form_layout() -> QFormLayout:
    made = QFormLayout()
    made.setHorizontalSpacing(SPACE)
    made.setVerticalSpacing(GAP)
    return made


def _number_or_none(text: str) -> float | None:
    """Also as 1e-3, and with a comma."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


def _whole_number(text: str) -> int:
    """What is none at all is below what a seed may be, and is refused as such."""
    try:
        return int(text.strip())
    except ValueError:
        return -1
