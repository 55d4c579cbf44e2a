"""A project's own tools: imported from `tools/*.py`, and only with the user's consent."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import sys
from collections.abc import Mapping
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path, PurePosixPath
from types import CodeType, ModuleType

import structlog

from agent.errors import ConfigError
from agent.tooling import Registered, Tool
from agent.trust import Code, read_code

PROJECT = "project"
"""The origin of a project's own tools."""

_log = structlog.get_logger("agent.project")


def project_tools(project: Path) -> tuple[Registered, ...]:
    """The tools that the project's modules define, by module and name; none without consent.

    A module whose name begins with `_` is for the others to import: `from ._shared import …`.

    Raises:
        ConfigError: a module cannot be imported, or the record of consent cannot be read.
    """
    code = read_code(project)
    if not code.sources:
        return ()
    if code.distrust:
        _log.warning(f"the project's tools are not loaded: {code.distrust}")
        return ()
    package = _package(code)
    found: dict[int, Tool] = {}
    for source in code.sources:
        name = PurePosixPath(source).stem
        if name.startswith("_"):
            continue
        module = _imported(f"{package}.{name}", source, code)
        found |= {id(each): each for each in vars(module).values() if isinstance(each, Tool)}
    return tuple(Registered(each, PROJECT) for each in found.values())


def _imported(name: str, source: str, code: Code) -> ModuleType:
    try:
        return importlib.import_module(name)
    except Exception as error:  # the project's own code may raise anything
        raise ConfigError(
            f"{code.project / source} cannot be imported: {type(error).__name__}: {error}"
        ) from error


def _package(code: Code) -> str:
    """The name of the package in which the project's modules are imported, made where needed."""
    told = repr((str(code.project), code.hashes))
    name = f"agent_project_{hashlib.sha256(told.encode()).hexdigest()[:12]}"
    if name not in sys.modules:
        package = ModuleType(name)
        package.__path__ = []
        sys.modules[name] = package
        modules = {
            f"{name}.{PurePosixPath(source).stem}": (str(code.project / source), text)
            for source, text in code.sources.items()
        }
        sys.meta_path.append(_Sources(modules))
    return name


class _Sources(MetaPathFinder, InspectLoader):
    """Imports modules from bytes that were hashed: no file is read again, and no cached bytecode,
    which nobody has consented to."""

    def __init__(self, modules: Mapping[str, tuple[str, bytes]]) -> None:
        self._modules = modules

    def find_spec(self, fullname: str, *where: object) -> ModuleSpec | None:
        if fullname not in self._modules:
            return None
        path, _text = self._modules[fullname]
        spec = ModuleSpec(fullname, self, origin=path)
        spec.has_location = True
        return spec

    def get_source(self, fullname: str) -> str:
        return importlib.util.decode_source(self._modules[fullname][1])

    def get_code(self, fullname: str) -> CodeType:
        path, text = self._modules[fullname]
        return self.source_to_code(text, path)
