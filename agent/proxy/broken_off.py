"""What uvicorn says of an answer that was broken off: the proxy has said it already, and why."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

_LOGGER = "uvicorn.error"
_SAID = "ASGI callable returned without completing response."


@contextmanager
def said_once() -> Iterator[None]:
    """Leave uvicorn's line out of the log until the block ends."""
    logger = logging.getLogger(_LOGGER)
    logger.addFilter(_is_another)
    try:
        yield
    finally:
        logger.removeFilter(_is_another)


def _is_another(record: logging.LogRecord) -> bool:
    return record.msg != _SAID
