"""List what Frostline can do: the table of contents. TensorFlow is imported only inside the functions that need it.

Tasks on the images of a project find these where they lay before, and read them as before; `source` and `reading` are
given where images are chosen with the same breath, as the command line does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.audit.findings import CLASS_ACTIONS, Action, Audit, Severity
from core.audit.resolve import resolved
from core.audit.resolve_classes import resolved_classes
from core.backbones import catalogue
from core.backbones.card import Card, read_card
from core.backbones.import_process import import_apart
from core.backbones.wishes import Wishes
from core.dataset.columns import Columns
from core.dataset.contents import with_contents
from core.dataset.dataset import Split
from core.dataset.reading import Reading
from core.dataset.split import Fractions, split_dataset
from core.errors import UserError
from core.export.formats import ExportFormat
from core.inspection.activation import ChannelOrder, Inside, LayerActivation, LayerFacts
from core.inspection.text_activation import ExplainedText, TextActivation, TextInside
from core.jobs import Job
from core.messages import Message
from core.modalities.images.frame import Frame
from core.modalities.modalities import MODALITIES, modality_named
from core.prediction.asked import Asked
from core.process.memory import keep_freed_memory
from core.project.audit import audited, blocked, findings_on_classes, is_of
from core.project.examples import (
    drawn_together,
    prepared_again,
    recipe_of_contents,
    report_what_is_left_out,
    with_classes_changed,
)
from core.project.project import Project
from core.project.refresh import kind_of_data, refresh, refresh_and_prepare, refresh_with_new_split
from core.training.plan import Plan
from core.training.run import Run, Variant, create_run

if TYPE_CHECKING:
    from core.advice.advice import Advice
    from core.backbones.backbone import Backbone
    from core.backbones.layer_tree import LayerTree
    from core.evaluation.comparison import Comparison
    from core.evaluation.results import Evaluation
    from core.export.checked_export import CheckedExport
    from core.modalities.text.token_counts import TokenCounts
    from core.prediction.predict import PredictionCount
    from core.prediction.text_prediction import TextPrediction
    from core.training.estimate import EstimateBasis
    from core.training.rate_finder import RateCurve


def write_sample(folder: Path, job: Job, kind: str = MODALITIES[0].name) -> Path:
    """Write the synthetic sample dataset of a kind of data, and return its CSV."""
    return modality_named(kind).write_sample(folder, job)


def list_backbones() -> list[Card]:
    """Return the bundled backbones and the imported ones."""
    return catalogue.list_backbones()


def import_backbone(path: Path, job: Job, name: str | None = None, wishes: Wishes | None = None) -> Card:
    """Check a SavedModel folder or archive and add it to the user's backbones."""
    return import_apart(path, job, name=name, wishes=wishes)


def layer_tree(backbone: str) -> LayerTree:
    """Return the layers of a backbone in network order."""
    from core.backbones.backbone import open_backbone

    return open_backbone(catalogue.find_backbone(backbone)).layers


def count_tokens(project: Project, backbone: str, job: Job) -> TokenCounts:
    """Return how many tokens the texts of a project have for this backbone, of those that can be read where they lie.

    Raise UserError where the project has no examples.
    """
    from core.modalities.text.facts import text_facts
    from core.modalities.text.spelling import count_tokens

    settings, dataset = project.settings, project.dataset
    if settings is None or dataset is None:
        raise UserError(Message("no-images-chosen"))
    examples = with_contents(dataset, settings.reading.columns).readable
    texts = {example.key: text for example in examples if (text := text_facts(example).text)}
    return count_tokens(texts, read_card(catalogue.find_backbone(backbone)).input, job)


def spell_tokens(text: str, backbone: str, job: Job) -> list[str]:
    """Return the pieces of words that a backbone is given of a text; they stay in memory."""
    from core.modalities.text.spelling import spelt_tokens

    return spelt_tokens(text, read_card(catalogue.find_backbone(backbone)).input, job)


def estimate_basis(backbone: str, job: Job, project: Project | None = None) -> EstimateBasis:
    """Return what `core.training.estimate` needs to estimate an epoch: measured once, and kept for this user.

    Of texts the project says how long they are; without one the longest that the backbone takes are measured.
    """
    from core.training import throughput

    keep_freed_memory()
    folder = catalogue.find_backbone(backbone)
    recipe = recipe_of_contents(project, read_card(folder), job) if project else None
    return throughput.estimate_basis(folder, job, recipe)


def scan_images(project: Project, source: Path, job: Job, reading: Reading | None = None) -> None:
    """Look at the images, split them, and save them as the project's dataset; images that it knows keep their part.

    `reading` says how files are read from now on, where that is to change. Raise UserError where it says something
    else about subjects or classes, and there are runs. The first images are saved even where they cannot be split, so
    that it can be seen what is wrong with them.
    """
    with project.locked():
        dataset = refresh(project, job, source, reading)
    for finding in findings_on_classes(project, dataset):
        if finding.severity is Severity.ERROR:
            job.notice(Message("found-in-classes", finding=finding.message))


def split_again(project: Project, fractions: Fractions, seed: int, job: Job) -> None:
    """Draw the split anew; what the user's folders or table give stays. Raise UserError once there are runs."""
    with project.locked():
        if project.runs:
            raise UserError(Message("split-fixed"))
        refresh_with_new_split(project, fractions, seed, job)


def audit(
    project: Project, backbone: str, job: Job, source: Path | None = None, reading: Reading | None = None
) -> Audit:
    """Look for what could make metrics on these images lie; the project keeps the findings.

    Images are prepared for this backbone, which training then need not do again; where it is in doubt whether two are
    near duplicates, the backbone decides.
    """
    backbone_folder = catalogue.find_backbone(backbone)
    with project.locked():
        return _audit(project, backbone_folder, job, source, reading)


def resolve_finding(
    project: Project,
    code: str,
    action: Action,
    backbone: str,
    job: Job,
    labels: Sequence[str] = (),
    into: str = "",
) -> Audit:
    """Do what one click does about the findings with this code, and look again.

    Where it is about classes, `labels` says about which of them, none being all, and `into` which name they get.
    Raise UserError where there is no such finding, or the split would have to change although it may not.
    """
    known, settings = project.audit, project.settings
    dataset = project.dataset if project.exists else None
    if known is None or settings is None or dataset is None or not is_of(known, dataset, settings.reading):
        raise UserError(Message("images-changed-since-audit"))
    with project.locked():
        for finding in known.findings:
            if finding.code != code or action not in finding.actions:
                continue
            if action not in CLASS_ACTIONS:
                dataset = resolved(dataset, finding, action)
            elif not labels or not set(labels).isdisjoint(label for group in finding.classes for label in group):
                changes = resolved_classes(settings.class_changes, finding, action, labels, into, dataset.classes)
                settings = replace(settings, class_changes=changes)
        if action in CLASS_ACTIONS:
            dataset = with_classes_changed(project, settings, dataset)
        elif action == Action.KEEP_TOGETHER:
            dataset = drawn_together(project, settings, dataset)
        else:
            dataset = split_dataset(dataset, settings.fractions, settings.split_seed)
        project.save(settings, dataset)
        return _audit(project, catalogue.find_backbone(backbone), job)


def use_dropped_again(project: Project) -> None:
    """Take back that images were dropped: they get a part again, and the audit will find them again.

    Raise UserError where there are none.
    """
    with project.locked():
        settings, dataset = project.settings, project.dataset
        if settings is None or dataset is None or not any(image.dropped for image in dataset.examples):
            raise UserError(Message("no-images-dropped"))
        dataset = dataset.with_examples(replace(image, dropped=False) for image in dataset.examples)
        project.save(settings, split_dataset(dataset, settings.fractions, settings.split_seed))


def override_audit(project: Project, reason: str) -> Audit:
    """Let training begin in spite of the errors of the audit; the reason goes into each run."""
    if not reason.strip():
        raise UserError(Message("override-without-reason"))
    with project.locked():
        known = project.audit
        if known is None:
            raise UserError(Message("no-audit-yet"))
        known = known.overridden(reason)
        project.save_audit(known)
    return known


def advise(project: Project, job: Job, source: Path | None = None, reading: Reading | None = None) -> Advice:
    """Return what to train on these images, and why, from what is measured on all backbones; the project keeps it.

    Features are computed and kept as training does it, which then need not do it again. The test set is not looked at.
    """
    from core.project.advice import advised

    keep_freed_memory()
    kind = kind_of_data(project, source, reading)
    folders = [catalogue.find_backbone(card.name) for card in catalogue.list_backbones(kind)]
    if not folders:
        raise UserError(Message("no-backbone-yet"))
    with project.locked():
        return advised(project, folders, job, source, reading)


def train(
    project: Project,
    plan: Plan,
    job: Job,
    source: Path | None = None,
    reading: Reading | None = None,
    override: str = "",
) -> Run:
    """Train a model on the images of a project. Raise JobStopped when stopped; `resume` then goes on.

    The images are audited first where they have not been. Raise BlockedByAudit where that finds errors that are
    neither resolved nor overridden; `override` is a reason to go on all the same.
    """
    from core.inspection import kept
    from core.prediction import one_text
    from core.training.training import train_run

    keep_freed_memory()
    kept.forget()
    one_text.forget()
    backbone_folder = catalogue.find_backbone(plan.backbone)
    with project.locked():
        own_backbone = project.keep_backbone(backbone_folder)
        backbone = _opened_for(plan, own_backbone)
        card = read_card(own_backbone)
        dataset, prepared = refresh_and_prepare(project, card, job, source, reading, plan.seed)
        report_what_is_left_out(dataset, job)
        with closing(prepared):
            dataset.target.check_can_select(plan.select_by, [image.label for image in dataset.of(Split.VALIDATION)])
            known = project.audit
            if known is None or not is_of(known, dataset, prepared.preprocessing):
                known = audited(project, dataset, prepared, own_backbone, job, backbone)
            if known.is_blocking and override.strip():
                known = known.overridden(override)
                project.save_audit(known)
            if known.is_blocking:
                raise blocked(known)
            run = create_run(project.new_run_folder, plan, dataset, prepared.preprocessing, own_backbone, known)
            train_run(run, dataset, prepared, project.files.feature_cache, job, backbone)
    return run


def find_learning_rate(
    project: Project, plan: Plan, phase: int, job: Job, source: Path | None = None, reading: Reading | None = None
) -> RateCurve:
    """Return the loss of a phase of this plan at learning rates that rise from step to step. Nothing of it is kept."""
    from core.training.training import find_rate

    keep_freed_memory()
    with project.locked():
        own_backbone = project.keep_backbone(catalogue.find_backbone(plan.backbone))
        backbone = _opened_for(plan, own_backbone)
        dataset, prepared = refresh_and_prepare(project, read_card(own_backbone), job, source, reading, plan.seed)
        with closing(prepared), project.passing_run_folder() as folder:
            run = create_run(folder, plan, dataset, prepared.preprocessing, own_backbone)
            return find_rate(run, dataset, prepared, project.files.feature_cache, job, phase, backbone)


def resume(project: Project, job: Job, run: Run | None = None) -> Run:
    """Go on with a run that was interrupted, else with the last of them, exactly as if it had not been."""
    from core.inspection import kept
    from core.prediction import one_text
    from core.training.training import train_run

    keep_freed_memory()
    kept.forget()
    one_text.forget()
    with project.locked():
        unfinished = [known for known in project.runs if not known.is_finished and run in (known, None)]
        if not unfinished:
            raise UserError(Message("no-interrupted-run"))
        run = unfinished[-1]
        if unknown := run.unknown_settings:
            job.notice(Message("plan-of-later-version", settings=unknown))
        dataset, prepared = prepared_again(project, run, job)
        with closing(prepared):
            train_run(run, dataset, prepared, project.files.feature_cache, job)
    return run


def finish_early(project: Project, run: Run, job: Job) -> Run:
    """Make the model of an interrupted run of the best that it has learnt so far; it then counts as finished."""
    from core.training.finish_early import finish_run_early

    with project.locked():
        finish_run_early(run, job)
    return run


def evaluate(run: Run, job: Job, parts: Iterable[Split] = (Split.VALIDATION, Split.TEST)) -> Evaluation:
    """Return metrics on the run's own split, which the run keeps. A look at the test set is counted."""
    from core.evaluation.evaluate import evaluate_model
    from core.training.trained_model import load_model

    keep_freed_memory()
    project = Project(folder=run.project_folder)
    with project.locked():
        model = load_model(run)
        _, prepared = prepared_again(project, run, job)
        with closing(prepared):
            return evaluate_model(run, model, prepared, tuple(parts), job)


def compare(runs: Sequence[Run], job: Job, part: Split = Split.VALIDATION) -> Comparison:
    """Return the metrics of runs on the same split, and paired tests of each against the first of them.

    Those that have not been evaluated on this part are evaluated; on the test set that counts a look for each.
    Raise UserError where their images, classes or parts differ: only answers to the same images can be compared.
    """
    from core.evaluation.compare import compare_runs, unevaluated
    from core.evaluation.runs_to_compare import read_runs_to_compare

    read = read_runs_to_compare(runs)
    missing = unevaluated(read, part)
    for run in missing:
        evaluate(run, job, (part,))
    return compare_runs(read_runs_to_compare(runs) if missing else read, part)


def known_comparison(runs: Sequence[Run], part: Split = Split.VALIDATION) -> Comparison | None:
    """Return what `compare` would give, where each of the runs has been evaluated on this part before; else None.

    No model is used and no look is counted. Raise UserError as `compare` does.
    """
    from core.evaluation.compare import compare_runs, unevaluated
    from core.evaluation.runs_to_compare import read_runs_to_compare

    read = read_runs_to_compare(runs)
    return None if unevaluated(read, part) else compare_runs(read, part)


def compare_approaches(
    project: Project,
    plan: Plan,
    job: Job,
    source: Path | None = None,
    reading: Reading | None = None,
    override: str = "",
) -> Comparison:
    """Train the head alone and then as `plan` says, which fine-tunes, and compare both on validation.

    Both have the same budget: the same images and split, backbone, batch size, augmentation and seed, and the head
    alone may learn for as many epochs as all phases of the plan together. Where fine-tuning was no better than the head
    it began with, its best weights are compared all the same. A run that there is already is not trained again, and one
    that was interrupted goes on. Raises what `train` raises, and UserError where nothing is to be
    unfrozen.
    """
    from core.evaluation.runs_to_compare import have_same_split
    from core.project.approaches import fine_tuned_model, head_only, known_run

    plan_of_head = head_only(plan)
    _opened_for(plan, catalogue.find_backbone(plan.backbone))  # a wrong pattern is told before the long work

    def trained(plan: Plan) -> Run:
        with project.locked():
            known = known_run(project, plan, job, reading)
        if known is None:
            return train(project, plan, job, source, reading, override)
        return known if known.is_finished else resume(project, job, known)

    alone, fine_tuned = trained(plan_of_head), trained(plan)
    if not have_same_split(alone.dataset, fine_tuned.dataset):  # the images have changed since the first was trained
        alone = trained(plan_of_head)
    return compare([alone, fine_tuned_model(fine_tuned)], job)


def predict(
    run: Run,
    paths: Sequence[Path],
    csv: Path,
    job: Job,
    columns: Columns | None = None,
    with_text: bool = False,
    with_codes: bool = False,
) -> PredictionCount:
    """Predict files, what is in folders, and of texts the rows of tables and “-” for standard input, into a table.

    `columns` say which column of a table is the text, and `with_text` repeats it in the table of predictions. Where
    something cannot be read, the table says why in words, or `with_codes`, which `read_predictions` reads.
    """
    from core.prediction.predict import predict as predict_files
    from core.training.trained_model import load_model

    keep_freed_memory()
    project = Project(folder=run.project_folder)
    reading = project.settings.reading if project.exists and project.settings else Reading()
    usual = Columns(text=reading.columns.text)
    asked = Asked(columns=columns, with_text=with_text, with_codes=with_codes, usual=usual)
    with run.dataset.modality.pool(reading.options.limits) as pool:
        return predict_files(load_model(run), paths, csv, job, pool, asked)


def predict_text(run: Run, text: str) -> TextPrediction:
    """Return what a run predicts of a text that somebody has typed. Nothing of it is kept."""
    from core.prediction.one_text import predict_one_text

    keep_freed_memory()
    return predict_one_text(run, text)


def look_into(model: str | Run, frame: Frame, job: Job, project: Project | None = None) -> Inside:
    """Open a backbone as it was published, by its name, or a finished run, and an image, to be looked at inside.

    What is opened stays open in this process, for `look_inside` to go on with. The project says how files are read
    where no run does.
    """
    from core.inspection import look

    keep_freed_memory()
    return look.inside(model, frame, _reading_for(model, project), job)


def look_inside(
    model: str | Run,
    frame: Frame,
    layer: str,
    job: Job,
    page: int = 0,
    order: ChannelOrder = ChannelOrder.NUMBER,
    label: str | None = None,
    project: Project | None = None,
) -> LayerActivation:
    """Return what a layer makes of the image: numbers, a page of channels as maps, and what supports a class."""
    from core.inspection import look

    keep_freed_memory()
    walk = look.opened(model, frame, _reading_for(model, project), job)
    return look.look(walk, layer, job, page, order, label)


def step_through(
    model: str | Run, frame: Frame, job: Job, label: str | None = None, project: Project | None = None
) -> list[LayerFacts]:
    """Return every layer in numbers, in the order in which the image passes them."""
    from core.inspection import look

    keep_freed_memory()
    return look.all_facts(look.opened(model, frame, _reading_for(model, project), job), job, label)


def look_into_text(model: str | Run, text: str, job: Job) -> TextInside:
    """Open a backbone as it was published, or a finished run, and a text, to be looked at inside, as `look_into`."""
    from core.inspection import look_at_text

    keep_freed_memory()
    return look_at_text.inside(model, text, job)


def look_inside_text(model: str | Run, text: str, layer: str, job: Job, label: str | None = None) -> TextActivation:
    """Return what a layer makes of each token, what the tokens attend to, and what supports a class."""
    from core.inspection import look_at_text

    keep_freed_memory()
    return look_at_text.look(look_at_text.opened(model, text, job), layer, job, label)


def explain_text(model: str | Run, text: str, job: Job, label: str | None = None) -> ExplainedText:
    """Return the tokens of a text, and how much each speaks for a class."""
    from core.inspection import look_at_text

    keep_freed_memory()
    return look_at_text.explain(look_at_text.opened(model, text, job), job, label)


def step_through_text(model: str | Run, text: str, job: Job, label: str | None = None) -> list[LayerFacts]:
    """Return every layer in numbers, in the order in which the text passes them."""
    from core.inspection import look, look_at_text

    keep_freed_memory()
    return look.all_facts(look_at_text.opened(model, text, job), job, label)


def export(run: Run, folder: Path, export_format: ExportFormat, job: Job) -> CheckedExport:
    """Write a run's model for use elsewhere, and check that it predicts what this program predicts."""
    from core.export.export import export_model
    from core.training.trained_model import load_model

    return export_model(load_model(run), folder, export_format, job)


def find_run(path: Path) -> Run:
    """Return the run in a folder; of a project its last finished one. “RUN:fine-tuned” and “RUN:head” are its models.

    Raise UserError where there is none, or the run has kept no such model.
    """
    for variant in filter(None, Variant):
        if not path.exists() and path.name.endswith(f":{variant}"):
            return find_run(path.with_name(path.name.removesuffix(f":{variant}"))).model_called(variant)
    path = path.resolve()  # a run knows its project by the folders above it
    project = Project(folder=path)
    if not project.exists:
        run = Run(folder=path)
        run.plan  # noqa: B018  raises UserError where it is none
        return run
    finished = [run for run in project.runs if run.is_finished]
    if not finished:
        raise UserError(Message("project-without-finished-run", project=path.name))
    return finished[-1]


def _audit(
    project: Project, backbone_folder: Path, job: Job, source: Path | None = None, reading: Reading | None = None
) -> Audit:
    keep_freed_memory()
    dataset, prepared = refresh_and_prepare(project, read_card(backbone_folder), job, source, reading)
    with closing(prepared):
        return audited(project, dataset, prepared, backbone_folder, job)


def _reading_for(model: str | Run, project: Project | None) -> Reading:
    known = Project(folder=model.project_folder) if isinstance(model, Run) else project
    settings = known.settings if known and known.exists else None
    return settings.reading if settings else Reading()


def _opened_for(plan: Plan, folder: Path) -> Backbone | None:
    """Return None where only the head trains.

    Raise UserError for a pattern that names no layer, before the long work.
    """
    if not plan.fine_tunes:
        return None
    from core.backbones.backbone import open_backbone

    backbone = open_backbone(folder)
    for phase in plan.phases:
        backbone.layers.matching(phase.unfreeze)
    return backbone
