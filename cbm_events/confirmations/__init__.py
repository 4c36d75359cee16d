"""Planned events are confirmed, moved or cancelled by those who answer for them.

`parts` says who does and whether alone, `answering` and `settling` what becomes of an answer, `term` from when
on the confirmation is awaited.
"""
