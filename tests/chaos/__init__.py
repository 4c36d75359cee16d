"""The proof that reminders go out once, whatever dies: python -m tests.chaos [--minutes 4] [--database sqlite].

The whole portal runs as it does in earnest: `manage.py serve` on SQLite with the queue in a folder, then web server,
two workers and two schedulers on PostgreSQL with Redis. Thousands of reminders become due within minutes, while
processes are killed at random and kept running again, the mail server misbehaves at every step of SMTP, the broker
goes away and comes back, and editors move, cancel and reinstate events.

Then the faults end and all is left to settle. Mails that wait for a later try are sent by passes whose clock stands
later, as no one wants to wait for sixteen hours. At last the book of the mail server and the ledger are compared row
by row; what does not agree is printed, and the command ends with 1.

`siege` is the course of it, `world` what becomes due, `weather` and `sink` the mail server, `keeper` the programs and
how they die, `house` the databases and brokers, `edits` the editors, `reckoning` the comparison.
"""
