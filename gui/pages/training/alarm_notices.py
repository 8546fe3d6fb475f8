"""AlarmNotices: what goes wrong in training, shown on the page while it trains, with what can be done at once."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from core.events import Alarm, AlarmKind
from core.training.monitoring_records import AlarmRecord
from core.wording.catalogue import words_of
from gui.widgets.notices import Action, NoticeArea
from gui.widgets.words import plain_number


class AlarmNotices(QObject):
    """Notices for alarms. They only emit what the user wants to be done."""

    #: the run is to end with the best weights that it has had
    best_wanted = Signal()
    #: the run is to stop, and its settings to be changed
    change_wanted = Signal()
    #: the interrupted run is to be kept with what it has learnt
    keep_wanted = Signal()
    #: the number of a phase, and its new learning rate
    rate_wanted = Signal(int, float)

    def __init__(self, notices: NoticeArea):
        super().__init__(notices)
        self._notices = notices

    def warn(self, alarm: Alarm) -> None:
        """Show an alarm of the run under way.

        Where the loss is not finite it ends by itself, and `show_end` says so.
        """
        if alarm.kind is not AlarmKind.NOT_FINITE:
            words = words_of(alarm.message)
            self._notices.warn(alarm.kind.value, words.text, words.hint, *self._actions(alarm.kind))

    def show_end(self, alarm: AlarmRecord, learning_rate: float, can_keep: bool) -> None:
        """The loss was not finite, with this learning rate. `can_keep`: an epoch has ended before."""
        lower = float(f"{learning_rate / 10:.1g}")
        actions: list[Action] = []
        if can_keep:
            actions.append((self.tr("Finish with best weights"), self.keep_wanted.emit))
        text = self.tr("Set {rate} for the next run").format(rate=plain_number(lower))
        actions.append((text, lambda: self.rate_wanted.emit(alarm.phase, lower)))
        words = words_of(alarm.message)
        self._notices.show_error(words.text, words.hint, more_actions=actions)

    def _actions(self, kind: AlarmKind) -> list[Action]:
        match kind:
            case AlarmKind.WORSE_THAN_HEAD:
                return [(self.tr("Go back to the best weights"), self.best_wanted.emit)]
            case AlarmKind.GAP:
                return [(self.tr("Stop and change the settings"), self.change_wanted.emit)]
        return []
