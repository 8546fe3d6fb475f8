"""FindingView: one finding of an audit, with its table, its pictures and what can be done about it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from core.audit.findings import CLASS_ACTIONS, Action, Finding
from core.dataset.dataset import Dataset
from core.wording.catalogue import text_of, words_of
from core.wording.spoken_of import OF_TEXTS
from gui.pages.dataset.audit.audit_words import action_meaning, action_name
from gui.pages.dataset.audit.class_choice import ClassChoice
from gui.pages.dataset.audit.group_view import GroupView
from gui.pages.dataset.audit.text_groups import TextGroups
from gui.widgets.dataset_browser import DatasetPictures
from gui.widgets.image_grid import ImageGrid
from gui.widgets.parts import button, label
from gui.widgets.small_table import SmallTable
from gui.widgets.theme import GAP
from gui.widgets.thumbnails import Thumbnails
from gui.widgets.tool_tip import plain

#: findings that are resolved by telling subjects in another way
OF_SUBJECTS = ("subjects-unknown", "subjects-partly-unknown")


class FindingView(QWidget):
    #: the code of the finding, and what is to be done
    resolving_wanted = Signal(str, object)
    #: the code of the finding, what is to be done, about which of its classes (none being all), and into which name
    classes_wanted = Signal(str, object, object, str)
    #: the user wants to say how subjects are identified
    subjects_wanted = Signal()
    #: pictures, and the place of the one that was activated
    opened = Signal(object, int)

    def __init__(self, thumbnails: Thumbnails):
        super().__init__()
        self._finding: Finding | None = None
        self.title = label("", "heading", wrap=True, selectable=True)
        self.text = label("", wrap=True, selectable=True)
        self.table = SmallTable(self.tr("Table of the finding"))
        self.groups = GroupView(thumbnails)
        #: where there is nothing to compare: each group has one image
        self.singles = ImageGrid(thumbnails)
        self.texts = TextGroups()
        self.buttons: dict[Action, QPushButton] = {}
        self._actions = QWidget()
        actions = QHBoxLayout(self._actions)
        actions.setContentsMargins(0, 0, 0, 0)
        actions.setSpacing(GAP)
        for action in (action for action in Action if action not in CLASS_ACTIONS):
            self.buttons[action] = button(action_name(action), on_click=partial(self._resolve, action))
            actions.addWidget(self.buttons[action])
        self.subjects_button = button(self.tr("Set the subject identification …"), on_click=self.subjects_wanted.emit)
        actions.addWidget(self.subjects_button)
        actions.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        self.classes = ClassChoice()
        for widget in (self.title, self.text, self._actions, self.classes, self.table):
            layout.addWidget(widget)
        layout.addWidget(self.groups, stretch=1)
        layout.addWidget(self.singles, stretch=1)
        layout.addWidget(self.texts, stretch=1)
        self._filler = QWidget()
        layout.addWidget(self._filler, stretch=1)
        self.classes.wanted.connect(self._resolve_classes)
        self.groups.opened.connect(self.opened)
        self.singles.opened.connect(lambda place: self.opened.emit(self.singles.pictures, place))

    def show_finding(self, finding: Finding | None, dataset: Dataset | None) -> None:
        """Show a finding. Without a dataset its places mean nothing, and no pictures are shown."""
        self._finding = finding
        words = words_of(finding.message) if finding else None
        self.title.setText(words.text if words else "")
        self.text.setText(words.hint if words else "")
        self.table.show_rows([[text_of(cell) for cell in row] for row in finding.table] if finding else ())
        self.classes.show_finding(finding, dataset.classes if dataset else ())
        are_texts = dataset is not None and dataset.kind == OF_TEXTS
        has_groups = finding is not None and dataset is not None and bool(finding.groups)
        self.texts.setVisible(are_texts and has_groups)
        self.texts.show_groups(dataset if are_texts else None, finding)
        self._filler.setVisible(not has_groups)
        self._show_pictures(finding, None if are_texts else dataset)

    def _show_pictures(self, finding: Finding | None, dataset: Dataset | None) -> None:
        groups = finding.groups if finding and dataset else ()
        are_single = all(len(group) == 1 for group in groups)
        self.groups.setVisible(bool(groups) and not are_single)
        self.singles.setVisible(bool(groups) and are_single)
        self.groups.show_groups(dataset, None if are_single else finding)
        places = [group[0] for group in groups] if are_single and dataset else []
        self.singles.show_pictures(
            DatasetPictures(dataset, [dataset.examples[place] for place in places]) if dataset else ()
        )

    def show_state(self, why_not: dict[Action, str]) -> None:
        """`why_not` says of each action why it cannot be done; "" where it can."""
        actions = self._finding.actions if self._finding else ()
        for action, made in self.buttons.items():
            made.setVisible(action in actions)
            made.setEnabled(not why_not[action])
            made.setToolTip(plain(why_not[action] or action_meaning(action)))
        is_of_subjects = self._finding is not None and self._finding.code in OF_SUBJECTS
        self.subjects_button.setVisible(is_of_subjects)
        self._actions.setVisible(any(action in self.buttons for action in actions) or is_of_subjects)
        self.classes.show_state(why_not)

    def _resolve(self, action: Action) -> None:
        if self._finding:
            self.resolving_wanted.emit(self._finding.code, action)

    def _resolve_classes(self, action: Action, labels: tuple[str, ...], into: str) -> None:
        if self._finding:
            self.classes_wanted.emit(self._finding.code, action, labels, into)
