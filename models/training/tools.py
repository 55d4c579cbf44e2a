"""Made-up tools: a name, a description and a schema that nobody has seen before."""

from __future__ import annotations

from dataclasses import dataclass

from agent.types import JSON, ToolSpec

from .actions import ACTIONS, Action
from .parameters import NATURAL, Parameter, generic, natural
from .words import Words


@dataclass(frozen=True, slots=True)
class Tool:
    """A made-up tool with what is needed to ask for it in words."""

    spec: ToolSpec
    action: Action
    object: str
    """What it acts on, as a person says it."""
    parameters: tuple[Parameter, ...]


def made_up(words: Words, *, reads: bool | None = None, arguments: int | None = None) -> Tool:
    """A tool on a random object; `reads` asks for one that gives information, or does not."""
    action = words.choice(ACTIONS)
    while reads is not None and action.reads != reads:
        action = words.choice(ACTIONS[:1] if reads and words.chance(0.5) else ACTIONS)
    thing = made_up_object(words)
    count = words.choice((0, 1, 1, 2, 2, 2, 3, 3, 3, 4)) if arguments is None else arguments
    return build(words, action, thing, parameters(words, count))


def build(words: Words, action: Action, thing: str, chosen: tuple[Parameter, ...]) -> Tool:
    """A tool of these parts, in one of the usual styles."""
    name = words.unseen(lambda: _name(words, action, thing))
    spec = ToolSpec(name, _description(words, action, thing), schema(words, chosen))
    return Tool(spec, action, thing, chosen)


def made_up_object(words: Words) -> str:
    draw = words.rng.random()
    if draw < 0.5:
        return words.thing()
    if draw < 0.8:
        return f"{words.thing()} {words.thing()}"
    return f"{words.quality()} {words.thing()}"


def parameters(words: Words, count: int) -> tuple[Parameter, ...]:
    """So many parameters with names of their own; required ones come first, mostly."""
    chosen: list[Parameter] = []
    kinds: set[int] = set()
    names: set[str] = set()
    style = words.choice((0.0, 0.5, 0.5, 0.9))
    while len(chosen) < count:
        each = _parameter(words, style, kinds)
        if each is None or each.name in names:
            continue
        names.add(each.name)
        chosen.append(each)
    if words.chance(0.7):
        chosen.sort(key=lambda each: not each.required)
    return tuple(chosen)


def _parameter(words: Words, style: float, kinds: set[int]) -> Parameter | None:
    """One more parameter; None when its kind is taken."""
    required = words.chance(0.62)
    if words.chance(style):
        index = words.rng.randrange(len(NATURAL))
        if index in kinds:
            return None
        kinds.add(index)
        return natural(words, NATURAL[index], required=required)
    return generic(words, required=required)


def _name(words: Words, action: Action, thing: str) -> str:
    verb = words.choice(action.names)
    parts = [verb, *thing.split()]
    draw = words.rng.random()
    if draw < 0.04:
        return words.invented().lower()
    if draw < 0.68:
        return "_".join(parts)
    if draw < 0.8:
        return "-".join(parts)
    if draw < 0.88:
        return verb + "".join(part.capitalize() for part in parts[1:])
    if draw < 0.95:
        return "_".join([*parts[1:], verb])
    return "_".join([words.invented(), *parts])


def _description(words: Words, action: Action, thing: str) -> str:
    verb = words.choice(action.descriptions)
    article = words.choice(("a", "the", "the", "one")) if verb != "List all" else "the"
    if article == "a" and thing[0] in "aeiou":
        article = "an"
    text = f"{verb} {article} {thing}"
    if words.chance(0.25):
        text += words.choice(
            (" of the account", " in the system", " by its details", " for a user")
        )
    text += words.choice((".", ".", ""))
    if words.chance(0.15):
        text += words.choice(
            (" Returns JSON.", " Use this when asked to.", " Fails when it does not exist.")
        )
    return text


def schema(words: Words, chosen: tuple[Parameter, ...]) -> dict[str, JSON]:
    """The object schema, with the keys in the orders that schema makers use."""
    properties = {each.name: each.schema for each in chosen}
    required = [each.name for each in chosen if each.required]
    result: dict[str, JSON] = {"type": "object", "properties": properties}
    if words.chance(0.2):
        result = {"properties": properties, "type": "object"}
    if required or words.chance(0.3):
        result["required"] = required
    if words.chance(0.4):
        result["additionalProperties"] = False
    return result


def distractors(words: Words, count: int, near: Tool | None = None) -> list[ToolSpec]:
    """Other tools beside the one that is wanted; some share its verb or its object."""
    specs: list[ToolSpec] = []
    for _ in range(count):
        draw = words.rng.random()
        if near is None or draw < 0.5:
            specs.append(made_up(words).spec)
        elif draw < 0.75:
            specs.append(_same_object(words, near).spec)
        else:
            specs.append(_same_action(words, near).spec)
    return specs


def _same_object(words: Words, near: Tool) -> Tool:
    action = words.choice(ACTIONS)
    while _overlap(action, near.action):
        action = words.choice(ACTIONS)
    return build(words, action, near.object, parameters(words, words.choice((0, 1, 2, 3))))


def _same_action(words: Words, near: Tool) -> Tool:
    thing = made_up_object(words)
    while set(thing.split()) & set(near.object.split()):
        thing = made_up_object(words)
    return build(words, near.action, thing, parameters(words, words.choice((0, 1, 2, 3))))


def _overlap(one: Action, other: Action) -> bool:
    """Whether users might ask for both with the same verb."""
    return bool(set(one.asks) & set(other.asks)) or one is other
