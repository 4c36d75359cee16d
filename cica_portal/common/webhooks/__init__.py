"""Webhooks after the Standard Webhooks specification: signed, sent in order from a ledger, to checked addresses.

`signing` makes secrets and signatures, `addresses` says where the portal may connect, `posting` sends one message,
`receivers` are the writes of people, `ledger` those of the machine, `sweep` sends what is due.
"""
