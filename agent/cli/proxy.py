"""`agent proxy`: the cache diagnosis for the requests of any other client."""

from __future__ import annotations

import asyncio
import secrets
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Annotated

import httpx
import typer

from agent.cli.common import (
    JsonOption,
    ProjectOption,
    UrlOption,
    VerboseOption,
    run_async,
    settings_from,
    show_progress,
    show_result,
    start_logs,
)
from agent.cli.loopback import HostOption, guarded, show_address, warn_of_strangers
from agent.cli.proxy_lines import HEADING, Telling, opened_record
from agent.cli.render import json_line
from agent.config import Settings
from agent.engine.given_address import address_of, shown
from agent.engine.local import local_engine
from agent.errors import ConfigError
from agent.loopback.serving import check_installed, is_loopback, listen, root_of, serve
from agent.observe.redaction import Redactor
from agent.proxy.app import TURNS_PATH, ProxyApp, turns_app
from agent.proxy.broken_off import said_once
from agent.proxy.diagnosing import Diagnosis
from agent.proxy.passing import Passing, answers, connections
from agent.proxy.turns import Turns
from agent.runtime import bundled_model

PORT = 8099


def proxy(
    *,
    host: HostOption = "127.0.0.1",
    port: Annotated[
        int,
        typer.Option(
            "--port", min=0, max=65535, help="Clients connect to this port; 0 takes a free one."
        ),
    ] = PORT,
    record: Annotated[
        Path | None,
        typer.Option("--record", help="Append each turn to this file, as a line of JSON."),
    ] = None,
    as_json: JsonOption = False,
    url: UrlOption = None,
    project: ProjectOption = None,
    verbose: VerboseOption = False,
) -> None:
    """Stand between any OpenAI client and the server, and say what the cache missed and why."""
    start_logs(verbose=verbose)

    async def work() -> None:
        check_installed("ui")
        settings = settings_from(url=url, project=project)
        async with AsyncExitStack() as opened:
            root = await _root(settings, opened)
            record_file = opened.enter_context(opened_record(record)) if record else None
            listening = opened.enter_context(listen(host, port))
            _check_is_another(root, root_of(listening))
            turns = Turns()
            token = secrets.token_urlsafe(32)
            _introduce(root_of(listening), host, token, root, as_json=as_json)
            telling = Telling(turns, Redactor.of(settings.redact), record_file, as_json=as_json)
            diagnosis = Diagnosis(str(root), telling, settings.api_key)
            opened.callback(diagnosis.close)
            http = await opened.enter_async_context(connections())
            if not await answers(http, root):
                show_progress(
                    f"nothing answers at {shown(root)} yet; until it does, clients are told so"
                )
            app = ProxyApp(
                Passing(http, root, diagnosis.take),
                guarded(turns_app(turns), token, host),
                any_name=not is_loopback(host),
            )
            with said_once():
                await serve(app, listening, asyncio.Event())

    run_async(work)


async def _root(settings: Settings, opened: AsyncExitStack) -> httpx.URL:
    """The server's address without `/v1`; the local engine's where none is given."""
    url = settings.url
    if url is None:
        local = local_engine(model=bundled_model(), progress=show_progress)
        url = (await opened.enter_async_context(local)).url
    return address_of(url.rstrip("/").removesuffix("/v1"))


def _check_is_another(root: httpx.URL, own: str) -> None:
    if root.port == httpx.URL(own).port and is_loopback(root.host):
        raise ConfigError(
            f"the proxy would pass requests on to itself: it listens at {shown(root)}. Give the "
            "server's address with --url, or another --port"
        )


def _introduce(own: str, host: str, token: str, root: httpx.URL, *, as_json: bool) -> None:
    """Say what clients need, and where the turns can be read."""
    warn_of_strangers(host, "reads what clients send, and anybody there uses the server")
    show_progress(f"requests are passed on to {shown(root)}; the base URL for clients is")
    turns = f"{own}{TURNS_PATH}?token={token}"
    if as_json:
        show_address(json_line({"base_url": f"{own}/v1", "turns": turns}))
        return
    show_address(f"{own}/v1")
    show_progress(f"the turns as JSON: {turns}")
    show_result(HEADING)
