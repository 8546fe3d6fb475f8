"""Arguments that say how texts are read."""

from __future__ import annotations

import argparse
from dataclasses import replace

from core.errors import UserError
from core.messages import Message
from core.modalities.text.cut import Cut
from core.modalities.text.options import TextOptions

AS_LONG_AS_THEY_ARE = "auto"
NAMES = ("text_length", "text_cut", "keep_texts")


def add_text_arguments(group: argparse._ArgumentGroup) -> None:
    """Add them to those that say how files are read."""
    group.add_argument(
        "--text-length",
        metavar="N",
        help=f"tokens that are read of each text; {AS_LONG_AS_THEY_ARE} for as many as the texts have, up to what the "
        "encoder takes",
    )
    group.add_argument(
        "--text-cut",
        choices=[cut.value for cut in Cut],
        help="what is read of a longer text: its beginning, its end, or both",
    )
    group.add_argument(
        "--keep-texts",
        action=argparse.BooleanOptionalAction,
        help="copy the texts into the project’s list, or read them where they lie (the default)",
    )


def names_texts(options: argparse.Namespace) -> bool:
    """Return whether one of them is given."""
    return any(getattr(options, name) is not None for name in NAMES)


def of_texts(options: argparse.Namespace, before: TextOptions) -> TextOptions:
    """Return how texts are read, with what the arguments change. Raise UserError."""
    return replace(
        before,
        length=before.length if options.text_length is None else _length(options.text_length),
        cut=before.cut if options.text_cut is None else Cut(options.text_cut),
        keeps_texts=before.keeps_texts if options.keep_texts is None else options.keep_texts,
    )


def _length(text: str) -> int | None:
    if text.strip().lower() == AS_LONG_AS_THEY_ARE:
        return None
    if not text.strip().isdecimal():
        raise UserError(Message("no-length-of-texts", text=text))
    return int(text)
