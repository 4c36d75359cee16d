"""What production would write into its log if no logger were quieter than asked for."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from cica_portal.settings.logs import SHARED_PROCESSORS, logging_settings

LOGGERS = logging_settings(level="DEBUG", as_json=True)["loggers"]
HELD_BACK = {name: logging.getLevelNamesMapping()[values["level"]] for name, values in LOGGERS.items()}


@contextmanager
def everything_logged(level: int = logging.INFO) -> Iterator[io.StringIO]:
    """Of all loggers from this level on; below INFO those keep silent that the settings hold back."""
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    renderer = structlog.processors.JSONRenderer(ensure_ascii=False)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(renderer, foreign_pre_chain=SHARED_PROCESSORS))
    known = [
        logging.root,
        *(one for one in logging.root.manager.loggerDict.values() if isinstance(one, logging.Logger)),
    ]
    levels = [(one, one.level) for one in known]
    for one in known:
        held_back = HELD_BACK.get(one.name, level) if level < logging.INFO else level
        one.setLevel(max(level, held_back))
    logging.root.addHandler(handler)
    try:
        yield log
    finally:
        logging.root.removeHandler(handler)
        for one, level in levels:
            one.setLevel(level)
