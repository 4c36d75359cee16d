"""Reminders: planned over a window, gathered into one mail a person, looked at again when the mail leaves.

`schedule` says when, `situation` to whom and why not, `planner` keeps the ledger in line with both,
`gathering` turns what is due into mails, `letters` writes them.
"""
