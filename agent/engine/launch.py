"""vLLM as a child process: start, wait until it answers, stop, and never leave one behind."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from agent.engine.address import check_port_is_free, is_healthy, server_url
from agent.engine.diagnosis import IMPORTING, Diagnosis, diagnose, last_lines, stage
from agent.errors import EngineLaunchError

Progress: TypeAlias = Callable[[str], None]

CHILD = Path(__file__).with_name("child.py")

_POLL_SECONDS = 0.1
_KILL_SECONDS = 5.0
"""How long a killed process group may take to vanish."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way to start the engine."""

    python: str
    """Interpreter that has vLLM."""
    arguments: tuple[str, ...]
    """What follows `vllm`."""
    environment: Mapping[str, str] = field(default_factory=dict)
    forks: bool = False
    """The fast start that child.py explains."""
    silence: float = 600.0
    """Seconds without a new line in the log after which the start has failed."""
    script: str = str(CHILD)


@dataclass(frozen=True, slots=True)
class LaunchPlan:
    """What to start, the preferred attempt first, and where it will answer."""

    attempts: tuple[Attempt, ...]
    host: str
    port: int
    stop_seconds: float = 15.0
    """How long the engine may take to stop before it is killed."""

    @property
    def root(self) -> str:
        """The server's address without the API's /v1."""
        return server_url(self.host, self.port)


class Engine:
    """A vLLM child. Start it from a thread that lives as long as it: the kernel ends it with that.

    Attributes:
        pid: its process id, which is also its process group's.
        log: what it writes.
    """

    def __init__(self, attempt: Attempt, plan: LaunchPlan, log: Path) -> None:
        self._plan = plan
        self._attempt = attempt
        self.log = log
        start = "fork" if attempt.forks else "plain"
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [attempt.python, "-P", attempt.script, str(os.getpid()), start, *attempt.arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **attempt.environment},
                start_new_session=True,
            )
        self.pid = self._process.pid

    @property
    def returncode(self) -> int | None:
        """Exit status as `subprocess` reports it, None while it runs."""
        return self._process.poll()

    def wait_ready(self, progress: Progress) -> None:
        """Return when the server answers.

        Raises:
            EngineLaunchError: it ended, or wrote nothing for too long; it is stopped then.
        """
        follower = LogFollower(self.log, progress)
        while not is_healthy(self._plan.root):
            follower.poll()
            if self.returncode is not None:
                self.stop()
                raise launch_error(diagnose(self._text(), self.returncode), self._text(), self.log)
            if follower.silent_for > self._attempt.silence:
                self.stop()
                raise _hung(self._attempt.silence, self._text(), self.log)
            time.sleep(_POLL_SECONDS)

    def terminate(self) -> None:
        """Ask it to end; `stop` waits until it has."""
        if self.returncode is None:
            self._process.terminate()

    def stop(self) -> None:
        """End the engine and every process it started; nothing is left when this returns.

        It is asked first, so that running requests can finish, and killed when its time is up or
        when the user presses Ctrl-C again.
        """
        try:
            if self.returncode is None:
                self.terminate()
                self._process.wait(self._plan.stop_seconds)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            pass
        finally:
            self._kill_group()

    def _kill_group(self) -> None:
        deadline = time.monotonic() + _KILL_SECONDS
        while time.monotonic() < deadline:
            try:
                os.killpg(self.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):  # macOS: EPERM for zombies
                break
            self._process.poll()
            time.sleep(0.01)
        self._process.wait()

    def _text(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


class LogFollower:
    """Reads what is appended to a log and tells the stages of the start."""

    def __init__(self, log: Path, progress: Progress) -> None:
        self._log = log
        self._progress = progress
        self._offset = 0
        self._told = IMPORTING
        self._heard = time.monotonic()
        progress(IMPORTING)

    @property
    def silent_for(self) -> float:
        """Seconds since the log grew."""
        return time.monotonic() - self._heard

    def poll(self) -> None:
        """Read what is new."""
        try:
            with self._log.open("rb") as file:
                file.seek(self._offset)
                added = file.read()
        except FileNotFoundError:
            return
        if not added:
            return
        self._heard = time.monotonic()
        self._offset += len(added)
        for line in added.decode("utf-8", errors="replace").splitlines():
            self._tell(stage(line))

    def _tell(self, text: str | None) -> None:
        if text is None or text == self._told:
            return
        self._told = text
        self._progress(text)


def launch(plan: LaunchPlan, log: Path, progress: Progress) -> Engine:
    """Start the engine by the first attempt that works and wait until it answers.

    A failure whose cause lies outside (a wrong argument, no memory) is not tried again another way.

    Raises:
        EngineLaunchError: with the log's last lines, the likely cause and what helps.
    """
    check_port_is_free(plan.host, plan.port)
    *trials, last = plan.attempts
    for attempt in trials:
        try:
            return _launch_once(attempt, plan, log, progress)
        except EngineLaunchError:
            kept = log.with_suffix(".first.log")
            log.replace(kept)
            if diagnose(kept.read_text(encoding="utf-8", errors="replace"), None).known:
                kept.replace(log)
                raise
            progress(f"the fast start failed (see {kept}); starting the plain way")
    return _launch_once(last, plan, log, progress)


def _launch_once(attempt: Attempt, plan: LaunchPlan, log: Path, progress: Progress) -> Engine:
    engine = Engine(attempt, plan, log)
    try:
        engine.wait_ready(progress)
    except BaseException:
        engine.stop()
        raise
    return engine


def launch_error(
    diagnosis: Diagnosis, text: str, log: Path, what: str = "The engine could not be started"
) -> EngineLaunchError:
    """The message for an engine that ended unasked: what happened, cause, fix, log."""
    parts = [f"{what}: {diagnosis.cause or 'vLLM ended without saying why'}."]
    if diagnosis.fix:
        parts.append(f"To fix it: {diagnosis.fix}.")
    return EngineLaunchError("\n".join([*parts, "", last_lines(text), f"(whole log: {log})"]))


def _hung(silence: float, text: str, log: Path) -> EngineLaunchError:
    return launch_error(Diagnosis(f"vLLM has said nothing for {silence:.0f} s", None), text, log)
