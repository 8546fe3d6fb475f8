"""ClassChoice: what can be done about the classes that a finding of the audit is about."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QPushButton, QWidget

from core.audit.findings import CLASS_ACTIONS, Action, Finding
from core.wording.wording import listed
from gui.pages.dataset.audit.audit_words import action_meaning, action_name
from gui.widgets.parts import button
from gui.widgets.theme import GAP
from gui.widgets.tool_tip import plain

#: pixels; longer names are cut off
MOST_WIDTH = 220
#: a menu that is longer than the window is no help; the command line takes any class
MOST_NAMES = 200


class ClassChoice(QWidget):
    """Shows; what the user wants, it emits."""

    #: what is to be done, about which classes (none being all of the finding), and into which name
    wanted = Signal(object, object, str)

    def __init__(self) -> None:
        super().__init__()
        self._finding: Finding | None = None
        self._classes: tuple[str, ...] = ()
        self._groups: tuple[tuple[str, ...], ...] = ()
        self.which = QComboBox()
        self.which.setAccessibleName(self.tr("About which classes"))
        self.which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.which.setMaximumWidth(MOST_WIDTH)
        self.buttons: dict[Action, QPushButton] = {
            action: button(action_name(action), on_click=partial(self._ask, action))
            for action in CLASS_ACTIONS
            if action is not Action.MERGE_INTO
        }
        #: each opens a menu of names
        self.name_button = button(self.tr("Merge as"))
        self.into_button = button(action_name(Action.MERGE_INTO))
        self._names, self._others = QMenu(self), QMenu(self)
        self.name_button.setMenu(self._names)
        self.into_button.setMenu(self._others)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self.which)
        for action in (Action.MERGE_ALIKE, Action.LEAVE_OUT):
            layout.addWidget(self.buttons[action])
        layout.addWidget(self.name_button)
        layout.addWidget(self.into_button)
        for action in (Action.GO_ON, Action.TAKE_BACK):
            layout.addWidget(self.buttons[action])
        layout.addStretch(1)
        self.which.currentIndexChanged.connect(lambda _: self._show_chosen())

    def show_finding(self, finding: Finding | None, classes: tuple[str, ...]) -> None:
        """`classes` are all that there are, into which one may be merged."""
        self._finding, self._classes = finding, classes
        self._groups = finding.classes if finding else ()
        blocked = self.which.blockSignals(True)
        self.which.clear()
        self.which.addItem(self.tr("All of them"))
        self.which.addItems([listed(group) for group in self._groups])
        self.which.blockSignals(blocked)
        self._show_chosen()

    def show_state(self, why_not: dict[Action, str]) -> None:
        """`why_not` says of each action why it cannot be done; "" where it can."""
        for action, made in (*self.buttons.items(), (Action.MERGE_INTO, self.into_button)):
            made.setEnabled(not why_not[action])
            made.setToolTip(plain(why_not[action] or action_meaning(action)))
        self.name_button.setEnabled(not why_not[Action.MERGE_ALIKE])
        self.name_button.setToolTip(
            plain(why_not[Action.MERGE_ALIKE]) or self.tr("Choose the name of the merged class")
        )

    @property
    def _chosen(self) -> tuple[tuple[str, ...], ...]:
        """Return the groups of classes that are meant."""
        place = self.which.currentIndex() - 1
        return self._groups if place < 0 else (self._groups[place],)

    def _show_chosen(self) -> None:
        actions = self._finding.actions if self._finding else ()
        are_several = len(self._groups) > 1
        self.setVisible(bool(self._groups))
        self.which.setVisible(are_several)
        for action, made in self.buttons.items():
            made.setVisible(action in actions)
        is_one = len(self._chosen) == 1
        self.name_button.setVisible(Action.MERGE_ALIKE in actions and is_one)
        self.into_button.setVisible(Action.MERGE_INTO in actions)
        if Action.MERGE_ALIKE in actions:
            one = self.tr("Merge as “{name}”").format(name=self._shortened(self._chosen[0][0]).replace("&", "&&"))
            self.buttons[Action.MERGE_ALIKE].setText(one if is_one else action_name(Action.MERGE_ALIKE))
            self.buttons[Action.MERGE_ALIKE].setAccessibleName(self.buttons[Action.MERGE_ALIKE].text())
        self._fill(self._names, self._chosen[0] if is_one else (), Action.MERGE_ALIKE)
        meant = {label for group in self._chosen for label in group}
        self._fill(self._others, [name for name in self._classes if name not in meant], Action.MERGE_INTO)

    def _shortened(self, name: str) -> str:
        return self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, MOST_WIDTH)

    def _fill(self, menu: QMenu, names: list[str] | tuple[str, ...], action: Action) -> None:
        menu.clear()
        for name in names[:MOST_NAMES]:
            entry = menu.addAction(name.replace("&", "&&"))
            entry.setToolTip(plain(name))
            entry.triggered.connect(partial(self._ask, action, name))

    def _ask(self, action: Action, into: str = "", *_: object) -> None:
        labels = tuple(label for group in self._chosen for label in group) if self.which.currentIndex() > 0 else ()
        if action is Action.MERGE_ALIKE and into and not labels:
            labels = self._chosen[0]
        self.wanted.emit(action, labels, into if isinstance(into, str) else "")
