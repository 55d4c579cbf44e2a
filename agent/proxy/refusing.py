"""The proxy's own answers, in the form of OpenAI's errors, which every client reads."""

from __future__ import annotations

import json
from dataclasses import dataclass

from agent.loopback.guard import Send


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request was not passed on; `kind` is the error's type."""

    status: int
    kind: str
    message: str


async def refuse(refusal: Refusal, send: Send) -> None:
    """Answer a request with an error."""
    error = {
        "message": refusal.message,
        "type": refusal.kind,
        "param": None,
        "code": refusal.status,
    }
    body = json.dumps({"error": error}).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
