"""Foreign errors become ours, once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import openai

from agent.errors import (
    EngineError,
    EngineRejected,
    EngineUnavailable,
    EngineUnreachable,
    ModelNotFound,
    PromptTooLong,
    ToolCallingDisabled,
)

_NO_CONNECTION = {"ConnectError", "ConnectTimeout", "UnsupportedProtocol", "InvalidURL"}

_QUOTED = 500
"""Characters of a server's own words that an error shows."""

_WINDOW = re.compile(r"maximum context length(?: is|:)? (\d{1,9})\b")
"""In the words of vLLM and of OpenAI."""


@contextmanager
def engine_errors(url: str) -> Iterator[None]:
    """Raise what openai and httpx raise inside as `agent.errors`, naming the server's `url`."""
    try:
        yield
    except TimeoutError as error:
        raise EngineUnavailable(f"the engine at {url} did not answer in time") from error
    except openai.APIConnectionError as error:
        raise _connection_error(url, error.__cause__ or error) from error
    except httpx.HTTPError as error:
        # Older clients let the transport's own errors through in the middle of a stream.
        raise _connection_error(url, error) from error
    except openai.APIStatusError as error:
        said = _message(error.body) or error.message
        wait = _seconds(error.response.headers.get("Retry-After", ""))
        raise rejection(error.status_code, said, url, wait) from error
    except openai.APIError as error:
        # vLLM reports a failure inside a stream with HTTP 200 and a data line that holds an error.
        raise rejection(_code(error.body), _message(error.body) or error.message, url) from error
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise EngineUnavailable(
            f"the engine at {url} answered with what is no JSON: {error}"
        ) from error


def rejection(
    status: int, message: str, url: str, wait: float | None = None
) -> EngineRejected | EngineUnavailable:
    """The error for an HTTP status of 400 and more, with vLLM's message sorted by its cause.

    Args:
        wait: seconds that the server asks to be left alone.
    """
    limit, message = _WINDOW.search(message), _words(message)
    if status >= 500 or status == 429:
        return EngineUnavailable(f"the engine at {url} answered {status}: {message}", wait=wait)
    if status == 404 and "model" in message:
        return ModelNotFound(
            f"the engine at {url} has no such model: {message} "
            "Choose one that it serves with --model or AGENT_MODEL."
        )
    if "--enable-auto-tool-choice" in message or "--tool-call-parser" in message:
        return ToolCallingDisabled(
            f"the engine at {url} was started without tool calling. Restart vLLM with "
            "--enable-auto-tool-choice and the model's --tool-call-parser "
            "(`agent serve --print MODEL` shows the command)."
        )
    if limit is not None or "maximum context length" in message:
        return PromptTooLong(
            f"the engine at {url} refused the prompt: {message}",
            window=int(limit[1]) if limit else None,
        )
    if status in (401, 403):
        return EngineRejected(
            f"the engine at {url} refused the key ({status}). "
            "Set AGENT_API_KEY to the server's key."
        )
    return EngineRejected(f"the engine at {url} refused the request ({status}): {message}")


def said_in(body: str) -> str:
    """The server's words in the body of an error, or the body's beginning where it is no JSON."""
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return body
    return _message(read) or body


def _words(message: str) -> str:
    """A server's words on one line; a page of HTML is none, but its title may be."""
    title = re.search(r"<title>(.{1,200}?)</title>", message, re.IGNORECASE | re.DOTALL)
    words = " ".join((title[1] if title else message).split())
    return words if len(words) <= _QUOTED else f"{words[:_QUOTED]}…"


def _connection_error(url: str, cause: BaseException) -> EngineError:
    if isinstance(cause, EngineError):
        return cause  # ours, raised inside of a client
    # By name: which httpx it is that raises depends on the version of the openai package.
    name = type(cause).__name__
    if name in _NO_CONNECTION:
        return EngineUnreachable(
            f"no engine answers at {url} ({cause}). Start one with `agent serve`, "
            "or give its address with --url or AGENT_URL."
        )
    if name == "TooManyRedirects":
        return EngineRejected(
            f"the engine at {url} redirects without end. Give the address that it ends at."
        )
    if name.endswith("Timeout"):
        return EngineUnavailable(f"the engine at {url} did not answer in time")
    return EngineUnavailable(f"the connection to the engine at {url} broke: {cause or name}")


def _message(body: object) -> str:
    """What the body of an error says: OpenAI's `message`, FastAPI's `detail`, or a bare text."""
    inner = body.get("error", body) if isinstance(body, dict) else body
    if isinstance(inner, dict):
        inner = inner.get("message") or inner.get("detail")
    if inner is None or isinstance(inner, str):
        return inner or ""
    return json.dumps(inner, ensure_ascii=False)


def _seconds(said: str) -> float | None:
    """What a `Retry-After` asks for, as a number of seconds; None where it is none."""
    return float(said) if re.fullmatch(r"\d{1,9}", said.strip()) else None


def _code(body: object) -> int:
    inner = body.get("error", body) if isinstance(body, dict) else None
    code = inner.get("code") if isinstance(inner, dict) else None
    return code if isinstance(code, int) else 500
