"""The shipped folder, and that the report beside it is about it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from agent.context import formats
from agent.models import bundled_model_path
from agent.models.training import chat
from agent.models.training.dialogue import Dialogue
from agent.models.training.generator import dialogue
from agent.models.training.messages import openai_message
from agent.models.training.report import MODELS, main_job, model_hash, prompts_hash, table
from agent.types import AssistantMessage, SystemMessage

FOLDER = bundled_model_path()


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((MODELS / "evaluation.json").read_text("utf-8"))
    return found


def test_the_folder_is_what_a_server_needs() -> None:
    """At most 25 MB of weights in a Qwen3 configuration with 16k positions."""
    config = json.loads((FOLDER / "config.json").read_text("utf-8"))
    assert config["architectures"] == ["Qwen3ForCausalLM"]
    assert config["max_position_embeddings"] == 16_384
    assert (FOLDER / "model.safetensors").stat().st_size <= 25_000_000
    for name in ("generation_config.json", "tokenizer.json", "tokenizer_config.json"):
        json.loads((FOLDER / name).read_text("utf-8"))


def test_the_report_is_about_what_is_shipped(report: dict[str, Any]) -> None:
    """A change of weights, formats or default prompts makes it stale: `make eval-model`."""
    assert report["model"] == model_hash()
    assert report["formats"] == formats.fingerprint()
    assert report["prompts"] == prompts_hash()
    assert (MODELS / "evaluation.md").read_text("utf-8") == table(report)


def test_the_report_is_large_enough_to_mean_something(report: dict[str, Any]) -> None:
    """40 dialogues of each capability, and the main job as good as it has to be."""
    main, total = main_job(report), report["total"]
    assert all(entry["dialogues"] >= 40 for entry in report["capabilities"].values())
    assert main["right_calls"] / main["calls"] >= 0.90
    assert main["right_answers"] / main["answers"] >= 0.95
    assert total["right_calls"] / total["calls"] >= 0.90
    assert total["right_answers"] / total["answers"] >= 0.95


def render(messages: Sequence[dict[str, Any]], tools: Any, **options: Any) -> str:
    """What the server makes of a request: arguments are parsed before the template sees them."""
    jinja2 = pytest.importorskip("jinja2")
    sandbox = pytest.importorskip("jinja2.sandbox")
    environment = sandbox.ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
    assert jinja2
    environment.filters["tojson"] = lambda value: json.dumps(value, ensure_ascii=False)
    template = environment.from_string((FOLDER / "chat_template.jinja").read_text("utf-8"))
    parsed = json.loads(json.dumps(messages))
    for message in parsed:
        for call in message.get("tool_calls") or ():
            call["function"]["arguments"] = json.loads(call["function"]["arguments"])
    text: str = template.render(messages=parsed, tools=tools, **options)
    return text


def openai_messages(made: Dialogue) -> list[dict[str, Any]]:
    system = () if made.system is None else (SystemMessage(made.system),)
    return [openai_message(each) for each in (*system, *made.few_shot, *made.messages)]


def openai_tools(made: Dialogue) -> list[dict[str, Any]] | None:
    return [
        {
            "type": "function",
            "function": {
                "name": tool.name,
                "description": tool.description,
                "parameters": tool.parameters,
            },
        }
        for tool in made.tools
    ] or None


@pytest.mark.parametrize("seed", range(40))
def test_the_template_writes_what_training_wrote(seed: int) -> None:
    """What the model reads from the server is what it learned."""
    made = dialogue(seed)
    assert render(openai_messages(made), openai_tools(made)) == chat.text(made)


@pytest.mark.parametrize("seed", range(20))
def test_the_template_only_ever_appends(seed: int) -> None:
    """A request begins with the one before it and what was generated then."""
    made = dialogue(seed)
    messages, tools = openai_messages(made), openai_tools(made)
    first = len(messages) - len(made.messages)
    for index, message in enumerate(made.messages):
        if isinstance(message, AssistantMessage):
            position = first + index
            before = render(messages[:position], tools, add_generation_prompt=True)
            after = render(messages[: position + 1], tools)
            assert after == before + chat.answer(message) + "<|im_end|>\n"


@pytest.mark.parametrize(
    "content", [None, "", [], [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]]
)
def test_the_template_takes_any_content(content: Any) -> None:
    """Nothing, nothing in it, and parts."""
    messages = [{"role": role, "content": content} for role in ("system", "user", "assistant")]
    said = "a\nb" if content else ""
    text = render(messages, None, add_generation_prompt=True)
    assert text == (
        f"<|im_start|>system\n{said}<|im_end|>\n<|im_start|>user\n{said}<|im_end|>\n"
        f"<|im_start|>assistant\n{said}<|im_end|>\n<|im_start|>assistant\n"
    )


def test_tools_without_a_system_message_and_a_system_message_without_tools() -> None:
    """Each has its block."""
    user = {"role": "user", "content": "Hi"}
    tool = {"type": "function", "function": {"name": "a"}}
    assert render([user], [tool]).startswith("<|im_start|>system\n# Tools\n\n<tools>\n")
    assert render([user], None) == "<|im_start|>user\nHi<|im_end|>\n"


class TestTokenizer:
    """Values look alike wherever they stand."""

    @pytest.fixture
    def tokenizer(self) -> Any:
        tokenizers = pytest.importorskip("tokenizers")
        return tokenizers.Tokenizer.from_file(str(FOLDER / "tokenizer.json"))

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "Grüße, 北京!\n\ttab  and\r\n",
            'say "hi" \\ {"a": [1, 2.5]}',
            "\x00\x1b[0m e\u0301 🙂",
        ],
    )
    def test_every_text_comes_back(self, tokenizer: Any, text: str) -> None:
        """Whatever the bytes."""
        ids = tokenizer.encode(text, add_special_tokens=False).ids
        assert tokenizer.decode(ids, skip_special_tokens=False) == text

    @pytest.mark.parametrize(
        "value",
        ["Oslo", "St. Gallen", "max_tokens", "AB-1234", "docs/a-b.md", "2031-05-09", "17.25"],
    )
    def test_a_value_has_the_same_tokens_everywhere(self, tokenizer: Any, value: str) -> None:
        """In prose, in quotes, in JSON, at the end and in brackets."""
        wanted = tokenizer.encode(value, add_special_tokens=False).tokens
        for form in ("in {} now", 'the "{}" one', '{{"a": "{}"}}', "it is {}", "({})", "a={},b"):
            tokens = tokenizer.encode(form.format(value), add_special_tokens=False).tokens
            size = len(wanted)
            assert wanted in [tokens[i : i + size] for i in range(len(tokens) - size + 1)]

    def test_generated_tokens_are_those_of_the_replayed_turn(self, tokenizer: Any) -> None:
        """Encoding piece by piece, as training did, equals encoding the whole."""
        for seed in range(20):
            made = dialogue(seed)
            whole = tokenizer.encode(chat.text(made), add_special_tokens=False).ids
            parts = [
                tokenizer.encode(each.text, add_special_tokens=False).ids
                for each in chat.pieces(made)
            ]
            assert [token for part in parts for token in part] == whole

    def test_control_tokens_end_what_is_decoded_and_tags_do_not(self, tokenizer: Any) -> None:
        """The server's parser reads the tags as text."""
        ids = tokenizer.encode("<tool_call>a</tool_call><|im_end|>", add_special_tokens=False).ids
        assert tokenizer.decode(ids, skip_special_tokens=True) == "<tool_call>a</tool_call>"
