"""The words for what is wrong with a foreign module, and for the kinds of its layers."""

from __future__ import annotations

from core.wording.wording import Wording

BACKBONES = {
    # ---- kinds of layers
    "kind-convolution": Wording("convolution"),
    "kind-depthwise": Wording("depthwise convolution"),
    "kind-dense": Wording("dense"),
    "kind-normalisation": Wording("normalisation"),
    "kind-embedding": Wording("embedding"),
    "kind-attention": Wording("attention"),
    "kind-other": Wording("other"),
    "graph-in-parts": Wording("The module's graph is split into parts.", "Ask for it as one saved_model.pb."),
    "graph-damaged": Wording("The module's saved_model.pb is damaged.", "Fetch or copy the module again, whole."),
    "graph-empty": Wording("The module's saved_model.pb is empty.", "Fetch or copy the module again, whole."),
    "names-files-outside": Wording(
        "This module names files outside of its folder.",
        "Only use modules that you trust; ask its publisher for a version without them.",
    ),
    "operations-not-allowed": Wording(
        "This module wants to run operations that Frostline does not allow: {operations}.",
        "Only use modules that you trust; ask its publisher for a version without them.",
    ),
    "operations-unknown": Wording(
        "This module needs operations that are not part of TensorFlow: {operations}.",
        "Such unsupported operations cannot be run; ask its publisher for a version without them.",
    ),
    "parts-of-same-name": Wording(
        "This module has two parts of the same name.",
        "Fetch or copy the module again, whole.",
    ),
    "function-named-as-operation": Wording(
        "This module has a function with the name of an operation.",
        "Only use modules that you trust; ask its publisher for a version without them.",
    ),
    "function-missing": Wording(
        "This module calls a function that is not in it.",
        "Fetch or copy the module again, whole.",
    ),
    "archive-of-too-many-files": Wording(
        "The archive holds more than {files:,} files.",
        "Fetch the archive again, or ask its publisher for a proper one.",
    ),
    "archive-unpacks-too-large": Wording(
        "The archive unpacks to more than {bytes:,} bytes.",
        "Fetch the archive again, or ask its publisher for a proper one.",
    ),
    "archive-compression-not-read": Wording(
        "The archive “{archive}” is compressed in a way that Frostline does not read.",
        "Unpack it with the program that you use for such files, and choose the folder.",
    ),
    "archive-not-unpacked": Wording(
        "The archive cannot be unpacked: {reason}.",
        "Make room on the disk, or copy it there.",
    ),
    "archive-damaged": Wording(
        "The archive “{archive}” is damaged or is not a .tar.gz, .tar or .zip archive.",
        "Fetch the archive again, or ask its publisher for a proper one.",
    ),
    "archive-path-outside": Wording(
        "The archive holds a file with a path outside of the archive.",
        "Fetch the archive again, or ask its publisher for a proper one.",
    ),
    "archive-too-deep": Wording(
        "The archive holds more than {deepest} folders within each other.",
        "Fetch the archive again, or ask its publisher for a proper one.",
    ),
    "archive-kind-not-read": Wording(
        "“{archive}” is a {kind} archive, which Frostline does not read.",
        "Unpack it with the program that you use for such files, and choose the folder.",
    ),
    "archive-with-password": Wording(
        "The archive “{archive}” is protected by a password.",
        "Unpack it with the program that you use for such files, and choose the folder.",
    ),
    "archive-with-links": Wording(
        "The archive holds something that is neither a file nor a folder, such as a link.",
        "Fetch the archive again, or ask its publisher for a proper one.",
    ),
    "attributes-not-allowed": Wording(
        "This module carries attributes that Frostline does not allow: {attributes}.",
        "They could change what runs. Only use modules that you trust; ask its publisher for a plain export.",
    ),
    "no-readable-card": Wording("The backbone “{backbone}” has no readable card.", "Import the backbone again."),
    "module-not-copied": Wording(
        "The module cannot be copied: {reason}.",
        "See that its files can be read, and that there is room on the disk.",
    ),
    "module-of-too-many-files": Wording(
        "This module has more than {most:,} files.",
        "Ask its publisher for a proper export.",
    ),
    "module-with-links": Wording("This module contains links.", "Copy its files themselves into one folder."),
    "licence-too-long": Wording(
        "The file “{file}” is no licence: it is {length:,} bytes long.",
        "Remove it from the module.",
    ),
    "graph-too-long": Wording(
        "The module's saved_model.pb is {length} MB long; more than {longest} MB are not read.",
        "Networks keep their weights in the folder variables. Ask its publisher for a proper export.",
    ),
    "module-too-large": Wording(
        "This module's files are larger than {bytes:,} bytes together.",
        "Ask its publisher for a proper export.",
    ),
    "output-without-input": Wording("This module's output does not depend on its input.", "Choose another module."),
    "graph-not-unfolded": Wording("This module's graph cannot be unfolded.", "It may be made for another version."),
    "variable-missing": Wording(
        "This module reads a variable that is not in it.",
        "Fetch or copy the module again, whole.",
    ),
    "conditions-not-unfolded": Wording(
        "This module has conditions or loops of TensorFlow 1, which Frostline cannot unfold.",
        "Ask its publisher for a version for TensorFlow 2.",
    ),
    "variables-inside-conditions": Wording(
        "This module reads its variables inside conditions or loops, where they cannot be frozen.",
        "Choose a module that is a plain network.",
    ),
    "needs-a-resource": Wording(
        "This module needs a table or another resource that Frostline cannot train or export.",
        "Choose a module that turns images into features and does nothing else.",
    ),
    "module-takes-too-much-memory": Wording(
        "Opening this module takes more than {megabytes:,} MB of memory.",
        "It may be damaged or made to do harm: only use modules that you trust.",
    ),
    "module-takes-too-long": Wording(
        "Opening this module takes more than {seconds:g} seconds.",
        "It may be damaged or made to do harm: only use modules that you trust.",
    ),
    "module-crashes": Wording(
        "This module makes TensorFlow crash.",
        "It may be damaged or made to do harm: only use modules that you trust.",
    ),
    "several-saved-models": Wording("There is more than one SavedModel in it.", "Choose the folder of one of them."),
    "no-saved-model-inside": Wording(
        "There is no SavedModel in it: no saved_model.pb at its top or one folder down.",
        "Choose the folder that holds saved_model.pb and variables, or an archive of it.",
    ),
    "no-such-path": Wording("There is no file or folder “{path}”.", "Choose a SavedModel folder or its archive."),
    "integers-without-mean": Wording(
        "This module takes whole numbers from 0 to 255, which have no mean and standard deviation.",
        "Leave both to the module.",
    ),
    "graph-not-understood": Wording("Frostline cannot make sense of this module's graph.", "Choose another module."),
    "no-variables-in-features": Wording(
        "This module computes its features without variables, so there is nothing in it to freeze or to train.",
        "Choose another module.",
    ),
    "channels-first-layers": Wording(
        "The layers of this module keep channels first (NCHW), which TensorFlow computes on graphics cards alone.",
        "Ask its publisher for a version with channels last (NHWC).",
    ),
    "no-row-of-features": Wording(
        "This module does not give a row of features for each example.",
        "Choose another module.",
    ),
    "features-not-finite": Wording("This module gives features that are not finite numbers.", "Choose another module."),
    "features-by-chance": Wording(
        "This module's features of an example depend on chance or on the other examples.",
        "Ask for one that was exported for inference.",
    ),
    "no-layer-matches": Wording(
        "No layer of this backbone matches “{pattern}”.",
        "`{command} layers BACKBONE` prints their names; `last:2` means the last two blocks.",
    ),
    "module-without-variables": Wording(
        "This module has no variables, so there is nothing in it to train or to freeze.",
        "Choose a TF-Hub module or a SavedModel with its variables folder.",
    ),
    "no-saved-model": Wording(
        "“{folder}” is not a SavedModel: it holds no saved_model.pb.",
        "Choose the folder that holds saved_model.pb and variables.",
    ),
    "variables-damaged": Wording(
        "The module's variables are missing or damaged.",
        "Fetch or copy the module again, whole.",
    ),
    "module-not-opened": Wording(
        "TensorFlow cannot open this module.",
        "It may be damaged, or made for another version.",
    ),
    "reference-variables": Wording(
        "This module is of an old kind: it keeps its weights in reference variables, which cannot be trained.",
        "Ask its publisher for a newer version, or export it again with resource variables.",
    ),
    "backbone-not-kept": Wording(
        "The backbone cannot be kept: {reason}.",
        "Make room on the disk, and see that “{library}” may be written to.",
    ),
    "no-name-of-backbone": Wording(
        "“{name}” cannot be the name of a backbone.",
        "Use up to 80 letters, digits, hyphens, underscores and dots, and begin with a letter or digit.",
    ),
    "backbone-name-taken": Wording("There is already a backbone “{name}”.", "Choose another name."),
    "no-such-output": Wording("This module has no output “{output}”.", "Fetch or copy the module again, whole."),
    "module-without-features": Wording(
        "This module gives no features.",
        "Choose a module that turns images into numbers.",
    ),
    "no-such-signature": Wording(
        "This module has no signature “{signature}”.",
        "Fetch or copy the module again, whole.",
    ),
    "nothing-to-call": Wording(
        "This module offers no function to call.",
        "Export it with a signature that takes images.",
    ),
    "only-for-training": Wording(
        "This module can only be called for training.",
        "Export it with training=False as well.",
    ),
    "wants-more-than-images": Wording(
        "This module wants more than images, and gives no default for it: {wants}.",
        "Export it with a signature that takes images alone.",
    ),
    "only-fixed-batches": Wording(
        "This module only takes batches of exactly {size}.",
        "Export it with a batch size that is left open (None).",
    ),
    "reads-text": Wording("This module reads text, not images.", "Choose a module for images."),
    "channels-first": Wording(
        "This module takes images whose channels come first, {shape}; here they come last.",
        "Ask its publisher for a version with channels last (NHWC).",
    ),
    "takes-no-colour-images": Wording(
        "This module does not take a batch of colour images; it takes {wants}.",
        "Choose a module whose input is images with three channels.",
    ),
    "takes-no-tokens": Wording(
        "This module does not take sentences as the numbers of their words; it takes {wants}.",
        "Choose an encoder whose inputs are words, a mask and types, or words alone.",
    ),
    "only-for-training-by-tags": Wording(
        "This module can only be called for training.",
        "Ask for one that was exported to be used.",
    ),
    "functions-without-end": Wording(
        "This module's functions call themselves without end.",
        "No network needs that. Only use modules that you trust; ask its publisher for a plain export.",
    ),
    "functions-too-deep": Wording(
        "This module has functions that lie more than {deepest} deep in each other.",
        "No network needs that. Only use modules that you trust; ask its publisher for a plain export.",
    ),
    "unfolds-too-large": Wording(
        "This module unfolds to more than {most:,} operations.",
        "No network needs that. Only use modules that you trust; ask its publisher for a plain export.",
    ),
    "weights-not-finite": Wording(
        "The weights of this module are not all numbers: “{variable}” holds infinite or undefined values.",
        "It was spoilt when it was trained or copied. Fetch it again, or choose another module.",
    ),
    "size-fixed-by-module": Wording(
        "This module takes images of {height}×{width} pixels and no others.",
        "Leave the size to the module.",
    ),
    "mean-or-deviation-out-of-range": Wording(
        "The mean must be three numbers, and the standard deviation three numbers above 0.",
        "ImageNet's are 0.485, 0.456, 0.406 and 0.229, 0.224, 0.225.",
    ),
    "mean-and-deviation-in-other-units": Wording(
        "The mean is one of values from 0 to 1, and the standard deviation one of values from 0 to 255.",
        "Give both in the same unit.",
    ),
    "value-range-out-of-order": Wording(
        "The range of pixel values must go from a lower to a higher number.",
        "0 and 1 are usual.",
    ),
    "no-such-backbone": Wording(
        "There is no backbone “{backbone}”.",
        "There are {known:listed}. Add others with import-backbone and a SavedModel.",
    ),
    "backbone-for-other-data": Wording(
        "“{backbone}” is a backbone for {kind}, and the data are of another kind.", "Choose one of {known:listed}."
    ),
    "no-backbone-of-that-name-nor-any": Wording(
        "There is no backbone “{backbone}”.",
        "There is none yet. Add others with import-backbone and a SavedModel.",
    ),
    "no-saved-model-but-text": Wording(
        "“{folder}” is not a SavedModel: it holds no saved_model.pb.",
        "Its graph is in text form; ask for it in binary form.",
    ),
    "no-saved-model-in-folder": Wording(
        "“{folder}” is not a SavedModel: it holds no saved_model.pb.",
        "Choose another folder.",
    ),
    "module-of-other-kind": Wording("“{file}” {what}.", "{what:hint}"),
    "input-not-processed": Wording(
        "This module cannot process {given}.",
        "If it is for images, name the size that it was made for when you import it; or choose another module.",
    ),
    # ---- encoders of texts
    "wishes-of-two-kinds": Wording(
        "Size and pixel values are asked for a module for images, a vocabulary and letters for one for texts.",
        "Leave out those that do not belong to this module.",
    ),
    "prepares-sentences": Wording(
        "This module prepares sentences for another one, and gives no features of them.",
        "Import the encoder that it was made for: Frostline prepares sentences itself, by the encoder's vocabulary.",
    ),
    "reads-sentences-itself": Wording(
        "This module takes sentences as they are written, and splits them by operations of its own, which Frostline "
        "does not run.",
        "Import the encoder in it, if it is published by itself: one that takes input_word_ids, input_mask and "
        "input_type_ids.",
    ),
    "reads-sentencepiece": Wording(
        "This module takes words as SentencePiece splits them; Frostline splits them by WordPiece.",
        "Choose an encoder with a vocab.txt, such as BERT, small BERT, MobileBERT or ELECTRA.",
    ),
    "module-without-vocabulary": Wording(
        "This module carries no vocabulary, by which words get their numbers.",
        "Name the vocab.txt that was published with it: --vocabulary FILE, or in the window's import dialog.",
    ),
    "vocabulary-too-large": Wording(
        "The vocabulary has {pieces:,} pieces of words, and the module knows {rows:,}: they do not belong together.",
        "Name the vocab.txt that was published with it.",
    ),
    "features-by-padding": Wording(
        "This module's features of a sentence change with the empty places behind it.",
        "Choose an encoder that takes a mask, and keeps to it.",
    ),
    # ---- what is entered of one
    "no-size-of-images": Wording("“{text}” is not an image size.", "Write 240, or 240x320."),
    "not-three-numbers": Wording(
        "“{text}” is not three numbers.",
        "Write them with points and commas: 0.485, 0.456, 0.406.",
    ),
}
