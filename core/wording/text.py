"""What there is to say of sentences and of their vocabularies, in words."""

from __future__ import annotations

from core.wording.wording import Wording

TEXT = {
    "no-readable-vocabulary": Wording(
        "“{file}” cannot be read as a vocabulary.",
        "A vocabulary is a text file in UTF-8 with a piece of a word on each line, mostly named vocab.txt.",
    ),
    "vocabulary-lacks": Wording(
        "“{file}” is no vocabulary of WordPiece: it lacks {missing:listed}.",
        "Choose the vocab.txt that was published with the encoder.",
    ),
    "vocabulary-pads-otherwise": Wording(
        "In the vocabulary “{file}” the first piece is not [PAD].",
        "Choose the vocab.txt of a BERT encoder, whose padding has the number 0.",
    ),
}
