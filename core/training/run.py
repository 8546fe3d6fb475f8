"""Run: the folder of one training, from its plan to its model."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from core.audit.findings import Audit
from core.backbones.card import read_card
from core.dataset.dataset import Dataset
from core.errors import UserError
from core.messages import Message
from core.modalities.modalities import recipe_of
from core.modalities.prepared_rows import Recipe
from core.storage.disk import refusal_by_disk
from core.storage.kept_json import LaterFormat, cannot_be_read, read_kept, write_kept
from core.storage.project_files import ProjectFiles
from core.storage.typed_values import read_as, unknown_keys
from core.training.cost import RunCost
from core.training.epoch_record import EpochRecord
from core.training.history import read_history
from core.training.monitoring import Monitoring
from core.training.outcome import Kept, Outcome, known_parameters, outcome_of, with_parameters
from core.training.outcome_words import how_it_was_chosen, sentences, what_was_kept, what_was_kept_beside
from core.training.plan import Phase, Plan
from core.training.run_files import RunFiles
from core.wording.catalogue import text_of


class Variant(StrEnum):
    """One of the models of a run, as it is written behind a colon: “run-001:fine-tuned”."""

    #: the one that was kept, which goes by the name of the run alone
    KEPT = ""
    #: where the head alone was kept: the best of fine-tuning
    FINE_TUNED = "fine-tuned"
    #: where fine-tuning was kept although it was no better: the head alone
    HEAD = "head"


@dataclass(frozen=True, kw_only=True)
class Notes:
    """What the user has written to a run."""

    #: "" where the run goes by its name
    title: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Run:
    """`runs/<name>/` in a project: plan.json, dataset.csv, history.csv, checkpoints/ and, at the end, model/.

    audit.json holds what was found about its images before it began, outcome.json what it has kept and why it ended,
    notes.json what the user has written to it.
    """

    folder: Path
    #: a second model that was kept beside counts as a run of its own wherever models are chosen
    variant: Variant = Variant.KEPT

    @property
    def name(self) -> str:
        return f"{self.folder.name}:{self.variant}" if self.variant else self.folder.name

    @property
    def address(self) -> str:
        """Return that by which the command line finds it."""
        return f"{self.folder}:{self.variant}" if self.variant else str(self.folder)

    def variant_of(self, variant: Variant) -> Run:
        return replace(self, variant=variant)

    @property
    def models(self) -> list[Run]:
        """Return the model that was kept, and the one beside it, if there is one; none where it is not finished."""
        kept = self.variant_of(Variant.KEPT)
        return [kept, *kept._beside] if kept.is_finished else []

    @property
    def _beside(self) -> list[Run]:
        others = [self.variant_of(variant) for variant in Variant if variant]
        return [other for other in others if other.is_finished][:1]

    @property
    def is_beside(self) -> bool:
        """Return whether this is the second model of its run."""
        return bool(self.variant)

    def model_called(self, variant: Variant) -> Run:
        """Return its model of the head alone, or of fine-tuning, be it kept or kept beside.

        Raise UserError without one.
        """
        for model in self.models:
            kept = model.kept
            if model.variant is variant or (kept and kept.is_of_head == (variant is Variant.HEAD)):
                return model
        if not self.is_finished:
            raise UserError(Message("run-not-finished", run=self.name))
        is_of_head = variant is Variant.HEAD
        said = self.what_was_kept or ""
        raise UserError(
            Message("no-model-of-head" if is_of_head else "no-model-of-fine-tuning", run=self.named, kept=said)
        )

    @property
    def files(self) -> RunFiles:
        return RunFiles(self.folder, self.variant)

    @property
    def project_folder(self) -> Path:
        return self.folder.parent.parent

    @property
    def model_folder(self) -> Path:
        return self.files.model_folder

    @property
    def cost(self) -> RunCost | None:
        """Return what it took to train; None where that was not kept."""
        return RunCost.load(self.files.cost)

    @property
    def kept(self) -> Kept | None:
        """Return whose weights this model holds; None where that is not known."""
        outcome = self.outcome
        if outcome is None:
            return None
        return outcome.beside if self.variant else outcome.kept

    @property
    def what_was_kept(self) -> Message | None:
        """Return the same in a sentence or two, with what came of the rest of the run; None where nobody knows."""
        outcome = self.outcome
        if outcome is None:
            return None
        return what_was_kept_beside(outcome) if self.variant else what_was_kept(outcome)

    @property
    def origin(self) -> Message | None:
        """Return the same with the metric by which the epoch was chosen, and the number of trained parameters."""
        outcome, kept, said = self.outcome, self.kept, self.what_was_kept
        return sentences(said, how_it_was_chosen(outcome, kept)) if outcome and kept and said else said

    @property
    def outcome(self) -> Outcome | None:
        """Return what it has kept and why it ended; None where it is not finished, or that is not known.

        Runs of earlier versions have kept no outcome: theirs follows from their history.
        """
        if not self.is_finished:
            return None
        return Outcome.load(self.files.outcome) or _outcome_of_history(self)

    @property
    def named(self) -> str | Message:
        """Return what the user calls it; its name where it was given none; of one of its models which that is."""
        title = self.notes.title or self.folder.name
        match self.variant:
            case Variant.FINE_TUNED:
                return Message("fine-tuned-model-of", title=title)
            case Variant.HEAD:
                return Message("head-of", title=title)
        return title

    @property
    def title(self) -> str:
        """Return that in words."""
        return text_of(self.named)

    @property
    def notes(self) -> Notes:
        """Return the notes; empty where nothing was written, or the file is damaged."""
        try:
            return read_as(Notes, read_kept(self.files.notes))
        except (OSError, ValueError):
            return Notes()

    def save_notes(self, notes: Notes) -> None:
        write_kept(self.files.notes, asdict(notes), keeps_others=True)

    @property
    def is_finished(self) -> bool:
        return self.files.model.is_file()

    @property
    def plan(self) -> Plan:
        settings = _settings(self)
        with _reported_where_it_is_damaged(self):
            return Plan.from_json(settings["plan"])

    @property
    def unknown_settings(self) -> list[str]:
        """Return names of settings in its plan that only a later version knows. Raise UserError as `plan` does."""
        settings = _settings(self)
        with _reported_where_it_is_damaged(self):
            Plan.from_json(settings["plan"])
            phases = (key for phase in settings["plan"]["phases"] for key in unknown_keys(Phase, phase))
            return list(dict.fromkeys((*unknown_keys(Plan, settings["plan"]), *phases)))

    @property
    def reached_phases(self) -> tuple[Phase, ...]:
        """Return those of the plan, up to the one at which incremental unfreezing stopped."""
        decisions = self.monitoring.decisions
        is_deep_enough = bool(decisions) and not decisions[-1].goes_deeper
        return self.plan.phases[: decisions[-1].phase + 1] if is_deep_enough else self.plan.phases

    @property
    def preprocessing(self) -> Recipe:
        settings = _settings(self)
        with _reported_where_it_is_damaged(self):
            return recipe_of(settings["preprocessing"], self.backbone_folder)

    @property
    def backbone_folder(self) -> Path:
        """Return the project's own copy of the backbone."""
        settings = _settings(self)
        with _reported_where_it_is_damaged(self):
            name = settings["backbone_folder"]
            if not isinstance(name, str) or not name or name != Path(name).name:
                raise ValueError("no name of a folder")
            return ProjectFiles(self.project_folder).backbones / name

    @property
    def dataset(self) -> Dataset:
        """Return the images as they were split when the run began, whatever the project's dataset has become since."""
        return Dataset.load(self.files.dataset)

    @property
    def audit(self) -> Audit | None:
        """Return what was found about its images before it began, and why it began all the same if that was grave."""
        return Audit.load(self.files.audit)

    @property
    def audit_override(self) -> str:
        """Return the reason with which it began in spite of errors; "" where there were none.

        Raise UserError where the file that says it cannot be read: a model is never shown as sounder than it is.
        """
        audit = self.audit
        if audit is None and self.files.audit.exists():
            raise cannot_be_read(self.files.audit, Message("put-back-audit-of-run", folder=self.folder.name))
        return audit.override if audit and audit.errors else ""

    @property
    def history(self) -> list[EpochRecord]:
        return read_history(self.files.history)

    @property
    def monitoring(self) -> Monitoring:
        """Return what was found about its layers, alarms, and how deep it went; empty where nothing is known."""
        return Monitoring.load(self.files.monitoring)


def create_run(
    folder: Path,
    plan: Plan,
    dataset: Dataset,
    preprocessing: Recipe,
    backbone_folder: Path,
    audit: Audit | None = None,
) -> Run:
    """Write what decides the run; plan.json last, since a folder without it is no run yet."""
    folder.mkdir(parents=True)
    run = Run(folder=folder)
    _without_contents(dataset).save(run.files.dataset)
    if audit is not None:
        audit.save(run.files.audit)
    settings = {
        "plan": plan.as_json(),
        "preprocessing": preprocessing.as_json(),
        "backbone_folder": backbone_folder.name,
    }
    write_kept(run.files.plan, settings)
    return run


def _without_contents(dataset: Dataset) -> Dataset:
    """Return it without what the project may keep a copy of: texts stand in one list alone."""
    usual = dataset.modality.options_of({})
    return dataset.with_examples(replace(example, facts=usual.kept(example.facts)) for example in dataset.examples)


def _outcome_of_history(run: Run) -> Outcome | None:
    try:
        plan, history = run.plan, run.history
        outcome = outcome_of(plan, history, run.monitoring.decisions)
        cost = run.cost
        if outcome is None or cost is None:
            return outcome
        head = cost.parameters - read_card(run.backbone_folder).parameters
        return with_parameters(outcome, known_parameters(plan, history, cost.trainable_parameters, head))
    except (UserError, ValueError, KeyError, TypeError):
        return None


def _settings(run: Run) -> dict[str, Any]:
    try:
        return read_kept(run.files.plan)
    except LaterFormat as error:
        raise UserError(Message("run-of-later-version", run=run.name, reason=error.message)) from error
    except (OSError, ValueError) as error:
        raise refusal_by_disk(error) or UserError(Message("not-a-run", run=run.name)) from error


@contextmanager
def _reported_where_it_is_damaged(run: Run) -> Iterator[None]:
    try:
        yield
    except (KeyError, ValueError, UserError) as error:
        raise UserError(Message("plan-damaged", run=run.name)) from error
