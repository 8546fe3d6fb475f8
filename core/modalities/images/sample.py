"""The built-in sample: a synthetic dataset to try the program on, drawn from a seed and the same each time."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from core.errors import UserError
from core.jobs import Job
from core.messages import Message
from core.modalities.images.pydicom_alone import import_pydicom
from core.modalities.images.sample_dicom import image_file, report_file
from core.modalities.images.sample_drawing import brightened, draw_body, draw_radiograph, with_letter
from core.modalities.images.sample_files import HIDDEN, IMAGES_PER_SUBJECT, SUBJECTS, Hidden, Problem, SampleFile
from core.storage.disk import named
from core.storage.files import write_text, written_beside

STEP = Message("creating-the-sample-images")
TABLE = "sample.csv"

README = """This dataset is synthetic. It shows no patient and nothing that was ever photographed.

It was drawn by Frostline's sample generator to try the program on: 240 images of 60 invented subjects, 4 of each,
256 x 256 pixels, 12 bits, grey, and a few files more. They look a little like radiographs: two dark fields, ribs, and
noise. Half of the subjects have one to three round bright nodules in each image (class "nodule"), the other half have
none (class "normal"); all have thin bright vessels.

The files are DICOM, as of two invented devices in two invented hospitals; one of the two stores white as 0. sample.csv
says which class a file belongs to. Whose it is stands in the file itself, as the PatientID.

What a model reaches here says nothing about real images.


Problems that are hidden in it, for you to find
-----------------------------------------------

"""
README += "".join(f"{hidden.sentence}\n" for hidden in HIDDEN)


def write_sample(folder: Path, job: Job, seed: int = 2024) -> Path:
    """Write the DICOM files, `sample.csv` (file, class) and a README into `folder`. Return the path of the CSV.

    Raise UserError where the folder holds something else.
    """
    import_pydicom()
    if folder.exists() and not _is_free(folder):
        raise UserError(Message("sample-folder-not-empty", folder=folder.name))
    write_text(folder / "README.txt", README)  # first of all: by it an interrupted sample is known
    for subject in job.steps(STEP, _counted(SUBJECTS), SUBJECTS):
        for place, content in _files_drawn_of(subject, seed):
            path = folder / place.file
            with named(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
    with written_beside(folder / TABLE) as beside, open(beside, "w", encoding="utf-8", newline="") as table:
        csv.writer(table).writerows([("file", "class"), *sorted(_labels().items())])
    return folder / TABLE


def _is_free(folder: Path) -> bool:
    """Return whether it is empty, or a sample, whether whole or interrupted."""
    if not folder.is_dir():
        return False
    readme = folder / "README.txt"
    return not any(folder.iterdir()) or (readme.is_file() and readme.read_bytes() == README.encode("utf-8"))


def _labels() -> dict[str, str]:
    """Return the class of each file."""
    places = (SampleFile(subject, number) for subject in _counted(SUBJECTS) for number in _counted(IMAGES_PER_SUBJECT))
    return {place.file: place.label for place in places} | {hidden.place.file: hidden.label for hidden in HIDDEN}


def _files_drawn_of(subject: int, seed: int) -> Iterator[tuple[SampleFile, bytes]]:
    """Yield the files of a subject, and those that are made of its images, which may stand under another."""
    generator = np.random.default_rng([seed, subject - 1])
    body = draw_body(generator)
    for number in _counted(IMAGES_PER_SUBJECT):
        place = SampleFile(subject, number)
        pixels = draw_radiograph(body, place.label == "nodule", generator)
        letter = next((hidden.letter for hidden in HIDDEN if hidden.place == place), "")
        if letter:
            pixels = with_letter(pixels, letter)
        content = image_file(pixels, place, seed, burned_in=bool(letter))
        yield place, content
        for hidden in HIDDEN:
            if hidden.other == place:
                yield hidden.place, _hidden_file(hidden, pixels, content, seed)


def _hidden_file(hidden: Hidden, pixels: np.ndarray, content: bytes, seed: int) -> bytes:
    """Return what is made of an image and its file."""
    match hidden.problem:
        case Problem.MIRRORED:
            return image_file(np.fliplr(brightened(pixels)), hidden.place, seed)
        case Problem.TURNED:
            return image_file(np.rot90(brightened(pixels)), hidden.place, seed)
        case Problem.CUT_OFF:
            return content[: len(content) // 2]
        case Problem.NO_IMAGE:
            return report_file(hidden.place, seed)
    return content


def _counted(number: int) -> range:
    return range(1, number + 1)
