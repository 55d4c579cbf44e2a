"""The prefix cache is measured."""

from __future__ import annotations

from agent.config import Settings
from agent.context.prefix import Prefix
from agent.doctor.examine import examine
from tests.doctor.conftest import BLOCK, Vllm, findings


async def test_the_second_request_finds_every_whole_block(vllm: Vllm) -> None:
    """Less the last token."""
    seen = (await findings(vllm))["prefix-caching"].seen
    tokens, cached = int(seen.split()[1]), int(seen.split()[3])
    assert cached == (tokens - 1) // BLOCK * BLOCK


async def test_what_a_template_opens_with_is_not_taken_for_the_prompt(vllm: Vllm) -> None:
    """It is cached since the first request of all, and says nothing of the cache's health."""
    vllm.opening = "You are Qwen, created by Alibaba Cloud. You are a helpful assistant."
    found = (await findings(vllm))["prefix-caching"]
    tokens, cached = int(found.seen.split()[1]), int(found.seen.split()[3])
    assert (found.severity, cached) == ("ok", (tokens - 1) // BLOCK * BLOCK)


async def test_a_second_examination_finds_nothing_of_the_first(vllm: Vllm) -> None:
    """Each sends a prompt of its own, so that its first request is cold."""
    await findings(vllm)
    await findings(vllm)
    contents = [each["messages"][0]["content"] for each in vllm.bodies if each["messages"]]
    sent = [
        content
        for content in contents
        if content.endswith(" apple river stone cloud maple light north table")
    ]
    assert (len(sent), len(set(sent))) == (4, 2)


async def test_a_cache_that_is_off_fails_whatever_the_metrics_claim(vllm: Vllm) -> None:
    """The fake server's metrics go on saying enable_prefix_caching="True"."""
    vllm.caches = False
    found = (await findings(vllm))["prefix-caching"]
    assert (found.severity, "--enable-prefix-caching" in found.fix) == ("failure", True)


async def test_a_cache_whose_hits_are_not_reported_is_seen_in_the_metrics(vllm: Vllm) -> None:
    """It works, and the flag that lets answers say so is named."""
    vllm.details = False
    found = await findings(vllm)
    assert found["prefix-caching"].severity == "ok"
    assert found["cached-tokens"].severity == "warning"
    assert "--enable-prompt-tokens-details" in found["cached-tokens"].fix


async def test_a_cache_that_is_off_and_unreported_is_not_blamed_on_the_report(vllm: Vllm) -> None:
    """There was nothing to report."""
    vllm.caches = vllm.details = False
    found = await findings(vllm)
    assert found["prefix-caching"].severity == "failure"
    assert found["cached-tokens"].severity == "skipped"


async def test_hits_of_other_sessions_do_not_hide_a_cache_that_is_off(vllm: Vllm) -> None:
    """They count in the same metrics."""
    vllm.caches = vllm.details = False
    vllm.others = 16
    assert (await findings(vllm))["prefix-caching"].severity == "failure"


async def test_without_reports_and_metrics_nothing_is_claimed(vllm: Vllm) -> None:
    """Neither well nor ill."""
    vllm.details = vllm.measured = False
    vllm.metrics = None
    found = await findings(vllm)
    assert (found["prefix-caching"].severity, found["cached-tokens"].severity) == (
        "note",
        "skipped",
    )


async def test_replicas_that_take_turns_are_told_from_a_cache_that_is_off(vllm: Vllm) -> None:
    """The prompt is found when its first replica comes round again."""
    vllm.replicas = 2
    found = (await findings(vllm))["prefix-caching"]
    assert (found.severity, "X-Session-ID" in found.fix) == ("warning", True)


async def test_the_capacity_is_told_in_sessions(vllm: Vllm) -> None:
    """8,192 blocks of 16 tokens: 4 windows of 32,768, and 16 quarters."""
    seen = (await findings(vllm))["kv-capacity"].seen
    assert seen.startswith("131072 tokens in blocks of 16: 4 sessions of the full window")
    assert seen.endswith("or 16 of a quarter")


async def test_a_cache_smaller_than_the_window_is_warned_of(vllm: Vllm) -> None:
    """No session can use its window."""
    vllm.models = ({"id": "qwen2.5-7b", "max_model_len": 262144},)
    assert (await findings(vllm))["kv-capacity"].severity == "warning"


async def test_the_prefix_is_sent_cold_and_then_warm(vllm: Vllm) -> None:
    """One new salt for both, so that the second finds what the first has left."""
    found = (await findings(vllm))["prefix-cost"]
    salts = [each["cache_salt"] for each in vllm.bodies if "cache_salt" in each]
    assert (len(salts), len(set(salts)), found.severity) == (2, 1, "ok")


async def test_a_prefix_whose_tokens_nobody_gives_has_no_size(vllm: Vllm) -> None:
    """It is not nothing."""
    vllm.tokenizes = False
    assert "its size is unknown" in (await findings(vllm))["prefix-cost"].seen


async def test_a_prefix_that_fills_half_of_the_window_fails(vllm: Vllm) -> None:
    """With a window that would do."""
    report = await examine(Settings(url=vllm.url), Prefix.render("word " * 4000))
    found = next(each for each in report.findings if each.id == "prefix-cost")
    assert (found.severity, "--max-model-len" in found.fix) == ("failure", True)
