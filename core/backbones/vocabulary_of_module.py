"""The vocabulary of an encoder: the one that it carries, or one that the user names; and what it makes of capitals."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tensorflow as tf

from core.backbones.wishes import Wishes
from core.errors import UserError
from core.jobs import Job
from core.messages import Message
from core.modalities.text.vocabulary import Vocabulary
from core.storage.disk import refusal_by_disk

ASSETS = "assets"
#: what encoders of TensorFlow 1 say their vocabulary by
TOKENIZATION = "tokenization_info"
#: in bytes; a hundred times the usual
LONGEST_FILE = 32 << 20
#: the pieces that are no words: [CLS], [unused7]
SPECIAL = re.compile(r"\[.*\]")


@dataclass(frozen=True, kw_only=True)
class VocabularyOfModule:
    """Which pieces of words an encoder knows."""

    #: from the backbone's folder
    file: str
    pieces: int
    lower_case: bool


def vocabulary_of(loaded: Any, folder: Path, wishes: Wishes, job: Job) -> VocabularyOfModule:
    """Return what the user names, else what the module in `folder` carries.

    A file that the user names is copied into the folder. Raise UserError where there is none.
    """
    file = _copied(wishes.vocabulary, folder) if wishes.vocabulary else _carried(loaded, folder)
    vocabulary = _read(file)
    lower_case = wishes.lower_case
    if lower_case is None:
        lower_case = _said_by(loaded)
    if lower_case is None:
        lower_case = not _has_capitals(vocabulary.pieces)
        job.notice(Message("letters-assumed-lower" if lower_case else "letters-assumed-as-written"))
    return VocabularyOfModule(
        file=file.relative_to(folder).as_posix(), pieces=len(vocabulary.pieces), lower_case=lower_case
    )


def _copied(source: Path, folder: Path) -> Path:
    """Copy the file among those that the module's identity is made of: with other words it is another encoder."""
    _read(source)
    assets = folder / ASSETS
    names = ["vocab.txt", *(f"vocab_{number}.txt" for number in range(2, 100))]
    target = next(assets / name for name in names if not (assets / name).exists())
    try:
        assets.mkdir(exist_ok=True)
        shutil.copyfile(source, target)
    except OSError as error:
        reason = str(error.strerror or error)
        raise refusal_by_disk(error) or UserError(Message("module-not-copied", reason=reason)) from error
    return target


def _carried(loaded: Any, folder: Path) -> Path:
    """Return the file that the module names as its vocabulary, or the only one in it that is one."""
    named = _asset(loaded, folder)
    if named is not None:
        return named
    if hasattr(loaded, "sp_model_file"):
        raise UserError(Message("reads-sentencepiece"))
    found = [file for file in sorted((folder / ASSETS).rglob("*")) if file.is_file() and _is_vocabulary(file)]
    if len(found) != 1:
        raise UserError(Message("module-without-vocabulary"))
    return found[0]


def _asset(loaded: Any, folder: Path) -> Path | None:
    path = _value(getattr(getattr(loaded, "vocab_file", None), "asset_path", None))
    if not isinstance(path, bytes):
        return None
    file = Path(path.decode("utf-8", "replace")).resolve()
    is_inside = file.is_relative_to((folder / ASSETS).resolve()) and file.is_file()
    return folder / file.relative_to(folder.resolve()) if is_inside else None


def _said_by(loaded: Any) -> bool | None:
    """Return whether the module says that it was trained on small letters; None where it says nothing."""
    said = _value(getattr(loaded, "do_lower_case", None))
    if said is None and TOKENIZATION in getattr(loaded, "signatures", {}):
        try:
            said = _value(loaded.signatures[TOKENIZATION]().get("do_lower_case"))
        except (tf.errors.OpError, ValueError, TypeError):  # it wants something, or is something else
            return None
    return bool(said) if isinstance(said, bool | int) else None


def _value(said: Any) -> Any:
    """Return the plain value of a tensor or variable."""
    if isinstance(said, bool | int | bytes):
        return said
    try:
        return said.numpy().item() if hasattr(said.numpy(), "item") else said.numpy()
    except (AttributeError, ValueError, NotImplementedError, tf.errors.OpError):
        return None


def _is_vocabulary(file: Path) -> bool:
    try:
        _read(file)
    except UserError:
        return False
    return True


def _read(file: Path) -> Vocabulary:
    try:
        is_too_long = file.stat().st_size > LONGEST_FILE
    except OSError as error:
        raise refusal_by_disk(error) or UserError(Message("no-readable-vocabulary", file=file.name)) from error
    if is_too_long:
        raise UserError(Message("no-readable-vocabulary", file=file.name))
    return Vocabulary.read(file)


def _has_capitals(pieces: Iterable[str]) -> bool:
    return any(piece != piece.lower() for piece in pieces if not SPECIAL.fullmatch(piece))
