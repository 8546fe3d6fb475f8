"""The kinds of targets, by what the files of a model call them. A file that names none is of classes."""

from __future__ import annotations

from core.messages import Message
from core.storage.kept_json import LaterFormat
from core.targets.metrics import LOSS
from core.targets.selecting import choice_of
from core.targets.single_label import SingleLabel
from core.targets.target import Target

KINDS: tuple[type[Target], ...] = (SingleLabel,)
#: of what files are that name no target: those of earlier versions, and those of classes
USUAL = KINDS[0]


def naming(kind: str) -> dict[str, str]:
    """Return by what a kept file names a kind of targets: nothing for classes, so that earlier versions read it."""
    return {} if kind == USUAL.kind else {"target": kind}


def choices() -> tuple[str, ...]:
    """Return all by which the best epoch can be chosen, whatever is predicted; see `Target.choices`."""
    return tuple(map(choice_of, dict.fromkeys((LOSS, *(metric for kind in KINDS for metric in kind.selecting)))))


def target_of(kind: str, names: tuple[str, ...], file: str) -> Target:
    """Return the target that a file names so. Raise LaterFormat where only a later version knows it."""
    return kind_of(kind, file)(names)


def kind_of(kind: str, file: str) -> type[Target]:
    """Return the kind of targets that a file names so. Raise LaterFormat where only a later version knows it."""
    for known in KINDS:
        if known.kind == kind:
            return known
    raise LaterFormat(Message("file-of-later-version", file=file))
