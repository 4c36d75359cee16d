"""Events as calendars (RFC 5545, 7986): one VEVENT each, rendered once, joined into feeds and files.

`vevent` writes one event, `renderings` keeps what was written, `selection` chooses the rows of a feed, `calendars`
makes the file, `answers` the answer with its tag, `subscriptions` the private addresses.
"""
