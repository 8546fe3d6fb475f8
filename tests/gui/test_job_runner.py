"""The job runner: one task at a time, its events and its end in the GUI thread, quiet tasks in between."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from core.engine import EngineEnded, TaskFailed
from core.errors import UserError
from core.events import Noticed
from core.jobs import Job
from core.messages import as_written
from gui.job_runner import Broke, Done, EngineDied, Failed, JobRunner, Outcome, RunnerState, Task, WasStopped
from tests.gui.engines import ScriptedEngine, request, wait_until_stopped

WORK = Task(request("work"), "Working")
QUESTION = request("question")


class Ends:
    """Remembers how tasks ended, and in which thread it was told."""

    def __init__(self) -> None:
        self.outcomes: list[Outcome] = []
        self.threads: set[threading.Thread] = set()

    def __call__(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)
        self.threads.add(threading.current_thread())


@pytest.fixture
def ends() -> Ends:
    return Ends()


def test_who_starts_a_task_hears_what_it_reports_and_nothing_of_others(
    runner: JobRunner, engine: ScriptedEngine, ends: Ends, qtbot: QtBot
) -> None:
    heard: list[object] = []
    engine.answers["work"] = lambda job: job.notice(as_written("mine"))
    engine.answers["other"] = lambda job: job.notice(as_written("not mine"))
    runner.start(WORK, ends, heard.append)
    qtbot.waitUntil(lambda: len(ends.outcomes) == 1)
    runner.start(Task(request("other"), "Something else"), ends)
    qtbot.waitUntil(lambda: len(ends.outcomes) == 2)
    assert heard == [Noticed(message=as_written("mine"))]


def raising(error: Exception) -> Any:
    def answer(job: Job, **arguments: Any) -> None:
        raise error

    return answer


def test_a_task_reports_and_ends_in_the_gui_thread(
    runner: JobRunner, engine: ScriptedEngine, ends: Ends, qtbot: QtBot
) -> None:
    events: list[Any] = []
    runner.event_received.connect(events.append)

    def work(job: Job, number: int) -> int:
        job.notice(as_written("half"))
        return number * 2

    engine.answers["work"] = work
    runner.start(Task(request("work", number=21), "Working"), ends)
    assert runner.is_busy
    qtbot.waitUntil(lambda: ends.outcomes == [Done(42)])
    assert events == [Noticed(message=as_written("half"))]
    assert ends.threads == {threading.main_thread()}
    assert runner.state is RunnerState.IDLE


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (UserError(as_written("No images.", "Choose others.")), Failed),
        (TaskFailed("core/tasks.py:1"), Broke),
        (EngineEnded("SIGKILL"), EngineDied),
    ],
)
def test_how_a_task_failed_is_told(
    runner: JobRunner, engine: ScriptedEngine, ends: Ends, qtbot: QtBot, error: Exception, kind: type
) -> None:
    engine.answers["work"] = raising(error)
    runner.start(WORK, ends)
    qtbot.waitUntil(lambda: len(ends.outcomes) == 1)
    assert isinstance(ends.outcomes[0], kind)
    assert not runner.is_busy


def test_pause_resume_and_stop_reach_the_task(
    runner: JobRunner, engine: ScriptedEngine, ends: Ends, qtbot: QtBot
) -> None:
    began = threading.Event()

    def work(job: Job) -> None:
        began.set()
        wait_until_stopped(job)

    engine.answers["work"] = work
    runner.start(WORK, ends)
    qtbot.waitUntil(began.is_set)
    runner.pause()
    assert runner.state is RunnerState.PAUSED
    runner.resume()
    assert runner.state is RunnerState.RUNNING
    runner.stop()
    assert runner.state is RunnerState.STOPPING
    qtbot.waitUntil(lambda: ends.outcomes == [WasStopped()])
    assert runner.state is RunnerState.IDLE


def test_stopping_right_after_starting_reaches_the_task(
    runner: JobRunner, engine: ScriptedEngine, ends: Ends, qtbot: QtBot
) -> None:
    engine.answers["work"] = wait_until_stopped
    runner.start(WORK, ends)
    runner.stop()
    qtbot.waitUntil(lambda: ends.outcomes == [WasStopped()])


def test_a_quiet_task_gives_way_and_is_asked_again(
    runner: JobRunner, engine: ScriptedEngine, ends: Ends, qtbot: QtBot
) -> None:
    order: list[str] = []
    began = threading.Event()

    def question(job: Job) -> str:
        order.append("question")
        if not began.is_set():
            began.set()
            wait_until_stopped(job)
        return "answer"

    engine.answers["question"] = question
    engine.answers["work"] = lambda job: order.append("work")
    runner.ask(QUESTION, ends)
    assert not runner.is_busy
    qtbot.waitUntil(began.is_set)
    runner.start(WORK, ends)
    assert runner.task == WORK
    qtbot.waitUntil(lambda: len(ends.outcomes) == 2)
    assert order == ["question", "work", "question"]
    assert ends.outcomes == [Done(None), Done("answer")]


def test_a_quiet_task_is_heard_by_nobody_but_who_asked(
    runner: JobRunner, engine: ScriptedEngine, ends: Ends, qtbot: QtBot
) -> None:
    events: list[Any] = []
    runner.event_received.connect(events.append)
    engine.answers["question"] = lambda job: job.notice(as_written("quiet"))
    runner.ask(QUESTION, ends)
    qtbot.waitUntil(lambda: len(ends.outcomes) == 1)
    assert events == []


def test_a_pause_that_comes_while_a_quiet_task_gives_way_is_for_the_task_that_waits(
    runner: JobRunner, engine: ScriptedEngine, ends: Ends, qtbot: QtBot
) -> None:
    began, go_on, worked = threading.Event(), threading.Event(), threading.Event()

    def stubborn(job: Job) -> None:
        began.set()
        go_on.wait()

    def work(job: Job) -> None:
        job.checkpoint()
        worked.set()

    engine.answers.update(question=stubborn, work=work)
    runner.ask(QUESTION, lambda outcome: None)
    qtbot.waitUntil(began.is_set)
    runner.start(WORK, ends)
    runner.pause()
    go_on.set()
    qtbot.waitUntil(lambda: [name for name, _ in engine.calls] == ["question", "work"])
    assert runner.state is RunnerState.PAUSED
    assert not worked.is_set()
    runner.resume()
    qtbot.waitUntil(lambda: ends.outcomes == [Done(None)])


def test_a_task_that_still_waits_for_a_quiet_one_can_be_stopped(
    runner: JobRunner, engine: ScriptedEngine, ends: Ends, qtbot: QtBot
) -> None:
    began, go_on = threading.Event(), threading.Event()

    def stubborn(job: Job) -> None:
        began.set()
        go_on.wait()

    engine.answers["question"] = stubborn
    runner.ask(QUESTION, lambda outcome: None)
    qtbot.waitUntil(began.is_set)
    runner.start(WORK, ends)
    runner.stop()
    assert ends.outcomes == [WasStopped()]
    assert not runner.is_busy
    go_on.set()
    qtbot.waitUntil(lambda: [name for name, _ in engine.calls] == ["question"])


def test_reading_ends_in_the_gui_thread_also_when_it_fails(runner: JobRunner, qtbot: QtBot) -> None:
    results: list[Any] = []
    error = OSError("disk full")

    def fail() -> None:
        raise error

    runner.read(lambda: 3, results.append)
    runner.read(fail, results.append, results.append)
    qtbot.waitUntil(lambda: results == [3, error])


def test_closing_leaves_no_thread_behind(engine: ScriptedEngine, qtbot: QtBot) -> None:
    before = set(threading.enumerate())
    runner = JobRunner(engine=engine)  # type: ignore[arg-type]
    engine.answers["work"] = wait_until_stopped
    runner.read(lambda: None)
    runner.start(WORK, lambda outcome: None)
    qtbot.waitUntil(lambda: bool(engine.calls))
    runner.close()
    assert set(threading.enumerate()) <= before
