"""KindTranslator: what the window says of images, said of texts where the open project learns from these."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QTranslator

from core.wording.spoken_of import OF_TEXTS, said_of_texts, spoken_of

#: the comment of sentences that name all kinds of data, and so stay as they are
OF_ALL_KINDS = "of all kinds"
#: by context, sentence and comment, of those that change: what widgets may show as it was translated
SAID: set[tuple[str, str, str]] = set()


class KindTranslator(QTranslator):
    """Stands before the translators of all languages, so that these are given whole sentences about texts."""

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, sentence: str, comment: str | None = None, n: int = -1) -> str | None:
        """Return what the next translators say of texts; None leaves a sentence to these as it is."""
        of_texts = said_of_texts(sentence)
        if of_texts == sentence or comment == OF_ALL_KINDS:
            return None
        if n < 0:
            SAID.add((context, sentence, comment or ""))
        return QCoreApplication.translate(context, of_texts, comment or "", n) if spoken_of() == OF_TEXTS else None
