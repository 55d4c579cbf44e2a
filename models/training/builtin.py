"""The built-in tools as the model sees them.

Half of the time in the wording that they have; otherwise in others, so that a change of a
docstring does not make the model a stranger to its own tools.
"""

from __future__ import annotations

from agent.types import JSON, ToolSpec

from .words import Words


def _worded(words: Words, actual: str, *others: str) -> str:
    return actual if words.chance(0.5) else words.choice(others)


def _string(description: str) -> dict[str, JSON]:
    return {"type": "string", "description": description}


def search(words: Words) -> ToolSpec:
    description = _worded(
        words,
        "Search the documents for a question or keywords. Returns passages with their sources.",
        "Search the knowledge index and return the passages that fit best.",
        "Search the indexed documents.",
        "Find passages in the indexed documents by words.",
    )
    most = _worded(words, "The largest number of passages.", "Most passages to return.", "At most.")
    limit: dict[str, JSON] = {"type": "integer", "description": most, "default": 5}
    query = _string(_worded(words, "What to look for.", "What to search for.", "A few key words."))
    return _spec(words, "search", description, {"query": query, "limit": limit}, ["query"])


def calculate(words: Words) -> ToolSpec:
    description = _worded(
        words,
        "Calculate an arithmetic expression, such as `(17.5 + 3) * 4` or `sqrt(2) ** 3`.",
        "Evaluate an arithmetic expression.",
        "Work out an arithmetic expression such as (3 + 4) * 2.",
    )
    expression = _string(
        _worded(
            words,
            "Numbers, + - * / // % **, parentheses, and functions such as round, sqrt, log.",
            "Such as `12 * (3 + 4)`.",
            "The expression.",
        )
    )
    return _spec(words, "calculate", description, {"expression": expression}, ["expression"])


def read_file(words: Words) -> ToolSpec:
    description = _worded(
        words, "Read a text file, or some of its lines.", "Read a file.", "Return lines of a file."
    )
    properties: dict[str, JSON] = {
        "path": _string(
            _worded(words, "The file, relative to the root folder.", "Path of the file.")
        ),
        "first_line": {
            "type": "integer",
            "description": "The first line to read, from 1.",
            "default": 1,
        },
        "last_line": {
            "description": "The last line to read; the end of the file if left out.",
            "default": None,
            "anyOf": [{"type": "integer"}, {"type": "null"}],
        },
    }
    return _spec(words, "read_file", description, properties, ["path"])


def list_files(words: Words) -> ToolSpec:
    description = _worded(
        words,
        "List the files and folders in a folder. Names of folders end with a slash.",
        "List the files of a folder.",
        "Show what is in a folder.",
    )
    folder = _worded(words, "The folder, relative to the root folder.", "The folder.")
    path = {**_string(folder), "default": "."}
    return _spec(words, "list_files", description, {"path": path}, [])


def write_file(words: Words) -> ToolSpec:
    description = _worded(
        words,
        "Write a text file. Replaces the file if it exists and creates missing folders.",
        "Write text to a file, replacing it.",
        "Create or replace a file.",
    )
    properties: dict[str, JSON] = {
        "path": _string(
            _worded(words, "The file, relative to the root folder.", "Path of the file.")
        ),
        "text": _string(_worded(words, "The whole new content.", "What to write.")),
    }
    return _spec(words, "write_file", description, properties, ["path", "text"])


def read_artifact(words: Words) -> ToolSpec:
    description = _worded(
        words,
        "Read a long or left-out text again by its handle: a part from an offset on, or the lines "
        "that hold a query.",
        "Read a stored text by its handle.",
        "Return a part of a stored text, or search in it.",
        "Read on in a text that was too long.",
    )
    handle = _worded(words, "The handle, such as art_0123456789.", "Handle of the text.")
    properties: dict[str, JSON] = {
        "handle": _string(handle),
        "offset": {
            "type": "integer",
            "description": _worded(words, "The first character to read.", "Where to begin."),
            "default": 0,
        },
        "query": {
            **_string(_worded(words, "Text to search for instead.", "What to look for in it.")),
            "default": "",
        },
    }
    return _spec(words, "read_artifact", description, properties, ["handle"])


def delegate(words: Words) -> ToolSpec:
    description = _worded(
        words,
        "Give a task to a sub-agent with the same tools. It sees nothing of this conversation; "
        "its answer is the result.",
        "Let a sub-agent do a task.",
        "Hand a task to another agent and return its answer.",
    )
    told = "All that the sub-agent needs to know, and what it should answer."
    task = _string(_worded(words, told, "The task.", "What the sub-agent should do."))
    return _spec(words, "delegate", description, {"task": task}, ["task"])


def find_tools(words: Words) -> ToolSpec:
    description = _worded(
        words,
        "Search for more tools by what they do. Returns their names, descriptions and parameters.",
        "Find tools that are not listed here.",
        "Search the catalogue of tools by words.",
        "Search for tools that fit a task; call_tool calls them.",
    )
    query = _string(_worded(words, "What to look for.", "What the tool should do.", "Key words."))
    most = _worded(words, "The largest number of tools.", "Most tools to return.", "At most.")
    limit: dict[str, JSON] = {"type": "integer", "description": most, "default": 5}
    return _spec(words, "find_tools", description, {"query": query, "limit": limit}, ["query"])


def call_tool(words: Words) -> ToolSpec:
    description = _worded(
        words,
        "Call a tool that find_tools found, with the arguments that its parameters ask for.",
        "Call a tool by its name.",
        "Call a tool that is not listed here but was found.",
    )
    name = _string(_worded(words, "The name of the tool.", "The tool to call."))
    told = _worded(words, "The arguments, by name.", "What the tool is called with.")
    properties: dict[str, JSON] = {
        "name": name,
        "arguments": {"type": "object", "description": told},
    }
    return _spec(words, "call_tool", description, properties, ["name", "arguments"])


def _spec(
    words: Words, name: str, description: str, properties: dict[str, JSON], required: list[str]
) -> ToolSpec:
    schema: dict[str, JSON] = {"type": "object", "properties": properties}
    if required:
        schema["required"] = required
    if words.chance(0.8):
        schema["additionalProperties"] = False
    return ToolSpec(name, description, schema)


def all_tools(words: Words) -> list[ToolSpec]:
    """The built-in tools in the order of their names, as the runtime keeps them.

    `delegate` is not always there: a sub-agent has none, and neither had older sessions.
    """
    helper = [delegate(words)] if words.chance(0.7) else []
    makers = (list_files, read_artifact, read_file, search, write_file)
    return [calculate(words), *helper, *(make(words) for make in makers)]
