"""An audit in words, signs and colours."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from core.audit.findings import Action, Audit, Severity
from core.dataset.dataset import Split

#: icon and colour
SIGNS = {
    Severity.ERROR: ("error", "danger"),
    Severity.WARNING: ("warning", "thawed"),
    Severity.NOTE: ("notice", "accent"),
    Severity.PASSED: ("done", "good"),
}
UNKNOWN_SIGN = ("todo", "muted")


def verdict_sign(audit: Audit | None, is_stale: bool) -> tuple[str, str]:
    if audit is None or is_stale:
        return UNKNOWN_SIGN
    return SIGNS[audit.verdict]


def verdict_text(audit: Audit | None, is_stale: bool) -> str:
    """ "2 errors, 1 warning"; "no errors, 1 warning"."""
    if audit is None:
        return _tr("not audited yet")
    if is_stale:
        return _tr("the images have changed since")
    errors = len(audit.errors)
    warnings = sum(finding.severity == Severity.WARNING for finding in audit.findings)
    parts = [_counted(errors, _tr("no errors"), _tr("1 error"), _tr("{count} errors"))]
    if errors and audit.override:
        parts[0] += _tr(" (overridden)")
    if warnings:
        parts.append(_counted(warnings, "", _tr("1 warning"), _tr("{count} warnings")))
    return ", ".join(parts)


def severity_name(severity: Severity) -> str:
    names = {
        Severity.ERROR: _tr("Error"),
        Severity.WARNING: _tr("Warning"),
        Severity.NOTE: _tr("Note"),
        Severity.PASSED: _tr("Passed"),
    }
    return names[severity]


def action_name(action: Action) -> str:
    names = {
        Action.KEEP_TOGETHER: _tr("Keep each group in one part"),
        Action.DROP_COPIES: _tr("Drop the copies"),
        Action.DROP_ALL: _tr("Leave all of them out"),
        Action.MERGE_ALIKE: _tr("Merge each under its commonest name"),
        Action.LEAVE_OUT: _tr("Leave out"),
        Action.MERGE_INTO: _tr("Merge into"),
        Action.GO_ON: _tr("Go on as it is"),
        Action.TAKE_BACK: _tr("Take back"),
    }
    return names[action]


def action_meaning(action: Action) -> str:
    meanings = {
        Action.KEEP_TOGETHER: _tr("The split is drawn anew, with the images of a group in the same part"),
        Action.DROP_COPIES: _tr("One image of each group stays, the others are left out"),
        Action.DROP_ALL: _tr("No image of these groups is used"),
        Action.MERGE_ALIKE: _tr("Classes that differ in their spelling only become one; your files stay as they are"),
        Action.LEAVE_OUT: _tr("No image of the class is used; the audit keeps the way back"),
        Action.MERGE_INTO: _tr("Images of the class count as those of another one; the audit keeps the way back"),
        Action.GO_ON: _tr("The class stays as it is; where a part has no image of it, it is not measured"),
        Action.TAKE_BACK: _tr("The classes are again as your folders or table give them"),
    }
    return meanings[action]


def part_name(split: Split | None) -> str:
    names = {
        Split.TRAIN: _tr("training"),
        Split.VALIDATION: _tr("validation"),
        Split.TEST: _tr("test"),
        None: _tr("left out"),
    }
    return names[split]


def _counted(number: int, none: str, one: str, many: str) -> str:
    return {0: none, 1: one}.get(number, many.format(count=number))


def _tr(text: str) -> str:
    return QCoreApplication.translate("audit_words", text)
