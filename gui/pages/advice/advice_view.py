"""AdviceView: the recommendation with its reasons, and the numbers behind them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QWidget

from core.advice.advice import Advice
from core.advice.measures import BackboneMeasures, DepthCost, Measures
from core.wording.catalogue import text_of
from core.wording.wording import minus, sentences, size
from gui.pages.advice.reason_list import ReasonList
from gui.pages.backbone.costs import about
from gui.translation import count, tr
from gui.widgets.parts import button, card, column, label, row, spread
from gui.widgets.small_table import SmallTable
from gui.widgets.theme import GAP, SPACE
from gui.widgets.words import short_count

NOTHING = "–"
#: how the two tables share the width
WIDTHS = 12, 13
#: pixels that the tables want to stand side by side
NARROWEST_SIDE_BY_SIDE = 1000


class AdviceView(QScrollArea):
    """Show what to do above, what was measured below: of each backbone, and of each depth of the recommended one."""

    #: the user wants the next run to be as recommended
    use_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.heading = label("", "heading", wrap=True, selectable=True)
        self.caution = label("", "warning", wrap=True, selectable=True)
        self.reasons = ReasonList()
        self.use_button = button(self.tr("Use this plan"), kind="primary", on_click=self.use_wanted.emit)
        self.backbones = SmallTable(self.tr("Backbones"))
        self.classes = SmallTable(self.tr("Classes"))
        self.depths = SmallTable(self.tr("Depths"))
        self.of_backbones = label("", "muted", wrap=True)
        self._depths_title = label("", "heading")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidget(self._body())

    def show_advice(self, advice: Advice) -> None:
        recommended, measures = advice.recommendation, advice.measures
        chosen = next(backbone for backbone in measures.backbones if backbone.name == recommended.backbone)
        self.heading.setText(text_of(recommended.heading))
        self.caution.setText("\n".join(map(text_of, advice.cautions)))
        self.caution.setVisible(bool(advice.cautions))
        self.reasons.show_reasons([text_of(reason) for reason in recommended.reasons])
        self._show_backbones(measures, chosen)
        self.classes.show_rows(
            [
                (self.tr("Class"), self.tr("Images"), self.tr("Subjects")),
                *((one.label, count(one.images), count(one.subjects)) for one in measures.classes),
            ]
        )
        self._depths_title.setText(self.tr("Depths of {backbone}").format(backbone=chosen.short_title))
        self.depths.show_rows(
            [_depth_headings(), *(_depth_row(depth, depth.blocks == recommended.blocks) for depth in measures.depths)]
        )

    def _show_backbones(self, measures: Measures, chosen: BackboneMeasures) -> None:
        """Show the distance from what they learnt from only where that of one is known: it is not for texts."""
        backbones, says = measures.backbones, _what_is_measured(measures)
        rows = [_backbone_headings(), *(_backbone_row(backbone, backbone is chosen) for backbone in backbones)]
        if any(backbone.domain_distance is not None for backbone in backbones):
            says = sentences([says, self.tr("Domain distance: from what the backbone learnt from.")])
        else:
            rows = [cells[:-1] for cells in rows]
        self.backbones.show_rows(rows)
        self.of_backbones.setText(says)

    def _body(self) -> QWidget:
        then = self.tr("It sets the Backbone and Training pages, where you can still change it.")
        recommendation = card(
            self.heading,
            self.caution,
            self.reasons,
            row(self.use_button, label(then, "muted"), None),
            spacing=SPACE,
        )
        of_depths = self.tr("Estimated from measurements on this computer. Memory: beside what the program takes.")
        cards = (
            card(label(self.tr("Backbones"), "heading"), self.backbones, self.of_backbones),
            card(label(self.tr("For training and validation"), "heading"), self.classes),
            card(self._depths_title, self.depths, label(of_depths, "muted", wrap=True)),
        )
        of_backbones_and_classes, of_all_depths = column(*cards[:2], None, spacing=SPACE), column(cards[2], None)
        self._tables = row(of_backbones_and_classes, of_all_depths, spacing=SPACE)
        for place, share in enumerate(WIDTHS):
            self._tables.setStretch(place, share)
        for made in cards:
            spread(made)
        body = QWidget()
        body.setProperty("kind", "page")
        layout = column(recommendation, self._tables, None, spacing=SPACE)
        layout.setContentsMargins(0, 0, GAP, 0)
        body.setLayout(layout)
        return body

    # ---- for Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = event.size().width() < NARROWEST_SIDE_BY_SIDE
        directions = QBoxLayout.Direction
        self._tables.setDirection(directions.TopToBottom if is_narrow else directions.LeftToRight)


def _what_is_measured(measures: Measures) -> str:
    scores = [backbone.probe.score for backbone in measures.backbones if backbone.probe]
    metric = text_of(scores[0].metric_message) if scores else tr("score")
    said = tr(
        "LogME: how well the features suit the labels; more is better. Linear probe: {metric} on unseen subjects, and "
        "its standard error."
    )
    return said.format(metric=metric)


def _backbone_headings() -> Sequence[str]:
    return tr("Backbone"), tr("LogME"), tr("Linear probe"), tr("Domain distance")


def _backbone_row(backbone: BackboneMeasures, is_chosen: bool) -> Sequence[str]:
    probe, distance = backbone.probe, backbone.domain_distance
    return (
        _marked(backbone.short_title, is_chosen),
        minus(backbone.logme),
        text_of(probe.score.message) if probe else NOTHING,
        NOTHING if distance is None else f"{distance:.2f}",
    )


def _depth_headings() -> Sequence[str]:
    return tr("Unfrozen"), tr("Parameters"), tr("Per epoch"), tr("Memory"), tr("On disk")


def _depth_row(depth: DepthCost, is_chosen: bool) -> Sequence[str]:
    return (
        _marked(_unfrozen(depth), is_chosen),
        short_count(depth.trained_parameters) if depth.blocks else NOTHING,
        f"≈ {about(depth.seconds_per_epoch)}",
        f"≈ {size(depth.memory_bytes)}",
        f"≈ {size(depth.disk_bytes)}",
    )


def _unfrozen(depth: DepthCost) -> str:
    if not depth.blocks:
        return tr("head only")
    return tr("last %n, from {first}", "", depth.blocks).format(first=depth.first_block)


def _marked(text: str, is_chosen: bool) -> str:
    return f"{text}  ✓" if is_chosen else text
