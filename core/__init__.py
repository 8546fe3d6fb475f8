"""The engine: from a folder of images to a trained, verified, exported classifier. Never imports Qt."""

from __future__ import annotations

#: by which desktops know the program
APPLICATION_ID = "org.frostline.Frostline"

#: also in pyproject.toml
VERSION = "0.1.0"
