"""UIDs: DICOM files that a table names by the UID of an image, a series or a study, found by their headers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from core.jobs import Job
from core.messages import Message
from core.modalities.example_files import Identified
from core.modalities.images.decoding import DecodePool, failure_of
from core.modalities.images.dicom_file import begins_as_dicom, dicom_problems, opened_dicom
from core.modalities.images.pictures import PICTURE_ENDINGS
from core.modalities.images.preprocessing import ImageProblem
from core.process.worker_pool import Failure

STEP = Message("searching-for-dicom-files-by-their-uids")
#: the closest first
ELEMENTS = ("SOPInstanceUID", "SeriesInstanceUID", "StudyInstanceUID")
HEAD_BYTES = 1024


def find_uids(
    wanted: Sequence[str], element: str, folder: Path, files: Sequence[str], job: Job, pool: DecodePool
) -> dict[str, Identified]:
    """Return those of the files that have each of these UIDs in this element; “any” looks in all three.

    Several files of one image are not guessed among; a series or a study stands for all of its files.
    """
    by_uid = _files_by_uid(set(map(_plain, wanted)), folder, files, job, pool)
    looked_in = ELEMENTS if element == "any" else (element,)
    return {text: _found(_plain(text), looked_in, by_uid) for text in wanted}


def _found(uid: str, elements: Sequence[str], by_uid: Mapping[tuple[str, str], Sequence[str]]) -> Identified:
    for element in elements:
        if files := by_uid.get((element, uid), ()):
            return Identified(files=tuple(files), is_in_doubt=len(files) > 1 and element == ELEMENTS[0])
    return Identified()


def _files_by_uid(
    wanted: set[str], folder: Path, files: Sequence[str], job: Job, pool: DecodePool
) -> Mapping[tuple[str, str], Sequence[str]]:
    """The UIDs live in memory alone: they lead to a patient."""
    files = [file for file in files if not file.lower().endswith(tuple(PICTURE_ENDINGS))]
    by_uid: dict[tuple[str, str], list[str]] = defaultdict(list)
    with closing(pool.map(_uids_of, [folder / file for file in files], job)) as answers:
        for file, (_, uids) in job.steps(STEP, zip(files, answers, strict=True), len(files)):
            for element, uid in zip(ELEMENTS, () if isinstance(uids, Failure) else uids, strict=False):
                if uid in wanted:
                    by_uid[element, uid].append(file)
    return by_uid


def _plain(uid: str) -> str:
    return re.sub(r"[\s\0]+|^urn:oid:", "", uid)


# ---- in a worker


def _uids_of(path: Path) -> tuple[str, ...] | Failure:
    """Return the UIDs in the order of `ELEMENTS`; none where it is no DICOM file."""
    try:
        with open(path, "rb") as file:
            if not begins_as_dicom(file.read(HEAD_BYTES)):
                return ()
        with dicom_problems(), opened_dicom(path, ELEMENTS) as (dataset, _):
            return tuple(_plain(str(dataset.get(element) or "")) for element in ELEMENTS)
    except (ImageProblem, OSError) as error:
        return failure_of(error)
