"""Language names: what languages and scripts are called where an audit speaks of them."""

from __future__ import annotations

from core.messages import Message, as_written

_NAMES = {
    "en": Message("language-english"),
    "de": Message("language-german"),
    "fr": Message("language-french"),
    "es": Message("language-spanish"),
    "it": Message("language-italian"),
    "pt": Message("language-portuguese"),
    "nl": Message("language-dutch"),
    "sv": Message("language-swedish"),
    "da-no": Message("language-danish-or-norwegian"),
    "fi": Message("language-finnish"),
    "pl": Message("language-polish"),
    "cs": Message("language-czech"),
    "hu": Message("language-hungarian"),
    "ro": Message("language-romanian"),
    "tr": Message("language-turkish"),
    "script-cyrillic": Message("script-cyrillic"),
    "script-greek": Message("script-greek"),
    "script-arabic": Message("script-arabic"),
    "script-hebrew": Message("script-hebrew"),
    "script-cjk": Message("script-cjk"),
    "script-hangul": Message("script-hangul"),
    "script-thai": Message("script-thai"),
    "script-devanagari": Message("script-devanagari"),
    "script-bengali": Message("script-bengali"),
    "script-tamil": Message("script-tamil"),
    "script-georgian": Message("script-georgian"),
    "script-armenian": Message("script-armenian"),
}


def language_name(language: str) -> Message:
    return _NAMES.get(language) or as_written(language)
