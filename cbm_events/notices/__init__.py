"""Notices of change: postponed, moved, cancelled, reinstated; one mail that says old and new.

`planning` writes them into the ledger in the transaction of the change, `differences` says what is told,
`letters` writes the mail from the rows as they are when it leaves.
"""
