"""The combo box in which the user chooses the network to be looked into: a trained model, or a backbone by itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from core.backbones.card import Card
from core.training.run import Run
from gui.session import Session
from gui.widgets.model_names import model_name
from gui.widgets.tool_tip import plain

WIDTH = 300


class ModelChooser(QComboBox):
    """A run that is chosen here is chosen in the whole window, and the other way round."""

    model_changed = Signal()

    def __init__(self, session: Session):
        super().__init__()
        self._session = session
        self._cards: Sequence[Card] = ()
        #: what the user has asked for; None while the run of the window is meant, whichever that is
        self._asked: str | Run | None = None
        self._model: str | Run | None = None
        self.setAccessibleName(self.tr("Model"))
        self.setFixedWidth(WIDTH)
        self.activated.connect(lambda place: self._choose(self.itemData(place)))
        session.project_changed.connect(self._forget)
        session.dataset_changed.connect(self._show_models)  # its kind may be another
        session.runs_changed.connect(self._show_models)
        session.run_changed.connect(self._follow)
        self._show_models()

    @property
    def chosen_model(self) -> str | Run | None:
        """Return a run, or the name of a backbone; None where there is neither."""
        return self._model

    def show_backbones(self, cards: Sequence[Card]) -> None:
        self._cards = cards
        self._show_models()

    def _forget(self) -> None:
        self._asked = None
        self._show_models()

    def _follow(self) -> None:
        if isinstance(self._asked, Run):
            self._asked = None
        self._show_models()

    def _choose(self, model: str | Run) -> None:
        self._asked = model
        if isinstance(model, Run):
            self._session.select_run(model)
        self._show_models()

    def _show_models(self) -> None:
        """Show the models. Where the user has asked for none, the window's run is next, then the draft's backbone."""
        self.clear()
        for run in reversed(self._session.models):
            self.addItem(model_name(run), run)
        for card in (card for card in self._cards if card.input.kind == self._session.kind):
            self.addItem(self.tr("{title}, as published").format(title=card.title.partition(",")[0]), card.name)
        models = [self.itemData(place) for place in range(self.count())]
        preferred = [self._asked, self._session.run, self._session.draft.backbone, *models]
        model = next((model for model in preferred if model is not None and model in models), None)
        self.setCurrentIndex(models.index(model) if model is not None else -1)
        self.setToolTip(plain(self.currentText()))
        if model != self._model:
            self._model = model
            self.model_changed.emit()
