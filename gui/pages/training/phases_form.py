"""PhasesForm: how the next run is to train, the phases first and the rest folded away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from core.errors import UserError
from core.features.augmentation import Augmentation, Flips
from core.modalities.text.word_dropout import SHARES
from core.targets.kinds import USUAL
from core.targets.metrics import LOSS
from core.targets.selecting import choice_of, metric_of
from core.training.draft import Draft
from core.training.plan import Solver
from core.training.settings import MOST_WEIGHT, Keep, Schedule
from core.wording.spoken_of import OF_IMAGES, OF_TEXTS
from gui.pages.training.fields import Field, changed, combo, form_layout, fraction, line, show_value, spin, value_of
from gui.pages.training.phase_row import PhaseRow
from gui.translation import tr
from gui.widgets.fold_button import FoldButton
from gui.widgets.metric_words import metric_name, validation_name
from gui.widgets.number_text import write_around
from gui.widgets.parts import button, label, row
from gui.widgets.theme import GAP, MARGIN, SPACE
from gui.widgets.tool_tip import plain
from gui.widgets.wheel_guard import WheelGuard
from gui.widgets.words import layers_text, share

MOST_IMAGES_IN_A_BATCH = 4096
#: while nobody knows how many the backbone has
MOST_BLOCKS = 50
LAYERS_WIDTH = 230


class PhasesForm(QWidget):
    """`show` a draft, `read` it back."""

    #: by the user; what is there now may make no sense, which `read` tells
    changed = Signal()
    backbone_wanted = Signal()
    #: a learning rate is to be looked for; carries the number of the phase
    rate_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._draft = Draft()
        self._is_showing = False
        self._why_no_rate = ""
        self.head = PhaseRow(self.tr("Head"))
        self.fine_tuning = PhaseRow(self.tr("Fine-tuning"))
        self.solver = combo(
            self.tr("How the head learns"),
            [(self.tr("Step by step"), Solver.ADAM), (self.tr("Until it has converged"), Solver.LBFGS)],
        )
        self.how_deep = combo(
            self.tr("Layers of fine-tuning"),
            [(self.tr("The ticked layers"), False), (self.tr("Block by block"), True)],
        )
        self.blocks = spin(self.tr("Blocks at most"), 1, MOST_BLOCKS)
        self.go_button = button(self.tr("Go to Backbone"), kind="link", on_click=self.backbone_wanted.emit)
        self.batch_size = spin(self.tr("Batch size"), 1, MOST_IMAGES_IN_A_BATCH)
        self.dropout = fraction(self.tr("Dropout"), 0.0, 0.95, step=0.05, decimals=2)
        self.encoder_dropout = fraction(self.tr("Encoder dropout"), 0.0, 0.95, step=0.05, decimals=2)
        self.class_weights = QCheckBox(self.tr("Rare classes count for more"))
        self.augmentation = combo(
            self.tr("Augmentation"),
            [
                (self.tr("None"), Augmentation.NONE),
                (tr("Light"), Augmentation.LIGHT),
                (tr("Strong"), Augmentation.STRONG),
            ],
        )
        self.flips = combo(
            self.tr("Allowed flips"),
            [
                (self.tr("None"), Flips.NONE),
                (self.tr("Left and right"), Flips.HORIZONTAL),
                (self.tr("Left and right, top and bottom"), Flips.BOTH),
            ],
        )
        self.seed = line(self.tr("Seed"))
        self.schedule = combo(
            self.tr("Learning rate schedule"),
            [(self.tr("Constant"), Schedule.CONSTANT), (self.tr("Cosine decay"), Schedule.COSINE)],
        )
        self.warmup_epochs = fraction(self.tr("Warm-up"), 0.0, 100.0, step=0.5, decimals=2)
        self.depth_factor = fraction(self.tr("Layer-wise LR decay"), 1.0, 100.0, step=0.1, decimals=2)
        self.l2_sp = fraction(self.tr("L2-SP strength"), 0.0, 1000.0, step=0.01, decimals=3)
        for field in (self.encoder_dropout, self.warmup_epochs, self.depth_factor, self.l2_sp):
            field.setSpecialValueText(self.tr("off"))
        self.select_by = combo(self.tr("Best epoch by"), [])
        self.offer_metrics(USUAL.selecting)
        self.keep = combo(
            self.tr("Keep"),
            [
                (self.tr("The best epoch"), Keep.BEST),
                (self.tr("The best of fine-tuning"), Keep.BEST_OF_FINE_TUNING),
                (self.tr("The latest of fine-tuning"), Keep.LAST),
            ],
        )
        self._fields = self._by_setting()
        self._explain()
        self._says = label("", wrap=True)
        self._wrong = QFrame()
        self._wrong.setProperty("kind", "error")
        self._wrong.setVisible(False)
        QHBoxLayout(self._wrong).addWidget(self._says)
        self.advanced_button = FoldButton(self.tr("Advanced"))
        self._advanced = self._advanced_part()
        self.advanced_button.folds(self._advanced)
        self._arrange()
        self._connect()
        self.show_kind(OF_IMAGES)
        self.show_draft(self._draft)

    def show_draft(self, draft: Draft) -> None:
        """Show a draft, and touch only what differs, so that what is being typed stays."""
        self._draft, self._is_showing = draft, True
        self.head.show_phase(draft.head)
        self.head.layers.setText(self.tr("the new head alone"))
        show_value(self.solver, draft.head.solver)
        self.fine_tuning.show_phase(draft.fine_tuning)
        self.fine_tuning.layers.setText(
            layers_text(draft.unfrozen)
            if draft.unfrozen
            else self.tr("No layer ticked: tick some on the Backbone page")
        )
        for name, field in self._fields.items():
            show_value(field, getattr(draft, name))
        self._is_showing = False
        self.show_wrong(None)
        self._show_state()

    def offer_metrics(self, metrics: Sequence[str]) -> None:
        """Let the best epoch be chosen by the loss or one of these; what is chosen already stays to be chosen."""
        wanted = [*dict.fromkeys((LOSS, *map(choice_of, metrics), self._draft.select_by))]
        if wanted == [self.select_by.itemData(place) for place in range(self.select_by.count())]:
            return
        was_showing, self._is_showing = self._is_showing, True
        self.select_by.clear()
        for choice in wanted:
            name = metric_of(choice)
            self.select_by.addItem(validation_name(name) if name == LOSS else metric_name(name), choice)
        show_value(self.select_by, self._draft.select_by)
        self._is_showing = was_showing

    def read(self) -> Draft:
        """Raise UserError where a value makes no sense."""
        draft = replace(
            self._draft,
            head=replace(self.head.read(self._draft.head), solver=Solver(self.solver.currentData())),
            fine_tuning=self.fine_tuning.read(self._draft.fine_tuning),
            **{name: self._kind_of(name)(value_of(field)) for name, field in self._fields.items()},
        )
        draft.plan  # noqa: B018  raises UserError where it makes no sense
        return draft

    def _kind_of(self, name: str) -> type:
        """Return the type of a setting: Qt gives a plain word where an enum was put into a list of choices."""
        return type(getattr(self._draft, name))

    def show_kind(self, kind: str) -> None:
        """Show what can be set for this kind of data: texts are not mirrored, but have an encoder and words to hide."""
        are_texts = kind == OF_TEXTS
        self._left.setRowVisible(self.encoder_dropout, are_texts)
        self._right.setRowVisible(self.flips, not are_texts)
        light, strong = (tr("Light"), tr("Strong"))
        varied = self.tr("Varies the images at random, which helps where there are few.")
        if are_texts:
            light, strong = (
                tr("{how}: {share} of the words hidden").format(how=how, share=share(SHARES[strength]))
                for how, strength in ((light, Augmentation.LIGHT), (strong, Augmentation.STRONG))
            )
            varied = self.tr("Hides words of the training texts at random, which helps where there are few.")
        for value, text in ((Augmentation.LIGHT, light), (Augmentation.STRONG, strong)):
            self.augmentation.setItemText(self.augmentation.findData(value), text)
        self.augmentation.setToolTip(plain(varied))

    def show_blocks(self, count: int | None) -> None:
        """Show how many blocks the backbone has; None where that is not known."""
        self._is_showing = True
        self.blocks.setMaximum(max(count or MOST_BLOCKS, self._draft.blocks))
        self._is_showing = False

    def show_finding(self, why_not: str) -> None:
        """Show whether a learning rate can be looked for; "" where it can."""
        self._why_no_rate = why_not
        self._show_state()

    def show_wrong(self, error: UserError | None) -> None:
        """Show why what is entered cannot be."""
        self._says.setText(str(error) if error else "")
        self._wrong.setVisible(error is not None)

    @property
    def wrong(self) -> str:
        """Return what is said to be wrong."""
        return self._says.text()

    def _explain(self) -> None:
        self.solver.setToolTip(
            self.tr(
                "Until it has converged: by all examples at once (L-BFGS), with the L2 penalty that does best on "
                "subjects that are not learnt from. Each epoch loosens the penalty until it is that one."
            )
        )
        self.batch_size.setToolTip(self.tr("Images in one step. Smaller needs less memory."))
        self.dropout.setToolTip(self.tr("Share of the features left out at random while the head learns."))
        self.encoder_dropout.setToolTip(
            self.tr("Share left out at random inside the unfrozen layers while they learn. 0.1 is usual.")
        )
        weights = self.tr(
            "So that each class counts the same, however many images it has. Bounded: an image counts at most "
            "{bound:.0f} times as much as one of the most frequent class, so that a few images do not dominate "
            "(Ionides, 2008). Losses that are shown, and by which an epoch is kept, are not "
            "weighted."
        ).format(bound=MOST_WEIGHT)
        self.class_weights.setToolTip(plain(weights))
        self.flips.setToolTip(self.tr("Which mirror images show the same class. A chest has its heart on the left."))
        write_around(self.depth_factor, self.tr("{number} times"))
        self.seed.setToolTip(self.tr("The same number gives the same result again."))
        self.how_deep.setToolTip(
            self.tr(
                "Block by block: the last block first, then one more at a time, "
                "as long as validation improves by more than its standard error."
            )
        )
        self.select_by.setToolTip(
            self.tr(
                "The validation metric by which the best epoch is chosen, with a star in the curves. "
                "Training ends early when it gets no better."
            )
        )
        self.keep.setToolTip(
            self.tr(
                "Which epoch becomes the model. Where the head alone is better than fine-tuning, both are kept, "
                "for comparison. The latest: of fine-tuning the last epoch that is better than the head, not the "
                "best one, which validation often picks by chance."
            )
        )
        self.schedule.setToolTip(self.tr("Decaying, it ends each phase with small steps."))
        self.warmup_epochs.setToolTip(self.tr("Epochs in which it rises from zero at the start of each phase."))
        self.depth_factor.setToolTip(
            self.tr("Each block learns so many times slower than the one after it. 2.6 is usual, 1 is off.")
        )
        self.l2_sp.setToolTip(
            self.tr("L2-SP: unfrozen layers are pulled towards their pretrained weights. 0.1 is usual, 0 is off.")
        )

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
            table.addLayout(row(part.learning_rate, part.find_button, spacing=4), place, 2)
            for column, control in enumerate(part.spins, start=3):
                table.addWidget(control, place, column)
        table.addWidget(self.head.layers, 1, 1)
        table.addWidget(self.how_deep, 2, 1)
        table.addWidget(self.fine_tuning.layers, 3, 1)
        table.addWidget(self.blocks, 3, 1, Qt.AlignmentFlag.AlignLeft)
        table.addWidget(self.go_button, 3, 2, 1, 3, Qt.AlignmentFlag.AlignLeft)
        table.setColumnMinimumWidth(1, LAYERS_WIDTH)
        table.setColumnStretch(len(titles), 1)
        return table

    def _by_setting(self) -> dict[str, Field]:
        """Return the fields by the names of the settings of the draft that they show."""
        return {
            "batch_size": self.batch_size,
            "dropout": self.dropout,
            "encoder_dropout": self.encoder_dropout,
            "class_weights": self.class_weights,
            "augmentation": self.augmentation,
            "flips": self.flips,
            "seed": self.seed,
            "incremental": self.how_deep,
            "blocks": self.blocks,
            "schedule": self.schedule,
            "warmup_epochs": self.warmup_epochs,
            "depth_factor": self.depth_factor,
            "l2_sp": self.l2_sp,
            "select_by": self.select_by,
            "keep": self.keep,
        }

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addLayout(self._table())
        layout.addLayout(row(self.advanced_button, None))
        layout.addWidget(self._advanced)
        layout.addWidget(self._wrong)

    def _advanced_part(self) -> QWidget:
        part = QWidget()
        left, right = self._left, self._right = form_layout(), form_layout()
        left.addRow(self.tr("Head learns"), self.solver)
        left.addRow(self.tr("Batch size"), self.batch_size)
        left.addRow(self.tr("Dropout"), self.dropout)
        left.addRow(self.tr("Encoder dropout"), self.encoder_dropout)
        left.addRow(self.tr("Seed"), self.seed)
        left.addRow(self.tr("Learning rate"), self.schedule)
        left.addRow(self.tr("Warm-up"), self.warmup_epochs)
        left.addRow(self.tr("Best epoch by"), self.select_by)
        right.addRow(self.tr("Augmentation"), self.augmentation)
        right.addRow(self.tr("Allowed flips"), self.flips)
        right.addRow(self.tr("Class weights"), self.class_weights)
        right.addRow(self.tr("Layer-wise LR decay"), self.depth_factor)
        right.addRow(self.tr("L2-SP strength"), self.l2_sp)
        right.addRow(self.tr("Keep"), self.keep)
        layout = QHBoxLayout(part)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(MARGIN * 2)
        layout.addLayout(left)
        layout.addLayout(right)
        layout.addStretch(1)
        return part

    def _connect(self) -> None:
        guard = WheelGuard(self)
        lines = [part.learning_rate for part in (self.head, self.fine_tuning)]
        for field in (*self._fields.values(), self.solver, *self.head.spins, *self.fine_tuning.spins, *lines):
            changed(field).connect(self._change)
            if isinstance(field, QLineEdit):
                field.editingFinished.connect(self._show_wrong)
            else:
                field.installEventFilter(guard)
        for number, part in enumerate((self.head, self.fine_tuning)):
            part.find_button.clicked.connect(lambda _=False, number=number: self.rate_wanted.emit(number))

    def _change(self, *_: object) -> None:
        if self._is_showing:
            return
        self._show_state()
        self.changed.emit()

    def _show_wrong(self) -> None:
        """Show what is wrong, but not while it is being typed: half a number often makes no sense."""
        try:
            self.read()
            self.show_wrong(None)
        except UserError as error:
            self.show_wrong(error)

    def _show_state(self) -> None:
        is_incremental, is_ticked = bool(self.how_deep.currentData()), bool(self._draft.unfrozen)
        is_fine_tuned = is_incremental or is_ticked
        self.fine_tuning.enable(is_fine_tuned)
        self.head.show_steps(self.solver.currentData() == Solver.ADAM)
        self.fine_tuning.layers.setVisible(not is_incremental)
        self.blocks.setVisible(is_incremental)
        write_around(self.blocks, tr("up to {number} block(s)", "", self.blocks.value()))
        epochs = self.warmup_epochs.value()
        write_around(self.warmup_epochs, tr("{number} epoch(s)", "", int(epochs) if epochs.is_integer() else 2))
        self.go_button.setVisible(not is_fine_tuned)
        for control in (self.encoder_dropout, self.depth_factor, self.l2_sp, self.keep):
            control.setEnabled(is_fine_tuned)
        for part in (self.head, self.fine_tuning):
            why_not = self._why_no_rate or (
                "" if part is self.head or is_fine_tuned else self.tr("Nothing is unfrozen.")
            )
            part.show_finding(why_not)
        self.flips.setEnabled(self.augmentation.currentData() != Augmentation.NONE)
