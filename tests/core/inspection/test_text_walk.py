"""A text on its way through a network: what is shown of it is what the network itself computes there."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from core.backbones.backbone import Backbone, open_backbone
from core.backbones.tensor_names import full_name
from core.inspection.attention import attention_of
from core.inspection.network import InspectedNetwork
from core.inspection.text_walk import OneText, TextWalk
from tests.core.backbones import encoders
from tests.core.backbones.encoders import HEADS, LAYERS, WIDTH, WORDS

TOKENS = np.array([2, 17, 31, 8, 3], np.int32)
SPELT = ("[CLS]", "not", "bad", "##ly", "[SEP]")
CLASSES = ("bad", "good", "neither")
HEAD = np.random.default_rng(1).normal(0, 1, [WIDTH, 3]).astype(np.float32), np.array([0.1, -0.2, 0.3], np.float32)
WORD_EMBEDDING = "embeddings/word_embeddings"


@pytest.fixture(scope="module")
def backbone(tmp_path_factory: pytest.TempPathFactory) -> Backbone:
    return open_backbone(encoders.encoder(tmp_path_factory.mktemp("encoder") / "tiny"))


@pytest.fixture
def walk(backbone: Backbone) -> TextWalk:
    return walk_of(backbone, TOKENS)


def walk_of(backbone: Backbone, row: np.ndarray) -> TextWalk:
    network = InspectedNetwork(backbone, CLASSES, HEAD, None, tf.nn.softmax)
    return TextWalk(network, OneText(row=row, tokens=SPELT, cut=0, words=WORDS))


def padded() -> np.ndarray:
    return np.pad(TOKENS, (0, 11))


def test_each_layer_of_a_block_gives_one_row_a_token(walk: TextWalk) -> None:
    for place, cut in enumerate(walk.network.cuts):
        if "transformer" in cut.layer.path:
            seen = walk.look(place)
            assert seen.has_tokens, cut.layer.path
            assert seen.values.shape == (len(TOKENS), seen.facts.channels)
            assert np.isfinite(seen.values).all()


def test_queries_of_all_heads_stand_beside_each_other(walk: TextWalk) -> None:
    place = walk.place_of("transformer/layer_0/self_attention/query")

    whole = walk.output(place)
    assert whole.shape == (len(TOKENS), HEADS, WIDTH // HEADS)
    np.testing.assert_array_equal(walk.look(place).values, whole.reshape(len(TOKENS), WIDTH))


def test_heads_are_not_taken_for_tokens_where_there_are_as_many(backbone: Backbone) -> None:
    """Two tokens and two heads: which axis is which stands in the graph, not in its length."""
    walk = walk_of(backbone, TOKENS[:HEADS])
    place = walk.place_of("transformer/layer_0/self_attention/query")
    heads_first = np.moveaxis(walk.output(place), 1, 0)
    tensor = full_name(walk.network.cuts[place].output)
    assert heads_first.shape[:2] == (HEADS, HEADS)

    backbone.graph.axes_of_length[tensor], before = (2,), backbone.graph.axes_of_length[tensor]
    seen = walk.channels_last(place, heads_first)
    backbone.graph.axes_of_length[tensor] = before

    np.testing.assert_array_equal(seen, walk.look(place).values)


def test_the_pooled_vector_has_no_tokens(walk: TextWalk) -> None:
    seen = walk.look(walk.place_of("pooler_transform"))

    assert seen.values.shape == (1, WIDTH)
    assert not seen.has_tokens


def test_the_attention_of_each_block_is_found(walk: TextWalk) -> None:
    assert list(walk.attending) == [f"transformer/layer_{number}" for number in range(LAYERS)]
    seen = walk.look(walk.place_of("transformer/layer_1/output"))

    assert seen.attention is not None
    assert seen.attention.shape == (HEADS, len(TOKENS), len(TOKENS))
    np.testing.assert_allclose(seen.attention.sum(-1), 1, rtol=1e-5)


def test_attention_is_that_of_queries_and_keys(walk: TextWalk) -> None:
    query, key = (walk.output(walk.place_of(f"transformer/layer_0/self_attention/{part}")) for part in ("query", "key"))
    scores = np.einsum("qhd,khd->hqk", query, key) * (WIDTH / HEADS) ** -0.5
    expected = np.exp(scores) / np.exp(scores).sum(-1, keepdims=True)

    seen = walk.look(walk.place_of("transformer/layer_0/intermediate"))
    np.testing.assert_allclose(seen.attention, expected, rtol=1e-4, atol=1e-6)


def test_the_embeddings_attend_to_nothing(walk: TextWalk) -> None:
    assert walk.look(walk.place_of(WORD_EMBEDDING)).attention is None


def test_a_text_of_another_length_is_traced_by_nothing_again(backbone: Backbone) -> None:
    network = InspectedNetwork(backbone, CLASSES, HEAD, None, tf.nn.softmax)

    for length in range(3, 7):
        row = np.resize(TOKENS, length)
        walk = TextWalk(network, OneText(row=row, tokens=SPELT[:1] * length, cut=0, words=WORDS))
        place = walk.place_of("transformer/layer_1/output")
        seen = walk.look(place, 1)
        assert seen.contributions
        assert seen.contributions.values.shape == (length,)
        assert walk.probabilities.shape == (len(CLASSES),)

    compiled: list[Any] = [network.gradients, network.scores_of_example]
    compiled += [network.to(tuple(walk.attending.values())), network.between(place - 1, place)]
    assert [function.experimental_get_tracing_count() for function in compiled] == [1, 1, 1, 1]


def test_padding_is_cut_away_from_all_that_is_shown(backbone: Backbone, walk: TextWalk) -> None:
    with_padding = walk_of(backbone, padded())

    for path in (WORD_EMBEDDING, "transformer/layer_1/output", "transformer/layer_0/self_attention/key"):
        one, other = (each.look(each.place_of(path), 1) for each in (walk, with_padding))
        np.testing.assert_allclose(other.values, one.values, rtol=1e-3, atol=1e-5)
        assert other.facts.mean == pytest.approx(one.facts.mean, rel=1e-3)
        if one.attention is not None:
            np.testing.assert_allclose(other.attention, one.attention, rtol=1e-3, atol=1e-5)
        assert one.contributions
        assert other.contributions
        np.testing.assert_allclose(other.contributions.values, one.contributions.values, rtol=1e-3, atol=1e-5)


def test_contributions_are_the_gradient_at_the_word_embedding_times_its_output(walk: TextWalk) -> None:
    place = walk.place_of(WORD_EMBEDDING)
    vectors = walk.output(place)
    seen = walk.look(place, 2)

    assert seen.contributions
    assert seen.contributions.label == "neither"
    assert seen.gradient is not None
    np.testing.assert_allclose(seen.contributions.values, (vectors * seen.gradient).sum(-1), rtol=1e-5)
    measured = changes_of_score(walk, vectors, 2)
    np.testing.assert_allclose(seen.contributions.values, measured, rtol=0.05, atol=2e-3)


def changes_of_score(walk: TextWalk, vectors: np.ndarray, number: int, step: float = 1e-2) -> np.ndarray:
    """Return by how much the score grows with each token's vector, measured: its share to the first order."""
    graph = walk.network.backbone.graph
    output = walk.network.cuts[walk.place_of(WORD_EMBEDDING)].output
    rest = graph.function([*graph.inputs, output], [walk.network.end])

    def score(values: np.ndarray) -> float:
        run = tf.function(
            lambda: walk.network.scores(rest(tf.constant(walk.text.row[None]), tf.constant(values[None]))[0])
        )
        return float(run()[number])

    changes = []
    for token in range(len(vectors)):
        more, less = vectors.copy(), vectors.copy()
        more[token] *= 1 + step
        less[token] *= 1 - step
        changes.append((score(more) - score(less)) / (2 * step))
    return np.array(changes)


def test_no_repr_names_the_words(walk: TextWalk) -> None:
    assert "bad" not in repr(walk.text)
    assert "##ly" not in repr(walk.explained(0))


def test_a_softmax_over_classes_is_no_attention(backbone: Backbone) -> None:
    network = InspectedNetwork(backbone, CLASSES, HEAD, None, tf.nn.softmax)

    assert len(attention_of(backbone.graph, network.cuts, network.end)) == LAYERS
