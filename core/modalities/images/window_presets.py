"""Window presets: what radiologists set for CT, in Hounsfield units."""

from __future__ import annotations

from core.modalities.images.preprocessing import Window

WINDOW_PRESETS = {
    "lung": Window(centre=-600, width=1500),
    "mediastinum": Window(centre=50, width=350),
    "abdomen": Window(centre=60, width=400),
    "liver": Window(centre=30, width=150),
    "bone": Window(centre=400, width=1800),
    "brain": Window(centre=40, width=80),
    "angiography": Window(centre=300, width=600),
}
