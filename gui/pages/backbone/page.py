"""The backbone page: choose a backbone, tick the layers that are to be trained, and see what that costs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from core import tasks
from core.backbones import catalogue
from core.backbones.card import Card
from core.backbones.layer_tree import LayerTree
from core.dataset.dataset import Split
from core.events import Event, Noticed
from core.modalities.images.strength import STRENGTHS
from core.modalities.text.options import KIND as TEXT
from core.modalities.text.word_dropout import views_of
from core.task_table import ImportBackbone, MeasureCost, ReadLayers
from core.training.estimate import EstimateBasis, Load, estimate, head_parameters, trained_parameters
from core.wording.catalogue import text_of
from core.wording.spoken_of import OF_TEXTS
from gui.job_runner import Done, JobRunner, Outcome, Task
from gui.pages.backbone.backbone_cards import BackboneCards, Listed
from gui.pages.backbone.costs import Costs, Parameters
from gui.pages.backbone.import_dialog import ImportDialog
from gui.pages.backbone.layer_panel import LayerPanel
from gui.pages.page import Page
from gui.session import Session
from gui.stages import Stage, title
from gui.widgets.parts import button, label
from gui.widgets.theme import GAP, SPACE
from gui.widgets.thumbnails import Thumbnails

CATALOGUE_WIDTH = 256
ARCHIVES = "*.tar.gz *.tgz *.tar *.zip"
#: where no images were chosen yet, the estimate is for so many
EXAMPLE = {"train": 800, "validation": 200}


class BackbonePage(Page):
    """The catalogue at the left, the layer tree beside it, and below both what the ticks cost."""

    def __init__(self, session: Session, runner: JobRunner, thumbnails: Thumbnails):
        super().__init__(session, runner, thumbnails, title(Stage.BACKBONE))
        self.setAcceptDrops(True)
        #: None until the catalogue has been read
        self._backbones: dict[str, Card] | None = None
        #: kept for the backbones that were looked at; their layers are the session's
        self._bases: dict[str, EstimateBasis] = {}
        self._unfrozen: dict[str, tuple[str, ...]] = {}
        self._asked: set[ReadLayers | MeasureCost] = set()
        #: a measurement that failed is not tried again with every tick
        self._unmeasured: set[str] = set()
        self.cards = BackboneCards()
        self.import_button = button(self.tr("Import …"), "add")
        self.import_button.setMenu(self._import_menu())
        self.layers = LayerPanel(session, runner)
        self.costs = Costs()
        self._arrange()
        self._wire()
        self._list_backbones()

    # ---- what the user can ask for

    def choose(self, name: str) -> None:
        """Take another backbone; what was ticked in it before is ticked again."""
        draft = self.session.draft
        if name != draft.backbone:
            self._unfrozen[draft.backbone] = draft.unfrozen
            self.session.change_draft(draft.with_backbone(name).with_unfrozen(self._unfrozen.get(name, ())))

    def choose_folder(self) -> None:
        if folder := QFileDialog.getExistingDirectory(self, self.tr("SavedModel folder"), str(Path.home())):
            self.ask_to_import(Path(folder))

    def choose_archive(self) -> None:
        kinds = self.tr("Archives ({endings})").format(endings=ARCHIVES)
        if file := QFileDialog.getOpenFileName(self, self.tr("Archive of a module"), str(Path.home()), kinds)[0]:
            self.ask_to_import(Path(file))

    def ask_to_import(self, path: Path) -> None:
        if self.runner.is_busy:
            self.notices.show_error(self.tr("A task is running."), self.tr("Wait until it is done, or stop it."))
            return
        dialog = ImportDialog(path, self, self.session.kind)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.confirmed.connect(self.import_backbone)
        dialog.open()

    def import_backbone(self, request: ImportBackbone) -> None:
        """Import what the dialog has asked about."""
        task = Task(request, self.tr("Importing a backbone"))
        self.start(task, self._choose_imported, on_event=self._receive_event)

    # ---- what is shown

    def show_state(self) -> None:
        is_busy = self.runner.is_busy
        self.import_button.setEnabled(not is_busy)
        self.import_button.setToolTip(self.tr("A task is running.") if is_busy else "")
        self.cards.show_state(is_free=not self.layers.is_locked)

    def show_draft(self) -> None:
        self.cards.show_chosen(self.session.draft.backbone)
        self._show_layers()
        self.show_cost()

    def show_cost(self) -> None:
        """Show the cost. It is called for every tick, so it is cheap."""
        name = self.session.draft.backbone
        tree, card, basis = self.session.layer_trees.get(name), (self._backbones or {}).get(name), self._bases.get(name)
        head = self._head_parameters(card)
        self.layers.model.show_head(head)
        if tree is None:
            self.costs.show_parameters(None)
            self.costs.show_no_estimate("")
            return
        trained = trained_parameters(tree, self.session.draft.unfrozen)
        self.costs.show_parameters(Parameters(trained + (head or 0), tree.parameters + (head or 0)))
        if basis is None:
            is_asked = self._cost_of(name) in self._asked
            self.costs.show_no_estimate(self.tr("measuring this computer …") if is_asked else "")
            return
        load = self._load()
        self.costs.show_estimate(
            estimate(tree, basis, self.session.draft.unfrozen, load),
            load.train + load.validation,
            are_known=self.session.dataset is not None,
        )

    # ---- asking the engine

    def _show_layers(self) -> None:
        """Show what is known of the layers; ask for them, where it is not, as soon as somebody looks."""
        name = self.session.draft.backbone
        if self._backbones is None:
            return
        if name not in self._backbones:
            self.layers.show_message(self.tr("“{name}” is missing. Choose a backbone.").format(name=name))
            return
        if tree := self.session.layer_trees.get(name):
            if self.layers.model.tree is not tree:
                self.layers.show_tree(tree)
            self._measure(name)
            return
        self.layers.show_message(self.tr("Reading the layers …"))
        request = ReadLayers(backbone=name)
        if self._may_ask(request):
            self.runner.ask(request, lambda outcome: self._receive_layers(request, outcome))

    def _measure(self, backbone: str) -> None:
        request = self._cost_of(backbone)
        is_settled = backbone in self._bases or backbone in self._unmeasured
        if not is_settled and self._may_ask(request):
            self.runner.ask(request, lambda outcome: self._receive_cost(request, outcome))

    def _cost_of(self, backbone: str) -> MeasureCost:
        """Return the question what a backbone costs; of texts the project says how long they are."""
        is_of_texts = self.session.dataset is not None and self.session.kind == TEXT
        return MeasureCost(backbone=backbone, project=self.session.project if is_of_texts else None)

    def _measure_again(self) -> None:
        """Forget what was measured where other texts may be longer or shorter."""
        if self.session.kind == TEXT:
            self._bases.clear()
            self._unmeasured.clear()
            self.show_draft()

    def _may_ask(self, request: ReadLayers | MeasureCost) -> bool:
        """Return whether nobody waits for the answer yet, and somebody looks; from now on it is waited for."""
        if request in self._asked or not self.isVisible():
            return False
        self._asked.add(request)
        return True

    def _receive_layers(self, asked: ReadLayers, outcome: Outcome[LayerTree]) -> None:
        self._asked.discard(asked)
        is_shown = asked.backbone == self.session.draft.backbone
        match outcome:
            case Done(tree):
                self.session.keep_layers(asked.backbone, tree)
                if is_shown:
                    self.show_draft()
            case _ if is_shown:
                self.layers.show_message(self.tr("The layers could not be read."))
                self.notices.show_outcome(outcome)

    def _receive_cost(self, asked: MeasureCost, outcome: Outcome[EstimateBasis]) -> None:
        self._asked.discard(asked)
        is_shown = asked.backbone == self.session.draft.backbone
        match outcome:
            case Done(basis):
                if asked == self._cost_of(asked.backbone):
                    self._bases[asked.backbone] = basis
                if is_shown:
                    self.show_draft()
            case _:
                self._unmeasured.add(asked.backbone)
                if is_shown:
                    self.costs.show_no_estimate(self.tr("could not be measured"))

    # ---- the catalogue

    def _forget_project(self) -> None:
        self._unfrozen.clear()
        self.show_draft()

    def _list_backbones(self) -> None:
        self.runner.read(_listed, self._show_backbones, self.notices.show_exception)

    def _show_backbones(self, listed: list[Listed]) -> None:
        self._backbones = {backbone.card.name: backbone.card for backbone in listed}
        fitting = [backbone for backbone in listed if backbone.card.input.kind == self.session.kind]
        self.cards.show_backbones(fitting, self.session.draft.backbone)
        self.show_state()
        self.show_draft()

    def _choose_imported(self, card: Card) -> None:
        self.notices.report(self.tr("“{title}” has been imported and chosen.").format(title=card.title))
        self.choose(card.name)
        self._list_backbones()

    def _receive_event(self, event: Event) -> None:
        if isinstance(event, Noticed):
            self.notices.report(text_of(event.message))

    def _load(self) -> Load:
        draft, dataset = self.session.draft, self.session.dataset
        are_texts = self.session.kind == OF_TEXTS
        views = views_of(draft.augmentation) if are_texts else STRENGTHS[draft.augmentation].views
        images = {part: len(dataset.of(part)) for part in (Split.TRAIN, Split.VALIDATION)} if dataset else {}
        return Load(
            train=images.get(Split.TRAIN, EXAMPLE["train"]),
            validation=images.get(Split.VALIDATION, EXAMPLE["validation"]),
            batch_size=draft.batch_size,
            views=views,
        )

    def _head_parameters(self, card: Card | None) -> int | None:
        if card is None or self.session.dataset is None:
            return None
        return head_parameters(card.feature_width, self.session.dataset.target.units)

    def _import_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(self.tr("SavedModel folder …")).triggered.connect(lambda: self.choose_folder())
        menu.addAction(self.tr("Archive (.tar.gz, .zip) …")).triggered.connect(lambda: self.choose_archive())
        return menu

    def _arrange(self) -> None:
        catalogue_side = QWidget()
        catalogue_side.setFixedWidth(CATALOGUE_WIDTH)
        side = QVBoxLayout(catalogue_side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(GAP)
        side.addWidget(self.cards, stretch=1)
        side.addWidget(label(self.tr("Or drop a module on this page."), "muted", wrap=True))
        self.head.addWidget(self.import_button)
        middle = QHBoxLayout()
        middle.setSpacing(SPACE)
        middle.addWidget(catalogue_side)
        middle.addWidget(self.layers, stretch=1)
        self.content.addLayout(middle, stretch=1)
        self.content.addWidget(self.costs)

    def _wire(self) -> None:
        self.cards.chosen.connect(self.choose)
        self.session.project_changed.connect(self._forget_project)
        self.session.dataset_changed.connect(self._measure_again)
        self.session.dataset_changed.connect(self.show_cost)
        self.session.dataset_changed.connect(self._list_backbones)
        self.session.draft_changed.connect(self.show_draft)
        self.runner.state_changed.connect(self.show_state)

    # ---- for Qt

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.show_draft()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event.mimeData()) and not self.runner.is_busy:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if path := _dropped(event.mimeData()):
            event.acceptProposedAction()
            self.ask_to_import(path)


def _listed() -> list[Listed]:
    return [Listed(card, _bytes_in(catalogue.find_backbone(card.name))) for card in tasks.list_backbones()]


def _bytes_in(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _dropped(data: QMimeData) -> Path | None:
    """Return the one file or folder that is held over the page."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 else None
