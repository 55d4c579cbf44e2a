"""What the user of `agent chat` types, in a terminal or piped."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import platformdirs
from prompt_toolkit import PromptSession
from prompt_toolkit.formatted_text import HTML
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

from agent.cli.asking import Input
from agent.cli.chat_printing import out
from agent.cli.common import decoded


def chat_input() -> Input:
    """A terminal where there is one to type and to read at, else lines from standard input."""
    interactive = sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()
    return Terminal() if interactive else Piped()


class Terminal:
    """Reads from a terminal, with history and several lines."""

    interactive = True

    def __init__(self) -> None:
        self._prompt: PromptSession[str] = PromptSession(
            history=_history(), key_bindings=_keys(), multiline=True
        )

    async def read(self) -> str | None:
        """The next message; Ctrl-C clears the line, Ctrl-D ends the chat."""
        while True:
            try:
                return await self._prompt.prompt_async(HTML("<b>› </b>"))
            except KeyboardInterrupt:
                out.print("Ctrl-D or /quit ends the chat", style="dim")
            except EOFError:
                return None

    async def answer(self, question: str) -> str | None:
        """One line; None when Ctrl-C or Ctrl-D was pressed."""
        asking: PromptSession[str] = PromptSession(history=InMemoryHistory())
        try:
            return await asking.prompt_async(question, handle_sigint=False)
        except (KeyboardInterrupt, EOFError):
            return None


class Piped:
    """Reads one message a line from something that is not a terminal."""

    interactive = False

    async def read(self) -> str | None:
        """The next line."""
        line = await _in_daemon_thread(_read_line)
        return decoded(line).rstrip("\n") if line else None

    async def answer(self, question: str) -> str | None:
        """The next line, too."""
        out.print(question, end="")
        answer = await self.read()
        out.print()
        return answer


async def _in_daemon_thread(work: Callable[[], bytes]) -> bytes:
    """Blocking work that must not keep the program from ending when Ctrl-C comes meanwhile."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[bytes] = loop.create_future()

    def settle(result: bytes) -> None:
        if not done.done():
            done.set_result(result)

    def run() -> None:
        result = work()
        with suppress(RuntimeError):  # the loop has closed, and nobody waits
            loop.call_soon_threadsafe(settle, result)

    threading.Thread(target=run, daemon=True).start()
    return await done


def _read_line() -> bytes:
    """Unbuffered: a thread that waits in a buffered stream would block the interpreter's end."""
    if sys.stdin is None:
        return b""
    stream = getattr(sys.stdin.buffer, "raw", sys.stdin.buffer)
    try:
        line: bytes = stream.readline()
    except OSError:
        return b""
    return line


def _history() -> History:
    """What was typed before, for its owner only; forgotten where nothing can be written."""
    path = Path(platformdirs.user_state_dir("holdfast")) / "chat-history"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError:
        return InMemoryHistory()
    return FileHistory(str(path))


def _keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("enter")
    def send(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    @keys.add("escape", "enter")
    @keys.add("c-j")
    def new_line(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    return keys
