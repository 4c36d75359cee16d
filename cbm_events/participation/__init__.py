"""Who takes part in an event and what came of it.

`standings` says what is known of each state, `sheets` and `answers` write it, `results` figures, outcomes and reports.
"""
