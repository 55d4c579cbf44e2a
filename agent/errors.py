"""Everything that Holdfast raises.

    HoldfastError
    ├── ConfigError             a setting, a prompt file or an argument is wrong
    ├── EngineError             the model server
    │   ├── EngineUnreachable   no connection: refused, unknown host, timeout
    │   ├── EngineUnavailable   5xx or a broken connection, after the retries
    │   │   └── AnswerBroken    the stream of an answer ended before the answer
    │   ├── EngineRejected      4xx: the request or the server's set-up is wrong
    │   │   ├── ModelNotFound
    │   │   ├── ToolCallingDisabled
    │   │   └── PromptTooLong   the server counted more than its window
    │   └── EngineLaunchError   the local engine could not be installed or started
    ├── WindowExceeded          the next request would not fit; it was not sent
    ├── ToolError
    │   ├── ToolRefused         a tool cannot be registered: bad schema or name clash
    │   ├── ToolFailed          raised by a tool: tell the model that it failed
    │   └── ModelRetry          raised by a tool: ask for better arguments
    ├── StoreError              a session or an artifact cannot be read or written
    │   ├── ArtifactMissing     nothing is kept under this handle
    │   ├── SessionBusy         another process writes this session
    │   ├── LeaseLost           another process has taken this session over
    │   ├── SessionDamaged      what is stored of a session is not what was written
    │   └── QuotaExceeded       the artifacts would take more room than they may
    ├── KnowledgeError          the knowledge index cannot be built or read
    ├── PoolClosed              the pool of sessions starts no more turns
    ├── BatchBusy               another process writes this batch's output
    └── ClusterError            the machines of a cluster cannot do a batch

A message names the input, the limit and the fix, so that it can be shown as it stands.
"""

from __future__ import annotations


class HoldfastError(Exception):
    """Base of every error that Holdfast raises on purpose."""


class ConfigError(HoldfastError):
    """A setting, a prompt file or an argument is wrong."""


class PoolClosed(HoldfastError):
    """The pool of sessions starts no more turns; its sessions can be resumed."""


class BatchBusy(HoldfastError):
    """Another process writes this batch's output."""


class ClusterError(HoldfastError):
    """The machines of a cluster cannot do a batch."""


class EngineError(HoldfastError):
    """The model server could not do what was asked."""


class EngineUnreachable(EngineError):
    """No connection could be made to the model server."""


class EngineUnavailable(EngineError):
    """The model server failed (5xx, broken stream) more often than we retry.

    `wait` is for how many seconds it asks to be left alone; None where it does not.
    """

    def __init__(self, message: str, *, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class AnswerBroken(EngineUnavailable):
    """The stream of an answer ended, or became unreadable, before the answer was complete."""


class EngineRejected(EngineError):
    """The model server refused the request (4xx)."""


class ModelNotFound(EngineRejected):
    """The server does not serve a model of this name."""


class ToolCallingDisabled(EngineRejected):
    """The server was started without `--enable-auto-tool-choice` or a tool parser."""


class PromptTooLong(EngineRejected):
    """The server counted more prompt tokens than its window holds; `window` is what it said."""

    def __init__(self, message: str, *, window: int | None = None) -> None:
        super().__init__(message)
        self.window = window


class EngineLaunchError(EngineError):
    """The local engine could not be installed or started."""


class WindowExceeded(HoldfastError):
    """The next request with its reserve would be larger than the window."""


class ToolError(HoldfastError):
    """Base of what goes wrong around tools."""


class ToolRefused(ToolError):
    """A tool cannot be registered; the message names the tool and the place."""


class ToolFailed(ToolError):
    """Raise it in a tool to tell the model, in your words, that the tool failed.

    `transient=True` says that the failure may pass: a tool that is read_only or idempotent is then
    run again a few times before the model is told.
    """

    def __init__(self, *words: object, transient: bool = False) -> None:
        super().__init__(*words)
        self.transient = transient


class ModelRetry(ToolError):
    """Raise it in a tool to ask the model to call again with better arguments."""


class StoreError(HoldfastError):
    """A session or an artifact cannot be read or written."""


class KnowledgeError(HoldfastError):
    """The knowledge index cannot be built or read."""


class ArtifactMissing(StoreError):
    """No artifact has this handle."""

    def __init__(self, handle: str) -> None:
        super().__init__(f"there is no artifact {handle}: a handle looks like art_0123456789")


class SessionBusy(StoreError):
    """Another process writes this session."""


class LeaseLost(StoreError):
    """Another process has taken this session over; what was to be written was not."""


class SessionDamaged(StoreError):
    """What is stored of a session is not what was written; the message says what is safe."""


class QuotaExceeded(StoreError):
    """The artifacts would take more room than they may."""
