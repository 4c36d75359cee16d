"""What reminders are about: each kind of row as it is at one moment, read once.

`base` says what the planner and the letters ask of a kind, the other modules answer for events and plans,
`kinds` finds the kind of a rule.
"""
