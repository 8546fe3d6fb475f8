"""SubjectsForm: how it is known to which subject an image belongs, tried on the dataset while it is being set."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from core.dataset.dataset import Dataset, Example
from core.dataset.subjects import SubjectPattern, SubjectRule, SubjectSource, subject_pattern
from core.errors import UserError
from core.project.settings import ProjectSettings
from core.wording.catalogue import text_of
from gui.pages.dataset.reading.name_table import NameTable
from gui.pages.dataset.reading.subject_count import Count, SubjectCount, listed_subject, naming
from gui.pages.dataset.reading.subject_names import suggested_pattern, varied_names
from gui.translation import tr
from gui.widgets.parts import button, column, label, row
from gui.widgets.theme import GAP

NAMES = 8
#: one for each part
LEAST_SUBJECTS_OF_CLASS = 3
USES_PATTERN = (SubjectSource.AUTOMATIC, SubjectSource.FILE_NAME)


class SubjectsForm(QWidget):
    """`show_rule`, `read` it back."""

    #: by the user; what is there now may make no sense, which `read` tells
    changed = Signal()

    def __init__(self, *, of_images: bool) -> None:
        """`of_images`: files may name a patient, as those of DICOM do."""
        super().__init__()
        self._of_images = of_images
        self._dataset: Dataset | None = None
        #: images whose file names a patient
        self._patients = 0
        self._settings: ProjectSettings | None = None
        self._files: tuple[str, ...] = ()
        self._shown_images: list[Example] = []
        self.source = QComboBox()
        self.source.setAccessibleName(self.tr("Patient/subject identification"))
        self.source.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.source.setMinimumContentsLength(20)
        for source, text in self.names.items():
            self.source.addItem(text, source)
        self.pattern = QLineEdit()
        self.pattern.setAccessibleName(self.tr("Pattern of the file names"))
        self.pattern.setPlaceholderText("{subject}_*")
        self.suggest_button = button(self.tr("Suggest"), on_click=self._suggest)
        self.suggest_button.setToolTip(self.tr("Finds what the file names have in common"))
        self.wrong = label("", "danger", wrap=True)
        self.hint = label("", "muted", wrap=True)
        self.table = NameTable()
        self.says = label("", wrap=True)
        self.danger = label("", "warning", wrap=True)
        self._pattern_part = QWidget()
        line = row(label(self.tr("Pattern")), self.pattern, self.suggest_button)
        line.setStretch(1, 1)
        self._pattern_part.setLayout(column(line, self.wrong, self.hint, self.table))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        choice = row(label(self.tr("Identify subjects")), self.source)
        choice.setStretch(1, 1)
        layout.addLayout(choice)
        layout.addWidget(self._pattern_part)
        layout.addWidget(self.says)
        layout.addWidget(self.danger)
        layout.addStretch(1)
        self._count = SubjectCount(self)
        self._count.counted.connect(self._show_count)
        self.source.currentIndexChanged.connect(self._change)
        self.pattern.textChanged.connect(self._change)
        self._show_state()

    @property
    def names(self) -> dict[SubjectSource, str]:
        """Return the names of the rules."""
        names = {
            SubjectSource.AUTOMATIC: self.tr("automatically: table, else patient ID, else file name"),
            SubjectSource.PATIENT_ID: self.tr("by the patient ID in DICOM files"),
            SubjectSource.TABLE: self.tr("by the column “subject” of the table"),
            SubjectSource.FILE_NAME: self.tr("by the file names"),
            SubjectSource.NONE: self.tr("not at all: each image is its own subject"),
        }
        if self._of_images:
            return names
        del names[SubjectSource.PATIENT_ID]
        return names | {
            SubjectSource.AUTOMATIC: self.tr("automatically: table, else file name"),
            SubjectSource.NONE: self.tr("not at all: each text is its own subject"),
        }

    @property
    def in_short(self) -> str:
        """Return what is chosen in a few words."""
        names = {
            SubjectSource.AUTOMATIC: self.tr("automatic"),
            SubjectSource.PATIENT_ID: self.tr("patient ID"),
            SubjectSource.TABLE: self.tr("table"),
            SubjectSource.FILE_NAME: self.tr("file names"),
            SubjectSource.NONE: self.tr("each image its own"),
        }
        return names[self._source]

    def show_dataset(self, dataset: Dataset | None, settings: ProjectSettings | None) -> None:
        """`settings`: those with which the dataset was read; None while they are not known."""
        self._dataset, self._settings = dataset, settings
        by_file = {image.file: image for image in dataset.examples} if dataset else {}
        self._files = tuple(by_file)
        self._shown_images = [by_file[file] for file in varied_names(self._files, NAMES)]
        self._patients = sum(bool(image.patient) for image in dataset.readable) if dataset else 0
        self._show_state()

    def show_rule(self, rule: SubjectRule) -> None:
        for control in (self.source, self.pattern):
            control.blockSignals(True)
        self.source.setCurrentIndex(max(0, self.source.findData(rule.source)))
        if self.pattern.text().strip() != rule.pattern:
            self.pattern.setText(rule.pattern)
        for control in (self.source, self.pattern):
            control.blockSignals(False)
        self._show_state()

    def read(self) -> SubjectRule:
        """Raise UserError where the pattern makes no sense, or is missing."""
        source = self._source
        return SubjectRule(source=source, pattern=self.pattern.text().strip() if source in USES_PATTERN else "")

    @property
    def _source(self) -> SubjectSource:
        return SubjectSource(self.source.currentData())

    @property
    def _are_rows(self) -> bool:
        """Return whether all stand in a table, whose name says nothing of whose they are."""
        examples = self._dataset.examples if self._dataset else ()
        return bool(examples) and all(example.is_alone and example.frame is not None for example in examples)

    @property
    def _pattern(self) -> SubjectPattern | None:
        """Return the pattern; None where there is none, or it makes no sense."""
        text = self.pattern.text().strip()
        try:
            return subject_pattern(text) if text and self._source in USES_PATTERN else None
        except UserError:
            return None

    def _suggest(self) -> None:
        if pattern := suggested_pattern(self._files):
            self.pattern.setText(pattern)
        else:
            self.hint.setText(self.tr("The file names have nothing in common that looks like a subject."))

    def _change(self, *_: object) -> None:
        self._show_state()
        self.changed.emit()

    def _show_state(self) -> None:
        self._pattern_part.setVisible(self._source in USES_PATTERN and not self._are_rows)
        error = self._error
        self.wrong.setText(text_of(error.message) if error else "")
        self.wrong.setVisible(error is not None)
        self.hint.setText(
            self.tr(
                "Write {subject} where the subject stands, * for any text, ? for any character, # for digits. "
                "“{subject}_*” finds “person12” in “person12_bacteria_3.jpeg”."
            )
        )
        self.table.show_names([image.file for image in self._shown_images], self._pattern, self._known)
        self.says.setText("" if error else self.tr("Counting …"))
        self.danger.setVisible(False)
        if self._dataset is None or self._settings is None or error:
            self._count.stop()
            return
        self._count.start(self._dataset.readable, naming(self._source, self._pattern, self._settings))

    @property
    def _known(self) -> dict[str, str]:
        """Return the subjects of the files shown that are found before their names are looked at."""
        settings = self._settings
        if self._source is not SubjectSource.AUTOMATIC or settings is None:
            return {}
        images = self._shown_images
        known = {image.file: self.tr("by the patient ID") for image in images if image.patient}
        return known | {image.file: self.tr("by the table") for image in images if listed_subject(image, settings)}

    @property
    def _error(self) -> UserError | None:
        try:
            self.read()
        except UserError as error:
            return error
        return None

    def _show_count(self, counted: Count) -> None:
        lines = [self._count_text(counted)]
        if self._patients and self._source in (SubjectSource.AUTOMATIC, SubjectSource.PATIENT_ID):
            lines.append(tr("%n image(s) have a patient ID.", "", self._patients))
        self.says.setText("\n".join(lines))
        danger = self._danger_of(counted)
        self.danger.setText(danger)
        self.danger.setVisible(bool(danger))

    def _count_text(self, counted: Count) -> str:
        images = tr("%n image(s)", "", counted.images)
        if counted.subjects and counted.alone:
            text = tr(
                "{images} → {subjects}; %n image(s) do not match: each counts as its own subject", "", counted.alone
            )
            return text.format(images=images, subjects=tr("%n subject(s)", "", counted.subjects))
        if counted.subjects:
            return tr("{images} → %n subject(s)", "", counted.subjects).format(images=images)
        if self._source is SubjectSource.TABLE:
            return self.tr("{images}. What the table says is read when you apply it.").format(images=images)
        return self.tr("{images}, each its own subject.").format(images=images)

    def _danger_of(self, counted: Count) -> str:
        """Return what is wrong with these subjects; "" where nothing is."""
        if not counted.subjects and self._source is not SubjectSource.TABLE:
            return self.tr("If several are of one patient, the results will look too good, and nobody will notice.")
        if counted.subjects and counted.subjects + counted.alone < LEAST_SUBJECTS_OF_CLASS * self._classes:
            return self.tr("So few subjects cannot be in training, validation and test.")
        return ""

    @property
    def _classes(self) -> int:
        return len(self._dataset.classes) if self._dataset else 0
