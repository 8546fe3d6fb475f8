"""The README.md of an exported model of texts: what it is, what it takes and gives, and how it is used elsewhere."""

from __future__ import annotations

import tensorflow as tf

from core.export.formats import FormatFacts
from core.export.kinds import EXAMPLES, TEXTS
from core.export.model_card import names_listed, weights_told
from core.export.script import listed
from core.modalities.text.cut import Cut
from core.modalities.text.known_languages import known_languages
from core.modalities.text.language_names import language_name
from core.modalities.text.recipe import TextRecipe, text_recipe
from core.modalities.text.tokens import tokens_for
from core.process.notices import RESEARCH_USE_ONLY
from core.training.trained_model import TrainedModel
from core.wording.catalogue import text_of

CUT = {
    Cut.HEAD: "its beginning is read, and the rest is not",
    Cut.TAIL: "its end is read, and what stands before is not",
    Cut.BOTH: "a quarter of what is read comes from its beginning, the rest from its end",
}


def text_card(model: TrainedModel, facts: FormatFacts) -> str:
    """Return the text in Markdown."""
    card, recipe, exported = model.backbone.card, text_recipe(model.preprocessing), model.target.exported
    values, count = exported.values, len(model.target.names)
    return f"""# {exported.title.format(examples=EXAMPLES[TEXTS])}

**{RESEARCH_USE_ONLY}**

Trained with Frostline, and written with TensorFlow {tf.__version__}. The folder is a {facts.title}. It holds no text
that the model was trained on; but a model that was fine-tuned on few texts may have learnt some of them by heart, so
give it only to those who may read them.

## {exported.names}

In the order of the {values}; exactly, as a JSON list, in `assets/{exported.names_file}`:

{names_listed(model.target)}

## From files to predictions

```
python predict.py FILE_OR_FOLDER... --csv predictions.csv
```

needs Python 3.11 or newer, {listed(facts, TEXTS)}, and no package for text. It takes tables (.csv, .tsv, .jsonl; the
column of texts is found by its name, or named with `--column`), .txt files of one text each, folders of these, and `-`
for standard input, a text a line. The table that it writes repeats the texts only with `--with-text`.

## From texts to {values}

```python
{facts.code("this folder")}
{values} = model(tf.constant(["A text.", "Another one."]))  # float32 [n, {count}]
```

The model takes either

- UTF-8 strings [n], in TensorFlow Serving `sentences` of the signature `serving_default`; or
- their tokens, int32 [n, {recipe.length}], as `ids` of the signature `serving_ids`.

The signatures give `{values}`. What makes tokens of strings is part of the model, in core operations of TensorFlow:
WordPiece {_letters(recipe)}, with the vocabulary in `assets/vocab.txt` and the recipe in `assets/preprocessing.json`.
Empty strings get {values}, too, which mean nothing. TensorFlow Serving wants this folder under a number, as in
`models/name/1`.

## What is read of a text

{recipe.length} tokens, [CLS] and [SEP] among them. Of a longer text, {CUT[recipe.cut]}: what decides may be in the part
that is left out. {_languages(recipe)} Texts of other kinds, places and times than those that it was trained on get
{values} all the same: measure on your own before you rely on them.

{weights_told(model)}## Origin

The first layers come from the encoder `{card.name}`: {card.title}.
Source: {card.source}. Licence: {card.licence}. See the file NOTICE.
"""


def _letters(recipe: TextRecipe) -> str:
    return "in lower case and without accents" if recipe.lower_case else "with capitals and accents as they are"


def _languages(recipe: TextRecipe) -> str:
    """Return for which languages the encoder's vocabulary was made."""
    names = sorted(
        text_of(language_name(language)) for language in known_languages(tokens_for(recipe).vocabulary.numbers)
    )
    if not names:
        return "For which languages the encoder was made is not known by its vocabulary."
    return f"The vocabulary of the encoder was made for {', '.join(names)}: texts in other languages are read badly."
