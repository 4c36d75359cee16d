"""The silence procedure: a text circulated with a deadline, objections to it, and what the Chair notifies."""
