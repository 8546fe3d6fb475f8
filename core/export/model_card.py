"""The README.md of an exported model: what it is, what it takes and gives, and how it is used without Frostline."""

from __future__ import annotations

import tensorflow as tf

from core.export.formats import FormatFacts
from core.export.kinds import EXAMPLES, IMAGES
from core.export.script import listed
from core.modalities.images.recipe import image_recipe
from core.process.notices import RESEARCH_USE_ONLY
from core.targets.target import Target
from core.training.trained_model import TrainedModel
from core.wording.catalogue import text_of


def model_card(model: TrainedModel, facts: FormatFacts) -> str:
    """Return the text in Markdown."""
    card, recipe = model.backbone.card, image_recipe(model.preprocessing)
    best, best_input = ("uint8", "serving_default") if recipe.depth == 8 else ("float32", "serving_float")
    exported = model.target.exported
    values = exported.values
    names = names_listed(model.target)
    return f"""# {exported.title.format(examples=EXAMPLES[IMAGES])}

**{RESEARCH_USE_ONLY}**

Trained with Frostline, and written with TensorFlow {tf.__version__}. The folder is a {facts.title}.

## {exported.names}

In the order of the {exported.values}; exactly, as a JSON list, in `assets/{exported.names_file}`:

{names}

## From files to predictions

```
python predict.py IMAGE_OR_FOLDER... --csv predictions.csv
```

needs Python 3.11 or newer, {listed(facts)}; for DICOM files also pydicom and imagecodecs, for TIFF files
tifffile, for NIfTI files nibabel. It prepares images with the same source code as Frostline.

## From arrays to {exported.values}

```python
{facts.code("this folder")}
{exported.values} = model(images)  # float32 [n, {len(model.target.names)}]
```

`images` [n, {recipe.height}, {recipe.width}, 3] in the order red, green, blue, either

- uint8 in 0..255, in TensorFlow Serving the signature `serving_default`; or
- float32 in 0..1, in TensorFlow Serving the signature `serving_float`.

This model was trained on {best}: use `{best_input}`. The signatures take `images` and give `{values}`. Scaling of
the values is part of the model; decoding and resizing are not, and change the predictions where they are done in
another way: the recipe is in `assets/preprocessing.json`, and predict.py carries it out. TensorFlow Serving wants this
folder under a number, as in `models/name/1`.

{weights_told(model)}## Origin

The first layers come from the backbone `{card.name}`: {card.title}.
Source: {card.source}. Licence: {card.licence}. See the file NOTICE.
"""


def names_listed(target: Target) -> str:
    """Return the target's names, a line each, as a list in Markdown."""
    return "\n".join(f"{number}. {' '.join(name.split())}" for number, name in enumerate(target.names))


def weights_told(model: TrainedModel) -> str:
    """Return which epoch of its run the model is made of."""
    return f"## Weights\n\n{text_of(model.origin)}\n\n" if model.origin else ""
