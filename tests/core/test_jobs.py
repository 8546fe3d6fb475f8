"""Jobs: how work is told to pause and stop, and tells how far it is."""

from __future__ import annotations

import threading

import pytest

from core.errors import JobStopped
from core.events import Event, Noticed, Progress
from core.jobs import Job
from core.messages import as_written


def test_a_job_that_nobody_stops_goes_on() -> None:
    job = Job()
    job.checkpoint()
    assert not job.is_stopping
    assert not job.is_paused


def test_a_job_that_is_to_stop_stops_at_every_checkpoint() -> None:
    job = Job()
    job.stop()

    for _ in range(2):
        with pytest.raises(JobStopped):
            job.checkpoint()


def test_a_paused_job_waits_until_it_is_resumed() -> None:
    job = Job()
    passed = threading.Event()
    job.pause()
    thread = threading.Thread(target=lambda: (job.checkpoint(), passed.set()))
    thread.start()

    assert job.is_paused
    assert not passed.is_set()
    job.resume()
    thread.join(timeout=60)
    assert passed.is_set()


def test_a_paused_job_that_is_stopped_wakes_up_to_stop() -> None:
    job = Job()
    stopped = threading.Event()

    def work() -> None:
        with pytest.raises(JobStopped):
            job.checkpoint()
        stopped.set()

    job.pause()
    thread = threading.Thread(target=work)
    thread.start()
    job.stop()
    thread.join(timeout=60)
    assert stopped.is_set()


def test_steps_report_their_beginning_and_their_end() -> None:
    events: list[Event] = []

    assert list(Job(events.append).steps(as_written("Counting"), "abc", 3)) == ["a", "b", "c"]

    first, *_, last = events
    assert first == Progress(step=as_written("Counting"), done=0, total=3, seconds_left=None)
    assert last == Progress(step=as_written("Counting"), done=3, total=3, seconds_left=0)


def test_steps_of_unknown_number_report_no_time_left() -> None:
    events: list[Event] = []

    assert len(list(Job(events.append).steps(as_written("Searching"), iter(range(4)), None))) == 4

    assert events[-1] == Progress(step=as_written("Searching"), done=4, total=None, seconds_left=None)


def test_steps_stop_after_the_piece_that_is_under_way() -> None:
    job = Job()
    done = []

    def work() -> None:
        for piece in job.steps(as_written("Counting"), range(10), 10):
            done.append(piece)
            if piece == 3:
                job.stop()

    with pytest.raises(JobStopped):
        work()
    assert done == [0, 1, 2, 3]


def test_a_notice_is_an_event() -> None:
    events: list[Event] = []
    Job(events.append).notice(as_written("One image cannot be read."))

    assert events == [Noticed(message=as_written("One image cannot be read."))]
