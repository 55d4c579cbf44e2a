"""Habits of chat templates other than ChatML's: each is described, or refused with its reason."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tokenizers import AddedToken, Tokenizer

from agent.context.prefix import Prefix
from agent.context.transport import TokenTransport, Transport, choose_transport
from agent.events import ModelAnswered, Record, ToolFinished, UserSpoke
from agent.types import AssistantMessage, ToolCall, ToolOutcome, ToolSpec, Usage
from tests.offline_engine import BUNDLED, OfflineEngine

PREFIX = Prefix.render("Help.", (), [ToolSpec("add", "Adds.", {"type": "object"})])
CALL = ToolCall("call00001", "add", "{}")
ROLES = ("<|system|>", "<|user|>", "<|assistant|>", "<|observation|>", "<|end|>")

HEAD = """\
{%- for m in messages if m.role == 'system' -%}
{{ '<|system|>' + m.content + (tools | tojson) }}
{%- endfor -%}
"""
CALLS = """{%- for c in m.tool_calls or [] %}{{ '\\n<call>' + c.function.name }}{% endfor %}"""

ENDED_BY_THE_NEXT_ROLE = (
    HEAD
    + """
{%- for m in messages -%}
{%- if m.role == 'user' %}{{ '<|user|>\\n' + m.content }}
{%- elif m.role == 'assistant' %}{{ '<|assistant|>\\n' + m.content }}"""
    + CALLS
    + """
{%- elif m.role == 'tool' -%}
{%- if messages[loop.index0 - 1].role != 'tool' %}{{ '<|observation|>' }}{% endif -%}
{{ '\\n<result>\\n' + m.content + '\\n</result>' }}
{%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt %}{{ '<|assistant|>' }}{% endif -%}
"""
)

GOES_ON_BEHIND_RESULTS = (
    HEAD
    + """
{%- for m in messages -%}
{%- if m.role == 'user' %}{{ '<|user|>' + m.content }}
{%- elif m.role == 'assistant' -%}
{{ '<|assistant|>' if messages[loop.index0 - 1].role == 'user' }}{{ m.content }}"""
    + CALLS
    + """{{ '<|end|>' }}
{%- elif m.role == 'tool' %}{{ '<|observation|>' + m.content + '<|end|>' }}
{%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt and messages[-1].role == 'user' %}{{ '<|assistant|>' }}{% endif -%}
"""
)

ALTERNATES = """\
{%- set ns = namespace(user=false) -%}
{%- for m in messages -%}
{%- if m.role == 'user' -%}
{%- if ns.user %}{{ raise_exception('roles must alternate') }}{% endif -%}
{%- set ns.user = true -%}
{%- elif m.role == 'assistant' and not m.tool_calls %}{% set ns.user = false %}{% endif -%}
{{ '<|' + ('observation' if m.role == 'tool' else m.role) + '|>' + m.content + '<|end|>' }}
{%- endfor -%}
{%- if add_generation_prompt %}{{ '<|assistant|>' }}{% endif -%}
"""

MOVES_THE_TOOLS = """\
{%- for m in messages -%}
{%- if m.role == 'user' and loop.index0 == messages | map(attribute='role') | list | length - 1 -%}
{{ '<|system|>' + (tools | tojson) }}
{%- endif -%}
{{ '<|' + ('observation' if m.role == 'tool' else m.role) + '|>' + m.content + '<|end|>' }}
{%- endfor -%}
{%- if add_generation_prompt %}{{ '<|assistant|>' }}{% endif -%}
"""


def engine(template: str) -> OfflineEngine:
    tokenizer = Tokenizer.from_file(str(BUNDLED / "tokenizer.json"))
    tokenizer.add_special_tokens([AddedToken(role, normalized=False) for role in ROLES])
    return OfflineEngine(tokenizer, template)


async def chosen(template: str) -> Transport:
    return await choose_transport(engine(template), PREFIX)


def answered(text: str, ended: tuple[int, ...], *calls: ToolCall) -> ModelAnswered:
    return ModelAnswered(1, AssistantMessage(text, calls), "stop", Usage(), 0.0, 0.0, ended)


async def written(transport: Transport, *records: Record) -> str:
    """What the model reads."""
    assert isinstance(transport, TokenTransport)
    prompt = await transport.window(PREFIX, records).prompt()
    return await transport.engine.decode(prompt.token_ids)


async def test_an_answer_may_be_ended_by_the_token_that_opens_the_next_turn() -> None:
    """As in GLM's template: the model itself generates `<|user|>` or `<|observation|>`."""
    transport = await chosen(ENDED_BY_THE_NEXT_ROLE)
    assert isinstance(transport, TokenTransport)
    observation = await transport.engine.encode("\n<call>add<|observation|>")
    user = await transport.engine.encode("\nWell.<|user|>")
    text = await written(
        transport,
        UserSpoke("a"),
        answered("", observation, CALL),
        ToolFinished(CALL, ToolOutcome("7"), "7"),
        answered("Well.", user),
        UserSpoke("b"),
    )
    assert text.endswith(
        "<|user|>\na<|assistant|>\n<call>add<|observation|>\n<result>\n7\n</result>"
        "<|assistant|>\nWell.<|user|>\nb<|assistant|>"
    )


async def test_a_template_may_ask_for_nothing_behind_results() -> None:
    """As in DeepSeek's: the turn of the assistant simply goes on."""
    transport = await chosen(GOES_ON_BEHIND_RESULTS)
    assert isinstance(transport, TokenTransport)
    end = await transport.engine.encode("<call>add<|end|>")
    text = await written(
        transport,
        UserSpoke("a"),
        answered("", end, CALL),
        ToolFinished(CALL, ToolOutcome("7"), "7"),
    )
    assert text.endswith("<|user|>a<|assistant|><call>add<|end|><|observation|>7<|end|>")


async def test_where_user_and_assistant_must_alternate_an_empty_answer_stands_between() -> None:
    """Also in messages: else the server would refuse what follows a run that was stopped."""
    transport = await chosen(ALTERNATES)
    assert transport.messages.alternates
    window = transport.messages.window(
        PREFIX,
        [
            UserSpoke("a"),
            answered("", (), CALL),
            ToolFinished(CALL, ToolOutcome("7"), "7"),
            UserSpoke("b"),
            UserSpoke("c"),
        ],
    )
    ids = await engine(ALTERNATES).render(await window.prompt(), generation=True)
    text = await engine(ALTERNATES).decode(ids)
    assert text.endswith(
        "<|user|>a<|end|><|assistant|><|end|><|observation|>7<|end|><|assistant|><|end|>"
        "<|user|>b<|end|><|assistant|><|end|><|user|>c<|end|><|assistant|>"
    )


async def test_where_nothing_must_alternate_nothing_is_put_in() -> None:
    transport = await chosen(ENDED_BY_THE_NEXT_ROLE)
    assert not transport.messages.alternates


async def test_a_template_that_moves_its_tools_behind_later_messages_needs_messages() -> None:
    """What stands before the first message would have to change with each later one."""
    transport = await chosen(MOVES_THE_TOOLS)
    assert transport == replace(transport.messages, warmed=transport.warmed)


async def test_a_template_without_control_tokens_needs_messages() -> None:
    """Plain text with role names in it, as base models are served: nothing ends an answer."""
    plain = "{% for m in messages %}{{ m.role + ': ' + (m.content or '') + '\\n' }}{% endfor %}"
    transport = await chosen(plain)
    assert transport == replace(transport.messages, warmed=transport.warmed)


@pytest.mark.parametrize("template", [ENDED_BY_THE_NEXT_ROLE, GOES_ON_BEHIND_RESULTS])
async def test_a_cut_answer_is_closed_whatever_comes_next(template: str) -> None:
    """The token that should have ended it stands there once."""
    transport = await chosen(template)
    assert isinstance(transport, TokenTransport)
    closing = "<|user|>" if template == ENDED_BY_THE_NEXT_ROLE else "<|end|>"
    whole = await transport.engine.encode(f"Well{closing}")
    cut = whole[:-1]
    texts = [
        await written(transport, UserSpoke("a"), answered("Well", ids), UserSpoke("b"))
        for ids in (cut, whole)
    ]
    assert texts[0] == texts[1]
