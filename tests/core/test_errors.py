"""What is told to a person may hold names out of foreign files."""

from __future__ import annotations

import pickle

from core.errors import UserError
from core.events import Event, Noticed
from core.jobs import Job
from core.messages import as_written
from core.wording.catalogue import text_of, words_of

ESCAPE = "\x1b[2J\x1b]0;title\x07"
TURNED = "\u202egnp.exe"


def test_a_name_cannot_steer_the_terminal_in_which_it_is_shown() -> None:
    error = UserError(as_written(f"There is no “{ESCAPE}”.\nBut “Röntgen\t{TURNED}”.", ESCAPE))
    assert "\x1b" not in str(error) + words_of(error.message).hint
    assert str(error).startswith("There is no “\ufffd[2J\ufffd]0;title\ufffd”.\nBut “Röntgen\t\ufffdgnp.exe”.")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_a_notice_cannot_either() -> None:
    events: list[Event] = []
    Job(events.append).notice(as_written(f"“{ESCAPE}” is taken."))
    (noticed,) = events
    assert isinstance(noticed, Noticed)
    assert text_of(noticed.message) == "“\ufffd[2J\ufffd]0;title\ufffd” is taken."
