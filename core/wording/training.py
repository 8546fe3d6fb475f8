"""The words for what goes wrong in training, and for what a run has kept."""

from __future__ import annotations

from core.wording.wording import Wording

TRAINING = {
    # ---- what a run has kept, and why it ended
    "kept": Wording("Kept: {kept}."),
    "also-kept": Wording("Also kept: {kept}."),
    "also-kept-as": Wording("Also kept, as “{title}”: {kept}."),
    "epoch-of-phase": Wording("epoch {epoch}, of {phase}"),
    "epoch-of-run-and-of-phase": Wording("epoch {epoch}, of {phase} (its epoch {of_phase})"),
    "epoch-in-short": Wording("epoch {epoch}, {phase}"),
    "epoch-was-as-good": Wording("Epoch {epoch}, of {phase}, was as good."),
    "epoch-was-better": Wording("Epoch {epoch}, of {phase}, was better."),
    "fine-tuning-no-better": Wording("Fine-tuning was no better."),
    "unfreezing-more-no-better": Wording("Unfreezing more was no better."),
    "the-head": Wording("the head"),
    "head": Wording("head"),
    "fine-tuning": Wording("fine-tuning"),
    "fine-tuned-model-of": Wording("{title}, fine-tuned"),
    "head-of": Wording("{title}, head only"),
    "the-last-blocks": Wording("the last {blocks} blocks", one="the last block", by="blocks"),
    "last-blocks": Wording("last {blocks} blocks", one="last {blocks} block", by="blocks"),
    "lowest-validation-loss": Wording("lowest validation loss"),
    "highest-on-validation": Wording("highest {metric} on validation"),
    "lowest-on-validation": Wording("lowest {metric} on validation"),
    "loss": Wording("loss"),
    "accuracy": Wording("accuracy"),
    "accuracy-alone": Wording("Accuracy"),
    "balanced-accuracy": Wording("balanced accuracy"),
    "balanced-accuracy-alone": Wording("Balanced accuracy"),
    "auc": Wording("AUC"),
    "the-validation-loss": Wording("the validation loss"),
    "the-auc-on-validation": Wording("the AUC on validation"),
    "metric-on-validation": Wording("{metric} on validation"),
    "validation-loss": Wording("Validation loss"),
    "validation-metric": Wording("Validation {metric}"),
    "validation-loss-within": Wording("validation loss"),
    "latest-of-fine-tuning": Wording("latest epoch better than before fine-tuning, by {metric}"),
    "chosen-as-latest": Wording(
        "Chosen as the latest epoch that was better than before fine-tuning, by {metric}: {value}."
    ),
    "chosen-by": Wording("Chosen by the {best}: {value}."),
    "trained-parameters": Wording("Trained parameters: {parameters:,}."),
    "ended-early": Wording("It ended early: {epochs:epoch} of {phase} in a row without a better one."),
    "ended-converged": Wording("It ended when {phase} had converged."),
    "ended-with-the-last-epoch": Wording("It ended with the last of {epochs:epoch} that {phase} was given at most."),
    "went-no-deeper": Wording("It went no deeper than {phase}, whose improvement was within its standard error."),
    "ended-by-hand": Wording("It was ended by hand, after {epochs:epoch} of {phase}."),
    # ---- how deep incremental unfreezing went
    "stopped-for-few-subjects": Wording("Stopped at {phase}: too few validation subjects to measure what helps."),
    "stopped-not-lowered": Wording("Stopped at {phase}: {metric} was not lowered."),
    "stopped-not-raised": Wording("Stopped at {phase}: {metric} was not raised."),
    "stopped-lowered-too-little": Wording(
        "Stopped at {phase}: this step lowered {metric} by {gain:short}, less than its standard error of {error:short}."
    ),
    "stopped-raised-too-little": Wording(
        "Stopped at {phase}: this step raised {metric} by {gain:short}, less than its standard error of {error:short}."
    ),
    "deeper-since-lowered": Wording(
        "Went deeper than {phase}: that lowered {metric} by {gain:short}, with a standard error of {error:short}."
    ),
    "deeper-since-raised": Wording(
        "Went deeper than {phase}: that raised {metric} by {gain:short}, with a standard error of {error:short}."
    ),
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
        "model is overfitting.",
        "Use stronger augmentation, unfreeze fewer layers, or pull them towards their pretrained weights (L2-SP).",
    ),
    "worse-than-head-alone": Wording(
        "Validation is worse than with the head alone: the loss is {higher:.3f} higher, with a standard error of "
        "{noise:.3f}.",
        "Go back to the best weights so far, or start again with a lower learning rate or fewer unfrozen layers.",
    ),
    "layers-dead": Wording(
        "{layers}: the gradient there has vanished, so nothing is learnt.",
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
    "epochs-too-few": Wording("Train for at least one epoch."),
    "learning-rate-out-of-range": Wording(
        "The learning rate must lie above 0 and be at most 1.",
        "1e-3 suits a new head.",
    ),
    "patience-too-short": Wording("Patience must be at least one epoch."),
    "only-a-head-is-solved": Wording("Only a head alone can be solved; unfrozen layers learn step by step."),
    "solved-head-without-rate": Wording(
        "A head that is solved until it has converged has neither a learning rate nor patience.",
        "Leave these out, or let it learn step by step: --solver adam.",
    ),
    "head-cannot-be-solved": Wording(
        "There are too many examples here for a head that is solved at once.",
        "Let it learn step by step: choose “Step by step” for the head, or --solver adam.",
    ),
    "plan-without-phase": Wording("A plan needs at least one phase."),
    "incremental-without-blocks": Wording("Incremental unfreezing needs at least one block."),
    "batch-too-small": Wording("A batch holds at least one image."),
    "dropout-out-of-range": Wording("Dropout must be at least 0 and below 1."),
    "seed-out-of-range": Wording("The seed must be a whole number from 0 to 4,294,967,295."),
    "warm-up-negative": Wording("The warm-up must last for 0 epochs or more."),
    "block-factor-out-of-range": Wording(
        "The layer-wise LR decay must lie between 1 and 100.",
        "2.6 is usual; 1 is off.",
    ),
    "pull-negative": Wording("The L2-SP strength must be 0 or more.", "0.1 is usual; 0 is off."),
    "class-weight-bound-too-low": Wording(
        "The bound of class weights must be 1 or more.",
        "10 is usual; 1 weights no class.",
    ),
    "run-finished-already": Wording("The run “{run}” is finished already."),
    "run-without-epoch": Wording(
        "The run “{run}” has not ended an epoch yet: there is no model to keep.",
        "Resume it, or delete it.",
    ),
    "history-unreadable": Wording(
        "The history of this run cannot be read{detail}.",
        "Its history.csv is damaged: put it back.",
    ),
    "history-of-later-version": Wording(
        "The history of this run, “{file}”, was written by a later version of Frostline.",
        "Update Frostline to use it.",
    ),
    "checkpoint-unclear": Wording(
        "The last checkpoint of the run cannot be understood.",
        "It may come from another version of Frostline: go on with that one, or start a new run.",
    ),
    "run-not-finished": Wording("“{run}” has no model yet.", "Let its training finish."),
    "not-a-run": Wording("“{run}” is not a run of Frostline.", "Choose a folder under runs in a project."),
    "plan-damaged": Wording(
        "The plan.json of the run “{run}” is damaged, or holds what this version does not know.",
        "Put it back as it was, or update Frostline.",
    ),
    "no-image-of-class-readable": Wording(
        "None of the images of the class “{label}” can be read.",
        "The list of images says why for each of them. Mend or replace them, or remove the class.",
    ),
    "fewer-than-two-classes": Wording(
        "There are fewer than two classes.",
        "A classifier needs at least two.",
    ),
    "metric-of-another-target": Wording(
        "The best epoch cannot be chosen by “{metric}”, which is no metric of these labels.",
        "Choose it by {others:or}.",
    ),
    "auc-of-one-class": Wording(
        "The best epoch cannot be chosen by AUC: all validation images are of one class.",
        "Choose it by validation loss, or give the validation part images of other classes.",
    ),
    "backbone-of-run-changed": Wording(
        "The backbone “{backbone}” of this run is missing or has changed.",
        "Put the project's folder “backbones” back as it was.",
    ),
    "model-missing": Wording("“{run}” has no model yet.", "Let its training finish: `train --resume` goes on."),
    "model-damaged": Wording("The model of “{run}” is damaged.", "Train it again."),
    "frozen-layers-changed": Wording(
        "Frozen layers changed during training, first “{layer}”: this run cannot be trusted.",
        "Please report this. The run has not been finished; `train --resume` starts it again.",
    ),
    "no-model-of-head": Wording("The run “{run}” has kept no model of the head alone.", "{kept}"),
    "no-model-of-fine-tuning": Wording("The run “{run}” has kept no model of fine-tuning.", "{kept}"),
    "rate-is-no-number": Wording(
        "The learning rate of {phase} is not a number.",
        "1e-3 suits a new head, 1e-5 fine-tuning.",
    ),
}
