"""The catalogue of all wordings, and what is shown of a message."""

from __future__ import annotations

from core.messages import Message
from core.wording.advice import ADVICE
from core.wording.audit import AUDIT
from core.wording.backbones import BACKBONES
from core.wording.command_line import COMMAND_LINE
from core.wording.commands import COMMANDS
from core.wording.dataset import DATASET
from core.wording.evaluation import EVALUATION
from core.wording.general import GENERAL
from core.wording.images import IMAGES
from core.wording.listing import LISTING
from core.wording.module_kinds import MODULE_KINDS
from core.wording.notices import NOTICES
from core.wording.of_texts import SAID_OF_TEXTS
from core.wording.process import PROCESS
from core.wording.project import PROJECT
from core.wording.spoken_of import OF_TEXTS, spoken_of
from core.wording.steps import STEPS
from core.wording.tables import TABLES
from core.wording.text import TEXT
from core.wording.text_audit import TEXT_AUDIT
from core.wording.training import TRAINING
from core.wording.wording import Words, worded

WORDINGS = {
    **ADVICE,
    **AUDIT,
    **BACKBONES,
    **COMMANDS,
    **COMMAND_LINE,
    **DATASET,
    **EVALUATION,
    **GENERAL,
    **IMAGES,
    **LISTING,
    **MODULE_KINDS,
    **NOTICES,
    **PROCESS,
    **PROJECT,
    **STEPS,
    **TABLES,
    **TEXT,
    **TEXT_AUDIT,
    **TRAINING,
}
#: where texts are what is learnt from
WORDINGS_OF_TEXTS = {**WORDINGS, **SAID_OF_TEXTS}


def words_of(message: Message) -> Words:
    """Return a message in words."""
    return worded(message, WORDINGS_OF_TEXTS if spoken_of() == OF_TEXTS else WORDINGS)


def text_of(message: Message | str | None) -> str:
    """Return what a message says without its hint, a text as it is, and "" for nothing."""
    return words_of(message).text if isinstance(message, Message) else message or ""
