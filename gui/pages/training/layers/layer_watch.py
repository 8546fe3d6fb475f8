"""LayerWatch: what training does to each layer, as a map of colours, and below it curves of the layers one selects."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QStackedWidget, QVBoxLayout, QWidget

from core.backbones.layer_tree import LayerTree
from core.figures.layer_history import LayerHistory, Quantity
from core.figures.span import Span
from core.wording.wording import sentences
from gui.pages.training.layers.colour_bar import ColourBar
from gui.pages.training.layers.found_list import FoundList
from gui.pages.training.layers.layer_map import LayerMap
from gui.pages.training.layers.monitoring_words import measured_text, quantity_explained, quantity_name, quantity_unit
from gui.plots.curve_panel import CurvePanel
from gui.plots.drawing import Curve, Drawing
from gui.widgets.parts import icon_button, label, row
from gui.widgets.theme import GAP, SPACE, series_colour, theme
from gui.widgets.tool_tip import plain
from gui.widgets.words import phase_name

MILLISECONDS_BETWEEN_REDRAWS = 150
SYMBOLS = ("o", "s", "t", "d", "+", "x", "p", "h")
#: that can be told apart
MOST_CURVES = 7


class LayerWatch(QWidget):
    """Shows a history. Who adds to it calls `history_changed`."""

    def __init__(self) -> None:
        super().__init__()
        self._history = LayerHistory()
        self._is_outdated = False
        self.found = FoundList()
        self.quantity = QComboBox()
        self.quantity.setAccessibleName(self.tr("What is shown of the layers"))
        for quantity in Quantity:
            self.quantity.addItem(quantity_name(quantity), quantity)
        self.bar = ColourBar()
        self.map = LayerMap()
        self._curves = {quantity: _panel(quantity) for quantity in Quantity}
        self._stack = QStackedWidget()
        for panel in self._curves.values():
            self._stack.addWidget(panel)
            panel.cross_moved.connect(panel.show_cross)
            panel.cross_left.connect(lambda panel=panel: panel.show_cross(None))
            panel.reset_wanted.connect(panel.reset_view)
        self._hint = label("", "muted", wrap=True)
        self._nothing = label(self.tr("What training does to each layer is shown here, after each epoch."), "muted")
        self._nothing.setWordWrap(True)
        self._shown = QWidget()
        self._arrange()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(MILLISECONDS_BETWEEN_REDRAWS)
        self._timer.timeout.connect(self._redraw_in_turns)
        self.quantity.currentIndexChanged.connect(self._show_quantity)
        self.map.rows_chosen.connect(self._draw_curves)
        self.map.scale_changed.connect(self.bar.show_scale)
        theme().changed.connect(self._draw_curves)
        self._show_quantity()
        self._show_state()

    @property
    def history(self) -> LayerHistory:
        return self._history

    @property
    def panel(self) -> CurvePanel:
        """Return the curves of the quantity that is shown."""
        return self._curves[self._quantity]

    def show_history(self, history: LayerHistory, tree: LayerTree | None = None) -> None:
        self._history = history
        self.map.show_history(history, tree)
        self.found.show_history(history, is_other=True)
        for panel in self._curves.values():
            panel.reset_view()
        self._draw_curves()
        self._show_state()

    def history_changed(self) -> None:
        self._is_outdated = True
        if not self._timer.isActive() and self.isVisible():
            self._timer.start()

    def redraw(self) -> None:
        self._redraw_map()
        self._draw_curves()

    def _redraw_in_turns(self) -> None:
        """The map, and the curves once it is painted: both together would hold up the window for twice as long."""
        self._redraw_map()
        QTimer.singleShot(0, self, self._draw_curves)

    def _redraw_map(self) -> None:
        self._is_outdated = False
        self.map.show_new()
        self.found.show_history(self._history)
        self._show_state()

    @property
    def _quantity(self) -> Quantity:
        return Quantity(self.quantity.currentData())

    def _show_quantity(self, *_: object) -> None:
        self.quantity.setToolTip(plain(quantity_explained(self._quantity)))
        self.map.show_quantity(self._quantity)
        self._stack.setCurrentWidget(self.panel)
        self._draw_curves()

    def _show_state(self) -> None:
        self._shown.setVisible(not self._history.is_empty)
        self._nothing.setVisible(self._history.is_empty)

    def _draw_curves(self) -> None:
        layers, chosen = self.map.layers, self.map.chosen
        drawn = chosen[-MOST_CURVES:]
        curves = [
            Curve(str(index.data()), layers.values(index), series_colour(number), SYMBOLS[number])
            for number, index in enumerate(drawn)
        ]
        spans = [Span(phase_name(span.name), span.start) for span in layers.spans]
        self.panel.draw(Drawing(curves=curves, spans=spans, end=len(layers.epochs)))
        self._hint.setText(sentences((quantity_explained(self._quantity), self._hint_for(len(chosen)))))

    def _hint_for(self, chosen: int) -> str:
        if not self.map.selectionModel().hasSelection():
            return self.tr("Select rows to see their curves alone. A block shows the highest of its layers.")
        if chosen > MOST_CURVES:
            return self.tr("The last {drawn} of {chosen} are drawn.").format(drawn=MOST_CURVES, chosen=chosen)
        return self.tr("A block shows the highest of its layers.")

    def _arrange(self) -> None:
        inside = QVBoxLayout(self._shown)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(GAP)
        expand = icon_button(self.tr("Show all layers"), "expand", on_click=self.map.expandAll)
        collapse = icon_button(self.tr("Show only blocks"), "collapse", on_click=self.map.collapseAll)
        inside.addLayout(row(self.quantity, None, self.bar, expand, collapse))
        inside.addWidget(self.map, stretch=3)
        inside.addWidget(self._hint)
        inside.addWidget(self._stack, stretch=2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, GAP, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.found)
        layout.addWidget(self._nothing)
        layout.addWidget(self._shown, stretch=1)
        layout.addStretch(0)

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_outdated:
            self.redraw()


def _panel(quantity: Quantity) -> CurvePanel:
    made = CurvePanel(quantity_name(quantity), quantity_unit(quantity), measured_text, None, legend_side=8)
    made.set_logarithmic(True)
    return made
