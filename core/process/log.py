"""The log file in the user's state folder, without file names or patient names."""

from __future__ import annotations

import copy
import logging
import re
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

import platformdirs

from resources import ROOT

LOG_FILE = "frostline.log"
BYTES_PER_FILE = 1_000_000
OLD_FILES = 3

#: a message longer than this is most likely to hold data
LONGEST_MESSAGE = 500

HIDDEN = "“…”"

#: quoted text is most likely a name; an apostrophe as in “can’t” opens no quote
_QUOTED = re.compile(
    r"""“[^”]*”? | «[^»]*»? | "[^"]*"? | `[^`]*`? | (?<!\w)(?:'.*?(?:'(?!\w)|$) | ‘[^’]*’?)""", re.VERBOSE
)

#: what shows that a clause holds a path (though 32/240 is none) or the name of a file
_PATH = re.compile(
    r"""
    [\\/](?!\d) | (?<!\d)[\\/]
    | \.(?:png|jpe?g|tiff?|bmp|gif|webp|dcm|dicom|nii|gz|csv|json|npy|npz|zip|tar|keras|tflite|onnx|pb)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)


def start_logging(folder: Path | None = None, file: str = LOG_FILE) -> Path | None:
    """Log to a rotating file in `folder`, by default the user's state folder, and return the file's path.

    Each process has a file of its own: two cannot rotate the same. Return None where the folder cannot be written to:
    that must not stop the program.
    """
    root = logging.getLogger()
    running = next((handler for handler in root.handlers if isinstance(handler, _LogFile)), None)
    if running is not None:
        return Path(running.baseFilename)
    try:
        folder = folder or platformdirs.user_state_path("frostline", appauthor=False)
        folder.mkdir(parents=True, exist_ok=True)
        log_file = _LogFile(
            folder / file, maxBytes=BYTES_PER_FILE, backupCount=OLD_FILES, encoding="utf-8", errors="backslashreplace"
        )
    except OSError:
        root.addHandler(logging.NullHandler())  # else warnings would go to the terminal
        logging.captureWarnings(True)
        return None
    log_file.setFormatter(NamelessFormatter())
    root.addHandler(log_file)
    logging.captureWarnings(True)
    for name in ("core", "gui"):
        logging.getLogger(name).setLevel(logging.INFO)
    return folder / file


def without_names(text: str) -> str:
    """Return `text` on one line, with all that may name a file or a person hidden. Rather too much than too little."""
    clauses = re.split(r"(?<=[:;]) ", _QUOTED.sub(HIDDEN, " ".join(text.split())))
    return " ".join(HIDDEN if _PATH.search(clause) else clause for clause in clauses)[:LONGEST_MESSAGE]


class NamelessFormatter(logging.Formatter):
    """Time, level, logger and message; of an exception its type, message and place in the code; names in none of it."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        record = copy.copy(record)
        record.exc_text = record.stack_info = None  # another handler may have written names there
        return super().format(record)

    def formatMessage(self, record: logging.LogRecord) -> str:
        record.message = without_names(record.message)
        return super().formatMessage(record)

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        lines: list[str] = []
        error = ei[1]
        while error is not None:
            lines += _lines_of(error)
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)


class _LogFile(RotatingFileHandler):
    def handleError(self, record: logging.LogRecord) -> None:
        """Go on in silence: a full disk must not spoil the work, and logging's own report would show the record."""


def _lines_of(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)
    where = [f"  {_place(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames]
    return [f"{type(error).__name__}: {without_names(_message(error))}", *where]


def _message(error: BaseException) -> str:
    """Return what an exception says; of a failed file operation only the reason, since the rest is the file's path."""
    return error.strerror or "" if isinstance(error, OSError) else str(error)


def _place(file: str) -> str:
    """Return where a source file lies, without the folders that show whose computer it is."""
    path = Path(file)
    if path.is_relative_to(ROOT) and "site-packages" not in path.parts:
        return path.relative_to(ROOT).as_posix()
    if "site-packages" in path.parts:
        return "/".join(path.parts[path.parts.index("site-packages") + 1 :])
    return path.name
