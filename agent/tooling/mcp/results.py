"""What an MCP tool returned, as what a tool of ours returns: text, or bytes."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Sequence
from typing import assert_never

import mcp_types as types

from agent.errors import ToolFailed
from agent.tooling.context import Artifacts
from agent.types import JSON

_MEDIA_TYPE = re.compile(r"[\w.+-]{1,64}/[\w.+-]{1,64}")


async def read_call(result: types.CallToolResult, artifacts: Artifacts | None) -> str | bytes:
    """Text with a line for each thing that is none; of a single such thing its bytes.

    Images, audio and other bytes beside text are kept as artifacts, where there are any.

    Raises:
        ToolFailed: the server says that the call failed, or sent something unreadable.
    """
    if result.is_error:
        said = [each.text for each in result.content if isinstance(each, types.TextContent)]
        raise ToolFailed("\n".join(said) or "The tool failed and did not say why.")
    structured = _structured(result)
    if len(result.content) == 1 and structured is None:
        only = _bytes_of(result.content[0])
        if only is not None:
            return only
    lines = [await as_text(each, artifacts) for each in result.content]
    return "\n".join(lines if structured is None else [*lines, structured])


async def read_contents(
    result: types.ReadResourceResult, artifacts: Artifacts | None
) -> str | bytes:
    """A resource that was read, like a tool's result."""
    blocks = [types.EmbeddedResource(resource=each) for each in result.contents]
    return await read_call(types.CallToolResult(content=list(blocks)), artifacts)


def _structured(result: types.CallToolResult) -> str | None:
    """The structured content as JSON, unless a text says the same, as the protocol advises."""
    value = result.structured_content
    if value is None:
        return None
    texts = [each.text for each in result.content if isinstance(each, types.TextContent)]
    if any(_same(text, value) for text in texts) or _wraps(value, texts):
        return None
    return json.dumps(value, ensure_ascii=False)


def _wraps(value: JSON, texts: Sequence[str]) -> bool:
    """Whether it only wraps what the texts say, as the Python SDK does with what is no object:
    https://github.com/modelcontextprotocol/python-sdk, structured output."""
    if not isinstance(value, dict) or value.keys() != {"result"}:
        return False
    held = value["result"] if isinstance(value["result"], list) else [value["result"]]
    return 0 < len(texts) == len(held) and all(
        text == each or _same(text, each) for text, each in zip(texts, held, strict=True)
    )


def _same(text: str, value: JSON) -> bool:
    try:
        return bool(json.loads(text) == value)
    except (ValueError, RecursionError):
        return False


async def as_text(block: types.ContentBlock, artifacts: Artifacts | None) -> str:
    """One block as text; its bytes are kept, and named."""
    content = _bytes_of(block)
    if content is not None:
        media = _media_type(block)
        if artifacts is None:
            return f"[{len(content)} bytes of {media}, not kept outside a session.]"
        return await artifacts.keep(content, media)
    match block:
        case types.TextContent():
            return block.text
        case types.ResourceLink():
            about = ", ".join(filter(None, (block.name, block.mime_type, block.description)))
            return f"[Resource {block.uri}: {about}]"
        case types.EmbeddedResource(resource=types.TextResourceContents() as resource):
            return resource.text
        case types.ImageContent() | types.AudioContent() | types.EmbeddedResource():
            raise AssertionError("their bytes were read above")
        case _:
            assert_never(block)


def _bytes_of(block: types.ContentBlock) -> bytes | None:
    match block:
        case types.ImageContent() | types.AudioContent():
            return _decoded(block.data)
        case types.EmbeddedResource(resource=types.BlobResourceContents() as resource):
            return _decoded(resource.blob)
        case _:
            return None


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ToolFailed(f"The server sent bytes that are not base64: {error}.") from error


def _media_type(block: types.ContentBlock) -> str:
    said = block.resource if isinstance(block, types.EmbeddedResource) else block
    named = getattr(said, "mime_type", None) or ""
    return named if _MEDIA_TYPE.fullmatch(named) else "application/octet-stream"
