"""The texts of the window in the language of its user.

Texts of widgets go through Qt's `self.tr`; all others, and whatever counts something, go through `tr`. Both find only
texts that stand between the brackets as they are: lupdate reads the source.
"""

from __future__ import annotations

import logging

from PySide6.QtCore import QCoreApplication, QTranslator

import resources
from core.wording.wording import translate_with
from gui.kind_translator import KindTranslator

log = logging.getLogger(__name__)


def load_translations() -> None:
    """Let Qt know the forms of what is counted, for all that is said from now on, and core go through it as well."""
    translate_with(lambda text, number: QCoreApplication.translate("", text, "", number))
    application = QCoreApplication.instance()
    translator = QTranslator(application)
    if application and translator.load("frostline_en", str(resources.TRANSLATIONS)):
        application.installTranslator(translator)
    else:
        log.error("the texts of the window have not been compiled")
    if application:
        application.installTranslator(KindTranslator(application))  # the last is asked first


def tr(text: str, comment: str = "", n: int = -1) -> str:
    """Return the text as its user reads it, with the right form of the plural where `n` is what is counted.

    `%n` stands for that number. A comment parts texts that are the same in English.
    WORKAROUND PySide6 6.12: `self.tr` of a subclass does not find forms of the plural that its base class says.
    """
    translated = QCoreApplication.translate("", text, comment, n)
    return translated.replace(str(n), count(n)) if n >= 1000 else translated


def count(number: int) -> str:
    """Return the number as core writes it as well: 1,528,642."""
    return f"{number:,}"
