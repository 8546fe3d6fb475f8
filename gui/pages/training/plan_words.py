"""What a run does, in a sentence."""

from __future__ import annotations

from core.dataset.dataset import Dataset, Split
from core.training.draft import Draft
from gui.translation import tr
from gui.widgets.words import layers_text


def what_a_run_does(draft: Draft, dataset: Dataset | None) -> str:
    images = tr("%n image(s)", "", len(dataset.of(Split.TRAIN)) if dataset else 0)
    epochs, more = (tr("%n epoch(s)", "", phase.epochs) for phase in (draft.head, draft.fine_tuning))
    if draft.incremental:
        text = tr(
            "Trains the new head on {images} for up to {epochs}, then unfreezes block by block, at most {blocks}, "
            "for up to {more} each, and goes on only while validation improves."
        )
    elif draft.unfrozen:
        text = tr("Trains the new head on {images} for up to {epochs}, then {layers} for up to {more}.")
    else:
        text = tr("Trains the new head on {images} for up to {epochs}.")
    blocks, layers = tr("%n block(s)", "", draft.blocks), layers_text(draft.unfrozen)
    return text.format(images=images, epochs=epochs, blocks=blocks, layers=layers, more=more)
