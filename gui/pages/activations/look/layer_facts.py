"""LayerFactsCard: a layer in numbers."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel

from core.inspection.activation import LayerActivation, LayerFacts
from core.inspection.text_activation import TextActivation
from gui.pages.backbone.layer_tree_model import shape_text
from gui.translation import count, tr
from gui.widgets.kind_names import kind_name
from gui.widgets.parts import label
from gui.widgets.theme import GAP, SPACE
from gui.widgets.tool_tip import plain
from gui.widgets.words import share


class LayerFactsCard(QFrame):
    """A line for each number; those that there are none of stay empty."""

    def __init__(self, of_texts: bool = False) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._values: dict[str, QLabel] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        self._grid.setHorizontalSpacing(SPACE)
        self._grid.setVerticalSpacing(GAP // 2)
        self._grid.setColumnStretch(1, 1)
        output = self.tr("Tokens × channels of the layer’s output, padding cut away")
        if not of_texts:
            output = self.tr("Height × width × channels of the layer’s output")
        for key, name, explanation in (
            ("kind", self.tr("Kind"), ""),
            ("output", self.tr("Output"), output),
            (
                "time",
                self.tr("Time"),
                self.tr("For one image on this computer, from the layer before"),
            ),
            ("mean", self.tr("Mean"), ""),
            ("std", self.tr("Std. dev."), self.tr("Standard deviation of all values")),
            ("range", self.tr("Range"), ""),
            ("zeros", self.tr("Zeros"), self.tr("Share of the values that are exactly 0")),
            ("dead", self.tr("Dead"), self.tr("Channels that are 0 everywhere, for this image")),
            (
                "gradient",
                self.tr("Gradient"),
                self.tr("How strongly the score of the class depends on this layer: the norm of the gradient"),
            ),
        ):
            self._add(key, name, explanation)

    def value(self, key: str) -> str:
        """Return what stands beside a name: kind, output, time, mean, std, range, zeros, dead or gradient."""
        return self._values[key].text()

    def show_layer(self, seen: LayerActivation | TextActivation | None) -> None:
        texts = _texts(seen.facts) if seen else {}
        if isinstance(seen, LayerActivation) and seen.has_class_token:
            texts["output"] = tr("{shape} (with a class token)").format(shape=texts["output"])
        for key, value in self._values.items():
            value.setText(texts.get(key, ""))

    def _add(self, key: str, name: str, explanation: str) -> None:
        row = self._grid.rowCount()
        named, value = label(name, "muted"), label("", selectable=True)
        value.setAccessibleName(name)
        value.setWordWrap(True)
        for made in (named, value):
            made.setToolTip(plain(explanation))
        self._grid.addWidget(named, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(value, row, 1)
        self._values[key] = value


def _texts(facts: LayerFacts) -> dict[str, str]:
    return {
        "kind": kind_name(facts.kind),
        "output": shape_text(facts.output_shape),
        "time": tr("{time} ms").format(time=f"{facts.seconds * 1000:.2f}"),
        "mean": f"{facts.mean:.3g}",
        "std": f"{facts.std:.3g}",
        "range": tr("{low} to {high}").format(low=f"{facts.min:.3g}", high=f"{facts.max:.3g}"),
        "zeros": share(facts.zeros),
        "dead": tr("{dead} of {channels}").format(dead=count(facts.dead_channels), channels=count(facts.channels)),
        "gradient": "–" if facts.gradient_norm is None else f"{facts.gradient_norm:.3g}",
    }
