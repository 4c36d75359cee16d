"""The tables of kinds that apps announce when they start, by their dotted paths; read when they are first asked for."""

announced: list[str] = []


def announce(path: str) -> None:
    """`path` names a tuple of Kind."""
    if path not in announced:
        announced.append(path)
