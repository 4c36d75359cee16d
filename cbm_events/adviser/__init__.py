"""Advice on dates: what stands against them, and which weeks are better.

`gathering` reads the rows that the viewer may see, in a constant number of queries; `checks` and `ranking`
are pure and know frozen dataclasses only (`facts` in, `findings` out); `wording` puts findings into words.
"""
