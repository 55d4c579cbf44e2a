"""The agent that a program makes, by the place of it in the code: `app.py:make_agent`."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn, Self

from agent.errors import ConfigError, HoldfastError
from agent.runtime import Agent

_ASKED = (
    "it asks the model while it is imported: put that below `if __name__ == '__main__':`, or into "
    "a function"
)


@dataclass(frozen=True, slots=True)
class Target:
    """An agent, or what returns one.

    Args:
        source: a file of Python, or the name of a module.
        attribute: in it; dots lead further in.
        directory: modules are looked for in it as well; absolute.
    """

    source: str
    attribute: str
    directory: Path

    @classmethod
    def read(cls, given: str, directory: Path) -> Self:
        """The target that is written `FILE.py:NAME` or `MODULE:NAME`.

        Raises:
            ConfigError: it is written otherwise, or there is no such file.
        """
        source, colon, attribute = given.rpartition(":")
        if not (colon and source and all(name.isidentifier() for name in attribute.split("."))):
            raise ConfigError(
                f"{given!r} names no agent: write FILE.py:NAME or MODULE:NAME, where NAME is an "
                "Agent or a function that returns one"
            )
        if source.endswith(".py") or os.sep in source:
            path = (directory / Path(source).expanduser()).resolve()
            if not path.is_file():
                raise ConfigError(f"there is no file {source} (looked for {path})")
            source = str(path)
        return cls(source, attribute, directory.resolve())

    @property
    def is_file(self) -> bool:
        """Whether it is a file's and not a module's."""
        return os.sep in self.source

    @property
    def root(self) -> Path:
        """The directory in which the program's own code lies."""
        return Path(self.source).parent if self.is_file else self.directory

    def __str__(self) -> str:
        return f"{self.source}:{self.attribute}"

    async def agent(self) -> Agent:
        """Import the code, and take the agent or have it made.

        Raises:
            ConfigError: the code fails, or what it has there is no agent.
        """
        with self._failures("importing it failed"):
            module = self._module()
        found: Any = module
        for name in self.attribute.split("."):
            if not hasattr(found, name):
                raise ConfigError(f"{self.source} has no {name!r}{_instead(module)}")
            found = getattr(found, name)
        if not isinstance(found, Agent) and callable(found):
            self._check_needs_nothing(found)
            with self._failures("calling it failed"):
                found = found()
                if inspect.isawaitable(found):
                    found = await found
        if not isinstance(found, Agent):
            raise ConfigError(
                f"{self} gives {type(found).__name__}, and no Agent: name an Agent, or a function "
                f"that returns one{_instead(module)}"
            )
        return found

    def _module(self) -> ModuleType:
        sys.path.insert(0, str(self.root))
        if not self.is_file:
            return importlib.import_module(self.source)
        path = Path(self.source)
        spec = importlib.util.spec_from_file_location(path.stem, path)
        if spec is None or spec.loader is None:
            raise ConfigError(f"{self.source} is no file of Python")
        module = importlib.util.module_from_spec(spec)
        sys.modules[path.stem] = module
        spec.loader.exec_module(module)
        return module

    def _check_needs_nothing(self, made_by: Any) -> None:
        try:
            parameters = inspect.signature(made_by).parameters.values()
        except (TypeError, ValueError):
            return
        variadic = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
        needed = [
            each.name
            for each in parameters
            if each.default is inspect.Parameter.empty and each.kind not in variadic
        ]
        if needed:
            raise ConfigError(
                f"{self} needs {', '.join(needed)}: name a function that needs nothing"
            )

    @contextmanager
    def _failures(self, what: str) -> Iterator[None]:
        try:
            with _asking_nothing():
                yield
        except HoldfastError as error:
            raise ConfigError(f"{self}: {what}: {error}{self._line(error)}") from error
        except (Exception, SystemExit) as error:
            said = f"{type(error).__name__}: {' '.join(str(error).split())}"
            raise ConfigError(f"{self}: {what}: {said}{self._line(error)}") from error

    def _line(self, error: BaseException) -> str:
        """Where in the program's own code it failed."""
        if isinstance(error, SyntaxError):
            return f" ({error.filename}:{error.lineno})" if error.filename else ""
        frames = traceback.extract_tb(error.__traceback__)
        own = [each for each in frames if is_own(Path(each.filename), self.root)]
        return f" ({own[-1].filename}:{own[-1].lineno})" if own else ""


def is_own(path: Path, root: Path) -> bool:
    """Whether a file of Python belongs to the program below `root`, and was not installed."""
    if not path.is_absolute() or not path.is_relative_to(root):
        return False
    below = path.relative_to(root).parts
    return not any(part in ("site-packages", "dist-packages") for part in below) and (
        not path.is_relative_to(Path(__file__).parents[1])
    )


def own_sources(root: Path) -> list[str]:
    """The files of the program's modules that are imported."""
    files = [getattr(module, "__file__", None) for module in [*sys.modules.values()]]
    return sorted({file for file in files if file and is_own(Path(file), root)})


def _instead(module: ModuleType) -> str:
    names = [name for name, value in vars(module).items() if isinstance(value, Agent)]
    return f"; it has {', '.join(names)}" if names else ""


@contextmanager
def _asking_nothing() -> Iterator[None]:
    """Agents of this process cannot be opened: no engine is started for a program's import."""

    def refuse(*_: object, **__: object) -> NoReturn:
        raise ConfigError(_ASKED)

    kept = {name: getattr(Agent, name) for name in ("open", "run_sync")}
    for name in kept:
        setattr(Agent, name, refuse)
    try:
        yield
    finally:
        for name, method in kept.items():
            setattr(Agent, name, method)
