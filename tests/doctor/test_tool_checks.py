"""Tool calling, its parser, and what the template shows."""

from __future__ import annotations

import pytest

from agent.doctor.facts import Served
from agent.doctor.parsers import tool_flags, tool_parser
from tests.doctor.conftest import CALL, Vllm, findings

FLAGS = "--enable-auto-tool-choice --tool-call-parser hermes"


async def test_a_server_without_tool_choice_is_given_its_flags(vllm: Vllm) -> None:
    """The family of the model says which parser; the transport does not blame the template."""
    vllm.tool_choice = False
    found = await findings(vllm)
    assert found["tool-calling"].severity == "failure"
    assert FLAGS in found["tool-calling"].fix
    assert found["streamed-calls"].severity == "skipped"


async def test_a_call_that_comes_as_text_names_the_parser(vllm: Vllm) -> None:
    """As with the parser of another family."""
    vllm.text, vllm.finish = f"Sure. {CALL}", "stop"
    found = await findings(vllm)
    assert found["tool-calling"].severity == "ok"
    assert found["tool-parser"].severity == "failure"
    assert ("came as text" in found["tool-parser"].seen, FLAGS in found["tool-parser"].fix) == (
        True,
        True,
    )


async def test_a_call_that_the_parser_drops_is_read_from_its_tokens(vllm: Vllm) -> None:
    """Neither text nor call arrives, as with vLLM's qwen3_coder on Hermes' format."""
    vllm.swallowed, vllm.finish = True, "stop"
    found = (await findings(vllm))["tool-parser"]
    assert (found.severity, "dropped by the parser" in found.seen) == ("failure", True)
    assert FLAGS in found.fix


async def test_tokens_of_which_nothing_arrives_fail_without_a_tokenizer_too(vllm: Vllm) -> None:
    """What they were is unknown; that they are gone is not."""
    vllm.swallowed, vllm.finish, vllm.tokenizes = True, "stop", False
    found = (await findings(vllm))["tool-parser"]
    assert (found.severity, "23 tokens" in found.seen) == ("failure", True)


async def test_a_model_that_answers_in_words_is_not_called_ill(vllm: Vllm) -> None:
    """Its template still tells the parser."""
    vllm.text, vllm.finish = "It is 3937.", "stop"
    found = await findings(vllm)
    assert found["tool-calling"].severity == "note"
    assert (found["tool-parser"].severity, "<tool_call>" in found["tool-parser"].seen) == (
        "note",
        True,
    )


async def test_a_template_of_another_format_than_the_name_promises_is_warned_of(
    vllm: Vllm,
) -> None:
    """A fine-tune keeps the name of its base."""
    vllm.models = ({"id": "llama-3.1-8b-tuned", "max_model_len": 32768},)
    vllm.text, vllm.finish = "It is 3937.", "stop"
    found = (await findings(vllm))["tool-parser"]
    assert (found.severity, FLAGS in found.fix) == ("warning", True)


@pytest.mark.parametrize("arguments", ['{"expression": "127 *', "[127]", '"127 * 31"'])
async def test_arguments_that_are_no_json_object_fail(vllm: Vllm, arguments: str) -> None:
    """Put together from the streamed pieces."""
    vllm.arguments = arguments
    assert (await findings(vllm))["streamed-calls"].severity == "failure"


async def test_a_call_of_a_tool_that_was_not_offered_fails(vllm: Vllm) -> None:
    """A parser that cuts the name wrongly."""
    vllm.name = "calculate\n{"
    assert (await findings(vllm))["streamed-calls"].severity == "failure"


async def test_a_call_that_was_cut_off_blames_no_parser(vllm: Vllm) -> None:
    """It was read as far as it came."""
    vllm.arguments, vllm.finish = '{"": {"": ', "length"
    found = (await findings(vllm))["streamed-calls"]
    assert (found.severity, "--tool-call-parser" in found.fix) == ("warning", False)


@pytest.mark.parametrize("text", ["<think>Hm.</think>It is 3937.", "Hm.</think>It is 3937."])
async def test_thoughts_in_the_answer_name_the_reasoning_parser(vllm: Vllm, text: str) -> None:
    """Also where the template has opened them, so that only their end is in the answer."""
    vllm.models = ({"id": "Qwen/Qwen3-8B", "max_model_len": 32768},)
    vllm.text, vllm.finish = text, "stop"
    found = (await findings(vllm))["reasoning-parser"]
    assert (found.severity, "--reasoning-parser qwen3" in found.fix) == ("failure", True)


async def test_reasoning_that_comes_apart_is_well(vllm: Vllm) -> None:
    """As its own field."""
    vllm.reasoning = "I need the tool."
    found = (await findings(vllm))["reasoning-parser"]
    assert (found.severity, "apart" in found.seen) == ("ok", True)


@pytest.mark.parametrize("hidden", ["shows_tools", "shows_results"])
async def test_a_template_that_hides_tools_or_results_fails(vllm: Vllm, hidden: str) -> None:
    """The model cannot use what it does not see."""
    setattr(vllm, hidden, False)
    found = (await findings(vllm))["chat-template"]
    assert (found.severity, "--chat-template" in found.fix) == ("failure", True)


async def test_a_template_that_rewrites_earlier_messages_is_noted(vllm: Vllm) -> None:
    """Prompts as ids do not mind it."""
    vllm.rewrites = True
    assert (await findings(vllm))["chat-template"].severity == "note"


@pytest.mark.parametrize(
    ("name", "written", "parser"),
    [
        ("Qwen/Qwen2.5-7B-Instruct", "", "hermes"),
        ("deepseek-ai/DeepSeek-V3.1", "<｜tool▁calls▁begin｜>", "deepseek_v31"),
        ("llama-3.1-8b-tuned", "<tool_call>", "hermes"),
        ("production", "[TOOL_CALLS]", "mistral"),
        ("production", "", None),
    ],
)
def test_what_is_written_decides_the_format_and_the_name_its_version(
    name: str, written: str, parser: str | None
) -> None:
    """Versions of a format share their tags."""
    assert tool_parser(Served(name, name, None), written) == parser


def test_the_place_that_a_model_was_loaded_from_tells_its_family() -> None:
    """A served name may be anything."""
    assert tool_parser(Served("production", "/models/Qwen2.5-7B", None)) == "hermes"


def test_an_unknown_model_is_told_where_its_parser_is_named() -> None:
    """No parser is guessed."""
    fix = tool_flags(Served("production", "production", None))
    assert "--tool-call-parser NAME" in fix
