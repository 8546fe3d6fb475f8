"""Numbers of words that mean something by themselves."""

#: stands where a sentence has ended
NOTHING = 0
