"""Logs of a command: one line each on stderr, as text for people or as JSON.

Everything goes the same way: structlog's events, the standard library's records of other packages,
and Python's warnings.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable
from typing import Literal, TypeAlias

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from agent.observe.printable import printable
from agent.observe.redaction import Redactor

LogFormat: TypeAlias = Literal["console", "json"]


def configure_logs(log_format: LogFormat = "console", *, verbose: bool = False) -> None:
    """Send logs to stderr: warnings and worse, and everything with `verbose`.

    For people an exception is one line, and a traceback only with `verbose`; JSON always has it.
    Local variables are never logged: they may hold keys. Keys of known forms are redacted.
    """
    level = logging.DEBUG if verbose else logging.WARNING
    _handle_records(_renderers(log_format, verbose=verbose), verbose=verbose)
    logging.getLogger("agent").setLevel(level)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            *_COMMON,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def redact_in_logs(patterns: Iterable[str]) -> None:
    """Have the logs of this process leave out what matches these expressions, too."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, StderrHandler):
            handler.redactor = Redactor.of(patterns)


def use_standard_logging() -> None:
    """Leave the logs to the program that uses Holdfast as a library.

    They go to the standard library's loggers `agent.…`, which show warnings on stderr until the
    program decides otherwise. structlog's own default would print them, with the local variables
    of every exception, on stdout. A program that has configured structlog is left alone.
    """
    if structlog.is_configured():
        return
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.filter_by_level,
            StderrHandler().redacted,
            structlog.dev.ConsoleRenderer(
                colors=False, exception_formatter=structlog.dev.plain_traceback
            ),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


class StderrHandler(logging.Handler):
    """Writes to whatever stderr is now; that nobody reads it must not end a run."""

    redactor = Redactor()

    def redacted(self, _: WrappedLogger, __: str, event: EventDict) -> EventDict:
        """An event without secrets."""
        return {
            name: value if name.startswith("_") else self.redactor.json(value)
            for name, value in event.items()
        }

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        if sys.stderr is None:
            return
        try:
            sys.stderr.write(self.format(record) + "\n")
            sys.stderr.flush()
        except (OSError, ValueError):
            return


_COMMON: list[Processor] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
]


def _handle_records(renderers: list[Processor], *, verbose: bool) -> None:
    handler = StderrHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_COMMON,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *renderers[:-1],
                handler.redacted,
                renderers[-1],
            ],
        )
    )
    root = logging.getLogger()
    for other in [each for each in root.handlers if isinstance(each, StderrHandler)]:
        root.removeHandler(other)
    root.addHandler(handler)
    root.setLevel(logging.INFO if verbose else logging.WARNING)
    logging.captureWarnings(capture=True)


def _renderers(log_format: LogFormat, *, verbose: bool) -> list[Processor]:
    if log_format == "json":
        tracebacks = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        return [
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(tracebacks),
            structlog.processors.JSONRenderer(default=str),
        ]
    return [
        structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False),
        structlog.processors.format_exc_info if verbose else _name_exception,
        _make_printable,
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr is not None and sys.stderr.isatty(),
            exception_formatter=structlog.dev.plain_traceback,
        ),
    ]


def _name_exception(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """The exception as one line in place of its traceback."""
    error = _exception(event.pop("exc_info", None))
    if error is not None:
        event["error"] = " ".join(f"{type(error).__name__}: {error}".split())
    return event


def _exception(exc_info: object) -> BaseException | None:
    if isinstance(exc_info, tuple):
        exc_info = exc_info[1]
    if isinstance(exc_info, BaseException):
        return exc_info
    return sys.exc_info()[1] if exc_info else None


def _make_printable(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    return {
        name: printable(value) if isinstance(value, str) else value for name, value in event.items()
    }
