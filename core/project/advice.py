"""The advice of a project: measured on its images for training and validation; the test set stays locked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from core.advice.advice import Advice, advice_fingerprint
from core.advice.depths import depth_costs
from core.advice.domain import domain_distance
from core.advice.features import pooled_features
from core.advice.logme import logme
from core.advice.measures import BackboneMeasures, ClassCount, DepthCost, Measures
from core.advice.recommend import best_backbone, recommend
from core.backbones.backbone import Backbone, open_backbone
from core.backbones.card import read_card
from core.dataset.dataset import Dataset, Example, Split
from core.dataset.preparing import prepare_examples
from core.dataset.reading import Reading
from core.dataset.split import bound_together
from core.errors import UserError
from core.jobs import Job
from core.messages import Message
from core.modalities.prepared_rows import PreparedRows, Recipe
from core.process.device import this_device
from core.process.limits import Limits
from core.project.audit import is_of
from core.project.examples import report_what_is_left_out
from core.project.project import Project
from core.project.refresh import refresh_and_prepare
from core.training.estimate import Load
from core.training.throughput import estimate_basis
from core.training.usual import USUAL

#: that probe and LogME look at: more would hardly change what they tell
MOST_IMAGES = 4000
#: of the training images: enough for mean and variance of each channel
DOMAIN_IMAGES = 64
SEED = 0


def advised(
    project: Project,
    folders: Sequence[Path],
    job: Job,
    source: Path | None = None,
    reading: Reading | None = None,
) -> Advice:
    """Return new advice from all backbones in `folders` that can be used, which the project keeps.

    Raise UserError where none can be.
    """
    dataset, prepared = refresh_and_prepare(project, read_card(folders[0]), job, source, reading)
    with prepared:
        report_what_is_left_out(dataset, job)
        images = _Images(dataset)
        candidates = [_AdvisedBackbone(folder, project, images, prepared, job) for folder in folders]
        measured = _measured(candidates, job)
        ranked = sorted(measured.values(), key=lambda backbone: -backbone.logme)
        best = best_backbone(ranked).name
        chosen = next(candidate for candidate in candidates if candidate.card.name == best)
        measures = Measures(
            train=len(dataset.of(Split.TRAIN)),
            validation_subjects=_subjects(dataset.of(Split.VALIDATION)),
            test_subjects=_subjects(dataset.of(Split.TEST)),
            classes=images.counts,
            backbones=tuple(ranked),
            depths=chosen.depths(),
            memory=this_device().memory,
        )
        advice = Advice(
            fingerprint=advice_fingerprint(dataset, prepared.preprocessing),
            measures=measures,
            recommendation=recommend(measures, USUAL[dataset.kind]),
            cautions=_cautions(project, dataset, prepared),
        )
    project.save_advice(advice)
    return advice


class _Images:
    """The images that advice may look at."""

    def __init__(self, dataset: Dataset):
        self.dataset = dataset
        #: in the order in which training computes their features
        self.parts = dataset.of(Split.VALIDATION), dataset.of(Split.TRAIN)
        self.all = [image for part in self.parts for image in part]
        self._groups = bound_together(self.all)
        chosen = _alike(self._groups, MOST_IMAGES)
        self.chosen = [self.all[place] for place in chosen]
        self.groups = self._groups[chosen]
        self.labels = dataset.target.encode(image.label for image in self.chosen)

    @cached_property
    def counts(self) -> tuple[ClassCount, ...]:
        """Return counts of each of what the target divides its labels into, as the split does."""
        labels = self.dataset.classes
        strata = dict(zip(labels, self.dataset.target.strata(labels), strict=True))
        images = Counter(stratum for image in self.all for stratum in strata[image.label])
        pairs = {
            (stratum, group)
            for image, group in zip(self.all, self._groups.tolist(), strict=True)
            for stratum in strata[image.label]
        }
        subjects = Counter(stratum for stratum, _ in pairs)
        names = sorted({stratum for several in strata.values() for stratum in several})
        return tuple(ClassCount(label=name, images=images[name], subjects=subjects[name]) for name in names)

    @cached_property
    def for_domain(self) -> list[str]:
        """Return keys of training images, of as many subjects as may be."""
        train = self.parts[-1]
        return [train[place].key for place in _alike(bound_together(train), DOMAIN_IMAGES)]


class _AdvisedBackbone:
    """One backbone, which is opened when something of it is first needed."""

    def __init__(self, folder: Path, project: Project, images: _Images, prepared: PreparedRows, job: Job):
        self._folder, self._project, self._images, self._job = folder, project, images, job
        self._prepared = prepared
        self.card = read_card(folder)

    @cached_property
    def _backbone(self) -> Backbone:
        return open_backbone(self._folder, self._recipe.row_shape)

    @cached_property
    def _recipe(self) -> Recipe:
        return self._images.dataset.modality.recipe_like(self._prepared.preprocessing, self.card.input)

    def measures(self) -> BackboneMeasures:
        """Raise UserError where it cannot be opened, or an image can no longer be read."""
        self._job.checkpoint()
        recipe = self._recipe
        if recipe == self._prepared.preprocessing:
            return self._measures(self._prepared)
        needed = self._images.dataset
        cache = self._project.files.prepared_cache
        prepared, now = prepare_examples(needed, recipe, cache, self._job, limits=self._limits)
        with prepared:
            if len(now.problems) > len(needed.problems):
                raise UserError(Message("images-lost-for-advice"))
            return self._measures(prepared)

    @property
    def _limits(self) -> Limits | None:
        settings = self._project.settings
        return settings.reading.options.limits if settings else None

    def _measures(self, prepared: PreparedRows) -> BackboneMeasures:
        images = self._images
        features = pooled_features(
            self._folder,
            lambda: self._backbone,
            prepared,
            self._project.files.feature_cache,
            images.parts,
            images.chosen,
            self._job,
        )
        target = images.dataset.target
        return BackboneMeasures(
            name=self.card.name,
            title=self.card.title,
            logme=logme(features, target.regressed(images.labels)),
            probe=target.probe(features, images.labels, images.groups, self._job),
            domain_distance=domain_distance(self._backbone, prepared.read(images.for_domain), self._job),
        )

    def depths(self) -> tuple[DepthCost, ...]:
        load = Load(
            train=len(self._images.parts[-1]),
            validation=len(self._images.parts[0]),
            batch_size=USUAL[self._images.dataset.kind].settings.batch_size,
        )
        return depth_costs(self._backbone.layers, estimate_basis(self._folder, self._job, self._recipe), load)


def _measured(candidates: Sequence[_AdvisedBackbone], job: Job) -> dict[str, BackboneMeasures]:
    """Return measures by the name; report what cannot be used. Raise UserError where none can be."""
    measured: dict[str, BackboneMeasures] = {}
    for candidate in candidates:
        try:
            measured[candidate.card.name] = candidate.measures()
        except UserError as error:
            if candidate is candidates[-1] and not measured:
                raise
            job.notice(Message("backbone-left-out", backbone=candidate.card.title, reason=error.message))
    return measured


def _alike(groups: np.ndarray, most: int) -> np.ndarray:
    """Return places of at most so many images, in order: one of each subject, then a second of each, and so on."""
    shuffled = np.random.default_rng(SEED).permutation(len(groups))
    turns: Counter[int] = Counter()
    turn = np.empty(len(groups), np.int64)
    for place in shuffled:
        turn[place] = turns[groups[place]]
        turns[groups[place]] += 1
    return np.sort(shuffled[np.argsort(turn[shuffled], kind="stable")][:most])


def _subjects(images: Sequence[Example]) -> int:
    return len(np.unique(bound_together(images)))


def _cautions(project: Project, dataset: Dataset, prepared: PreparedRows) -> tuple[Message, ...]:
    audit = project.audit
    if audit is None or not is_of(audit, dataset, prepared.preprocessing):
        return (Message("not-audited"),)
    if audit.errors:
        return (Message("errors-of-audit", errors=[finding.message for finding in audit.errors]),)
    return ()
