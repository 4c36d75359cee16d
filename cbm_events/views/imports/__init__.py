"""Pages on which a file of events is taken in, matched, checked and entered."""
