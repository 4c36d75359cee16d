"""Holidays of the member states: read from the package of holidays, entered, confirmed, looked over.

What people entered or confirmed stands above what the package says; where they differ, staff are told.
"""
