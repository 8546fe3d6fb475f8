"""The argument --resolve of the command line: what is to be done about findings, and about which classes."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.audit.findings import CLASS_ACTIONS, Action, Audit, Finding
from core.errors import UserError
from core.messages import Message

if TYPE_CHECKING:
    from core.jobs import Job
    from core.project.project import Project

USAGE = {
    Action.KEEP_TOGETHER: "keep-together",
    Action.DROP_COPIES: "drop-copies",
    Action.DROP_ALL: "drop-all",
    Action.MERGE_ALIKE: "merge-alike[=NAME]",
    Action.LEAVE_OUT: "leave-out[=CLASS]",
    Action.MERGE_INTO: "merge=CLASS=INTO",
    Action.GO_ON: "go-on[=CLASS]",
    Action.TAKE_BACK: "take-back[=CLASS]",
}


@dataclass(frozen=True)
class Resolution:
    action: Action
    #: what stands behind the “=”: a class, or a class and the one to merge it into
    about: str = ""


def add_resolve_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--resolve",
        action="append",
        default=[],
        type=_resolution,
        metavar="WHAT",
        help=f"do this about all errors for which it is possible, or about the class that is named: "
        f"{', '.join(USAGE.values())}; may be repeated. Classes: merge those that are spelt alike (under this name), "
        "leave one out, merge it into another, go on with it as it is, or take back what was decided",
    )


def _resolution(text: str) -> Resolution:
    word, _, about = text.partition("=")
    known = {action.value: action for action in Action}
    if word not in known:
        raise argparse.ArgumentTypeError(f"invalid choice: '{text}' (choose from {', '.join(USAGE.values())})")
    action = known[word]
    if about and action not in CLASS_ACTIONS:
        raise argparse.ArgumentTypeError(f"“{word}” is not about a class")
    if not about and action is Action.MERGE_INTO:
        raise argparse.ArgumentTypeError(f"say which class and into which: {USAGE[action]}")
    return Resolution(action, about)


def resolve_all(project: Project, audit: Audit, wanted: Iterable[Resolution], backbone: str, job: Job) -> Audit:
    """Do what is wanted, one after the other, and look again after each. Raise UserError where a class is unknown."""
    from core import tasks

    for one in wanted:
        labels, into = _classes_meant(one, audit)
        for code in _codes(one.action, labels, audit):
            if _can_be(one.action, code, audit):
                audit = tasks.resolve_finding(project, code, one.action, backbone, job, labels, into)
    return audit


def ways_out(finding: Finding) -> list[str]:
    """Return what may be given to --resolve about the classes of a finding."""
    if not finding.classes:
        return []
    first, is_one = finding.classes[0][0], finding.classes == ((finding.classes[0][0],),)
    words = {
        Action.MERGE_ALIKE: "merge-alike",
        Action.LEAVE_OUT: f"leave-out={first}",
        Action.MERGE_INTO: f"merge={first}=INTO",
        Action.GO_ON: f"go-on={first}" if is_one else "go-on",
        Action.TAKE_BACK: f"take-back={first}" if is_one else "take-back",
    }
    return [words[action] for action in finding.actions if action in words]


def _codes(action: Action, labels: Sequence[str], audit: Audit) -> list[str]:
    """Return the codes of the findings meant: with no class named, all errors and what was decided about classes."""
    meant = [
        finding
        for finding in audit.findings
        if action in finding.actions
        and (finding in audit.errors or action is Action.TAKE_BACK or labels)
        and (not labels or not set(labels).isdisjoint(_labels(finding)))
    ]
    if action in CLASS_ACTIONS:
        return list(dict.fromkeys(finding.code for finding in meant))
    return list(dict.fromkeys(finding.code for finding in audit.errors))


def _can_be(action: Action, code: str, audit: Audit) -> bool:
    return any(finding.code == code and action in finding.actions for finding in audit.findings)


def _classes_meant(one: Resolution, audit: Audit) -> tuple[list[str], str]:
    """Return the class that is named, and the name to merge under; both empty where none is."""
    known = {label for finding in audit.findings if one.action in finding.actions for label in _labels(finding)}
    if one.action not in CLASS_ACTIONS or not one.about:
        return [], ""
    if one.action is not Action.MERGE_INTO:
        label = _known(one.about, known)
        return [label], label if one.action is Action.MERGE_ALIKE else ""
    words = one.about.split("=")  # a class may have a “=” in its name
    pairs = [("=".join(words[:at]), "=".join(words[at:])) for at in range(1, len(words))]
    label, into = next((pair for pair in pairs if pair[0] in known), pairs[0] if pairs else (one.about, ""))
    return [_known(label, known)], into


def _known(name: str, known: set[str]) -> str:
    from core.dataset.class_names import key_of

    alike = [label for label in known if key_of(label) == key_of(name)]
    if name in known or len(alike) == 1:
        return name if name in known else alike[0]
    if not known:
        raise UserError(Message("nothing-to-resolve", label=name))
    raise UserError(Message("nothing-to-resolve-about-class", label=name, known=sorted(known)))


def _labels(finding: Finding) -> list[str]:
    return [label for group in finding.classes for label in group]
