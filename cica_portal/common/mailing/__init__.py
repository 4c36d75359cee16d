"""The mail ledger: queue a mail in your own transaction, a sweep sends it.

    queue_mail(recipient=user, template="reminder", context={}, at=now)

What a mail says is built by the app that knows its rows: see `registry.register`.
"""
