"""A vocabulary is read from the file that was published with its encoder, or refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import UserError
from core.modalities.text.vocabulary import Vocabulary

PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "no", "##ne", "\u2028", "no"]


def test_a_piece_has_the_number_of_its_line(tmp_path: Path) -> None:
    vocabulary = Vocabulary.read(written(tmp_path, "\n".join(PIECES[:6]) + "\n"))

    assert vocabulary.pieces == tuple(PIECES[:6])
    assert vocabulary.number_of("##ne") == 5
    assert vocabulary.longest_piece == 5
    assert vocabulary.spelt([2, 4, 5, 3, 0, 0]) == ["[CLS]", "no", "##ne", "[SEP]"]


def test_lines_end_as_on_windows_too(tmp_path: Path) -> None:
    assert Vocabulary.read(written(tmp_path, "\r\n".join(PIECES[:6]))).pieces == tuple(PIECES[:6])


def test_a_mark_before_and_blank_lines_behind_are_no_pieces(tmp_path: Path) -> None:
    assert Vocabulary.read(written(tmp_path, "\ufeff" + "\n".join(PIECES[:6]) + "\n\n\n")).pieces == tuple(PIECES[:6])


def test_a_piece_that_is_a_separator_of_lines_keeps_its_line(tmp_path: Path) -> None:
    vocabulary = Vocabulary.read(written(tmp_path, "\n".join(PIECES)))

    assert len(vocabulary.pieces) == len(PIECES)
    assert vocabulary.number_of("no") == 7


def test_two_vocabularies_have_the_same_key_where_all_pieces_are_the_same() -> None:
    assert Vocabulary(tuple(PIECES)).key == Vocabulary(tuple(PIECES)).key
    assert Vocabulary(tuple(PIECES)).key != Vocabulary((*PIECES[:4], *PIECES[:3:-1])).key


def test_a_list_of_words_is_refused_with_what_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"it lacks .*\[UNK\].*\[SEP\]"):
        Vocabulary.read(written(tmp_path, "[PAD]\n[CLS]\nno\nyes\n"))


def test_a_vocabulary_that_does_not_pad_with_0_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"first piece is not \[PAD\]"):
        Vocabulary.read(written(tmp_path, "\n".join(reversed(PIECES))))


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "vocab.txt").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(UserError, match="cannot be read as a vocabulary"):
        Vocabulary.read(tmp_path / "vocab.txt")
    with pytest.raises(UserError, match="cannot be read as a vocabulary"):
        Vocabulary.read(tmp_path / "none.txt")


def written(folder: Path, text: str) -> Path:
    file = folder / "vocab.txt"
    file.write_bytes(text.encode())
    return file
