"""The pages of `agent ui`: the shell, what it hears, and artifacts."""

from __future__ import annotations

import asyncio

from agent.errors import ArtifactMissing, HoldfastError
from agent.loopback.guard import App
from agent.observe.redaction import Redactor
from agent.observe.trace_page import render_live_page
from agent.store.base import Store
from agent.ui.events import page_events

MOST_CHARACTERS = 4_000_000
"""Of an artifact that is shown; the browser has to draw it."""


def ui_app(store: Store, redactor: Redactor, stopping: asyncio.Event) -> App:
    """The application, to be put behind a `Guard`.

    Args:
        stopping: ends what the pages hear.
    """
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import (
        HTMLResponse,
        PlainTextResponse,
        Response,
        StreamingResponse,
    )
    from starlette.routing import Route

    page = render_live_page()

    async def shell(_: Request) -> Response:
        return HTMLResponse(page)

    async def events(request: Request) -> Response:
        session = request.query_params.get("session")
        heard = page_events(store, redactor, session, stopping)
        return StreamingResponse(heard, media_type="text/event-stream")

    async def artifact(request: Request) -> Response:
        try:
            content = await store.get(request.path_params["handle"])
        except ArtifactMissing as error:
            return PlainTextResponse(str(error), 404)
        except HoldfastError as error:
            return PlainTextResponse(str(error), 500)
        return PlainTextResponse(_shown(content, redactor))

    return Starlette(
        routes=[
            Route("/", shell),
            Route("/events", events),
            Route("/artifacts/{handle}", artifact),
        ]
    )


def _shown(content: bytes, redactor: Redactor) -> str:
    try:
        text = redactor.text(content.decode("utf-8"))
    except UnicodeDecodeError:
        return f"{len(content)} bytes that are no text"
    if len(text) <= MOST_CHARACTERS:
        return text
    return f"{text[:MOST_CHARACTERS]} … [{len(text) - MOST_CHARACTERS} characters more]"
