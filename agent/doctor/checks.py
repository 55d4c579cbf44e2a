"""The table of checks, in the order in which they are told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from agent.doctor import (
    cache_checks,
    prompt_checks,
    scheduling_checks,
    server_checks,
    tool_checks,
)
from agent.doctor.facts import Facts
from agent.doctor.finding import Verdict


@dataclass(frozen=True, slots=True)
class Check:
    """A check: its name, how it judges, and a paragraph on what it is for."""

    id: str
    examine: Callable[[Facts], Awaitable[Verdict]]
    about: str


CHECKS = (
    Check(
        "reachable",
        server_checks.reachable,
        "Asks for the list of models and the version. A refused connection, an unknown host or a "
        "page that lists no models ends the examination.",
    ),
    Check(
        "key",
        server_checks.key,
        "Says whether the server takes the key, whether it would answer without, and whether the "
        "key can be read on its way. vLLM's --api-key protects /v1 only: /tokenize and /metrics "
        "stay open, so a server on a network needs more than a key.",
    ),
    Check(
        "model",
        server_checks.model,
        "Compares the model that was asked for with the served names. Where it is not served, the "
        "other checks examine the first model that is.",
    ),
    Check(
        "window",
        server_checks.window,
        "The tokens of prompt and answer together: the server's max_model_len, or fewer by the "
        "setting context_tokens. No request leaves that is larger, so it has to be known.",
    ),
    Check(
        "tool-calling",
        tool_checks.tool_calling,
        'Sends one tool with tool_choice "auto" and a question that wants it. vLLM refuses this '
        "unless it was started with --enable-auto-tool-choice and a --tool-call-parser.",
    ),
    Check(
        "tool-parser",
        tool_checks.tool_parser_fits,
        "Models write calls in the format of their training, and vLLM has to be told which. With "
        "the wrong parser a call arrives as text. Where the model made no call, the tags that its "
        "template writes are compared with the parser that its name asks for.",
    ),
    Check(
        "streamed-calls",
        tool_checks.streamed_calls,
        "Puts the streamed pieces of the call together: the name has to be a tool's and the "
        "arguments a JSON object.",
    ),
    Check(
        "reasoning-parser",
        tool_checks.reasoning_parser,
        "Thoughts that stand in the answer are taken for the answer, and replayed as one. vLLM "
        "separates them when it knows the model's --reasoning-parser.",
    ),
    Check(
        "chat-template",
        tool_checks.chat_template,
        "Renders a call with its result on the server and reads it back: the template has to show "
        "the model its tools and their results. A template that rewrites earlier messages makes "
        "vLLM compute again what follows them.",
    ),
    Check(
        "prefix-caching",
        cache_checks.prefix_caching,
        "Sends a prompt that no server can have seen, twice. The second has to find all whole "
        "blocks of it, less the last token, in the cache. What the server says of its settings is "
        "not believed. More than three servers that take turns look like a cache that is off.",
    ),
    Check(
        "cached-tokens",
        cache_checks.cached_tokens,
        "Without the number of cached tokens in the answers a miss cannot be seen, and so not be "
        "explained. It changes nothing in how fast the server is.",
    ),
    Check(
        "kv-capacity",
        cache_checks.kv_capacity,
        "The KV cache's size in tokens, and how many sessions stay in it at a time. With more than "
        "that, sessions push each other out of the cache: see the pool.",
    ),
    Check(
        "prefix-cost",
        cache_checks.prefix_cost,
        "Sends the project's prefix with a new cache_salt, for which nothing is cached, and once "
        "more with the same. The difference is what the prefix cache saves at the start of a "
        "session. Tools of MCP servers are not part of it.",
    ),
    Check(
        "transport",
        prompt_checks.transport,
        "Prompts travel as token ids where the server proves that it takes them and its template "
        "can be described. Then no turn is rendered or encoded again, and what was generated is "
        "replayed exactly. As messages the same holds only as far as the template allows.",
    ),
    Check(
        "control-tokens",
        prompt_checks.control_tokens,
        "vLLM encodes the text <|im_end|> in a message as the control token. Holdfast breaks such "
        "texts up, and the server's own rendering has to show that none is left.",
    ),
    Check(
        "structured-output",
        prompt_checks.structured_output,
        "Asks an unrelated question with a response_format that allows two words. Strict tools "
        "and agent code that wants JSON rely on it.",
    ),
    Check(
        "tokenizer",
        prompt_checks.tokenizer,
        "The time that the server takes to encode 20,000 characters, and so a full window. Where "
        "prompts travel as messages every turn pays it.",
    ),
    Check(
        "chunked-prefill",
        scheduling_checks.chunked_prefill,
        "Lets an answer stream while a prompt of up to three quarters of the window is computed. "
        "vLLM computes prompts in pieces of --max-num-batched-tokens, between which other answers "
        "go on; in one piece, a session with a long prompt stops all the others.",
    ),
    Check(
        "scheduling-policy",
        scheduling_checks.scheduling_policy,
        "Sends a few prompts at once, the later ones more urgent, and looks at which is answered "
        "first. vLLM ignores a request's priority unless it was started with --scheduling-policy "
        "priority; then a chat need not wait behind the tasks of a batch.",
    ),
    Check(
        "metrics",
        server_checks.metrics,
        "Block size, KV capacity and the time of the server's start are read from /metrics. "
        "Without them the expected cached tokens are a guess, and the pool has to find its limit "
        "by trying.",
    ),
)
