"""Resolve classes: what one click does about a finding on classes; it is kept in the project, not in the images."""

from __future__ import annotations

from collections.abc import Collection

from core.audit.findings import Action, Finding
from core.dataset.class_changes import ClassChanges
from core.errors import UserError
from core.messages import Message


def resolved_classes(
    changes: ClassChanges,
    finding: Finding,
    action: Action,
    labels: Collection[str] = (),
    into: str = "",
    classes: Collection[str] = (),
) -> ClassChanges:
    """Return the changes after `action` on the classes `labels` of the finding, or on all of them where none is named.

    `into` is the name under which classes are merged; alike ones need none. `classes` are those that there are.
    Raise UserError where that cannot be.
    """
    known = {label for group in finding.classes for label in group}
    unknown = sorted(set(labels) - known)
    if unknown:
        raise UserError(Message("finding-not-about-class", label=unknown[0], known=sorted(known)))
    groups = [group for group in finding.classes if not labels or not set(labels).isdisjoint(group)]
    names = {label for group in groups for label in group if not labels or action is Action.GO_ON or label in labels}
    match action:
        case Action.MERGE_ALIKE:
            for group in groups:
                changes = changes.merging(group, into if into in group else group[0])
        case Action.LEAVE_OUT:
            changes = changes.leaving_out(names)
        case Action.MERGE_INTO:
            if into not in classes or into in names:
                others = sorted(set(classes) - names)
                if not into:
                    raise UserError(Message("merge-into-which-class", classes=others))
                raise UserError(Message("no-other-class", label=into, classes=others))
            changes = changes.merging(names, into)
        case Action.GO_ON:
            changes = changes.accepting(finding.code, names)
        case Action.TAKE_BACK:
            changes = changes.without(names)
    return changes
