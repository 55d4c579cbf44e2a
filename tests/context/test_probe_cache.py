"""A proof is kept for as long as it holds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from agent.context.prefix import Prefix
from agent.context.probe_cache import KEPT_FILES, Learned, ProbeCache
from agent.context.transport import TokenTransport, choose_transport
from agent.engine.request import ServerFacts
from tests.offline_engine import bundled_engine

PREFIX = Prefix.render("You help.")
FACTS = ServerFacts(url="u", model="m", window=100, version="1", started=1.0)


async def learned() -> Learned:
    transport = await choose_transport(bundled_engine(), PREFIX)
    assert isinstance(transport, TokenTransport)
    return Learned(transport.template, transport.markers, transport.messages.guard)


async def test_what_was_learned_comes_back(tmp_path: Path) -> None:
    """The next process need not ask again."""
    cache, known = ProbeCache(tmp_path / "probes"), await learned()
    cache.put(FACTS, PREFIX, known)
    assert cache.get(FACTS, PREFIX) == known


async def test_a_restarted_server_another_prefix_or_model_is_unknown(tmp_path: Path) -> None:
    """What might have changed is learned again."""
    cache = ProbeCache(tmp_path)
    cache.put(FACTS, PREFIX, await learned())
    assert cache.get(replace(FACTS, started=2.0), PREFIX) is None
    assert cache.get(replace(FACTS, model="other"), PREFIX) is None
    assert cache.get(FACTS, Prefix.render("You do not help.")) is None


async def test_a_server_that_hides_its_start_is_never_remembered(tmp_path: Path) -> None:
    """Its restart could not be noticed."""
    cache, facts = ProbeCache(tmp_path), replace(FACTS, started=None)
    cache.put(facts, PREFIX, await learned())
    assert cache.get(facts, PREFIX) is None


async def test_a_damaged_file_is_as_if_it_were_not_there(tmp_path: Path) -> None:
    """A cache never stops a run."""
    cache = ProbeCache(tmp_path)
    cache.put(FACTS, PREFIX, await learned())
    next(tmp_path.iterdir()).write_text("{")
    assert cache.get(FACTS, PREFIX) is None


async def test_a_directory_that_cannot_be_made_is_no_error(tmp_path: Path) -> None:
    """Nor does a read-only home."""
    (tmp_path / "file").write_text("")
    ProbeCache(tmp_path / "file").put(FACTS, PREFIX, await learned())


async def test_old_proofs_are_dropped(tmp_path: Path) -> None:
    """Every start of a server leaves a file; they do not pile up."""
    cache, known = ProbeCache(tmp_path), await learned()
    for start in range(KEPT_FILES + 5):
        cache.put(replace(FACTS, started=float(start)), PREFIX, known)
    assert len(list(tmp_path.iterdir())) == KEPT_FILES
