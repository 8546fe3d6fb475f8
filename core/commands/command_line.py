"""The command line: the same tasks as in the window, for scripts, servers and tests."""

from __future__ import annotations

import io
import json
import logging
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from core.commands.json_words import event_in_words
from core.commands.parser import make_parser
from core.commands.sub_command import DONE, FAILED, STOPPED
from core.dataset.columns import ColumnsUnknown
from core.dataset.folder_meaning import FoldersUnclear
from core.errors import JobStopped, UserError
from core.events import Event, Finished, Stopped
from core.jobs import Job
from core.messages import Message
from core.process.log import start_logging
from core.process.tensorflow_start import prepare_tensorflow
from core.storage.disk import refusal_by_disk
from core.storage.temporary import clear_temporary_folders
from core.wording.catalogue import text_of, words_of
from core.wording.wording import sentences

#: modules of this folder
PRINTING = ("command_line", "console", "console_comparison")

log = logging.getLogger(__name__)


def run_command(arguments: Sequence[str]) -> int:
    """Run one command; gives the exit status. Wrong usage leaves through SystemExit with status 2."""
    options = make_parser().parse_args(arguments)
    start_logging()
    prepare_tensorflow()
    clear_temporary_folders()
    _print_any_name()
    with _reporting(as_json=getattr(options, "json", False)) as report:
        job = Job(report)
        with _stopped_by_signals(job):
            try:
                report(Finished(results=options.command(options, job)))
                return int(getattr(options, "status", DONE))
            except JobStopped:
                report(Stopped(kept=getattr(options, "kept", "")))
                return STOPPED
            except FoldersUnclear as error:
                _print_error(sentences((str(error), text_of(Message("say-folders")))))
                return FAILED
            except ColumnsUnknown as error:
                _print_error(sentences((str(error), text_of(Message("say-columns")))))
                return FAILED
            except UserError as error:
                _print_error(str(error))
                return FAILED
            except BrokenPipeError:
                sys.stderr.close()  # whoever read our output has gone; Python would complain at exit
                return FAILED
            except Exception as error:
                log.exception("a command failed")
                if _is_of_printing(error):
                    _print_error(words_of(Message("output-refused")).whole)
                    return FAILED
                if refusal := refusal_by_disk(error):
                    _print_error(str(refusal))
                    return FAILED
                _print_error(words_of(Message("went-wrong")).whole)
                return FAILED


# ---- reporting and stopping


@contextmanager
def _reporting(as_json: bool) -> Iterator[Callable[[Event], None]]:
    if as_json:
        yield _print_as_json
        return
    from core.commands.console import Console

    with Console() as console:
        yield console.show


def _print_error(text: str) -> None:
    print(text, file=sys.stderr)


def _print_any_name() -> None:
    """Names of files may hold what no encoding or not that of the terminal has: print it as in “\\udcf6”."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _is_of_printing(error: Exception) -> bool:
    """Return whether it is standard output, and no file, that could not be written: such an error names none."""
    if not isinstance(error, OSError) or error.filename is not None:
        return False
    place = Path(traceback.extract_tb(error.__traceback__)[-1].filename)
    return "rich" in place.parts or (place.parent == Path(__file__).parent and place.stem in PRINTING)


def _print_as_json(event: Event) -> None:
    print(json.dumps(event_in_words(event), ensure_ascii=False), flush=True)


@contextmanager
def _stopped_by_signals(job: Job) -> Iterator[None]:
    """Ctrl-C and SIGTERM stop the job in good order; a second Ctrl-C ends the program at once."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        job.stop()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
