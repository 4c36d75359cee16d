"""How fast the portal is, in one run beside what it is compared with: python -m tests.benchmarks [NAME ...].

A benchmark is a module of this package with a docstring of one line and one function:

    def measure(bench: Bench) -> None:
        events = build_rows()                       # the database is migrated and empty; tests.factories are at hand
        bench.rows_are_ready()                      # the database counts its rows, as it does by itself in the long run
        figures = bench.compare({"the portal": ours, "icalendar": theirs}, count=1000)
        bench.limit("times icalendar", figures["the portal"].per_second / figures["icalendar"].per_second, at_least=10)

`compare` runs the functions by turns, so that a busy minute of the machine meets them alike; `time` runs one.
`count` says how many things one call does. A limit that is not held makes the run end with 1. Nothing here is a
test of pytest: figures of a busy machine prove nothing there.
"""
