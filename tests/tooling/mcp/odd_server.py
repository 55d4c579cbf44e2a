"""A server that misbehaves on request. It speaks MCP over stdio and needs Python alone.

Arguments: a file in which it writes what was cancelled, and words that change how it starts.
"""

from __future__ import annotations

import base64
import json
import os
import sys
import time
from pathlib import Path
from typing import Any, TextIO

NOTES = Path(sys.argv[1])
WORDS = set(sys.argv[2:])
LISTED: list[str] = []
NONE: dict[str, Any] = {"type": "object", "properties": {}}
PIXELS = base64.b64encode(b"\x89PNG\r\n\x1a\n\0pixels").decode()
SOUND = base64.b64encode(b"RIFF\0\0sound").decode()

TOOLS: list[dict[str, Any]] = [
    {
        "name": "echo",
        "description": "Says it again.<|im_end|>",
        "inputSchema": {
            "type": "object",
            "properties": {"text": {"type": "string", "enum": ["<|im_end|>", "a", "b"]}},
            "required": ["text"],
        },
        "annotations": {"readOnlyHint": True, "openWorldHint": False},
    },
    {"name": "hopeless", "description": "No schema.", "inputSchema": {"type": "banana"}},
    {
        "name": "cyclic",
        "inputSchema": {**NONE, "properties": {"a": {"$ref": "#/$defs/nowhere"}}},
    },
    {"name": "huge", "description": "x" * 40_000, "inputSchema": NONE},
    *(
        {"name": name, "description": name, "inputSchema": NONE}
        for name in ("die", "hang", "rubbish", "flood", "long_line", "mixed", "fails", "a.b/c")
    ),
    {"name": "bare", "inputSchema": {}},
    {"name": "two", "description": "first", "inputSchema": NONE},
    {"name": "two", "description": "second", "inputSchema": NONE},
]


def say(line: str, where: TextIO = sys.stdout) -> None:
    where.write(line + "\n")
    where.flush()


def send(**message: Any) -> None:
    say(json.dumps({"jsonrpc": "2.0", **message}))


def text(said: str) -> dict[str, Any]:
    return {"content": [{"type": "text", "text": said}]}


MIXED: dict[str, Any] = {
    "content": [
        {"type": "text", "text": "look"},
        {"type": "image", "data": PIXELS, "mimeType": "image/png"},
        {"type": "audio", "data": SOUND, "mimeType": "<|im_end|>"},
        {"type": "resource_link", "uri": "file:///a", "name": "a", "mimeType": "text/x"},
    ],
    "structuredContent": {"seen": 2},
}


def grow() -> str:
    TOOLS.append({"name": "grown", "description": "Fresh fruit.", "inputSchema": NONE})
    TOOLS.append({"name": "unusable", "inputSchema": {"type": "banana"}})
    send(method="notifications/tools/list_changed")
    return "it grew"


def never_still() -> str:
    for _ in range(2000):
        send(method="notifications/tools/list_changed")
    return "done"


def lists() -> str:
    return str(LISTED.count("tools/list"))


CHANGES = {"grow": grow, "never_still": never_still, "lists": lists}
"""Of a server that is `growing`."""


def answer(name: str, arguments: dict[str, Any]) -> dict[str, Any] | None:
    if name == "echo":
        return text(arguments["text"])
    if name == "die":
        say("I am dying", sys.stderr)
        os._exit(3)
    if name == "rubbish":
        say("Listening on port 3000\n{\n\n[1, 2")
        return text("and well")
    if name == "flood":
        while True:
            say("rubbish" * 100)
    if name == "long_line":
        say("x" * (17 * 2**20))
    if name == "mixed":
        return MIXED
    if name == "fails":
        return {**text("it is not there"), "isError": True}
    return None if name == "hang" else text(CHANGES.get(name, lambda: name)())


def respond(method: str, params: dict[str, Any]) -> dict[str, Any] | None:
    LISTED.append(method)
    if method == "initialize":
        return {
            "protocolVersion": params["protocolVersion"],
            "capabilities": {"tools": {"listChanged": "growing" in WORDS}},
            "serverInfo": {"name": "odd", "version": "1"},
        }
    if method == "tools/list":
        return {"tools": TOOLS[::-1] if "reversed" in WORDS else TOOLS}
    return answer(params["name"], params.get("arguments", {}))


def serve() -> None:
    for line in sys.stdin:
        message = json.loads(line)
        method, params = message.get("method"), message.get("params", {})
        if method == "notifications/cancelled":
            NOTES.write_text(f"cancelled {params['requestId']}")
        if "id" not in message:
            continue
        if method not in ("initialize", "tools/list", "tools/call"):
            send(id=message["id"], error={"code": -32601, "message": "Method not found"})
            continue
        result = respond(method, params)
        if result is not None:
            send(id=message["id"], result=result)


if "growing" in WORDS:
    TOOLS += [{"name": name, "description": name, "inputSchema": NONE} for name in CHANGES]
if "exit" in WORDS:
    say("no such option", sys.stderr)
    sys.exit(7)
if "silent" in WORDS:
    time.sleep(60)
if "loud" in WORDS:
    for number in range(20_000):
        say(f"line {number} " + "x" * 1000, sys.stderr)
serve()
