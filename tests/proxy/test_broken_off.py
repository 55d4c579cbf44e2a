"""uvicorn's line about an answer that was broken off is left out, and no other."""

from __future__ import annotations

import logging

import pytest

from agent.proxy.broken_off import said_once

BROKEN = "ASGI callable returned without completing response."


def test_only_that_line_is_left_out_and_only_so_long(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("uvicorn.error")
    with said_once():
        logger.error(BROKEN)
        logger.error("Exception in ASGI application")
    logger.error(BROKEN)
    assert caplog.messages == ["Exception in ASGI application", BROKEN]
