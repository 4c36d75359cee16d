"""The log of all changes: read in words, exported, and undone as new changes."""
