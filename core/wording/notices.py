"""The words for what the user should know while work goes on."""

from __future__ import annotations

from core.wording.wording import Wording

NOTICES = {
    # ---- a project
    "found-in-classes": Wording("{finding}. The audit offers what can be done about it."),
    "problems-left-out": Wording(
        "{counted} cannot be read and will be left out; dataset.csv in the project lists which and why."
    ),
    "images-of-classes-left-out": Wording("{images:image} will be left out, with their classes."),
    "copies-left-out": Wording(
        "{images:image} will be left out, as copies of others.",
        one="{images:image} will be left out, as a copy of another.",
        by="images",
    ),
    "list-of-last-run-instead": Wording(
        "{reason} The list of the last run takes its place; it is kept as “{aside}”.",
        "{reason:hint}",
    ),
    "kept-file-unreadable": Wording(
        "“{file}” cannot be read: {meanwhile}. When it is written again it is kept as “{aside}”."
    ),
    "last-audit-unknown": Wording("what the last audit found, and a reason to train anyway, is not known"),
    "last-advice-unknown": Wording("the last advice is not known"),
    "settings-are-usual-ones": Wording("the settings of the next run are the defaults"),
    "plan-of-later-version": Wording(
        "The plan of this run holds settings of a later version, and it goes on without them: {settings:quoted}."
    ),
    # ---- advice
    "backbone-left-out": Wording("{backbone} is left out. {reason} {reason:hint}"),
    # ---- training
    "rounded-otherwise": Wording(
        "This run goes on with another processor, or another version of TensorFlow, than it began with. Its weights "
        "will be close to those that it would have ended with there, but not the same in the last digits."
    ),
    "rounding-unknown": Wording(
        "This run was begun by an earlier version of Frostline, which did not note the processor. If this is another "
        "one, its weights will be close to those that it would have ended with there, but not the same in the last "
        "digits."
    ),
    "nowhere-to-drop-out": Wording(
        "The unfrozen layers are no part of a transformer, or of one of an unknown kind: nothing in them is left out "
        "at random."
    ),
    # ---- importing a backbone
    "range-assumed": Wording("The module does not say which pixel values it expects; 0 to 1 is assumed."),
    "range-changed-by-option": Wording("{notice} Use --range, or --mean and --std, to change it."),
    "size-by-note": Wording("The module takes images of any size; {height}×{width} is taken, as a note in it says."),
    "size-by-name": Wording("The module takes images of any size; {height}×{width} is taken, by its name."),
    "size-assumed": Wording(
        "The module takes images of any size and does not say at which it was trained; {height}×{width} is assumed."
    ),
    "size-changed-by-option": Wording("{notice} Use --size to change it."),
    "vocabulary-smaller": Wording(
        "The vocabulary has {pieces:,} pieces of words, and the module knows {rows:,}. If the difference is more than "
        "a few, it is not the one that the module was trained with."
    ),
    "letters-assumed-lower": Wording(
        "The module does not say whether capital letters mean something to it; by its vocabulary they do not."
    ),
    "letters-assumed-as-written": Wording(
        "The module does not say whether capital letters mean something to it; by its vocabulary they do."
    ),
    "letters-changed-by-option": Wording("{notice} Use --cased or --lower-case to change it."),
    "length-assumed": Wording("The module does not say how long a sentence may be; {longest} tokens are assumed."),
    "several-outputs": Wording("The module gives several outputs: “{taken}” is taken, {others:listed} not."),
    "mean-of-tokens-taken": Wording(
        "The mean of all tokens (“{taken}”) is taken: of an encoder that was only pretrained it says more of a "
        "sentence than the vector that it gives of one."
    ),
    "output-changed-by-option": Wording("{notice} Use --output NAME to take another."),
    "quoted-name": Wording("“{name}”"),
    "and-others": Wording("…"),
    # ---- the demo
    "demo-trained-before": Wording("The sample has been trained before."),
    "demo-goes-on": Wording("Going on with the training on the sample that was interrupted."),
    "demo-problems-hidden": Wording(
        "Some problems are hidden in the sample for you to find: {folder}/README.txt lists them."
    ),
    "demo-plan": Wording(
        "The plan: first a new head learns, on a backbone that stays frozen. Then the last 4 blocks learn with it, at "
        "a hundredth of the learning rate, since there are few images: longer steps would make it forget what it "
        "knows."
    ),
    "demo-evaluate": Wording("How good is it? {command} evaluate {folder}"),
    "demo-resolved": Wording("The audit found: {finding}. {done}"),
    "demo-kept-together": Wording("The images of each pair are kept in one part."),
    "demo-copies-dropped": Wording("Of each pair one image is left out."),
    "demo-all-dropped": Wording("They are left out."),
    "demo-done-as-proposed": Wording("What it proposes is done."),
}
