"""SubjectCount: how many subjects a rule would make of a dataset, counted in small pieces that hold nothing up."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from core.dataset.dataset import Example
from core.dataset.subjects import SubjectPattern, SubjectSource
from core.project.settings import ProjectSettings

SECONDS_AT_A_TIME = 0.008


@dataclass(frozen=True)
class Count:
    images: int
    subjects: int
    #: images that belong to none of them, and so count as their own
    alone: int


#: gives what tells the subject of an image from the others; "" where it stands for itself
NameSubject = Callable[[Example], str]


class SubjectCount(QObject):
    counted = Signal(object)

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self._work: Iterator[None] = iter(())
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)

    def start(self, images: tuple[Example, ...], name: NameSubject) -> None:
        """`counted` reports, at once where it takes no time; what was begun before is given up."""
        self._work = self._counting(images, name)
        self._timer.start(0)
        self._go_on()

    def stop(self) -> None:
        self._timer.stop()

    def _go_on(self) -> None:
        ends = time.monotonic() + SECONDS_AT_A_TIME
        work = self._work
        for _ in work:
            if time.monotonic() > ends:
                return
        if work is self._work:
            self._timer.stop()

    def _counting(self, images: tuple[Example, ...], name: NameSubject) -> Iterator[None]:
        subjects: set[str] = set()
        alone = 0
        for image in images:
            subject = name(image)
            if subject:
                subjects.add(subject)
            else:
                alone += 1
            yield
        self.counted.emit(Count(len(images), len(subjects), alone))


def naming(source: SubjectSource, pattern: SubjectPattern | None, settings: ProjectSettings) -> NameSubject:
    """Return the naming that `SubjectRule.subject` does. A table is known as far as the dataset was read by it."""
    find = {
        SubjectSource.PATIENT_ID: lambda image: image.patient,
        SubjectSource.TABLE: lambda image: listed_subject(image, settings),
        SubjectSource.FILE_NAME: lambda image: _in_name(image, pattern),
        SubjectSource.NONE: lambda image: "",
        SubjectSource.AUTOMATIC: lambda image: (
            listed_subject(image, settings) or image.patient or _in_name(image, pattern)
        ),
    }[source]
    return lambda image: find(image) or ("" if image.frame is None or image.is_alone else f"file {image.file}")


def listed_subject(image: Example, settings: ProjectSettings) -> str:
    """Return what the table says, as far as the image's subject was known by it."""
    applied = settings.reading.subjects
    is_of_table = applied.source is SubjectSource.TABLE or (
        applied.source is SubjectSource.AUTOMATIC
        and (image.subject != image.patient if image.patient else not applied.pattern)
    )
    is_file = image.frame is not None and image.subject == settings.pseudonyms.of(image.file)
    return image.subject if is_of_table and not is_file else ""


def _in_name(image: Example, pattern: SubjectPattern | None) -> str:
    found = pattern.find(image.file) if pattern else ""
    return f"name {found}" if found else ""
