"""Theme: the colours, sizes and fonts of the window, light and dark by the system."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

import resources

#: pixels between things that belong together, between groups, and around a page
GAP, SPACE, MARGIN = 8, 16, 24
FONT_POINTS = 10


@dataclass(frozen=True, kw_only=True)
class Colours:
    """Curves and marks are distinguished by lightness and form as well: blue and orange survive colour blindness."""

    window: str
    surface: str
    raised: str
    border: str
    text: str
    muted: str
    accent: str
    on_accent: str
    accent_soft: str
    unfrozen: str
    unfrozen_soft: str
    good: str
    danger: str
    danger_soft: str
    notice_soft: str
    train: str
    validation: str
    shade: str
    #: one a run or class, in this order, then from the start again (Okabe and Ito 2008)
    series: tuple[str, ...]


LIGHT = Colours(
    window="#F4F6F9",
    surface="#FFFFFF",
    raised="#EDF1F5",
    border="#D5DDE5",
    text="#17212B",
    muted="#566473",
    accent="#0B66B0",
    on_accent="#FFFFFF",
    accent_soft="#E1EEF9",
    unfrozen="#A85400",
    unfrozen_soft="#FDF0E1",
    good="#00724F",
    danger="#B3261E",
    danger_soft="#FCEBE9",
    notice_soft="#EAF3FB",
    train="#0072B2",
    validation="#D55E00",
    shade="#EEF2F6",
    series=("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#B58900", "#3C8DBC", "#555555"),
)
DARK = Colours(
    window="#12171D",
    surface="#1A2129",
    raised="#242D37",
    border="#33404C",
    text="#E7ECF1",
    muted="#9EACB9",
    accent="#62B5F2",
    on_accent="#0B1620",
    accent_soft="#173047",
    unfrozen="#F2A65A",
    unfrozen_soft="#38291A",
    good="#4FCBA3",
    danger="#FF8F84",
    danger_soft="#3F211F",
    notice_soft="#172C3F",
    train="#56B4E9",
    validation="#F0A33C",
    shade="#1F2832",
    series=("#56B4E9", "#F0A33C", "#3CC9A0", "#E39AC4", "#F0E442", "#8FB8D8", "#BBBBBB"),
)


class Appearance(StrEnum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """The one in use. Who paints by hand asks `theme().colours` and repaints on `changed`."""

    changed = Signal()

    def __init__(self, application: QApplication):
        super().__init__(application)
        self._application = application
        self.colours = LIGHT
        self.appearance = Appearance.SYSTEM
        application.setStyle("Fusion")
        _load_fonts(application)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._apply)
        self._apply()

    @property
    def is_dark(self) -> bool:
        return self.colours is DARK

    def choose(self, appearance: Appearance) -> None:
        self.appearance = appearance
        self._apply()

    def _apply(self) -> None:
        is_system_dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        chosen = {Appearance.LIGHT: LIGHT, Appearance.DARK: DARK}
        self.colours = chosen.get(self.appearance, DARK if is_system_dark else LIGHT)
        self._application.setPalette(_palette(self.colours))
        self._application.setStyleSheet(_style_sheet(self.colours))
        self.changed.emit()


_theme: Theme | None = None


def theme() -> Theme:
    """Return the theme of the running application, made with the first call."""
    global _theme
    if _theme is None:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        _theme = Theme(application)
    return _theme


def colour(name: str) -> QColor:
    """Return the colour of this name in the theme in use."""
    return QColor(getattr(theme().colours, name))


def series_colour(number: int) -> QColor:
    series = theme().colours.series
    return QColor(series[number % len(series)])


def _load_fonts(application: QApplication) -> None:
    """Our own, so that text is there and looks the same on a system without fonts."""
    families: list[str] = []
    for file in sorted(resources.FONTS.glob("*.[ot]tf")):
        families += QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(file)))
    font = QFont(families[0] if families else application.font().family())
    font.setPointSize(FONT_POINTS)
    application.setFont(font)


def _palette(colours: Colours) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: colours.window,
        QPalette.ColorRole.WindowText: colours.text,
        QPalette.ColorRole.Base: colours.surface,
        QPalette.ColorRole.AlternateBase: colours.raised,
        QPalette.ColorRole.Text: colours.text,
        QPalette.ColorRole.Button: colours.surface,
        QPalette.ColorRole.ButtonText: colours.text,
        QPalette.ColorRole.ToolTipBase: colours.surface,
        QPalette.ColorRole.ToolTipText: colours.text,
        QPalette.ColorRole.PlaceholderText: colours.muted,
        QPalette.ColorRole.Highlight: colours.accent,
        QPalette.ColorRole.HighlightedText: colours.on_accent,
        QPalette.ColorRole.Link: colours.accent,
        QPalette.ColorRole.LinkVisited: colours.accent,
        QPalette.ColorRole.Accent: colours.accent,
        QPalette.ColorRole.Mid: colours.border,
    }
    for role, name in roles.items():
        palette.setColor(role, QColor(name))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.muted))
    return palette


def _style_sheet(colours: Colours) -> str:
    values = {name: value for name, value in vars(colours).items() if isinstance(value, str)}
    look = "dark" if colours is DARK else "light"
    return Template(STYLE).substitute(values, marks=resources.MARKS.as_posix(), look=look)


#: what the palette cannot say. `kind` is a property that widgets are given: see gui/widgets/parts.py
STYLE = """
QLabel[kind="title"] { font-size: 17pt; font-weight: 600; }
QLabel[kind="heading"] { font-size: 11.5pt; font-weight: 600; }
QLabel[kind="figure"] { font-size: 15pt; font-weight: 600; }
QLabel[kind="muted"] { color: $muted; }
QLabel[kind="danger"] { color: $danger; }
QFrame[kind="card"] { background: $surface; border: 1px solid $border; border-radius: 8px; }
QFrame[kind="line"] { background: $border; border: none; max-height: 1px; }
QFrame[kind="error"] { background: $danger_soft; border: 1px solid $danger; border-radius: 6px; }
QFrame[kind="warning"] { background: $unfrozen_soft; border: 1px solid $unfrozen; border-radius: 6px; }
QLabel[kind="warning"] { color: $unfrozen; background: transparent; border: none; }
QFrame[kind="notice"] { background: $notice_soft; border: 1px solid $border; border-radius: 6px; }
QFrame[kind="sidebar"] { background: $surface; border: none; border-right: 1px solid $border; }
QFrame[kind="taskbar"] { background: $surface; border: none; border-top: 1px solid $border; }

QPushButton, QToolButton {
    background: $surface; color: $text; border: 1px solid $border; border-radius: 6px; padding: 6px 14px;
}
QToolButton { padding: 5px; }
QPushButton:hover, QToolButton:hover { background: $raised; }
QPushButton:pressed, QToolButton:pressed, QToolButton:checked { background: $accent_soft; }
QPushButton:checked { background: $accent_soft; border-color: $accent; }
QPushButton:disabled, QToolButton:disabled { color: $muted; background: $window; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: 600; }
QPushButton[kind="primary"]:disabled { background: $raised; color: $muted; border-color: $border; }
QPushButton[kind="link"], QToolButton[kind="link"] {
    background: transparent; color: $accent; border: 1px solid transparent; padding: 2px 4px;
}
QPushButton[kind="link"]:hover { text-decoration: underline; }
QFrame[kind="error"] QToolButton, QFrame[kind="warning"] QToolButton, QFrame[kind="notice"] QToolButton {
    background: transparent; border: 1px solid transparent;
}
QPushButton:focus, QToolButton:focus { border: 2px solid $accent; padding: 5px 13px; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; }
QPushButton[kind="link"]:focus { padding: 1px 3px; }
QPushButton[kind="link"][flush="true"], QPushButton[kind="link"][flush="true"]:focus {
    padding-left: 0; border-left-width: 0;
}
QToolButton:focus { padding: 4px; }

QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox, QPlainTextEdit {
    background: $surface; border: 1px solid $border; border-radius: 6px; padding: 5px 8px;
    selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus {
    border: 2px solid $accent; padding: 4px 7px;
}
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled {
    color: $muted; background: $window;
}
QAbstractSpinBox > QLineEdit { border: none; padding: 0; background: transparent; }
QComboBox > QLineEdit { border: none; padding: 0; background: transparent; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow, QAbstractSpinBox::down-arrow { image: url("$marks/down.svg"); width: 10px; height: 7px; }
QAbstractSpinBox::up-arrow { image: url("$marks/up.svg"); width: 10px; height: 7px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
    subcontrol-origin: border; width: 22px; border: none; background: transparent;
}
QAbstractSpinBox::up-button { subcontrol-position: top right; padding-top: 3px; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; padding-bottom: 3px; }

QAbstractItemView {
    background: $surface; border: 1px solid $border; border-radius: 6px; outline: none;
    selection-background-color: $accent_soft; selection-color: $text; alternate-background-color: $window;
}
QAbstractItemView:focus { border: 2px solid $accent; }
QTableView::item { padding: 2px 5px; border: none; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section {
    background: $surface; color: $muted; border: none; border-bottom: 1px solid $border; padding: 6px 8px;
}
QListView[kind="plain"], QListView[kind="plain"]:focus { border: none; }
QListView[kind="stages"] { border: none; background: transparent; font-size: 10.5pt; }
QCheckBox::indicator, QRadioButton::indicator {
    width: 15px; height: 15px; background: $surface; border: 1px solid $muted; border-radius: 4px;
}
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$marks/check-$look.svg"); }
QRadioButton::indicator:checked { width: 7px; height: 7px; border: 5px solid $accent; border-radius: 8px; }
QCheckBox::indicator:focus { border: 2px solid $accent; }
QCheckBox:focus, QRadioButton:focus { color: $accent; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { background: $window; border-color: $border; }
QProgressBar {
    background: $raised; border: none; border-radius: 4px; min-height: 8px; max-height: 8px; text-align: center;
}
QProgressBar::chunk { background: $accent; border-radius: 4px; }
QTabBar::tab { padding: 7px 14px; color: $muted; border: none; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent; }
QTabBar::tab:focus { color: $accent; }
QTabWidget::pane { border: none; }
QSlider::groove:horizontal { background: $raised; border: 1px solid $border; height: 4px; border-radius: 3px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 3px; height: 4px; }
QSlider::handle:horizontal {
    background: $surface; border: 2px solid $accent; width: 12px; margin: -6px 0; border-radius: 8px;
}
QSlider::handle:horizontal:focus { background: $accent; }
QSlider::sub-page:horizontal:disabled { background: $border; }
QSlider::handle:horizontal:disabled { border-color: $border; }
QSplitter::handle { background: transparent; }
QScrollArea { border: none; background: transparent; }
QScrollArea > QWidget > QWidget[kind="page"] { background: $window; }
QScrollArea > QWidget > QWidget[kind="in card"] { background: $surface; }
QToolTip { background: $surface; color: $text; border: 1px solid $border; padding: 4px; }
QGroupBox { border: none; font-weight: 600; margin-top: 18px; }
QGroupBox::title { subcontrol-origin: margin; left: 0; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $border; border-radius: 4px; margin: 2px; min-height: 28px; min-width: 28px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""
