"""What differs between two machines, or two days, and must not differ in a prefix."""

from __future__ import annotations

import ctypes
import datetime
import gc
import importlib.metadata
import os
import site
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

SHIFT = 34_567_891
"""Seconds by which the clock is moved: another year, month, day, hour, minute and second."""

CLOCK, ORDER, HASH, DIRECTORY, ENVIRONMENT = (
    "the clock",
    "the order in which files and tools are found",
    "the hash seed",
    "the working directory",
    "the environment",
)
VARIATIONS = (CLOCK, HASH, DIRECTORY, ENVIRONMENT, ORDER)

_OTHER_ENVIRONMENT = {
    "USER": "another",
    "LOGNAME": "another",
    "HOSTNAME": "another-machine",
    "LANG": "C.UTF-8",
    "TZ": "Asia/Kathmandu",
    "COLUMNS": "57",
    "HOLDFAST_DOCTOR": "another",
}
_KEPT_DIRECTORIES = {
    "XDG_DATA_HOME": ".local/share",
    "XDG_CONFIG_HOME": ".config",
    "XDG_STATE_HOME": ".local/state",
    "XDG_CACHE_HOME": ".cache",
}


def environment(given: Mapping[str, str], varied: frozenset[str], home: str) -> dict[str, str]:
    """The environment of a build.

    Args:
        given: that of this process.
        home: an empty directory, the home where the environment is varied.
    """
    made = {**given, "PYTHONHASHSEED": "4321" if HASH in varied else "1234"}
    if ENVIRONMENT in varied:
        made.setdefault("PYTHONUSERBASE", site.getuserbase())  # packages are no part of it
        # The user's settings and consents stay what they are.
        for name, below in _KEPT_DIRECTORIES.items():
            made.setdefault(name, str(Path.home() / below))
        made |= {**_OTHER_ENVIRONMENT, "HOME": home}
    return made


def apply(varied: frozenset[str], moment: float) -> None:
    """Vary in this process what its environment and its directory do not decide.

    Args:
        moment: Unix time at which the clock stands still, so that it is the clock alone that
            differs where the clock is varied, and nothing that only takes its time.
    """
    _stop_the_clock(moment + SHIFT if CLOCK in varied else moment)
    if ORDER in varied:
        _turn_the_order_round()


def _stop_the_clock(moment: float) -> None:
    real_local, real_utc, real_format = time.localtime, time.gmtime, time.strftime

    def localtime(seconds: float | None = None) -> time.struct_time:
        return real_local(time.time() if seconds is None else seconds)

    def gmtime(seconds: float | None = None) -> time.struct_time:
        return real_utc(time.time() if seconds is None else seconds)

    def strftime(form: str, moment: Any = None) -> str:
        return real_format(form, time.localtime() if moment is None else moment)

    def ctime(seconds: float | None = None) -> str:
        return time.asctime(time.localtime(seconds))

    def now(zone: datetime.tzinfo | None = None) -> datetime.datetime:
        return datetime.datetime.fromtimestamp(time.time(), zone)

    def utcnow() -> datetime.datetime:
        return datetime.datetime.fromtimestamp(time.time(), datetime.UTC).replace(tzinfo=None)

    moved: dict[str, Callable[..., Any]] = {
        "time": lambda: moment,
        "time_ns": lambda: int(moment * 10**9),
        "localtime": localtime,
        "gmtime": gmtime,
        "strftime": strftime,
        "ctime": ctime,
    }
    for name, function in moved.items():
        setattr(time, name, function)
    # The type keeps its identity, so that what is built on it, such as schemas, stays the same.
    fields = gc.get_referents(datetime.datetime.__dict__)[0]
    fields |= {"now": staticmethod(now), "utcnow": staticmethod(utcnow)}
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(datetime.datetime))


def _turn_the_order_round() -> None:
    real_list, real_scan, real_points = os.listdir, os.scandir, importlib.metadata.entry_points

    class Scan:
        """What `os.scandir` gives, from behind."""

        def __init__(self, *path: Any) -> None:
            with real_scan(*path) as found:
                self._found = iter(sorted(found, key=lambda each: each.name, reverse=True))

        def __iter__(self) -> Any:
            return self

        def __next__(self) -> Any:
            return next(self._found)

        def __enter__(self) -> Any:
            return self

        def __exit__(self, *_: object) -> None:
            self.close()

        def close(self) -> None:
            """Nothing is open."""

    def listdir(*path: Any) -> list[Any]:
        return sorted(real_list(*path), reverse=True)

    def entry_points(**wanted: Any) -> Any:
        return importlib.metadata.EntryPoints(reversed([*real_points().select(**wanted)]))

    os.listdir, os.scandir = listdir, Scan  # type: ignore[assignment]
    importlib.metadata.entry_points = entry_points
    sys.path_importer_cache.clear()
