"""What a run is where the user sets nothing: backbone, fine-tuning and settings, for each kind of data."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from core.targets.metrics import AUC
from core.training.plan import FINE_TUNING, HEAD, Phase
from core.training.settings import Keep, Schedule, TrainingSettings


@dataclass(frozen=True, kw_only=True)
class Usual:
    backbone: str
    head: Phase = HEAD
    #: its layers are the user's choice
    fine_tuning: Phase = FINE_TUNING
    settings: TrainingSettings = field(default_factory=TrainingSettings)


USUAL = {
    "images": Usual(backbone="mobilenet_v2_100_224"),
    # Four epochs at 5e-5 in batches of 16, with a tenth of the steps to warm up and a dropout of 0.1 inside, is what
    # BERT is fine-tuned by (Devlin et al., 2019; its authors name 2 to 4 epochs, 2e-5 to 5e-5 and 16 or 32). While it
    # learns, its loss on validation soon rises, since it grows surer, and its answers go on getting better: so it is
    # held against the head by how well it separates the classes. Its epochs are not held against each other: they
    # differ by less than chance does, and the last one, by which the rate has gone down to nothing, is what is taken.
    "text": Usual(
        backbone="all_minilm_l6_v2",
        head=replace(HEAD, patience=10),
        fine_tuning=replace(FINE_TUNING, epochs=4, learning_rate=5e-5, patience=4),
        settings=TrainingSettings(
            batch_size=16,
            encoder_dropout=0.1,
            schedule=Schedule.COSINE,
            warmup_epochs=0.4,
            select_by=AUC,
            keep=Keep.LAST,
        ),
    ),
}
