"""Writing by the API: `shapes` says what a body may hold, `bridge` hands it to the forms; the rest are addresses."""
