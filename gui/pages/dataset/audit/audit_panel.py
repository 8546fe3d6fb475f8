"""AuditPanel: what an audit has found, one finding beside the list of all, and the way past its errors."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from core.audit.findings import Action, Audit, Finding
from core.dataset.dataset import Dataset
from core.wording.catalogue import text_of
from gui.pages.dataset.audit.audit_words import SIGNS, severity_name, verdict_sign, verdict_text
from gui.pages.dataset.audit.finding_view import FindingView
from gui.session import Session
from gui.widgets.entry_list import Entry, EntryList
from gui.widgets.fold_button import FoldButton
from gui.widgets.icons import icon
from gui.widgets.parts import button, card, column, flush, label, row, show_kind
from gui.widgets.theme import GAP, SPACE, theme
from gui.widgets.thumbnails import Thumbnails

LIST_WIDTH = 300
#: so that runs of one project cannot be compared any more
CHANGE_CLASSES = (Action.MERGE_ALIKE, Action.LEAVE_OUT, Action.MERGE_INTO)
ICON_SIZE = 20


class AuditPanel(QWidget):
    """Shows; what the user wants, it emits."""

    audit_wanted = Signal()
    #: the code of the finding, and what is to be done
    resolving_wanted = Signal(str, object)
    #: the code of the finding, what is to be done, about which of its classes (none being all), and into which name
    classes_wanted = Signal(str, object, object, str)
    #: the reason
    override_wanted = Signal(str)
    #: the user wants to say how subjects are identified
    subjects_wanted = Signal()
    #: pictures, and the place of the one that was activated
    opened = Signal(object, int)

    def __init__(self, session: Session, thumbnails: Thumbnails):
        super().__init__()
        self._session = session
        self._is_busy = False
        self._dataset: Dataset | None = None
        self._audit: Audit | None = None
        self._is_stale = False
        self._sign = QLabel()
        self.verdict = label("", "heading", wrap=True)
        self.says = label("", "muted", wrap=True)
        self.audit_button = button(self.tr("Audit these images"), kind="primary", on_click=self.audit_wanted.emit)
        self.list = EntryList(self.tr("Findings"))
        self.list.setFixedWidth(LIST_WIDTH)
        self.finding = FindingView(thumbnails)
        self.override_button = FoldButton(self.tr("Train anyway …"))
        self.reason = QLineEdit()
        self.reason.setAccessibleName(self.tr("Why training may begin in spite of the errors"))
        self.reason.setPlaceholderText(self.tr("Why? The reason goes into each run."))
        self.keep_button = button(self.tr("Override the errors"), on_click=self._override)
        self.overridden = label("", "warning", wrap=True, selectable=True)
        self._override_part = QWidget()
        self._arrange()
        self._wire()
        self.show_audit(None, None, is_stale=False)

    def show_audit(self, dataset: Dataset | None, audit: Audit | None, *, is_stale: bool) -> None:
        """The finding that is chosen stays so. A stale audit is of other images than `dataset`."""
        before = self._chosen
        self._dataset, self._audit, self._is_stale = dataset, audit, is_stale
        findings = audit.findings if audit else ()
        blocked = self.list.blockSignals(True)
        self.list.show_entries([_entry(finding) for finding in findings])
        codes = [(finding.code, finding.severity) for finding in findings]
        wanted = (before.code, before.severity) if before else None
        self.list.choose(codes.index(wanted) if wanted in codes else 0)
        self.list.blockSignals(blocked)
        self.reason.setText(audit.override if audit else "")
        self.override_button.setChecked(False)
        self._show_finding()

    def show_state(self, *, is_busy: bool) -> None:
        self._is_busy = is_busy
        self._show_state()

    @property
    def _is_free(self) -> bool:
        return self._session.known_settings is not None and not self._is_busy

    @property
    def _chosen(self) -> Finding | None:
        findings = self._audit.findings if self._audit else ()
        return findings[self.list.place] if 0 <= self.list.place < len(findings) else None

    def _show_finding(self, *_: object) -> None:
        self.finding.show_finding(self._chosen, None if self._is_stale else self._dataset)
        self._show_state()

    def _show_state(self) -> None:
        audit, is_free = self._audit, self._is_free
        self._show_verdict()
        self.audit_button.setEnabled(is_free)
        self.audit_button.setText(self.tr("Audit again") if audit else self.tr("Audit these images"))
        self.audit_button.setAccessibleName(self.audit_button.text())
        show_kind(self.audit_button, "primary" if audit is None or self._is_stale else "")
        self._body.setVisible(audit is not None)
        self._nothing.setVisible(audit is None)
        self.finding.show_state({action: self._why_not(action) for action in Action})
        has_errors = audit is not None and bool(audit.errors) and not self._is_stale
        self.override_button.setVisible(has_errors)
        self._override_part.setVisible(has_errors and self.override_button.isChecked())
        self.keep_button.setEnabled(is_free and self._is_new_reason)
        override = audit.override if audit else ""
        self.overridden.setText(self.tr("Overridden: {reason}").format(reason=override))
        self.overridden.setVisible(bool(override) and has_errors)

    @property
    def _is_new_reason(self) -> bool:
        reason = self.reason.text().strip()
        return bool(reason) and self._audit is not None and reason != self._audit.override

    def _show_verdict(self) -> None:
        text = verdict_text(self._audit, self._is_stale)
        self.verdict.setText(text[:1].upper() + text[1:])
        self._sign.setPixmap(icon(*verdict_sign(self._audit, self._is_stale)).pixmap(ICON_SIZE))
        says = ""
        if self._audit is None:
            says = self.tr("Training runs the audit itself where you have not.")
        elif self._is_stale:
            says = self.tr("The findings below are of other images. Audit again.")
        self.says.setText(says)
        self.says.setVisible(bool(says))

    def _why_not(self, action: Action) -> str:
        if not self._is_free:
            return self.tr("Wait until the running task is done.")
        if self._is_stale:
            return self.tr("The images have changed since. Audit again.")
        if action is Action.KEEP_TOGETHER and self._session.runs:
            return self.tr("The split is fixed, because a run has begun.")
        if action in CHANGE_CLASSES and self._session.runs:
            return self.tr("The classes are fixed, because a run has begun.")
        return ""

    def _override(self) -> None:
        if self.keep_button.isEnabled():
            self.override_wanted.emit(self.reason.text().strip())

    # ---- arranging and wiring

    def _arrange(self) -> None:
        top = row(self._sign, column(self.verdict, self.says, spacing=2), self.audit_button)
        top.setStretch(1, 1)
        self._nothing = card(
            label(self.tr("The audit looks for what makes results look better than they are"), "heading"),
            *(
                label(f"•  {text}", wrap=True)
                for text in (
                    self.tr("the same patient, or copies of one image, in training and test"),
                    self.tr("the same image with two labels"),
                    self.tr("shortcuts: facts that give the class away, such as device, size, border, text"),
                    self.tr("classes and test sets too small to say much, and classes that differ in spelling only"),
                )
            ),
        )
        side = QVBoxLayout()
        side.setSpacing(GAP)
        side.addWidget(self.list, stretch=1)
        side.addWidget(self.overridden)
        side.addLayout(flush(self.override_button))
        self._override_part.setLayout(column(self.reason, self.keep_button))
        self.override_button.folds(self._override_part)
        side.addWidget(self._override_part)
        self.overridden.setFixedWidth(LIST_WIDTH)
        self._override_part.setFixedWidth(LIST_WIDTH)
        self._body = QWidget()
        body = QHBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(SPACE)
        body.addLayout(side)
        frame: QFrame = card(self.finding)
        body.addWidget(frame, stretch=1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, GAP, 0, 0)
        layout.setSpacing(GAP)
        layout.addLayout(top)
        layout.addWidget(self._nothing)
        layout.addWidget(self._body, stretch=1)
        layout.addStretch(0)

    def _wire(self) -> None:
        self.list.chosen.connect(self._show_finding)
        self.finding.resolving_wanted.connect(self.resolving_wanted)
        self.finding.classes_wanted.connect(self.classes_wanted)
        self.finding.opened.connect(self.opened)
        self.finding.subjects_wanted.connect(self.subjects_wanted)
        self.override_button.toggled.connect(lambda is_open: self.reason.setFocus() if is_open else None)
        self.reason.textChanged.connect(lambda _: self._show_state())
        self.reason.returnPressed.connect(self._override)
        theme().changed.connect(self._show_verdict)


def _entry(finding: Finding) -> Entry:
    name, shade = SIGNS[finding.severity]
    return Entry(text_of(finding.message), icon=name, colour=shade, spoken=severity_name(finding.severity))
