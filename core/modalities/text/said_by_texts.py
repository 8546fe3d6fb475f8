"""What texts say against themselves: broken characters, no words at all, names of classes, and other languages."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from core.jobs import Job
from core.messages import Message
from core.modalities.declared import Declared
from core.modalities.text.give_aways import find_give_aways
from core.modalities.text.known_languages import known_languages
from core.modalities.text.language_names import language_name
from core.modalities.text.languages import Language, languages
from core.modalities.text.mis_encoded import Fault, MisEncoded, find_mis_encoded

STEP = Message("looking-at-characters-and-languages")
#: of all texts: fewer that are broken or foreign are worth a word, and no warning
WORTH_A_WARNING = 0.01
#: texts in a language that the encoder does not know: fewer may be taken for it by chance
FEWEST_FOREIGN, SHARE_FOREIGN = 3, 0.002
_FAULTS = {
    Fault.UTF8_AS_WINDOWS: Message("utf8-as-windows"),
    Fault.CONTROL: Message("control-characters"),
    Fault.REPLACED: Message("replaced-characters"),
    Fault.HTML: Message("html-in-text"),
}


def said_by_texts(
    texts: Sequence[str], labels: Sequence[str], groups: np.ndarray, vocabulary: Collection[str] | None, job: Job
) -> list[Declared]:
    """Return what an audit says of these texts; places are those in `texts`.

    Texts of one number in `groups` belong to one subject. `vocabulary` are the pieces of words that the encoder knows;
    None where there is no encoder yet. No text is quoted: it may be a patient's. Raise JobStopped.
    """
    looks = (
        lambda: _mis_encoded(texts),
        lambda: _without_letters(texts),
        lambda: _give_aways(texts, labels, groups),
        lambda: _foreign(texts, vocabulary),
    )
    said = [look() for look in job.steps(STEP, looks, len(looks))]
    return [one for one in said if one]


def _mis_encoded(texts: Sequence[str]) -> Declared:
    found = find_mis_encoded(texts)
    places = tuple(sorted({place for one in found for place in one.places}))
    if not found:
        return Declared(code="mis-encoded", message=Message("no-text-mis-encoded", texts=len(texts)))
    return Declared(
        code="mis-encoded",
        message=Message("texts-mis-encoded", texts=len(places), faults=[_FAULTS[one.fault] for one in found]),
        against=places,
        is_note=len(places) < WORTH_A_WARNING * len(texts),
        table=(
            (Message("heading-fault"), Message("heading-texts"), Message("heading-signs")),
            *((_FAULTS[one.fault], f"{len(one.places):,}", _signs(one)) for one in found),
        ),
    )


def _signs(found: MisEncoded) -> Message:
    return Message(
        "signs",
        signs=[
            Message("sign-for", sign=sign, meant=meant) if meant.strip() else Message("sign", sign=sign)
            for sign, meant in found.signs
        ],
    )


def _without_letters(texts: Sequence[str]) -> Declared:
    places = tuple(place for place, text in enumerate(texts) if not any(map(str.isalpha, text)))
    if not places:
        return Declared(code="without-letters", message=Message("no-text-without-letters", texts=len(texts)))
    return Declared(
        code="without-letters",
        message=Message("texts-without-letters", texts=len(places)),
        against=places,
        is_note=True,
        may_be_dropped=True,
    )


def _give_aways(texts: Sequence[str], labels: Sequence[str], groups: np.ndarray) -> Declared:
    found = find_give_aways(texts, labels, groups)
    if not found:
        return Declared(code="labels-in-texts", message=Message("no-label-in-texts"))
    return Declared(
        code="labels-in-texts",
        message=Message("labels-in-texts", words=list(dict.fromkeys(one.word for one in found))),
        against=tuple(sorted({place for one in found for place in one.places})),
        table=(
            (Message("heading-class"), Message("heading-word"), Message("heading-here"), Message("heading-elsewhere")),
            *((one.label, one.word, _percent(one.here), _percent(one.elsewhere)) for one in found),
        ),
    )


def _percent(share: float) -> Message:
    return Message("share-of-subjects", share=share)


def _foreign(texts: Sequence[str], vocabulary: Collection[str] | None) -> Declared | None:
    """Return nothing where too few texts are long enough to say in which language they are."""
    found = languages(texts)
    if not found:
        return None
    known = known_languages(vocabulary) if vocabulary is not None else {found[0].name}
    fewest = max(FEWEST_FOREIGN, SHARE_FOREIGN * len(texts))
    foreign = [one for one in found if one.name not in known and len(one.places) >= fewest]
    if not foreign:
        return Declared(code="languages", message=Message("languages-known", languages=_names(found[:1])))
    places = tuple(sorted(place for one in foreign for place in one.places))
    several = Message("texts-in-several-languages", texts=len(places), languages=_names(foreign))
    unknown = Message("texts-in-unknown-languages", texts=len(places), languages=_names(foreign))
    return Declared(
        code="languages",
        message=several if vocabulary is None else unknown,
        against=places,
        is_note=len(places) < WORTH_A_WARNING * len(texts),
        table=(
            (Message("heading-language"), Message("heading-texts")),
            *((language_name(one.name), f"{len(one.places):,}") for one in foreign),
        ),
    )


def _names(found: Sequence[Language]) -> list[Message]:
    return [language_name(one.name) for one in found]
