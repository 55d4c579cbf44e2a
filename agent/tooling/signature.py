"""A tool's schema from its function: signature, type hints and docstring."""

from __future__ import annotations

import dataclasses
import inspect
import json
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import docstring_parser
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, create_model
from pydantic.errors import PydanticUndefinedAnnotation, PydanticUserError
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import to_jsonable_python

from agent.errors import ToolRefused
from agent.tooling.context import ToolContext
from agent.tooling.schema import Schema, canonical
from agent.types import JSON

_BY_NAME = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


class _Generator(GenerateJsonSchema):
    # A default that JSON cannot express stays the function's own affair.
    ignored_warning_kinds = {"skipped-choice", "non-serializable-default"}  # noqa: RUF012

    def encode_default(self, dft: Any) -> Any:
        return super().encode_default(_ordered(dft))


@dataclass(frozen=True, slots=True)
class Signature:
    """What a function says of itself."""

    description: str
    parameters: Schema
    context_parameter: str | None
    """The parameter that takes the `ToolContext`, if there is one."""
    convert: Callable[[Mapping[str, JSON]], dict[str, Any]]
    """From checked JSON arguments to the function's keyword arguments.

    Raises pydantic.ValidationError."""


def read_signature(name: str, function: Callable[..., Any]) -> Signature:
    """The signature of `function` for the tool `name`.

    Raises ToolRefused for a parameter that cannot be passed by name, has no type hint, or has
    one that JSON Schema cannot express.
    """
    if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
        raise ToolRefused(f"Tool {name}: it is a generator. Return a list or a text instead.")
    hints = _hints(name, function)
    parameters = inspect.signature(function).parameters.values()
    contexts = [each.name for each in parameters if _takes_context(hints.get(each.name))]
    if len(contexts) > 1:
        raise ToolRefused(f"Tool {name}: more than one ToolContext: {', '.join(contexts)}.")
    shown = [each for each in parameters if each.name not in contexts]
    for parameter in shown:
        _check_parameter(name, parameter, hints)
    model = _model(name, shown, hints)
    text, described = _docstring(function)
    schema = model.model_json_schema(schema_generator=_Generator)
    schema.pop("description", None)
    _describe(schema, described)
    return Signature(
        description=text,
        parameters=canonical({"properties": {}, **schema}),
        context_parameter=contexts[0] if contexts else None,
        convert=_converter(model, [each.name for each in shown]),
    )


def context_parameter(name: str, function: Callable[..., Any]) -> str | None:
    """The parameter of `function` that takes the `ToolContext`, if there is one."""
    hints = _hints(name, function)
    return next((key for key, hint in hints.items() if _takes_context(hint)), None)


def _hints(name: str, function: Callable[..., Any]) -> dict[str, Any]:
    described = function if inspect.isroutine(function) else type(function).__call__
    try:
        return typing.get_type_hints(described, include_extras=True)
    except NameError as error:
        raise ToolRefused(
            f"Tool {name}: a type hint cannot be read ({error}). Define or import the name at "
            "the top of the module, not under TYPE_CHECKING."
        ) from error
    except TypeError as error:
        raise ToolRefused(f"Tool {name}: a type hint cannot be read ({error}).") from error


def _takes_context(hint: Any) -> bool:
    return hint is ToolContext or ToolContext in typing.get_args(hint)


def _check_parameter(name: str, parameter: inspect.Parameter, hints: Mapping[str, Any]) -> None:
    if parameter.kind not in _BY_NAME:
        raise ToolRefused(
            f"Tool {name}: the parameter {parameter} cannot be passed by name. "
            "Name each parameter, or give the schema with raw_tool()."
        )
    if parameter.name not in hints:
        raise ToolRefused(
            f"Tool {name}: the parameter {parameter.name} has no type hint. Add one "
            "(for a method, decorate the bound one: tool(object.method))."
        )


def _model(
    name: str, parameters: list[inspect.Parameter], hints: Mapping[str, Any]
) -> type[BaseModel]:
    # Fields are numbered and carry the parameter's name as alias: a parameter may be called
    # `schema` or `_private`, which a field of a pydantic model may not.
    fields: dict[str, Any] = {
        f"p{number}": (hints[each.name], Field(_default(each), alias=each.name))
        for number, each in enumerate(parameters)
    }
    try:
        model: type[BaseModel] = create_model(
            "Arguments", __config__=ConfigDict(extra="forbid"), __doc__=None, **fields
        )
        model.model_json_schema(schema_generator=_Generator)
    except (PydanticUserError, PydanticUndefinedAnnotation, TypeError) as error:
        culprit = next((each.name for each in parameters if not _expressible(hints[each.name])), "")
        raise ToolRefused(
            f"Tool {name}: the type of $.properties.{culprit} cannot be put into a JSON Schema: "
            f"{_first_line(error)}"
        ) from error
    return model


def _default(parameter: inspect.Parameter) -> Any:
    return ... if parameter.default is inspect.Parameter.empty else parameter.default


def _expressible(hint: Any) -> bool:
    try:
        TypeAdapter(hint).json_schema(schema_generator=_Generator)
    except (PydanticUserError, PydanticUndefinedAnnotation, TypeError):
        return False
    return True


def _ordered(value: Any) -> Any:
    """A default with its sets as sorted lists: a set's order differs between processes."""
    if isinstance(value, BaseModel):
        return _ordered(value.model_dump(by_alias=True))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _ordered(dataclasses.asdict(value))
    if isinstance(value, dict):
        return {key: _ordered(held) for key, held in value.items()}
    if isinstance(value, set | frozenset):
        return sorted((to_jsonable_python(_ordered(held)) for held in value), key=json.dumps)
    return [_ordered(held) for held in value] if isinstance(value, list | tuple) else value


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _converter(
    model: type[BaseModel], names: list[str]
) -> Callable[[Mapping[str, JSON]], dict[str, Any]]:
    by_field = {f"p{number}": name for number, name in enumerate(names)}

    def convert(arguments: Mapping[str, JSON]) -> dict[str, Any]:
        values = model.model_validate(arguments)
        return {
            name: _whole(getattr(values, field))
            for field, name in by_field.items()
            if field in values.model_fields_set
        }

    return convert


def _whole(value: Any) -> Any:
    """What pydantic makes of an `Iterable` is checked while it is read, and can be read once: the
    rules of permission would leave nothing of it for the function."""
    return list(value) if isinstance(value, Iterator) else value


def _docstring(function: Callable[..., Any]) -> tuple[str, dict[str, str]]:
    """The description, and the descriptions of the parameters by name."""
    text = inspect.getdoc(function) or ""
    try:
        parsed = docstring_parser.parse(text)
    except docstring_parser.ParseError:
        return text, {}
    described = {
        each.arg_name: " ".join(each.description.split())
        for each in parsed.params
        if each.description
    }
    return (parsed.description or "").strip(), described


def _describe(schema: Schema, described: Mapping[str, str]) -> None:
    for name, held in schema.get("properties", {}).items():
        if name in described:
            held.setdefault("description", described[name])
