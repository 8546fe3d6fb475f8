"""Save an encoder with the interface of a TF2 Hub text module."""

from __future__ import annotations

import shutil
from pathlib import Path

import tensorflow as tf

from core.backbones.card import Card, write_card
from core.modalities.text.token_input import TokenInput
from core.modalities.text.vocabulary import Vocabulary
from core.storage.files import sha256_of_file
from resources.pretrained.text.bert import BertEncoder
from resources.pretrained.text.bert_names import named_as_on_hub
from resources.pretrained.text.encoders import Encoder
from resources.pretrained.text.safetensors import read_safetensors

INPUTS = ("input_word_ids", "input_mask", "input_type_ids")
#: in the folder for files that TensorFlow leaves alone: what came with the published weights
NOTICE_FILE = "assets.extra/NOTICE"


def write_text_module(encoder: Encoder, weights: Path, vocabulary: Path, notice: Path, folder: Path) -> None:
    """Write `encoder` as a TF2 Hub module with its vocabulary into `folder`.

    Called with a dictionary of the three inputs, int32 [n, t], and `training`, it returns pooled_output [n, width],
    sequence_output [n, t, width], and encoder_outputs, the states after each layer.
    """
    named = named_as_on_hub(read_safetensors(weights), layers=encoder.layers, heads=encoder.heads)
    bert = BertEncoder(named, encoder.layers)
    specification = {name: tf.TensorSpec([None, None], tf.int32, name=name) for name in INPUTS}

    @tf.function(autograph=False)
    def encoded(inputs, training=False, mask=None):  # type: ignore[no-untyped-def]  # its arguments are the interface
        return bert(inputs, training)

    for training in (False, True):
        encoded.get_concrete_function(specification, training=training)
    module = tf.train.Checkpoint()
    module.__call__ = encoded
    module.variables = module.trainable_variables = list(bert.variables.values())
    module.regularization_losses = []
    module.vocab_file = tf.saved_model.Asset(str(vocabulary))
    module.do_lower_case = tf.Variable(encoder.lower_case, trainable=False, name="do_lower_case")
    tf.saved_model.save(module, str(folder))
    (folder / NOTICE_FILE).parent.mkdir()
    shutil.copy(notice, folder / NOTICE_FILE)
    write_card(_card(encoder, bert, weights, vocabulary), folder)


def _card(encoder: Encoder, bert: BertEncoder, weights: Path, vocabulary: Path) -> Card:
    values = bert.variables
    longest, width = values["position_embedding/embeddings"].shape
    return Card(
        name=encoder.name,
        title=encoder.title,
        licence=encoder.licence,
        source=encoder.source,
        sha256=sha256_of_file(weights),
        feature_width=int(width),
        parameters=sum(int(tf.size(value)) for value in values.values()),
        output="pooled_output",
        input=TokenInput(
            longest=int(longest),
            words=len(Vocabulary.read(vocabulary).pieces),
            vocabulary="assets/vocab.txt",
            lower_case=encoder.lower_case,
        ),
    )
