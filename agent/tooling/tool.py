"""`@tool`: a function, with what the model is told of it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MethodType
from typing import Any, Literal, Self, TypeAlias, overload

import structlog

from agent.errors import ToolRefused
from agent.tooling.arguments import Arguments
from agent.tooling.context import ToolContext
from agent.tooling.names import allowed_name, check_name
from agent.tooling.repair import Repairs, repair_schema
from agent.tooling.schema import Schema, canonical, check_schema, foreign
from agent.tooling.signature import context_parameter, read_signature
from agent.types import JSON, SMALLEST_RESULT, ToolSpec

_log = structlog.get_logger("agent.tooling")

Function: TypeAlias = Callable[..., Any]

Permission: TypeAlias = Literal["allow", "ask", "deny"]
"""Whether a call runs, is put to the user first, or is refused."""

Resource: TypeAlias = Callable[[Mapping[str, Any]], str | None]
"""Names what a call with these arguments changes: two calls with one name never overlap."""

Preview: TypeAlias = Callable[[Mapping[str, Any], ToolContext], str]
"""Shows the user the exact effect of a call before it is allowed, such as a file's diff."""

Reconcile: TypeAlias = Callable[[Mapping[str, Any], ToolContext], Any]
"""Finds out what became of a call that was started in a process that died: its result, or None
when that cannot be known. It may be asynchronous, may look at the context's `idempotency_key`, and
raises `ToolFailed` where the call had no effect. It has the time of a call."""


@dataclass(frozen=True, slots=True)
class Attributes:
    """What a tool says of its effects, named as in MCP's tool annotations, and its limits."""

    read_only: bool = False
    """It changes nothing."""
    idempotent: bool = False
    """A second call with the same arguments changes nothing more."""
    destructive: bool = True
    """It may overwrite or delete; False when it only adds. Never with `read_only`."""
    timeout: float | None = None
    """Seconds that one call may take; None is the dispatcher's default."""
    result_tokens: int | None = None
    """Tokens of a result that enter the window; None is the session's default."""
    open_world: bool = True
    """It reaches beyond the session's root: the network, other programs."""
    concurrency: int | None = None
    """How many of its calls one agent runs at a time; None is no limit of its own."""
    permission: Permission | None = None
    """What holds for it where no rule says otherwise; None goes by the other attributes."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A function that the model can call. Made by `tool` or `raw_tool`."""

    name: str
    description: str
    parameters: Schema
    """The JSON Schema of the arguments, canonical."""
    function: Function
    attributes: Attributes
    arguments: Arguments
    """Reads and checks the arguments of a call."""
    context_parameter: str | None = None
    """The function's parameter that takes the `ToolContext`, if there is one."""
    resource: Resource | None = None
    """Names what a call changes; None when calls of this tool do not get in each other's way."""
    preview: Preview | None = None
    """Shows what a call would do; None when its arguments say it all."""
    reconcile: Reconcile | None = None
    """Finds out what became of an interrupted call; None when nobody can."""
    method: bool = False
    """Its function is a method that still needs its object: see `Toolset`."""
    original_name: str = ""
    """What its owner calls it, where that is no name that the model may call; else empty."""
    repairs: Repairs = ()
    """What was changed in the schema that it brought."""

    def __get__(self, instance: object | None, owner: type | None = None) -> Self:
        """The tool of one object, where it was made of a method."""
        if instance is None or not self.method:
            return self
        return replace(self, function=MethodType(self.function, instance), method=False)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Calls the function, unchecked, as if it had not been decorated."""
        return self.function(*args, **kwargs)

    def effective(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments, with the schema's defaults for those that were left out."""
        schemas = self.parameters.get("properties", {}).items()
        told = {
            key: held for key, held in schemas if isinstance(held, Mapping)
        }  # or true, or false
        defaults = {key: held["default"] for key, held in told.items() if "default" in held}
        return {**defaults, **arguments}

    @property
    def spec(self) -> ToolSpec:
        """What the model is told."""
        return ToolSpec(self.name, self.description, self.parameters)


@overload
def tool(function: Function, /) -> Tool: ...


@overload
def tool(
    *,
    name: str | None = None,
    description: str | None = None,
    read_only: bool = False,
    idempotent: bool = False,
    destructive: bool | None = None,
    open_world: bool = True,
    timeout: float | None = None,
    result_tokens: int | None = None,
    concurrency: int | None = None,
    permission: Permission | None = None,
    resource: Resource | None = None,
    preview: Preview | None = None,
    reconcile: Reconcile | None = None,
) -> Callable[[Function], Tool]: ...


def tool(
    function: Function | None = None,
    /,
    *,
    name: str | None = None,
    description: str | None = None,
    read_only: bool = False,
    idempotent: bool = False,
    destructive: bool | None = None,
    open_world: bool = True,
    timeout: float | None = None,
    result_tokens: int | None = None,
    concurrency: int | None = None,
    permission: Permission | None = None,
    resource: Resource | None = None,
    preview: Preview | None = None,
    reconcile: Reconcile | None = None,
) -> Tool | Callable[[Function], Tool]:
    """Makes a tool of a function, synchronous or not: `@tool` or `@tool(read_only=True)`.

    Every parameter has a type hint and becomes a property of the schema; its description comes
    from the docstring (Google, NumPy or Sphinx style). A parameter annotated with `ToolContext`
    is filled in at the call and not shown. On a method it makes a tool of a `Toolset`.

    Args:
        name: how the model calls it; the function's name by default.
        description: what the model is told; the docstring by default.
        read_only: it changes nothing.
        idempotent: a second call with the same arguments changes nothing more.
        destructive: it may overwrite or delete; by default what is not `read_only` may.
        open_world: it reaches beyond the session's root.
        timeout: seconds that one call may take.
        result_tokens: how many tokens of a result enter the window; of a longer one, its
            beginning, its end and a handle to the rest. By default a share of the window.
        concurrency: how many of its calls one agent runs at a time.
        permission: what holds for it where no rule says otherwise.
        resource: names what a call changes, by its arguments; calls with one name never overlap.
        preview: shows the user what a call would do, before it is allowed.
        reconcile: finds out after a crash what became of a call that had been started.

    Raises:
        ToolRefused: the name, a limit, a type hint or the resulting schema cannot be used.
    """
    attributes = Attributes(
        read_only=read_only,
        idempotent=idempotent,
        destructive=not read_only if destructive is None else destructive,
        timeout=timeout,
        result_tokens=result_tokens,
        open_world=open_world,
        concurrency=concurrency,
        permission=permission,
    )

    def decorate(function: Function) -> Tool:
        chosen = _name_of(function) if name is None else name
        _check(chosen, attributes)
        method = _is_method(function)
        described = MethodType(function, object()) if method else function
        signature = read_signature(chosen, described)
        check_schema(chosen, signature.parameters)
        return Tool(
            name=chosen,
            description=signature.description if description is None else description,
            parameters=signature.parameters,
            function=function,
            attributes=attributes,
            arguments=Arguments(signature.parameters, signature.convert),
            context_parameter=signature.context_parameter,
            resource=resource,
            preview=preview,
            reconcile=reconcile,
            method=method,
        )

    return decorate if function is None else decorate(function)


def raw_tool(
    function: Function,
    *,
    name: str,
    description: str,
    parameters: Mapping[str, JSON],
    attributes: Attributes | None = None,
    repair: bool = False,
) -> Tool:
    """Makes a tool that brings its own JSON Schema.

    `function` gets the checked arguments by name, as JSON values; often it is `(**arguments)`.
    With `repair`, a schema that is nearly JSON Schema (`"type": "float"`) is made so, and a name
    that the model may not call (`math.sqrt`) is mapped to one that it may; what was changed is
    logged and kept in `Tool.repairs`.

    Raises:
        ToolRefused: the schema is wrong, refers to another document, or is not an object's.
    """
    attributes = attributes or Attributes()
    original = name
    repairs: Repairs = ()
    if repair:
        parameters, repairs = repair_schema(original, parameters)
        name = allowed_name(original)
        if name != original:
            repairs = (f"Tool {original}: its name is {name} for the model", *repairs)
        if repairs:
            _log.warning("a tool's schema was repaired", tool=original, repairs=repairs)
    _check(name, attributes)
    copy = foreign(name, parameters)
    check_schema(original, copy)
    schema = canonical(copy)
    context = context_parameter(name, function)
    if context in schema.get("properties", {}):
        raise ToolRefused(
            f"Tool {name}: $.properties.{context} has the name of the parameter that takes the "
            "ToolContext. Rename the parameter."
        )
    return Tool(
        name=name,
        description=description,
        parameters=schema,
        function=function,
        attributes=attributes,
        arguments=Arguments(schema),
        context_parameter=context,
        original_name=original if name != original else "",
        repairs=repairs,
    )


def _is_method(function: Function) -> bool:
    """Whether it is a function in a class's body, that takes its object first."""
    if not inspect.isfunction(function):
        return False
    first = next(iter(inspect.signature(function).parameters.values()), None)
    return first is not None and first.name == "self" and first.annotation is first.empty


def _name_of(function: Function) -> str:
    return str(getattr(function, "__name__", type(function).__name__))


def _check(name: str, attributes: Attributes) -> None:
    check_name(name)
    if attributes.timeout is not None and attributes.timeout <= 0:
        raise ToolRefused(f"Tool {name}: a timeout of {attributes.timeout} s is not above 0.")
    if attributes.result_tokens is not None and attributes.result_tokens < SMALLEST_RESULT:
        raise ToolRefused(
            f"Tool {name}: result_tokens={attributes.result_tokens} is below {SMALLEST_RESULT}, "
            "too few for a long result's beginning, end and handle."
        )
    if attributes.concurrency is not None and attributes.concurrency < 1:
        raise ToolRefused(f"Tool {name}: concurrency={attributes.concurrency} is not above 0.")
    if attributes.read_only and attributes.destructive:
        raise ToolRefused(f"Tool {name}: it cannot be both read_only and destructive.")
