"""Encoders of texts are imported with their vocabularies, shown in blocks and cut exactly; or refused for a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from core.backbones.backbone import Backbone, open_backbone
from core.backbones.card import Card, read_card
from core.backbones.import_process import import_apart
from core.backbones.importing import import_backbone
from core.backbones.layer_tree import Kind
from core.backbones.tensor_names import node_of
from core.backbones.wishes import Wishes
from core.errors import UserError
from core.events import Event, Noticed
from core.jobs import Job
from core.modalities.text.token_input import TokenInput
from core.wording.catalogue import text_of, words_of
from tests.core.backbones import encoders, keras_encoders
from tests.core.backbones.keras_encoders import CASED_PIECES, INPUTS, LONGEST, PIECES, WIDTH

ROWS = tf.constant([[2, 7, 9, 3, 0, 0], [2, 5, 6, 7, 8, 3], [2, 3, 0, 0, 0, 0]], tf.int32)
LAYERS = ["transformer/layer_0", "transformer/layer_1"]


@dataclass(frozen=True)
class Genuine:
    """A kind of encoder, and what its blocks are to be called."""

    options: dict[str, Any] = field(default_factory=dict)
    blocks: tuple[str, ...] = ("embeddings", *LAYERS, "pooler_transform")


KINDS = {
    "small_bert": Genuine(),
    "cased": Genuine({"pieces": CASED_PIECES, "lower_case": False}),
    "in_a_list": Genuine({"as_list": True}),
    "electra": Genuine({"network": keras_encoders.electra}),
    "mobile_bert": Genuine(
        {"network": keras_encoders.mobile_bert}, ("embeddings", "transformer_layer_0", "transformer_layer_1")
    ),
}


@dataclass(frozen=True)
class Imported:
    source: Path
    card: Card
    folder: Path
    notices: tuple[str, ...]


def imported_from(source: Path, library: Path, **wishes: Any) -> Imported:
    """What became of it, and what was said meanwhile."""
    events: list[Event] = []
    card = import_backbone(source, Job(events.append), library=library, wishes=Wishes(**wishes))
    notices = tuple(text_of(event.message) for event in events if isinstance(event, Noticed))
    return Imported(source, card, library / card.name, notices)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Imported]:
    """The encoder of each kind, built and imported once."""
    folder = tmp_path_factory.mktemp("encoders")
    known: dict[str, Imported] = {}

    def get(kind: str) -> Imported:
        if kind not in known:
            source = keras_encoders.write(folder / kind, **KINDS[kind].options)
            # their names tell that their poolers are worth little
            wishes = {"output": "pooled_output"} if kind in ("small_bert", "electra") else {}
            known[kind] = imported_from(source, folder / "library", **wishes)
        return known[kind]

    return get


def opened(one: Imported, length: int = ROWS.shape[1]) -> Backbone:
    return open_backbone(one.folder, (length,))


def own_pooled(one: Imported, rows: tf.Tensor = ROWS) -> np.ndarray:
    """What the module itself gives, called as its publishers say."""
    tensors = (rows, tf.cast(rows != 0, tf.int32), tf.zeros_like(rows))
    loaded = tf.saved_model.load(str(one.source))
    (traced,) = loaded.__call__.concrete_functions[0].structured_input_signature[0][:1]
    given = list(tensors) if isinstance(traced, list) else dict(zip(INPUTS, tensors, strict=True))
    outputs = loaded(given, training=False)
    pooled: np.ndarray = (outputs["pooled_output"] if isinstance(outputs, dict) else outputs[0]).numpy()
    return pooled


def run(function: Callable, values: Any) -> list[tf.Tensor]:
    return tf.function(function, autograph=False)(*values)


@pytest.mark.parametrize("kind", KINDS)
def test_all_that_a_card_says_is_found_out(imported: Callable, kind: str) -> None:
    one, options = imported(kind), KINDS[kind].options
    pieces = options.get("pieces", PIECES)
    wants_room = kind == "mobile_bert"  # it reads words beside their neighbours
    given = TokenInput(
        longest=LONGEST - wants_room,
        words=len(pieces),
        vocabulary="assets/vocab.txt",
        lower_case=options.get("lower_case", True),
        leaves_room=wants_room,
    )
    assert one.card == read_card(one.folder)
    assert one.card.input == given
    assert (one.card.feature_width, one.card.ends_in_classifier) == (WIDTH, False)
    assert (one.folder / one.card.input.vocabulary).read_text().split("\n")[:2] == ["[PAD]", "[UNK]"]


@pytest.mark.parametrize("kind", KINDS)
def test_its_features_are_those_of_the_module(imported: Callable, kind: str) -> None:
    backbone = opened(imported(kind))
    features = run(backbone.frost_line([]).prefix(), backbone.feeds(ROWS))[0]
    np.testing.assert_allclose(features, own_pooled(imported(kind)), atol=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_tables_and_what_follows_them_are_one_block_and_each_transformer_block_another(
    imported: Callable, kind: str
) -> None:
    backbone = opened(imported(kind))
    assert tuple(backbone.layers.blocks) == KINDS[kind].blocks
    tables = [layer for layer in backbone.layers.blocks["embeddings"] if layer.kind is Kind.EMBEDDING]
    assert len(tables) == 3
    assert any(layer.kind is Kind.ATTENTION for layer in backbone.layers.blocks[KINDS[kind].blocks[1]])


@pytest.mark.parametrize("kind", ["small_bert", "electra", "mobile_bert"])
def test_it_is_cut_exactly_at_each_block(imported: Callable, kind: str) -> None:
    backbone, whole = opened(imported(kind)), own_pooled(imported(kind))
    for block in KINDS[kind].blocks:
        layers = backbone.layers.matching([block])
        line = backbone.frost_line(layers)
        crossing = run(line.prefix(), backbone.feeds(ROWS))
        with tf.GradientTape() as tape:
            features = run(line.tail(), crossing)[0]
            loss = tf.reduce_sum(features**2)
        variables = list(backbone.trainable_variables(layers).values())
        assert all(gradient is not None for gradient in tape.gradient(loss, variables)), block
        np.testing.assert_allclose(features, whole, atol=1e-5)
        floats = [spec for spec in line.specs if spec.dtype.is_floating]
        assert len(floats) == (not line.is_at_input), block  # states of words, and no mask


@pytest.mark.parametrize("kind", KINDS)
def test_dropout_is_no_part_of_it(imported: Callable, kind: str) -> None:
    graph = opened(imported(kind)).graph
    assert not [name for name in graph.order if "Random" in graph.nodes[name].op]


def test_sentences_as_long_as_its_table_are_taken(imported: Callable) -> None:
    backbone = opened(imported("small_bert"), LONGEST)
    rows = tf.constant(backbone.card.input.random_rows(2))
    features = run(backbone.frost_line([]).prefix(), backbone.feeds(rows))[0]
    np.testing.assert_allclose(features, own_pooled(imported("small_bert"), rows), atol=1e-5)


def test_what_it_says_itself_is_taken_without_a_word(imported: Callable) -> None:
    assert not [text for text in imported("cased").notices if "capital" in text]


def test_a_module_of_one_length_takes_shorter_sentences(tmp_path: Path) -> None:
    one = imported_from(keras_encoders.write(tmp_path / "m", length=12), tmp_path / "library")
    assert one.card.input.longest == 12  # type: ignore[attr-defined]
    backbone = opened(one)
    features = run(backbone.frost_line([]).prefix(), backbone.feeds(ROWS))[0]
    np.testing.assert_allclose(features, own_pooled(one, tf.pad(ROWS, [[0, 0], [0, 6]])), atol=1e-5)


# ---- what is taken of them


def test_the_mean_of_tokens_is_taken_of_an_encoder_that_was_only_pretrained(imported: Callable, tmp_path: Path) -> None:
    one = imported_from(imported("small_bert").source, tmp_path / "library")
    assert one.card.output == "sequence_output"
    assert [text for text in one.notices if "mean of all tokens" in text]

    backbone = opened(one)
    features = run(backbone.frost_line([]).prefix(), backbone.feeds(ROWS))[0]
    mask = tf.cast(ROWS != 0, tf.int32)
    loaded = tf.saved_model.load(str(one.source))
    given = dict(zip(INPUTS, (ROWS, mask, tf.zeros_like(ROWS)), strict=True))
    of_tokens = loaded(given, training=False)["sequence_output"].numpy()
    weights = mask.numpy()[:, :, None]
    np.testing.assert_allclose(features, (of_tokens * weights).sum(1) / weights.sum(1), atol=1e-5)
    assert "pooler_transform" not in backbone.layers.blocks


def test_the_user_chooses_what_is_taken(imported: Callable, tmp_path: Path) -> None:
    cased = imported("cased")
    assert cased.card.output == "default"
    one = imported_from(cased.source, tmp_path / "library", output="sequence_output")
    assert one.card.output == "sequence_output"
    with pytest.raises(UserError, match="sentence_output"):
        imported_from(cased.source, tmp_path / "library", output="sentence_output")


# ---- vocabularies


def test_a_vocabulary_is_named_where_it_carries_none(tmp_path: Path) -> None:
    source = keras_encoders.write(tmp_path / "m", with_vocabulary=False, lower_case=None)
    with pytest.raises(UserError, match="carries no vocabulary") as refusal:
        imported_from(source, tmp_path / "library")
    assert "--vocabulary" in words_of(refusal.value.message).hint
    assert not list((tmp_path / "library").glob("*"))
    named = keras_encoders.vocabulary(tmp_path / "mine.txt")
    one = imported_from(source, tmp_path / "library", vocabulary=named)
    assert (one.folder / one.card.input.vocabulary).read_bytes() == named.read_bytes()  # type: ignore[attr-defined]
    assert [text for text in one.notices if "they do not" in text]


def test_a_named_vocabulary_goes_before_its_own_and_makes_another_backbone_of_it(
    imported: Callable, tmp_path: Path
) -> None:
    before = imported("small_bert")
    named = keras_encoders.vocabulary(tmp_path / "mine.txt", PIECES[:-1])
    one = imported_from(before.source, tmp_path / "library", vocabulary=named, lower_case=False)
    given = one.card.input
    assert isinstance(given, TokenInput)
    assert (given.vocabulary, given.words, given.lower_case) == ("assets/vocab_2.txt", len(PIECES) - 1, False)
    assert one.card.sha256 != before.card.sha256
    assert [text for text in one.notices if f"the module knows {len(PIECES)}" in text]


def test_whether_capitals_count_is_seen_in_a_vocabulary_where_nothing_says_it(tmp_path: Path) -> None:
    source = keras_encoders.write(tmp_path / "m", pieces=CASED_PIECES, lower_case=None)
    one = imported_from(source, tmp_path / "library")
    assert one.card.input.lower_case is False  # type: ignore[attr-defined]
    assert [text for text in one.notices if "they do." in text]


def test_a_vocabulary_of_another_module_is_refused(imported: Callable, tmp_path: Path) -> None:
    named = keras_encoders.vocabulary(tmp_path / "mine.txt", CASED_PIECES)
    with pytest.raises(UserError, match="do not belong together"):
        imported_from(imported("small_bert").source, tmp_path / "library", vocabulary=named)


@pytest.mark.parametrize("content", ["no pieces\n", "[UNK]\n[PAD]\n[CLS]\n[SEP]\n"])
def test_a_file_that_is_no_vocabulary_is_refused(imported: Callable, tmp_path: Path, content: str) -> None:
    (tmp_path / "mine.txt").write_text(content)
    with pytest.raises(UserError, match=r"mine\.txt"):
        imported_from(imported("small_bert").source, tmp_path / "library", vocabulary=tmp_path / "mine.txt")


def test_it_is_imported_in_a_process_of_its_own(imported: Callable, tmp_path: Path) -> None:
    one = imported("small_bert")
    wishes = Wishes(output="pooled_output")
    assert import_apart(one.source, Job(), library=tmp_path / "library", wishes=wishes) == one.card


# ---- what is refused


def test_wishes_of_two_kinds_are_refused() -> None:
    with pytest.raises(UserError, match="Size and pixel values"):
        Wishes(image_size=(64, 64), lower_case=True)


def test_what_is_asked_of_images_is_not_asked_of_an_encoder(imported: Callable, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="reads text, not images"):
        imported_from(imported("small_bert").source, tmp_path / "library", image_size=(64, 64))


def test_features_that_the_empty_places_change_are_refused(tmp_path: Path) -> None:
    def unmasked(inputs: dict[str, Any], words: int) -> Any:
        seen = dict(inputs, input_mask=tf.ones_like(inputs["input_mask"]))
        return keras_encoders.bert(seen, words)

    source = keras_encoders.write(tmp_path / "m", unmasked)
    with pytest.raises(UserError, match="empty places"):
        imported_from(source, tmp_path / "library")


def test_features_that_dropout_changes_are_refused(tmp_path: Path) -> None:
    def by_chance(inputs: dict[str, Any], words: int) -> Any:
        given = keras_encoders.bert(inputs, words)
        return {"pooled_output": tf.nn.dropout(given["pooled_output"], 0.5)}

    with pytest.raises(UserError, match="depend on chance"):
        imported_from(keras_encoders.write(tmp_path / "m", by_chance), tmp_path / "library")


class TakesSentences(tf.Module):
    """Sentences as they are written, looked up in a table."""

    def __init__(self) -> None:
        super().__init__()
        keys, values = tf.constant(["a", "b"]), tf.constant([1, 2], tf.int32)
        self.table = tf.lookup.StaticHashTable(tf.lookup.KeyValueTensorInitializer(keys, values), 0)
        self.words = tf.Variable(tf.random.normal([3, WIDTH]), name="word_embeddings/embeddings")

    def numbers(self, sentences: tf.Tensor) -> tf.Tensor:
        """Return numbers of words, [n, t]."""
        return self.table.lookup(tf.strings.split(sentences)).to_tensor()


def test_a_module_that_splits_sentences_itself_is_refused_with_what_to_do(tmp_path: Path) -> None:
    module = TakesSentences()
    function = tf.function(
        lambda sentences: tf.reduce_mean(tf.gather(module.words, module.numbers(sentences)), 1),
        input_signature=[tf.TensorSpec([None], tf.string)],
    )
    module.__call__ = function
    tf.saved_model.save(module, str(tmp_path / "m"), signatures=function)
    with pytest.raises(UserError, match="splits them by operations of its own") as refusal:
        imported_from(tmp_path / "m", tmp_path / "library")
    assert "input_word_ids" in words_of(refusal.value.message).hint


def test_a_module_that_prepares_sentences_is_refused_with_what_to_do(tmp_path: Path) -> None:
    module = TakesSentences()

    def prepare(sentences: tf.Tensor) -> dict[str, tf.Tensor]:
        ids = module.numbers(sentences)
        return {"input_word_ids": ids, "input_mask": tf.ones_like(ids), "input_type_ids": tf.zeros_like(ids)}

    module.__call__ = tf.function(prepare, input_signature=[tf.TensorSpec([None], tf.string)])
    tf.saved_model.save(module, str(tmp_path / "m"), signatures=module.__call__)
    with pytest.raises(UserError, match="prepares sentences for another") as refusal:
        imported_from(tmp_path / "m", tmp_path / "library")
    assert "encoder" in words_of(refusal.value.message).hint


def test_an_encoder_with_sentencepiece_is_refused(tmp_path: Path) -> None:
    source = keras_encoders.write(tmp_path / "m", with_vocabulary=False)
    loaded = tf.saved_model.load(str(source))
    module = tf.train.Checkpoint()
    module.__call__ = loaded.__call__
    module.variables = list(loaded.variables)
    (tmp_path / "spiece.model").write_bytes(b"\x0a\x0e")
    module.sp_model_file = tf.saved_model.Asset(str(tmp_path / "spiece.model"))
    tf.saved_model.save(module, str(tmp_path / "again"))
    with pytest.raises(UserError, match="SentencePiece"):
        imported_from(tmp_path / "again", tmp_path / "library")


# ---- other ways of calling


def test_where_dropout_hangs_on_an_argument_it_is_off(tmp_path: Path) -> None:
    network = encoders.TinyEncoder()

    @tf.function(autograph=False)
    def call(inputs: dict[str, tf.Tensor], training: tf.Tensor) -> dict[str, tf.Tensor]:
        states = network.of_each_word(*(inputs[name] for name in INPUTS))
        states = tf.cond(training, lambda: tf.nn.dropout(states, 0.5), lambda: states)
        return {"sequence_output": states, "pooled_output": network.of_sentence(states)}

    specs = {name: tf.TensorSpec([None, None], tf.int32, name) for name in INPUTS}
    call.get_concrete_function(specs, tf.TensorSpec([], tf.bool))
    module = tf.train.Checkpoint()
    module.__call__ = call
    module.variables = module.trainable_variables = list(network.all.values())
    tf.saved_model.save(module, str(tmp_path / "m"))
    pieces = (*PIECES, *(f"w{number}" for number in range(encoders.WORDS - len(PIECES))))
    named = keras_encoders.vocabulary(tmp_path / "vocab.txt", pieces)
    one = imported_from(tmp_path / "m", tmp_path / "library", vocabulary=named)
    graph = opened(one).graph
    assert not [name for name in graph.order if "Random" in graph.nodes[name].op or "If" in graph.nodes[name].op]
    assert one.card.input.longest == encoders.LONGEST  # type: ignore[attr-defined]


def of_tensorflow_1(folder: Path, pieces: tuple[str, ...], *, lower_case: bool) -> Path:
    """As BERT stands on TF1 Hub: signatures alone, one of which says how sentences are split."""
    file = keras_encoders.vocabulary(folder.parent / "words.txt", pieces)
    builder = tf.compat.v1.saved_model.Builder(str(folder))
    build, info = tf.compat.v1.saved_model.build_signature_def, tf.compat.v1.saved_model.build_tensor_info
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        network = encoders.TinyEncoder()
        names = ("input_ids", "input_mask", "segment_ids")
        given = {name: tf.compat.v1.placeholder(tf.int32, [None, None], name=name) for name in names}
        states = network.of_each_word(*given.values())
        outputs = {"sequence_output": info(states), "pooled_output": info(network.of_sentence(states))}
        said = {"vocab_file": info(tf.constant(str(file))), "do_lower_case": info(tf.constant(lower_case))}
        tf.compat.v1.add_to_collection(
            tf.compat.v1.GraphKeys.ASSET_FILEPATHS, tf.constant(str(file), name="vocab_file")
        )
        session.run([variable.initializer for variable in network.all.values()])
        builder.add_meta_graph_and_variables(
            session,
            [],
            {
                "tokens": build({name: info(tensor) for name, tensor in given.items()}, outputs, "tokens"),
                "tokenization_info": build({}, said, "tokenization_info"),
            },
            assets_collection=tf.compat.v1.get_collection(tf.compat.v1.GraphKeys.ASSET_FILEPATHS),
            saver=tf.compat.v1.train.Saver(list(network.all.values()), sharded=True),
        )
    builder.save()
    return folder


@pytest.mark.parametrize("lower_case", [True, False])
def test_bert_of_tensorflow_1_says_by_a_signature_how_sentences_are_split(tmp_path: Path, lower_case: bool) -> None:
    pieces = (*PIECES, *(f"w{number}" for number in range(encoders.WORDS - len(PIECES))))
    one = imported_from(of_tensorflow_1(tmp_path / "m", pieces, lower_case=lower_case), tmp_path / "library")
    assert (one.card.signature, one.card.output) == ("tokens", "pooled_output")
    assert one.card.input == TokenInput(
        longest=encoders.LONGEST, words=encoders.WORDS, vocabulary="assets/words.txt", lower_case=lower_case
    )


@pytest.mark.parametrize(("kind", "of_a_layer"), [("small_bert", 3), ("electra", 3), ("mobile_bert", 5)])
def test_dropout_goes_where_it_was_published_with(
    kind: str, of_a_layer: int, imported: Callable[[str], Imported]
) -> None:
    backbone = opened(imported(kind))

    places = backbone.dropout_places(backbone.layers.layers)

    operations = [backbone.graph.nodes[node_of(tensor)].op for tensor in places]
    assert operations.count("Softmax") == keras_encoders.LAYERS
    assert len(places) == 1 + of_a_layer * keras_encoders.LAYERS
