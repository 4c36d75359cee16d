"""Notes verbales and letters: filled from an event, numbered in a yearly register, filed with the event."""
