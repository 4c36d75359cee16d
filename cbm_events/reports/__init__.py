"""Reports: one description each, printed by a page and by files; files count nothing.

`report` says what a report is, `papers` and `sheets` print it, `files` names the files. An edition of a summary becomes
a report in `editions`; the sheets of states, of dimensions and areas, of bodies and of the days ahead are made of the
rows that the viewer sees, in the language that is active.
"""
