"""An audit in words, signs and colours."""

from __future__ import annotations

from core.audit.findings import Action, Audit, Severity
from gui.translation import tr

#: icon and colour
SIGNS = {
    Severity.ERROR: ("error", "danger"),
    Severity.WARNING: ("warning", "unfrozen"),
    Severity.NOTE: ("notice", "accent"),
    Severity.PASSED: ("done", "good"),
}
UNKNOWN_SIGN = ("todo", "muted")


def verdict_sign(audit: Audit | None, is_stale: bool) -> tuple[str, str]:
    if audit is None or is_stale:
        return UNKNOWN_SIGN
    return SIGNS[audit.verdict]


def verdict_text(audit: Audit | None, is_stale: bool) -> str:
    """Return "2 errors, 1 warning"; "no errors, 1 warning"."""
    if audit is None:
        return tr("not audited yet")
    if is_stale:
        return tr("the images have changed since")
    errors = len(audit.errors)
    warnings = sum(finding.severity == Severity.WARNING for finding in audit.findings)
    if not errors:
        text = tr("no errors")
    else:
        text = tr("%n error(s) (overridden)", "", errors) if audit.override else tr("%n error(s)", "", errors)
    if not warnings:
        return text
    return tr("{errors}, {warnings}").format(errors=text, warnings=tr("%n warning(s)", "", warnings))


def severity_name(severity: Severity) -> str:
    names = {
        Severity.ERROR: tr("Error"),
        Severity.WARNING: tr("Warning"),
        Severity.NOTE: tr("Note"),
        Severity.PASSED: tr("Passed"),
    }
    return names[severity]


def action_name(action: Action) -> str:
    names = {
        Action.KEEP_TOGETHER: tr("Keep each group in one part"),
        Action.DROP_COPIES: tr("Drop the copies"),
        Action.DROP_ALL: tr("Leave all of them out"),
        Action.MERGE_ALIKE: tr("Merge each under its most common name"),
        Action.LEAVE_OUT: tr("Leave out"),
        Action.MERGE_INTO: tr("Merge into"),
        Action.GO_ON: tr("Keep as it is"),
        Action.TAKE_BACK: tr("Undo"),
    }
    return names[action]


def action_meaning(action: Action) -> str:
    meanings = {
        Action.KEEP_TOGETHER: tr("The images are split again, with those of a group in the same part"),
        Action.DROP_COPIES: tr("One image of each group stays, the others are left out"),
        Action.DROP_ALL: tr("No image of these groups is used"),
        Action.MERGE_ALIKE: tr("Classes that differ in their spelling only become one; your files stay as they are"),
        Action.LEAVE_OUT: tr("No image of the class is used; the audit can undo it"),
        Action.MERGE_INTO: tr("Images of the class count as those of another one; the audit can undo it"),
        Action.GO_ON: tr("The class stays as it is; where a part has no image of it, it is not measured"),
        Action.TAKE_BACK: tr("The classes are again as your folders or table give them"),
    }
    return meanings[action]
