"""How the bundled text encoders are made from published weights. Used at set-up only, never by the program."""
