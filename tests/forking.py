"""Processes that run a test's function: forked from one that has imported what they need.

A process that is spawned imports the whole package first, which takes longer than what it does.
"""

from __future__ import annotations

from multiprocessing import get_context
from multiprocessing.context import ForkServerContext

PROCESSES: ForkServerContext = get_context("forkserver")
PROCESSES.set_forkserver_preload(["agent.store.postgres", "agent.store.sqlite", "pytest"])
