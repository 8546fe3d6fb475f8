"""What Frostline can do: the table of contents. TensorFlow is imported only inside the functions that need it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.backbones import catalogue
from core.backbones.card import Card, read_card
from core.dataset import sample
from core.dataset.dataset import Dataset, Split
from core.dataset.decoding import DecodePool
from core.dataset.prepared import PreparedImages, prepare_images
from core.dataset.preprocessing import Preprocessing
from core.dataset.scan import scan
from core.dataset.split import Fractions, split_dataset
from core.errors import UserError
from core.export.formats import ExportFormat
from core.jobs import Job
from core.project import Project, ProjectSettings
from core.runtime import keep_freed_memory
from core.training.plan import Plan
from core.training.run import Run, create_run

if TYPE_CHECKING:
    from core.backbones.backbone import Backbone
    from core.backbones.layer_tree import LayerTree
    from core.evaluation.results import Evaluation
    from core.export.report import ExportReport
    from core.prediction import PredictionCount
    from core.training.estimate import EstimateBasis


def write_sample(folder: Path, job: Job) -> Path:
    """Write the synthetic sample dataset; gives its CSV."""
    return sample.write_sample(folder, job)


def list_backbones() -> list[Card]:
    """The bundled backbones and the imported ones."""
    return catalogue.list_backbones()


def import_backbone(
    path: Path, job: Job, name: str | None = None, value_range: tuple[float, float] | None = None
) -> Card:
    """Check a SavedModel folder or archive and add it to the user's backbones."""
    from core.backbones import importing

    return importing.import_backbone(path, job, name=name, value_range=value_range)


def layer_tree(backbone: str) -> LayerTree:
    """The layers of a backbone in network order."""
    from core.backbones.backbone import open_backbone

    return open_backbone(catalogue.find_backbone(backbone)).layers


def estimate_basis(backbone: str, job: Job) -> EstimateBasis:
    """What `core.training.estimate` needs to tell the cost of an epoch: measured here once, and kept for this user."""
    from core.training import throughput

    keep_freed_memory()
    return throughput.estimate_basis(catalogue.find_backbone(backbone), job)


def scan_images(project: Project, source: Path, job: Job) -> None:
    """Look at the images, split them, and save them as the project's dataset; images that it knows keep their part.

    The first ones are saved even where they cannot be split, so that it can be seen what is wrong with them.
    """
    with project.locked():
        known, settings = _known(project, source)
        dataset = scan(source, job, known=known)
        try:
            dataset = split_dataset(_with_known_split(dataset, known), settings.fractions, settings.split_seed)
        except UserError:
            if not project.exists or project.settings is None:
                project.save(settings, dataset)
            raise
        project.save(settings, dataset)
    if dataset.skipped:
        job.notice(_skipped(dataset))


def split_again(project: Project, fractions: Fractions, seed: int, job: Job) -> None:
    """Draw the split anew; what the user's folders or table give stays. Raises UserError once there are runs."""
    with project.locked():
        known = project.settings
        if known is None:
            raise UserError("There are no images to split yet.", hint="Choose a folder of images first.")
        if project.runs:
            raise UserError(
                "The split stays as it is once a run has begun, so that runs can be compared.",
                hint="Make a new project for another split.",
            )
        settings = replace(known, fractions=fractions, split_seed=seed)
        dataset = scan(settings.source, job, known=project.dataset)
        project.save(settings, split_dataset(dataset, fractions, seed))


def open_dataset(
    project: Project, source: Path, card: Card, job: Job, split_seed: int = 0
) -> tuple[Dataset, PreparedImages]:
    """Scan, prepare and split the images for one backbone, and save the project.

    Images that the project knows keep their part, so that its runs stay comparable. Close the prepared images.
    """
    known, settings = _known(project, source, split_seed)
    with DecodePool() as pool:
        dataset = scan(source, job, known=known, pool=pool)
        preprocessing = _preprocessing(dataset, card)
        prepared, dataset = prepare_images(dataset, preprocessing, project.prepared_cache, job, pool)
    try:
        dataset = split_dataset(_with_known_split(dataset, known), settings.fractions, settings.split_seed)
        project.save(settings, dataset)
    except BaseException:
        prepared.close()
        raise
    for notice in _notices(dataset):
        job.notice(notice)
    return dataset, prepared


def train(project: Project, source: Path, plan: Plan, job: Job) -> Run:
    """From a folder of images to a trained model. Raises JobStopped when stopped; `resume` then goes on."""
    from core.training.training import train_run

    keep_freed_memory()
    backbone_folder = catalogue.find_backbone(plan.backbone)
    with project.locked():
        own_backbone = project.keep_backbone(backbone_folder)
        backbone = _opened_for(plan, own_backbone)
        dataset, prepared = open_dataset(project, source, read_card(own_backbone), job, split_seed=plan.seed)
        with closing(prepared):
            run = create_run(project.new_run_folder, plan, dataset, prepared.preprocessing, own_backbone)
            train_run(run, dataset, prepared, project.feature_cache, job, backbone)
    return run


def resume(project: Project, job: Job, run: Run | None = None) -> Run:
    """Go on with a run that was interrupted, else with the last of them, exactly as if it had not been."""
    from core.training.training import train_run

    keep_freed_memory()
    with project.locked():
        unfinished = [known for known in project.runs if not known.is_finished and run in (known, None)]
        if not unfinished:
            raise UserError("There is no interrupted run in this project.", hint="Start a new one without --resume.")
        run = unfinished[-1]
        dataset, prepared = _prepared_again(project, run, job)
        with closing(prepared):
            train_run(run, dataset, prepared, project.feature_cache, job)
    return run


def finish_early(project: Project, run: Run, job: Job) -> Run:
    """Make the model of an interrupted run of the best that it has learnt so far; it then counts as finished."""
    from core.training.finish_early import finish_run_early

    with project.locked():
        finish_run_early(run, job)
    return run


def evaluate(run: Run, job: Job, parts: Iterable[Split] = (Split.VALIDATION, Split.TEST)) -> Evaluation:
    """Metrics on the run's own split, which the run keeps. A look at the test set is counted."""
    from core.evaluation.evaluate import evaluate_model
    from core.training.trained_model import load_model

    keep_freed_memory()
    project = Project(folder=run.project_folder)
    with project.locked():
        model = load_model(run)
        _, prepared = _prepared_again(project, run, job)
        with closing(prepared):
            return evaluate_model(run, model, prepared, tuple(parts), job)


def predict(run: Run, paths: Sequence[Path], csv: Path, job: Job) -> PredictionCount:
    """Classify images and folders of images into a table."""
    from core import prediction
    from core.training.trained_model import load_model

    keep_freed_memory()
    return prediction.predict(load_model(run), paths, csv, job)


def export(run: Run, folder: Path, export_format: ExportFormat, job: Job) -> ExportReport:
    """Write a run's model for use elsewhere, and check that it predicts what this program predicts."""
    from core.export.saved_model import export_saved_model
    from core.training.trained_model import load_model

    exporters = {ExportFormat.SAVED_MODEL: export_saved_model}
    return exporters[export_format](load_model(run), folder, job)


def find_run(path: Path) -> Run:
    """The run in this folder; for a project its last finished run."""
    path = path.resolve()  # a run knows its project by the folders above it
    project = Project(folder=path)
    if not project.exists:
        run = Run(folder=path)
        run.plan  # noqa: B018  raises UserError where it is none
        return run
    finished = [run for run in project.runs if run.is_finished]
    if not finished:
        raise UserError(f"The project “{path.name}” has no finished run yet.", hint="Train first.")
    return finished[-1]


def _opened_for(plan: Plan, folder: Path) -> Backbone | None:
    """None where only the head trains. Raises UserError for a pattern that names no layer, before the long work."""
    if not any(phase.unfreeze for phase in plan.phases):
        return None
    from core.backbones.backbone import open_backbone

    backbone = open_backbone(folder)
    for phase in plan.phases:
        backbone.layers.matching(phase.unfreeze)
    return backbone


def _preprocessing(dataset: Dataset, card: Card) -> Preprocessing:
    height, width = card.image_size
    return Preprocessing(height=height, width=width, depth=8 if dataset.bits <= 8 else 16)


def _known(project: Project, source: Path, split_seed: int = 0) -> tuple[Dataset | None, ProjectSettings]:
    """What the project knows of these images; nothing where others were chosen so far."""
    settings = project.settings if project.exists else None
    if settings is None or settings.source != source.resolve():
        return None, ProjectSettings(source=source, split_seed=split_seed)
    try:
        dataset = project.dataset
    except UserError:  # the list is damaged; the images tell the rest of it again
        dataset = None
    if dataset is None and project.runs:  # their test images must never be trained on
        dataset = project.runs[-1].dataset
    return dataset, settings


def _with_known_split(dataset: Dataset, known: Dataset | None) -> Dataset:
    if known is None:
        return dataset
    parts = {image.file: image.split for image in known.images}
    return dataset.with_images(replace(image, split=image.split or parts.get(image.file)) for image in dataset.images)


def _prepared_again(project: Project, run: Run, job: Job) -> tuple[Dataset, PreparedImages]:
    """The images of a run as it saw them; those that are no longer in the cache are read once more."""
    dataset = run.dataset
    prepared, now = prepare_images(dataset, run.preprocessing, project.prepared_cache, job)
    lost = len(now.problems) - len(dataset.problems)
    if lost:
        prepared.close()
        raise UserError(
            f"{lost} of this run's images can no longer be read.", hint="Put them back, or start a new run."
        )
    return dataset, prepared


def _notices(dataset: Dataset) -> list[str]:
    notices = []
    if dataset.problems:
        notices.append(
            f"{_images(len(dataset.problems))} cannot be read and will be left out; "
            "dataset.csv in the project tells which and why."
        )
    if dataset.left_out:
        notices.append(
            f"{_images(len(dataset.left_out))} will be left out, because the same image stands in another part."
        )
    if dataset.skipped:
        notices.append(_skipped(dataset))
    return notices


def _skipped(dataset: Dataset) -> str:
    return f"{dataset.skipped} hidden files and files of other types were passed over."


def _images(count: int) -> str:
    return "1 image" if count == 1 else f"{count} images"
