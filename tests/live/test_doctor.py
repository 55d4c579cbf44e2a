"""`agent doctor` on a real vLLM: well, and started wrong in ten ways (all with HOLDFAST_FULL=1)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from agent.config import Settings, load_settings
from agent.doctor.examine import examine
from agent.doctor.finding import Finding
from agent.engine.address import free_port
from agent.runtime import Agent
from tests.live.serving import serving

FULL = bool(os.environ.get("HOLDFAST_FULL"))
BLIND = """{%- for message in messages -%}
<|im_start|>{{ message.role }}
{{ message.content }}<|im_end|>
{%- endfor -%}<|im_start|>assistant
"""
"""A template that shows the model no tools."""


async def found(settings: Settings) -> dict[str, Finding]:
    """What the doctor finds, by check."""
    report = await examine(settings, Agent(settings=settings).render_prefix())
    return {each.id: each for each in report.findings}


async def test_the_local_engine_is_well() -> None:
    """Every check is fine; none is skipped. What is told by time may take a quiet moment."""
    settings = load_settings()
    for _ in range(3):
        findings = await found(settings)
        wrong = {each.id: each.seen for each in findings.values() if each.severity != "ok"}
        if not wrong:
            return
    assert wrong == {}


@dataclass(frozen=True)
class Wrong:
    """A way to start vLLM, the check that it fails, and what is in the fix."""

    flags: tuple[str, ...]
    check: str
    severity: str
    fix: str
    model: str | None = None


WRONG = {
    "no tool choice": Wrong(
        ("--no-enable-auto-tool-choice",), "tool-calling", "failure", "--enable-auto-tool-choice"
    ),
    "another parser": Wrong(
        ("--tool-call-parser", "qwen3_coder"), "tool-parser", "failure", "--tool-call-parser hermes"
    ),
    "no prefix caching": Wrong(
        ("--no-enable-prefix-caching",), "prefix-caching", "failure", "--enable-prefix-caching"
    ),
    "cached tokens not reported": Wrong(
        ("--no-enable-prompt-tokens-details",),
        "cached-tokens",
        "warning",
        "--enable-prompt-tokens-details",
    ),
    "a tiny window": Wrong(
        ("--max-model-len", "2048"), "prefix-cost", "failure", "--max-model-len"
    ),
    "a template without tools": Wrong(
        ("--chat-template", "TEMPLATE"), "chat-template", "failure", "--chat-template"
    ),
    "another name": Wrong(
        ("--served-model-name", "qwen"),
        "model",
        "failure",
        "--served-model-name holdfast-tiny",
        "holdfast-tiny",
    ),
    "no metrics of the cache": Wrong(
        ("--disable-log-stats",), "metrics", "note", "without --disable-log-stats"
    ),
    "prompts in one piece": Wrong(
        ("--no-enable-chunked-prefill", "--max-num-batched-tokens", "16384"),
        "chunked-prefill",
        "warning",
        "--enable-chunked-prefill",
    ),
    "first come first served": Wrong(
        ("--scheduling-policy", "fcfs"), "scheduling-policy", "note", "--scheduling-policy priority"
    ),
}
SOME = ("no tool choice",)
"""In CI: the others are the same but for the flag, and each takes an engine."""


@pytest.mark.parametrize("name", WRONG if FULL else SOME)
async def test_a_server_that_was_started_wrong_is_told_with_the_flag(
    name: str, tmp_path: Path
) -> None:
    """Nothing else is a failure but what follows from it."""
    wrong, template = WRONG[name], tmp_path / "blind.jinja"
    template.write_text(BLIND, encoding="utf-8")
    flags = [str(template) if flag == "TEMPLATE" else flag for flag in wrong.flags]
    with serving(free_port(), *flags) as url:
        findings = await found(load_settings({"url": url, "model": wrong.model}))
    finding = findings[wrong.check]
    assert (finding.severity, wrong.fix in finding.fix) == (wrong.severity, True), finding
