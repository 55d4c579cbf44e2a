"""structlog, set up once for a command: logs go to stderr, as text for people or as JSON."""

from __future__ import annotations

import logging
import sys
from typing import Literal, TypeAlias

import structlog

LogFormat: TypeAlias = Literal["console", "json"]


def configure_logs(log_format: LogFormat = "console", *, verbose: bool = False) -> None:
    """Send logs to stderr: warnings and worse, and everything with `verbose`."""
    level = logging.DEBUG if verbose else logging.WARNING
    renderers: dict[LogFormat, list[structlog.typing.Processor]] = {
        "json": [
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.dict_tracebacks,
            structlog.processors.JSONRenderer(),
        ],
        "console": [
            structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False),
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),
        ],
    }
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            *renderers[log_format],
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
