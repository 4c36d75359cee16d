"""A year in figures: `counting` is pure, `editions` builds and stores, pages and API only render."""
