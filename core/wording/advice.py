"""The words for what is advised, and why."""

from __future__ import annotations

from core.wording.wording import Wording

ADVICE = {
    "score": Wording("{value:.3f} ± {standard_error:.3f}"),
    # ---- which backbone, and whether to fine-tune
    "train-head-alone": Wording("Train a new head on {backbone}, and leave all its layers frozen."),
    "fine-tune-blocks": Wording(
        "Fine-tune {backbone} from “{first}” on: its last {blocks} blocks.",
        one="Fine-tune {backbone} from “{first}” on: its last block.",
        by="blocks",
    ),
    "only-backbone": Wording("{backbone} is the only backbone that could be measured (LogME {logme:minus})."),
    "backbone-suits-best": Wording(
        "The features of {backbone} suit these labels best: LogME {logme:minus} ({others:listed})."
    ),
    "backbone-better-by-probe": Wording(
        "{backbone} is not first by LogME, {logme:minus} ({others:listed}), but a linear probe on its features does "
        "significantly better."
    ),
    "logme-of": Wording("{backbone} {logme:minus}"),
    "probe-reaches": Wording(
        "A linear probe on its frozen features scores {score} ({metric}) on subjects that it has not seen "
        "({folds}-fold cross-validation)."
    ),
    "probe-reaches-with-auc": Wording(
        "A linear probe on its frozen features scores {score} ({metric}), AUC {auc:.3f}, on subjects that it has not "
        "seen ({folds}-fold cross-validation)."
    ),
    "too-few-subjects": Wording(
        "“{label}” has only {subjects:subject} for training and validation. With fewer than {fewest}, fine-tuning "
        "overfits to them, and too few are left to detect that."
    ),
    "room-for-gain": Wording(
        "At most {gain:points} percentage points of {metric} are left to gain; {subjects:test subject} will "
        "measure it to ± {unsureness:points} percentage points."
    ),
    "gain-drowns-in-chance": Wording("{room} Any gain from fine-tuning would be too small to detect."),
    # ---- how deep
    "domain-unknown": Wording(
        "How far the images lie from its training images is unknown: the module does not store that."
    ),
    "domain-near": Wording(
        "The images lie close to those that it was trained on, {distance:.2f} standard deviations of its channels "
        "(with the bundled backbones photographs of animals measure 0.16 to 0.27, chest radiographs 0.39 to 0.51): "
        "few layers need to adapt."
    ),
    "domain-far": Wording(
        "The images lie far from those that it was trained on, {distance:.2f} standard deviations of its channels "
        "(with the bundled backbones photographs of animals measure 0.16 to 0.27, chest radiographs 0.39 to 0.51): "
        "more layers should adapt."
    ),
    "subjects-allow-few": Wording(
        "“{label}” is rarest, with {subjects:subject}: with fewer than {many}, few layers should learn from them."
    ),
    "subjects-allow-more": Wording(
        "“{label}” is rarest, with {subjects:subject}: with {many} or more, some more layers can learn from them."
    ),
    "probe-still-rising": Wording(
        "Learning from {whole} subjects instead of {half} brought the linear probe from {before:.3f} to {after}: it "
        "is still rising, and more subjects would help more than more layers."
    ),
    "probe-has-levelled-off": Wording(
        "Learning from {whole} subjects instead of {half} brought the linear probe from {before:.3f} to {after}: the "
        "features as they are have given what they can."
    ),
    "deeper-would-take": Wording("Unfreezing {blocks:block} would take {hindrance}."),
    "too-long": Wording("{seconds:duration} on this computer, which is long for a first run"),
    "too-much-memory": Wording("{needed:size} of the computer's {memory:size} of memory"),
    # ---- what it costs
    "cost-on-this-computer": Wording(
        "On this computer that takes some {seconds:duration} at most, {seconds_per_epoch:duration} an epoch, "
        "{memory:size} of memory beside the program and {disk:size} on disk (estimated)."
    ),
    "cost-and-reach": Wording(
        "{cost} At a learning rate of {rate:rate} no weight moves by more than about {reach:g} in all."
    ),
    # ---- what to know before relying on it
    "not-audited": Wording("These images have not been audited: copies or shortcuts may make the scores too good."),
    "errors-of-audit": Wording(
        "The audit found errors in these images, which may make the scores too good: {errors:after semicolons}."
    ),
}
