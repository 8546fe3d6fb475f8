"""How the bundled backbones are made from published ImageNet weights. Used at set-up only, never by the program."""
