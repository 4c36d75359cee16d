"""Lists of events as files: tables that the import reads back, lines of JSON, a calendar, papers."""
