"""Arguments that say how files are read: the same for all commands that look at images."""

from __future__ import annotations

import argparse
from dataclasses import replace

from core.commands.spoken_of import speak_of_data
from core.commands.text_arguments import add_text_arguments, names_texts, of_texts
from core.dataset.columns import AUTOMATIC, read_columns
from core.dataset.folder_meaning import FolderMeaning
from core.dataset.reading import Reading
from core.dataset.subjects import SubjectRule, SubjectSource
from core.errors import UserError
from core.messages import Message
from core.modalities.images.options import ImageOptions, image_options
from core.modalities.images.preprocessing import Window
from core.modalities.images.window_presets import WINDOW_PRESETS
from core.modalities.options import Options
from core.modalities.text.options import TextOptions, text_options
from core.project.project import Project

AS_FILES_SAY = "file"
AXES = ("sagittal", "coronal", "axial")


def add_reading_arguments(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("how files are read", "what is not given stays as the project has it")
    group.add_argument(
        "--subject",
        metavar="RULE",
        help="automatic (the table's column subject, else the DICOM patient ID), patient-id, table, none, or a pattern "
        "over file names such as {subject}_*",
    )
    group.add_argument(
        "--columns",
        metavar="ROLE=NAME,…",
        help="which column of a table is what: file=… or text=…, class=…,subject=…,split=…,site=…,frame=…, by its name "
        "or number; "
        f"nothing after = for none, {AUTOMATIC} to know them by their usual names",
    )
    group.add_argument(
        "--folders",
        choices=[meaning.value for meaning in FolderMeaning],
        help="what folders are that are called as parts are (train, test, …): parts, classes, or parts where that is "
        "beyond doubt (automatic)",
    )
    group.add_argument("--label-tag", metavar="KEYWORD", help="the DICOM tag that gives the class; “” for none")
    group.add_argument(
        "--window",
        metavar="W",
        help=f"{AS_FILES_SAY}, CENTRE/WIDTH, or one of {', '.join(WINDOW_PRESETS)}: what is seen of deep images",
    )
    group.add_argument("--axis", choices=AXES, help="plane of the slices of a volume")
    group.add_argument("--every", type=int, metavar="N", help="use every Nth frame or slice of files that hold several")
    group.add_argument("--most-seconds", type=float, metavar="X", help="that reading one image may take")
    group.add_argument("--most-megabytes", type=int, metavar="N", help="of memory that reading one image may take")
    group.add_argument("--most-megapixels", type=float, metavar="X", help="that one image may have")
    add_text_arguments(group)


def reading_of(options: argparse.Namespace, project: Project) -> Reading:
    """Return how the project reads, with what the arguments change; the command then speaks of its kind of data.

    Raise UserError where they make no sense.
    """
    settings = project.kept_settings(project.folder) if project.exists else None
    before = settings.reading if settings else Reading()
    reading = replace(
        before,
        subjects=before.subjects if options.subject is None else _rule(options.subject),
        folders=before.folders if options.folders is None else FolderMeaning(options.folders),
        label_tag=before.label_tag if options.label_tag is None else options.label_tag.strip(),
        columns=before.columns if options.columns is None else read_columns(options.columns, before.columns),
        options=_of_kind(options, before.options),
    )
    speak_of_data(project, getattr(options, "data", None), reading)
    return reading


def _of_kind(options: argparse.Namespace, before: Options) -> Options:
    """Return what the arguments for one kind of data make of it; those of another kind change nothing."""
    if isinstance(before, TextOptions) or names_texts(options):
        return of_texts(options, text_options(before))
    return _of_images(options, image_options(before))


def _of_images(options: argparse.Namespace, before: ImageOptions) -> ImageOptions:
    limits = replace(
        before.limits,
        seconds=before.limits.seconds if options.most_seconds is None else options.most_seconds,
        megabytes=before.limits.megabytes if options.most_megabytes is None else options.most_megabytes,
        pixels=before.limits.pixels if options.most_megapixels is None else round(options.most_megapixels * 1e6),
    )
    return replace(
        before,
        window=before.window if options.window is None else _window(options.window),
        axis=before.axis if options.axis is None else AXES.index(options.axis),
        every=before.every if options.every is None else options.every,
        limits=limits,
    )


def _rule(text: str) -> SubjectRule:
    if "{" in text:
        return SubjectRule(pattern=text)
    sources = [source.value for source in SubjectSource if source != SubjectSource.FILE_NAME]
    if text not in sources:
        raise UserError(Message("no-rule-for-subjects", text=text, sources=list(sources)))
    return SubjectRule(source=SubjectSource(text))


def _window(text: str) -> Window | None:
    if text == AS_FILES_SAY:
        return None
    if text in WINDOW_PRESETS:
        return WINDOW_PRESETS[text]
    try:
        centre, width = map(float, text.split("/"))
        return Window(centre=centre, width=width)
    except ValueError:
        raise UserError(Message("no-window", text=text, presets=list(WINDOW_PRESETS))) from None
