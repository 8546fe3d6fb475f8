"""Show what an evaluation found on one part: metrics, confusion matrix, the images behind it, ROC curves, classes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from core.evaluation.evaluated_run import EvaluatedPart, PredictedExample
from core.figures.confusion import confusion_figure
from core.figures.roc import roc_figure
from core.messages import Message
from core.modalities.images.preprocessing import Preprocessing
from core.targets.class_metrics import Metrics
from core.targets.results import Results
from core.wording.catalogue import text_of
from core.wording.spoken_of import OF_TEXTS
from gui.pages.evaluation.class_table import ClassTable
from gui.pages.evaluation.confusion_matrix import ConfusionMatrix
from gui.pages.evaluation.metric_cells import MetricCells
from gui.pages.evaluation.predicted_texts import PredictedTexts
from gui.pages.evaluation.roc_plot import RocPlot
from gui.translation import count
from gui.widgets.image_dialog import ImageDialog
from gui.widgets.image_grid import CaptionedImage, ImageGrid
from gui.widgets.parts import button, card, icon_button, label, row, spread
from gui.widgets.theme import GAP, SPACE
from gui.widgets.thumbnails import Thumbnails
from gui.widgets.words import probability

LOWEST_CARD = 340
NARROWEST_SIDE_BY_SIDE = 980
#: row, column, rows and columns of the matrix, the images, the curves and the classes
WIDE = (0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)
NARROW = (0, 0, 1, 1), (0, 1, 2, 1), (1, 0, 1, 1), (2, 0, 1, 2)


class EvaluationView(QScrollArea):
    """Shows one evaluated part at a time."""

    def __init__(self, thumbnails: Thumbnails):
        super().__init__()
        self._thumbnails = thumbnails
        self._part: EvaluatedPart | None = None
        self._preprocessing: Preprocessing | None = None
        self._images: Sequence[PredictedExample] = ()
        self.metrics, self.matrix = MetricCells(), ConfusionMatrix()
        self.unmeasured = label("", "warning", wrap=True)
        self.roc, self.classes = RocPlot(), ClassTable()
        self.grid = ImageGrid(thumbnails)
        self.texts = PredictedTexts()
        self.grid_title = label("", "heading")
        self._grid_hint = _hint("")
        self.worst_button = button(self.tr("Most confidently wrong"), kind="link", on_click=self.show_worst)
        self.copy_button = icon_button(self.tr("Copy the table"), "copy", on_click=self.classes.copy)
        self._roc_hint = _hint(self.tr("Choose a class in the table to set its curve apart."))
        self._grid_of_cards = QGridLayout()
        self._is_narrow: bool | None = None
        self.matrix.cell_opened.connect(self.show_cell)
        self.classes.class_chosen.connect(self._choose_curve)
        self.grid.opened.connect(self._open_image)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidget(self._body())

    def show_part(self, part: EvaluatedPart, preprocessing: Preprocessing | None) -> None:
        """Show a part; `preprocessing` is that of images, of which texts have none."""
        self._part, self._preprocessing = part, preprocessing
        self.grid.setVisible(not self._is_of_texts)
        self.texts.setVisible(self._is_of_texts)
        self._grid_hint.setVisible(not self._is_of_texts)
        self.metrics.show_results(part.metrics)
        classes = part.metrics.unmeasured
        self.unmeasured.setText(text_of(Message("classes-not-measured", classes=classes)))
        self.unmeasured.setVisible(bool(classes))
        self._show_classes(part.metrics)
        sure = self.tr("Below each the class that was predicted, and how sure the model was.")
        self._grid_hint.setText(sure if part.knows_confidence else self.tr("Below each what was predicted."))
        self.show_worst()

    def _show_classes(self, results: Results) -> None:
        """Show what only a classifier has, where it is there."""
        matrix, _, roc, classes = self._cards
        for made in (matrix, roc, classes):
            made.setVisible(isinstance(results, Metrics))
        if isinstance(results, Metrics):
            self.matrix.show_figure(confusion_figure(results))
            self.roc.show_figure(roc_figure(results))
            self._roc_hint.setVisible(len(results.roc) > 1)
            self.classes.show_metrics(results)

    def show_worst(self) -> None:
        """Show the images of which the model was surest, and wrong; where it does not say so, the largest errors."""
        if self._part:
            is_sure = self._part.knows_confidence
            self.grid.nothing = self.tr("No image was misclassified.") if is_sure else self.tr("No prediction was off.")
            title = self.tr("Most confidently wrong") if is_sure else self.tr("Largest errors")
            self._show_images(title, self._part.most_wrong())
            self.worst_button.setVisible(False)

    def show_cell(self, true: int, predicted: int) -> None:
        """Show the images of one cell of the confusion matrix, the surest first."""
        if self._part:
            names = {"true": self._part.classes[true], "predicted": self._part.classes[predicted]}
            title = (
                self.tr("“{true}”, correctly predicted") if true == predicted else self.tr("“{true}” as “{predicted}”")
            )
            self.grid.nothing = self.tr("No images in this cell.")
            self._show_images(title.format(**names), self._part.in_cell(true, predicted))
            self.worst_button.setVisible(True)

    def _show_images(self, title: str, images: Sequence[PredictedExample]) -> None:
        self._images = images
        self.grid_title.setText(self.tr("{title} ({count})").format(title=title, count=count(len(images))))
        self.grid_title.setToolTip("")
        self.grid.setAccessibleName(self.grid_title.text())
        if self._is_of_texts:
            self.texts.show_predicted(images, self.grid.nothing)
            return
        self.grid.show_pictures([_picture(image, "{predicted}") for image in images])

    @property
    def _is_of_texts(self) -> bool:
        return self._part is not None and self._part.dataset.kind == OF_TEXTS

    def _open_image(self, place: int) -> None:
        caption = self.tr("{label}: predicted {predicted}")
        pictures = [_picture(image, caption) for image in self._images]
        dialog = ImageDialog(pictures, place, self._thumbnails, self._preprocessing, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _choose_curve(self, place: int) -> None:
        if self._part and place >= 0:
            self.roc.choose(self._part.classes[place])

    def _body(self) -> QWidget:
        images_head = row(spread(self.grid_title), self.worst_button)
        images_head.setStretch(0, 1)
        self._cards = (
            card(
                label(self.tr("Confusion matrix"), "heading"),
                self.matrix,
                _hint(self.tr("Choose a cell to see its images.")),
            ),
            card(images_head, self.grid, self.texts, self._grid_hint),
            card(label(self.tr("ROC curve"), "heading"), self.roc, self._roc_hint),
            card(row(label(self.tr("Classes"), "heading"), None, self.copy_button), self.classes),
        )
        self._grid_of_cards.setSpacing(SPACE)
        body = QWidget()
        body.setProperty("kind", "page")
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, GAP, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.metrics)
        layout.addWidget(self.unmeasured)
        layout.addLayout(self._grid_of_cards, stretch=1)
        return body

    def _arrange(self, is_narrow: bool) -> None:
        """Arrange side by side; where the table of classes is too wide for that, it stands below."""
        places = NARROW if is_narrow else WIDE
        for made, place in zip(self._cards, places, strict=True):
            made.setMinimumHeight(LOWEST_CARD)
            self._grid_of_cards.addWidget(spread(made), *place)
        for side in (0, 1):
            self._grid_of_cards.setColumnStretch(side, 1)
            self._grid_of_cards.setRowStretch(side, 1)
        self._is_narrow = is_narrow

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = event.size().width() < NARROWEST_SIDE_BY_SIDE
        if is_narrow != self._is_narrow:
            self._arrange(is_narrow)


def _hint(text: str) -> QLabel:
    return label(text, "muted", wrap=True)


def _picture(image: PredictedExample, caption: str) -> CaptionedImage:
    sure = "" if image.confidence is None else f" {probability(image.confidence)}"
    return CaptionedImage(image.frame, caption.format(label=image.label, predicted=image.predicted + sure))
