"""The words for what goes wrong where models are compared, applied, looked into and exported."""

from __future__ import annotations

from core.wording.wording import Wording

EVALUATION = {
    "model-named-twice": Wording(
        "“{model}” is named twice.",
        "Name each model once: a run is the model that it kept, and `:head` or `:fine-tuned` behind it means the same "
        "model where that is the one.",
    ),
    "compare-needs-two-runs": Wording("A comparison needs at least two different runs.", "Choose another run."),
    "run-without-model": Wording("The run “{run}” has no model yet.", "Resume it, or compare without it."),
    "runs-on-other-splits": Wording(
        "The runs “{run}” and “{other}” were not trained on the same split.",
        "Only predictions for the same images can be compared: choose runs between which no images were "
        "added, removed or moved.",
    ),
    "table-named-as-image": Wording(
        "“{table}” is the name of an image.",
        "Choose a name for the table that ends in .csv.",
    ),
    "table-named-as-text": Wording(
        "“{table}” is the name of a text.",
        "Choose a name for the table that ends in .csv.",
    ),
    "table-is-to-be-read": Wording(
        "“{table}” is to be predicted, and would be replaced by its predictions.",
        "Choose another name for the table of predictions.",
    ),
    "asked-of-texts-alone": Wording(
        "The model predicts images: these have no columns, and no text to repeat.",
        "Leave out --columns and --with-text.",
    ),
    "no-texts-to-predict": Wording(
        "There are no texts in what was chosen.",
        "Choose a table with a column of texts (.csv, .xlsx, .jsonl), .txt files, or folders with .txt files in them.",
    ),
    "no-images-to-predict": Wording(
        "There are no images in what was chosen.",
        "Choose images, or folders with images in them.",
    ),
    "path-not-there": Wording(
        "There is no file or folder “{path}”.",
        "Check its name, and that its disk is connected.",
    ),
    "folder-may-not-be-opened-to-predict": Wording(
        "The folder “{folder}” may not be opened.",
        "Ask for permission to read it, or leave it out.",
    ),
    "predictions-unreadable": Wording("The table “{table}” cannot be read.", "Predict again."),
    "export-differs": Wording(
        "The exported model does not predict what Frostline predicts: predictions differ by {difference:.1g}.",
        "Nothing was exported. Try again; if it stays so, train again with another backbone.",
    ),
    "export-does-not-run": Wording(
        "The exported model does not run in a process of its own.",
        "Nothing was exported. Close other programs to free memory, and try again.",
    ),
    "export-folder-is-file": Wording("“{folder}” is a file.", "Choose a folder for the exported model."),
    "export-folder-holds-others": Wording(
        "The folder “{folder}” holds other files, which the export would replace.",
        "Choose a new or an empty folder, or one that holds an earlier export and nothing else.",
    ),
    "no-classes-to-explain": Wording(
        "This backbone gives features and no classes, so there is no gradient of a class.",
        "Choose a trained model.",
    ),
    "class-unknown-to-model": Wording("The model knows no class “{label}”.", "{classes}"),
    "nothing-to-inspect": Wording(
        "There is nothing to look at.", "Give an image; of a network of sentences --text, a file, or a table and --row."
    ),
    "row-without-run": Wording(
        "A backbone by itself has no table.", "Give a run, from whose table the row is, or the text by --text."
    ),
    "no-such-row": Wording("The table that the run has learnt from has no row {row} with a text."),
    "table-without-row": Wording("“{table}” has no row {row} with a text."),
    "row-of-table-to-be-said": Wording(
        "“{table}” is a table of texts, of which one is looked at.",
        "Say in which row it is: --row 2 for the first below the header.",
    ),
    "network-takes-no-images": Wording(
        "This network takes sentences and no images.", "Give it a text: on the command line by --text."
    ),
    "network-takes-no-texts": Wording("This network takes images and no sentences.", "Give it an image."),
    "layer-unknown": Wording("There is no layer “{layer}” in this network.", "Choose one of its list of layers."),
    "its-classes": Wording("Its classes are {names:listed}."),
    "its-classes-begin": Wording("Its classes are {names:listed} and so on."),
}
