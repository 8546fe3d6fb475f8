"""UIDs: DICOM files that a table names by the UID of an image, a series or a study, found by their headers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from core.dataset.table_files import FileFinder, FoundFile
from core.jobs import Job
from core.modalities.images.decoding import DecodePool, Failure, failure_of
from core.modalities.images.dicom_file import begins_as_dicom, dicom_problems, opened_dicom
from core.modalities.images.pictures import PICTURE_ENDINGS
from core.modalities.images.preprocessing import ImageProblem

STEP = "Searching for DICOM files by their UIDs"
#: the closest first
ELEMENTS = ("SOPInstanceUID", "SeriesInstanceUID", "StudyInstanceUID")
HEAD_BYTES = 1024


def find_uids(
    wanted: Sequence[str], element: str, finder: FileFinder, job: Job, pool: DecodePool
) -> dict[str, list[FoundFile]]:
    """Return the files that have each of these UIDs in this element; “any” looks in all three.

    Several files of one image are not guessed among; a series or a study stands for all of its files.
    """
    by_uid = _files_by_uid(set(map(_plain, wanted)), finder, job, pool)
    looked_in = ELEMENTS if element == "any" else (element,)
    return {text: _found(_plain(text), looked_in, by_uid) for text in wanted}


def _found(uid: str, elements: Sequence[str], by_uid: Mapping[tuple[str, str], Sequence[str]]) -> list[FoundFile]:
    for element in elements:
        files = by_uid.get((element, uid), ())
        if len(files) > 1 and element == ELEMENTS[0]:
            return [FoundFile(several=tuple(files), is_by_uid=True)]
        if files:
            return [FoundFile(file=file, is_by_uid=True) for file in files]
    return [FoundFile(is_by_uid=True)]


def _files_by_uid(
    wanted: set[str], finder: FileFinder, job: Job, pool: DecodePool
) -> Mapping[tuple[str, str], Sequence[str]]:
    """The UIDs live in memory alone: they lead to a patient."""
    files = [file for file in finder.files if not file.lower().endswith(tuple(PICTURE_ENDINGS))]
    by_uid: dict[tuple[str, str], list[str]] = defaultdict(list)
    with closing(pool.map(_uids_of, [finder.folder / file for file in files], job)) as answers:
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
