"""Icons by what they mean, drawn by qtawesome in the theme's colours."""

from __future__ import annotations

from PySide6.QtGui import QIcon

import resources
from core.wording.spoken_of import OF_TEXTS, spoken_of
from gui.widgets.theme import theme

#: Material Design icons, by the word that the code uses for them
NAMES = {
    "dataset": "mdi6.image-multiple-outline",
    "advice": "mdi6.compass-outline",
    "backbone": "mdi6.layers-triple-outline",
    "training": "mdi6.chart-line",
    "evaluation": "mdi6.clipboard-check-outline",
    "activations": "mdi6.grid",
    "comparison": "mdi6.scale-balance",
    "prediction": "mdi6.image-search-outline",
    "export": "mdi6.export-variant",
    "open": "mdi6.folder-open-outline",
    "new": "mdi6.folder-plus-outline",
    "sample": "mdi6.flask-outline",
    "project": "mdi6.folder-outline",
    "add": "mdi6.plus",
    "remove": "mdi6.close",
    "delete": "mdi6.trash-can-outline",
    "edit": "mdi6.pencil-outline",
    "note": "mdi6.note-text-outline",
    "start": "mdi6.play",
    "pause": "mdi6.pause",
    "stop": "mdi6.stop",
    "undo": "mdi6.undo",
    "redo": "mdi6.redo",
    "search": "mdi6.magnify",
    "frozen": "mdi6.snowflake",
    "unfrozen": "mdi6.fire",
    "partly": "mdi6.thermometer",
    "done": "mdi6.check-circle-outline",
    "todo": "mdi6.circle-outline",
    "locked": "mdi6.lock-outline",
    "error": "mdi6.alert-circle-outline",
    "warning": "mdi6.alert-outline",
    "notice": "mdi6.information-outline",
    "copy": "mdi6.content-copy",
    "save": "mdi6.content-save-outline",
    "table": "mdi6.table",
    "folder": "mdi6.folder-open-outline",
    "image": "mdi6.image-outline",
    "broken": "mdi6.image-broken-variant",
    "eye": "mdi6.eye-outline",
    "reload": "mdi6.refresh",
    "zoom_in": "mdi6.magnify-plus-outline",
    "zoom_out": "mdi6.magnify-minus-outline",
    "reset_view": "mdi6.fit-to-page-outline",
    "best": "mdi6.star",
    "interrupted": "mdi6.pause-circle-outline",
    "running": "mdi6.progress-clock",
    "expand": "mdi6.unfold-more-horizontal",
    "collapse": "mdi6.unfold-less-horizontal",
    "home": "mdi6.home-outline",
    "more": "mdi6.dots-horizontal",
    "down": "mdi6.chevron-down",
    "right": "mdi6.chevron-right",
    "left": "mdi6.chevron-left",
    "picture": "mdi6.image-outline",
}
#: of those that show an example, where texts are learnt from
NAMES_OF_TEXTS = {
    "dataset": "mdi6.text-box-multiple-outline",
    "prediction": "mdi6.text-box-search-outline",
    "image": "mdi6.text-box-outline",
}


def program_icon() -> QIcon:
    return QIcon(str(resources.ICON))


def icon(name: str, colour: str = "text") -> QIcon:
    """Return the icon of this name in the theme's colour of that name. Ask anew when the theme has changed.

    The theme is said to have changed, too, when another kind of data is learnt from.
    """
    import qtawesome  # reads its fonts when it is first used

    colours = theme().colours
    of_texts = NAMES_OF_TEXTS if spoken_of() == OF_TEXTS else {}
    return qtawesome.icon(of_texts.get(name, NAMES[name]), color=getattr(colours, colour), color_disabled=colours.muted)
