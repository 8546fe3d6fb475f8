"""What goes wrong in training, in words."""

from __future__ import annotations

from core.wording.wording import Wording

TRAINING = {
    # ---- alarms
    "loss-nan": Wording(
        "The loss is NaN: the learning rate is too high.",
        "Start again with a lower learning rate, such as {rate:.1g}.",
    ),
    "loss-nan-but-best-kept": Wording(
        "The loss is NaN: the learning rate is too high.",
        "The best weights so far are kept: “Finish with best weights” makes a model of them. Start again with a lower "
        "learning rate, such as {rate:.1g}.",
    ),
    "all-predicted-as-one-class": Wording(
        "All validation images are predicted as one class.",
        "Turn class weights on, train for more epochs, or lower the learning rate.",
    ),
    "gap-grows": Wording(
        "The loss falls on training images ({loss:.2f}) and rises on validation images ({validation_loss:.2f}): the "
        "model learns its images by heart.",
        "Use stronger augmentation, unfreeze fewer layers, or pull them towards their pretrained weights (L2-SP).",
    ),
    "worse-than-head-alone": Wording(
        "Validation is worse than with the head alone: the loss is {higher:.3f} higher, with a standard error of "
        "{noise:.3f}.",
        "Go back to the best weights so far, or start again with a lower learning rate or fewer unfrozen layers.",
    ),
    "layers-dead": Wording(
        "{layers}: no gradient arrives there any more, so nothing is learnt.",
        "Freeze these layers, or start again with a lower learning rate.",
    ),
    "layers-exploding": Wording(
        "{layers}: the learning rate is far too high for the weights there.",
        "Lower the learning rate, or let deeper blocks learn more slowly.",
    ),
    "layers-drifted": Wording(
        "{layers}: the weights have drifted from the pretrained ones by more than half their norm.",
        "Lower the learning rate, or pull them towards their pretrained weights (L2-SP).",
    ),
    "names": Wording("{names:listed}"),
    "names-and-more": Wording("{names:listed} and {more} more"),
}
