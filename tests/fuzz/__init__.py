"""Bad input without end: every kind of file mutated, every option at its ends; see `__main__` (`make fuzz`)."""
