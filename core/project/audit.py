"""The audit of a project: made anew where there is none of its present examples, and asked before training begins."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.audit.classes import class_findings
from core.audit.findings import Audit, BlockedByAudit, Finding
from core.audit.fingerprint import fingerprint_of
from core.dataset.dataset import Dataset
from core.dataset.reading import Reading
from core.dataset.subjects import SubjectSource
from core.jobs import Job
from core.messages import Message
from core.modalities.prepared_rows import PreparedRows, Recipe
from core.project.examples import parts_given_by
from core.project.project import Project
from core.project.settings import ProjectSettings
from core.targets.checks import Check

if TYPE_CHECKING:
    from core.backbones.backbone import Backbone
    from core.features.pooled import PooledFeatures


def audited(
    project: Project,
    dataset: Dataset,
    prepared: PreparedRows,
    backbone_folder: Path,
    job: Job,
    backbone: Backbone | None = None,
) -> Audit:
    """Return a new audit, which the project keeps; a reason given before holds while the same errors stand."""
    from core.audit.audit import audit_dataset

    features = _Features(backbone_folder, prepared.preprocessing, backbone)
    settings = project.settings if project.exists else None
    subjects = settings.reading.subjects.source if settings else SubjectSource.AUTOMATIC
    found = audit_dataset(dataset, prepared, features.of, job, findings_on_classes(project, dataset), subjects)
    before = project.audit
    if before is not None and before.override and _are_same(before, found):
        found = found.overridden(before.override)
    project.save_audit(found)
    return found


def _are_same(before: Audit, found: Audit) -> bool:
    return [error.subject for error in before.errors] == [error.subject for error in found.errors]


def findings_on_classes(project: Project, dataset: Dataset) -> list[Finding]:
    """Return what is known about the classes of a project's examples without looking at them; nothing of no classes."""
    if Check.CLASSES not in dataset.target.checks:
        return []
    settings = project.settings or ProjectSettings(source=dataset.source)
    return class_findings(dataset, settings.class_changes, parts_given_by(settings), settings.fractions)


class _Features:
    """TensorFlow is imported only where there is a doubt."""

    def __init__(self, backbone_folder: Path, preprocessing: Recipe, backbone: Backbone | None):
        self._arguments = backbone_folder, preprocessing, backbone

    def of(self, examples: np.ndarray) -> np.ndarray:
        return self._pooled.of(examples)

    @cached_property
    def _pooled(self) -> PooledFeatures:
        from core.features.pooled import PooledFeatures

        return PooledFeatures(*self._arguments)


def is_of(known: Audit, dataset: Dataset, recipe: Recipe | Reading) -> bool:
    return known.fingerprint == fingerprint_of(dataset, recipe.seen)


def blocked(known: Audit) -> BlockedByAudit:
    return BlockedByAudit(Message("blocked-by-audit", errors=[finding.message for finding in known.errors]))
