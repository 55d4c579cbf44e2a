"""The connection to a server of pooling models, used from threads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import openai
import structlog
from openai import OpenAI

from agent.engine.complete import Backoff
from agent.engine.whole import CONNECT_SECONDS
from agent.errors import (
    EngineRejected,
    EngineUnavailable,
    EngineUnreachable,
    ModelNotFound,
    PromptTooLong,
)

ANSWER_SECONDS = 120.0
"""How long a server may take for one batch."""

_TOO_MUCH = ("token", "length", "too long", "too large", "maximum", "batch size")
"""Words in the refusals of a request that has too much in it."""

Result = TypeVar("Result")

_log = structlog.get_logger("agent.engine.pooling")


class PoolingServer:
    """One model of one server. Nothing is asked before the first use; any thread may use it.

    Args:
        url: with or without `/v1`.
        model: the served name; None takes the server's first model.
        backoff: how often a request is tried that the server could not answer.
        seconds: how long one request may take.
    """

    def __init__(
        self,
        url: str,
        model: str | None = None,
        api_key: str | None = None,
        *,
        backoff: Backoff | None = None,
        seconds: float = ANSWER_SECONDS,
    ) -> None:
        url = url.rstrip("/")
        self.url = url if url.endswith("/v1") else url + "/v1"
        self._wanted = model
        self._backoff = backoff or Backoff()
        self._openai = OpenAI(
            base_url=self.url,
            api_key=api_key or "none",
            max_retries=0,
            timeout=openai.Timeout(seconds, connect=min(CONNECT_SECONDS, seconds)),
        )
        self._served: Mapping[str, Any] | None = None
        self._asking = threading.Lock()
        self._closed = threading.Event()

    @property
    def model(self) -> str:
        """The served name. Raises EngineError when the server has to be asked and does not say."""
        return self._wanted if self._wanted is not None else str(self.served()["id"])

    @property
    def max_model_len(self) -> int | None:
        """The most tokens of one input, where the server says."""
        limit = self.served().get("max_model_len")
        return limit if isinstance(limit, int) else None

    def served(self) -> Mapping[str, Any]:
        """What the server says of the model.

        Raises:
            ModelNotFound: it does not serve it.
        """
        with self._asking:
            if self._served is None:
                self._served = self._find(self.patiently(self._models))
            return self._served

    def post(self, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """The answer to one request below `/v1`, tried again while the server is away.

        Raises:
            EngineUnreachable, EngineUnavailable: the last attempt failed too.
            PromptTooLong: there is too much in the request.
            EngineRejected: the server refused it for another reason.
        """
        return self.patiently(lambda: self._mapping(self._once(path, body)))

    def patiently(self, work: Callable[[], Result]) -> Result:
        """Do what needs the server; once more, after a pause, while it is away."""
        for attempt in range(1, self._backoff.attempts):
            try:
                with self._errors():
                    return work()
            except (EngineUnreachable, EngineUnavailable) as error:
                delay = self._backoff.delay(attempt)
                _log.info("trying again", reason=str(error), attempt=attempt, delay=delay)
                if self._closed.wait(delay):
                    raise
        with self._errors():
            return work()

    def close(self) -> None:
        """Close the connections; what waits for another attempt gives up."""
        self._closed.set()
        self._openai.close()

    def _once(self, path: str, body: Mapping[str, Any]) -> object:
        return self._openai.post(path, cast_to=object, body=body)

    def _models(self) -> list[Mapping[str, Any]]:
        listed = self._mapping(self._openai.get("/models", cast_to=object)).get("data")
        return [each for each in listed or () if isinstance(each, dict) and "id" in each]

    def _find(self, models: list[Mapping[str, Any]]) -> Mapping[str, Any]:
        if self._wanted is None:
            if not models:
                raise ModelNotFound(f"the server at {self.url} serves no model")
            return models[0]
        # Some gateways do not list what they serve: then the request itself will tell.
        return next((each for each in models if each["id"] == self._wanted), {"id": self._wanted})

    def _mapping(self, value: object) -> Mapping[str, Any]:
        if isinstance(value, dict):
            return value
        raise EngineRejected(f"the server at {self.url} does not answer in JSON: is this its API?")

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except openai.APITimeoutError as error:
            raise EngineUnavailable(f"the server at {self.url} did not answer in time") from error
        except openai.APIConnectionError as error:
            raise EngineUnreachable(
                f"no server answers at {self.url} ({error.__cause__ or error})"
            ) from error
        except openai.APIStatusError as error:
            raise self._rejection(error.status_code, _told(error)) from error
        except (openai.APIError, ValueError) as error:
            raise EngineUnavailable(
                f"the server at {self.url} answered something else than asked: {error}"
            ) from error

    def _rejection(self, status: int, message: str) -> EngineRejected | EngineUnavailable:
        told = message.lower()
        if status == 413 or (status in (400, 422, 500) and any(word in told for word in _TOO_MUCH)):
            return PromptTooLong(f"the server at {self.url} takes less at once: {message}")
        if status >= 500 or status in (408, 429):
            return EngineUnavailable(f"the server at {self.url} answered {status}: {message}")
        if status in (401, 403):
            return EngineRejected(f"the server at {self.url} refused the key ({status})")
        kind = ModelNotFound if status == 404 else EngineRejected
        return kind(f"the server at {self.url} refused the request ({status}): {message}")


def _told(error: openai.APIStatusError) -> str:
    body = error.body
    inner = body.get("error", body) if isinstance(body, dict) else body
    if isinstance(inner, dict) and "message" in inner:
        return str(inner["message"])
    return error.message
