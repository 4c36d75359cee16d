"""What production would write into its log if no logger were quieter than INFO."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from cica_portal.settings.logs import SHARED_PROCESSORS


@contextmanager
def everything_logged() -> Iterator[io.StringIO]:
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
        one.setLevel(logging.INFO)
    logging.root.addHandler(handler)
    try:
        yield log
    finally:
        logging.root.removeHandler(handler)
        for one, level in levels:
            one.setLevel(level)
