"""ClassChoice: the class for which the tokens are coloured, and how probable it is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QVBoxLayout

from core.inspection.text_activation import Contributions
from gui.translation import tr
from gui.widgets.parts import label
from gui.widgets.theme import GAP, SPACE
from gui.widgets.words import probability


class ClassChoice(QFrame):
    """Of another text the class that is predicted is explained, until the user chooses one."""

    class_chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._chosen: str | None = None
        self.classes = QComboBox()
        self.classes.setAccessibleName(self.tr("Class for which the tokens are coloured"))
        self.classes.activated.connect(lambda _: self._choose())
        self.says = label("", "muted", wrap=True)
        self.cut = label("", "warning", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        layout.setSpacing(GAP)
        for widget in (label(self.tr("Explained class")), self.classes, self.says, self.cut):
            layout.addWidget(widget)
        self.show_classes((), np.empty(0), 0)

    @property
    def chosen_class(self) -> str | None:
        return self.classes.currentData()

    def show_classes(self, classes: Sequence[str], probabilities: np.ndarray, cut: int) -> None:
        """Show the classes with what the network says; `cut` tokens of the text it is not given."""
        self.classes.clear()
        for name, share in zip(classes, probabilities, strict=True):
            self.classes.addItem(f"{name} ({probability(float(share))})", name)
        chosen = self._chosen if self._chosen in classes else None
        place = classes.index(chosen) if chosen else int(probabilities.argmax()) if len(classes) else -1
        self.classes.setCurrentIndex(place)
        self.classes.setVisible(bool(classes))
        self.says.setText("" if classes else self.tr("Without a head there is no class to explain."))
        self.cut.setText(tr("%n token(s) of a text this long are not read.", "", cut) if cut else "")
        self.cut.setVisible(bool(cut))

    def show_contributions(self, contributions: Contributions | None) -> None:
        if contributions is not None:
            said = self.tr("Gradient × input: red supports “{name}”, blue counts against it.")
            self.says.setText(said.format(name=contributions.label))

    def forget(self) -> None:
        """Show nothing of the project before."""
        self._chosen = None
        self.show_classes((), np.empty(0), 0)

    def _choose(self) -> None:
        self._chosen = self.chosen_class
        self.class_chosen.emit()
