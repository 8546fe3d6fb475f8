"""Wording: the English of all messages, in one place for the window, the command line and files for people.

Nothing else in core imports this package, but for what writes texts for people. Each module holds the wordings of a
wing by their codes; `words_of` gives what is shown.
"""
