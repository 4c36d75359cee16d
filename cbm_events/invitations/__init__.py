"""Events as invitations in the calendars of liaisons (RFC 5546): sent by an act of an editor, then kept up to date.

`standing` says who is invited and what each was sent, `sending` owes it, `letters` and `messages` write the mail and
what is in it for the calendar, `replies` knows who answers by the link in the mail.
"""
