"""Notices: what a page shows its user. Good news goes away by itself; all else stays until it is closed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from core.dataset.folder_meaning import FoldersUnclear
from core.errors import UserError
from core.storage.disk import refusal_by_disk
from core.wording.catalogue import text_of, words_of
from core.wording.wording import sentences
from gui.job_runner import Broke, EngineDied, Failed, Outcome
from gui.widgets.icons import icon
from gui.widgets.parts import button, icon_button, label, row
from gui.widgets.theme import GAP

MILLISECONDS_SHOWN = 8000
ICON_SIZE = 20
DETAILS_HEIGHT = 140
#: so that they leave room for what the page shows; the oldest gives way
MOST_WARNINGS = 2
SIGNS = {"error": "danger", "warning": "unfrozen", "notice": "accent"}

Action = tuple[str, Callable[[], object]]


class NoticeArea(QWidget):
    """The place at the top of a page where notices appear; takes no room while there is none."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(GAP)
        self.setVisible(False)

    @property
    def texts(self) -> list[str]:
        """Return what is shown, the oldest first."""
        return [notice.text for notice in self._notices()]

    @property
    def details(self) -> list[str]:
        """Return what the Details of those that are shown hold, for whoever looks for a fault."""
        return [notice.details for notice in self._notices() if notice.details]

    def report(self, text: str, action: Action | None = None) -> None:
        """Show a text for a few seconds."""
        notice = self._show(text, "", "", (action,) if action else (), "notice")
        QTimer.singleShot(MILLISECONDS_SHOWN, notice, notice.close_self)

    def show_error(
        self,
        message: str,
        hint: str = "",
        details: str = "",
        action: Action | None = None,
        more_actions: Sequence[Action] = (),
    ) -> None:
        """Show an error until it is closed, or `clear_errors` is called because the user tries again."""
        if message not in self.texts:
            self._show(message, hint, details, (*((action,) if action else ()), *more_actions), "error")

    def show_refusal(self, error: UserError, action: Action | None = None) -> None:
        """Show what the user can mend, as an error."""
        words = words_of(error.message)
        self.show_error(words.text, words.hint, action=action)

    def warn(self, about: str, text: str, hint: str, *actions: Action) -> None:
        """Show a warning that stays as an error does. A new one `about` the same takes the place of the former."""
        for notice in self._notices():
            if notice.about == about:
                notice.close_self()
        self._show(text, hint, "", actions, "warning").about = about
        warnings = [notice for notice in self._notices() if notice.about]
        for notice in warnings[:-MOST_WARNINGS]:
            notice.close_self()

    def clear_warnings(self) -> None:
        for notice in self._notices():
            if notice.about:
                notice.close_self()

    def show_exception(self, error: Exception) -> None:
        """Show a UserError as it is; of anything else only that it happened: it has been logged."""
        if not isinstance(error, UserError):
            error = refusal_by_disk(error) or error
        if isinstance(error, UserError):
            self.show_refusal(error)
        else:
            self.show_error(self.tr("Something went wrong."), details=type(error).__name__)

    def show_outcome(self, outcome: Outcome) -> None:
        """Show why a task did not end well; nothing where it did, or was stopped."""
        match outcome:
            case Failed(FoldersUnclear() as question):
                hint = self.tr("Rescan on the Dataset page, which asks what they are.")
                self.show_error(text_of(question.message), hint)
            case Failed(error):
                self.show_refusal(error)
            case Broke(details):
                self.show_error(
                    self.tr("Something went wrong."),
                    self.tr("This is an error in the program. None of your data was lost."),
                    details,
                )
            case EngineDied(reason):
                self.show_error(
                    self.tr("The engine ended unexpectedly."),
                    self.tr("Most often memory has run out: close other programs, and try again."),
                    reason,
                )

    def clear_errors(self) -> None:
        for notice in self._notices():
            if notice.is_error:
                notice.close_self()

    def _show(self, text: str, hint: str, details: str, actions: Sequence[Action], kind: str) -> _Notice:
        notice = _Notice(text, hint, details, actions, kind)
        self._layout.addWidget(notice)
        notice.closing = self._forget
        self.setVisible(True)
        return notice

    def _forget(self, notice: _Notice) -> None:
        notice.is_closed = True
        self._layout.removeWidget(notice)
        notice.hide()
        notice.deleteLater()
        self.setVisible(bool(self._notices()))

    def _notices(self) -> list[_Notice]:
        return [child for child in self.children() if isinstance(child, _Notice) and not child.is_closed]


class _Notice(QFrame):
    def __init__(self, text: str, hint: str, details: str, actions: Sequence[Action], kind: str):
        super().__init__()
        #: what a warning is about; "" where it is none
        self.about = ""
        self.text, self.details, self.is_error = text, details, kind == "error"
        self.is_closed = False
        self.closing: Callable[[_Notice], None] = lambda notice: None
        self.setProperty("kind", kind)
        self.setAccessibleName(sentences((text, hint)))
        sign = QLabel()
        sign.setPixmap(icon(kind, SIGNS[kind]).pixmap(ICON_SIZE))
        says = QVBoxLayout()
        says.setSpacing(2)
        says.addWidget(label(text, wrap=True, selectable=True))
        if hint:
            says.addWidget(label(hint, "muted", wrap=True, selectable=True))
        self._details = QPlainTextEdit(details)
        self._details.setReadOnly(True)
        self._details.setFixedHeight(DETAILS_HEIGHT)
        self._details.setVisible(False)
        self._details.setAccessibleName(self.tr("Details"))
        buttons = [self._button(*action) for action in actions]
        if self.is_error:
            if details:
                buttons.append(button(self.tr("Details"), kind="link", on_click=self._toggle_details))
            buttons.append(button(self.tr("Copy"), kind="link", on_click=self._copy))
        buttons.append(icon_button(self.tr("Close"), "remove", on_click=self.close_self))
        top = QHBoxLayout()
        top.setSpacing(GAP)
        top.addWidget(sign)
        top.addLayout(says, stretch=1)
        top.addLayout(row(*buttons))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 8)
        layout.addLayout(top)
        layout.addWidget(self._details)
        self._copied = "\n".join(part for part in (text, hint, details) if part)

    def close_self(self) -> None:
        self.closing(self)

    def _button(self, name: str, act: Callable[[], object]) -> QWidget:
        return button(name, on_click=lambda: self._act(act))

    def _act(self, act: Callable[[], object]) -> None:
        self.close_self()
        act()

    def _toggle_details(self) -> None:
        self._details.setVisible(self._details.isHidden())

    def _copy(self) -> None:
        QApplication.clipboard().setText(self._copied)
