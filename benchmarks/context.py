"""Replays real sessions through policies for a full window, and counts what is prefilled twice.

    python benchmarks/context.py

*Prefill amplification* = 1 + (tokens prefilled that had been sent or generated before) / (tokens
that entered the window for the first time, sent or generated). The server is modelled as vLLM's
prefix cache without a limit: whole blocks of 16 tokens, found from the first token on. Each window
has a prefix of 3,000 tokens and a reserve of 2,048; a single result takes at most an eighth of the
window under every policy, as the runtime's door has it.

Policies, when the next request would not fit:

- `holdfast`: what the runtime decides (`agent.context.compaction`), and how it fills the opening.
- `summarise_same_k`: the oldest messages become a summary; as many tokens stay word for word as
  `holdfast` keeps of recent messages and of the user's requests.
- `clear_oldest_results`: the oldest tool results are emptied until it fits, and again next time, as
  Anthropic's context editing clears tool uses (`clear_tool_uses_20250919`).
- `sliding_window`: the oldest messages are dropped until it fits, as LangChain's `trim_messages`
  does with `strategy="last"`.

The bound beside them is 1 + E(K + S)/N + T(B - 1)/2N: E epochs that each keep K tokens and a
summary of S, N new tokens, T requests that each lose half a block.

Traces are read from `shared/data/traces` and `shared/data/bfcl` beside the checkout, or from the
folder in HOLDFAST_DATA; without them a made-up session is replayed. Counts are by the Qwen2
tokenizer that lies there, else by four characters a token.
"""

from __future__ import annotations

import io
import json
import os
import random
import tarfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from agent.context.budget import Budget
from agent.context.compaction import Costs, Item, Room, compact
from agent.context.compaction_limits import CompactionLimits
from agent.context.compactor import LEAST_TURNS_LEFT

HERE = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("HOLDFAST_DATA", HERE.parent / "shared" / "data"))
REPORT = HERE / "build" / "bench-context.json"

WINDOWS = (16_384, 32_768, 65_536)
PREFIX = 3000
RESERVE = 2048
BLOCK = 16
MASKED = 60
"""Tokens of a masked or emptied result."""
OPENING = 64
"""Tokens of an opening's own words, and of the instruction to summarise."""
OVERHEAD = 5
"""Tokens that a template writes around a message."""

Count: TypeAlias = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a trace."""

    kind: str
    tokens: int


Session: TypeAlias = list[Message]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a window; what is the same has the same name."""

    name: tuple[object, ...]
    tokens: int


class Server:
    """vLLM's prefix cache, without a limit to its size."""

    def __init__(self) -> None:
        self._tree: dict[object, Any] = {}
        self._known: set[object] = set()
        self.new = 0
        self.again = 0
        self.requests = 0

    def send(self, window: Sequence[Piece], answer: Piece) -> None:
        """Prefill what is not cached of a window, then generate an answer behind it."""
        total = sum(piece.tokens for piece in window)
        cached = min(self._held(window), total - 1) // BLOCK * BLOCK
        fresh = sum(piece.tokens for piece in window if piece.name not in self._known)
        self.requests += 1
        self.new += fresh + answer.tokens
        self.again += max(0, total - cached - fresh)
        self._learn([*window, answer])

    def _held(self, window: Sequence[Piece]) -> int:
        node, held = self._tree, 0
        for piece in window:
            if piece.name not in node:
                return held
            node = node[piece.name]
            held += piece.tokens
        return held - 1

    def _learn(self, window: Sequence[Piece]) -> None:
        node = self._tree
        for piece in window:
            node = node.setdefault(piece.name, {})
            self._known.add(piece.name)


@dataclass(slots=True)
class Replay:
    """One session under one policy."""

    window: int
    server: Server = field(default_factory=Server)
    shown: list[tuple[Message, int, bool]] = field(default_factory=list)
    """The messages in the window, each with its number and whether it is masked."""
    head: Piece | None = None
    """What stands for those that left."""
    epochs: int = 0
    kept: int = 0
    recent: int | None = None

    @property
    def capacity(self) -> int:
        return self.window - PREFIX - RESERVE

    @property
    def size(self) -> int:
        return (self.head.tokens if self.head else 0) + sum(map(_size, self.shown))

    def pieces(self) -> list[Piece]:
        head = [self.head] if self.head else []
        return [Piece(("prefix",), PREFIX), *head, *map(_piece, self.shown)]

    def cut(self, kept_from: int, head: Piece | None, masked: Iterable[int] = ()) -> None:
        """Open an epoch: messages before a number leave, and results are masked."""
        gone = set(masked)
        self.shown = [
            (message, number, is_masked or number in gone)
            for message, number, is_masked in self.shown
            if number >= kept_from
        ]
        self.head = head
        self.epochs += 1
        self.kept += self.size
        newest = 0
        for shown in reversed(self.shown):
            if shown[2]:
                break
            newest += _size(shown)
        self.recent = newest if self.recent is None else min(self.recent, newest)


def _size(shown: tuple[Message, int, bool]) -> int:
    message, _, masked = shown
    return min(MASKED, message.tokens) if masked else message.tokens


def _piece(shown: tuple[Message, int, bool]) -> Piece:
    return Piece((shown[1], shown[2]), _size(shown))


Policy: TypeAlias = Callable[[Replay], None]


def recent_tokens(capacity: int) -> int:
    """What a compaction keeps word for word."""
    return min(8192, capacity // 3)


def limits(window: int) -> CompactionLimits:
    """The runtime's own, with the recent tokens of this benchmark."""
    budget = Budget(window, RESERVE)
    return CompactionLimits.for_budget(budget, recent_tokens(window - PREFIX - RESERVE))


def _summarise(replay: Replay, first_kept: int, requests: int) -> None:
    """Ask for a summary behind the window, and begin the next epoch with it."""
    number = replay.epochs
    summary = Piece(("summary", number), limits(replay.window).summary)
    asked = [*replay.pieces(), Piece(("instruction", number), OPENING)]
    replay.server.send(asked[:-2] + asked[-1:], summary)
    head = Piece(("opening", number), OPENING + requests + summary.tokens)
    replay.cut(first_kept, head)


def holdfast(replay: Replay) -> None:
    """The runtime's own decision."""
    chosen = limits(replay.window)
    items = [
        Item(number, _kind(message), _size(shown), min(MASKED, message.tokens))
        for shown in replay.shown
        for message, number, _ in [shown]
    ]
    if replay.head:
        items.insert(0, Item(-1, "notice", replay.head.tokens, replay.head.tokens))
    turns = sum(item.kind == "answer" for item in items)
    costs = Costs(
        recent_tokens=chosen.recent,
        summary_tokens=chosen.summary,
        request_tokens=chosen.requests,
        opening_tokens=OPENING,
        generated_token_cost=chosen.generated_cost,
        turns_left=max(LEAST_TURNS_LEFT, turns),
        growth=replay.size // max(1, turns),
    )
    made = compact(items, Room(replay.window, RESERVE, PREFIX), costs)
    if made.summarised_before is None:
        replay.cut(0, replay.head, made.masked)
        return
    said = sum(i.tokens for i in items if i.kind == "user" and i.sequence < made.summarised_before)
    _summarise(replay, made.summarised_before, min(said, chosen.requests))
    if made.masked:
        replay.cut(made.summarised_before, replay.head, made.masked)


def summarise_same_k(replay: Replay) -> None:
    """Everything but as many verbatim tokens as `holdfast` keeps becomes a summary."""
    chosen = limits(replay.window)
    said = sum(message.tokens for message, _, _ in replay.shown if message.kind == "user")
    verbatim = chosen.recent + min(said, chosen.requests)
    _summarise(replay, _newest(replay, verbatim), 0)


def _newest(replay: Replay, tokens: int) -> int:
    """The last message from which on so many tokens remain; never a result without its call."""
    total = 0
    for message, number, _ in reversed(replay.shown):
        total += message.tokens
        if total >= tokens and message.kind != "tool":
            return number
    return replay.shown[0][1]


def clear_oldest_results(replay: Replay) -> None:
    """The oldest results are emptied until it fits; where that is not enough, messages drop."""
    over = replay.size - replay.capacity
    emptied: list[int] = []
    for message, number, masked in replay.shown[:-1]:
        if over <= 0:
            break
        if message.kind == "tool" and not masked and message.tokens > MASKED:
            emptied.append(number)
            over -= message.tokens - MASKED
    replay.cut(0, replay.head, emptied)
    if over > 0:
        sliding_window(replay)


def sliding_window(replay: Replay) -> None:
    """The oldest messages are dropped until it fits."""
    over = replay.size - replay.capacity
    place = 0
    while over > 0 or replay.shown[place][0].kind == "tool":
        over -= _size(replay.shown[place])
        place += 1
    replay.cut(replay.shown[place][1], None)


POLICIES: dict[str, Policy] = {
    "holdfast": holdfast,
    "summarise_same_k": summarise_same_k,
    "clear_oldest_results": clear_oldest_results,
    "sliding_window": sliding_window,
}


def replayed(session: Session, window: int, policy: Policy) -> Replay:
    """A whole session: each answer of it is a request with everything before."""
    replay = Replay(window)
    for number, message in enumerate(_capped(session, window)):
        if message.kind != "assistant":
            replay.shown.append((message, number, False))
            continue
        for _ in range(4):
            if replay.size <= replay.capacity:
                break
            policy(replay)
        answer = (message, number, False)
        replay.server.send(replay.pieces(), _piece(answer))
        replay.shown.append(answer)
    return replay


def _capped(session: Session, window: int) -> Iterator[Message]:
    """Nothing alone takes more than an eighth of the window."""
    most = window // 8
    return (Message(each.kind, min(each.tokens, most)) for each in session)


def overflows(session: Session, window: int) -> bool:
    """Whether a session needs a policy at all."""
    return sum(each.tokens for each in _capped(session, window)) > window - PREFIX - RESERVE


def _kind(message: Message) -> Any:
    return {"user": "user", "assistant": "answer", "tool": "result"}[message.kind]


def row(trace: str, sessions: Sequence[Session], window: int, policy: str) -> dict[str, object]:
    """One line of the table: all sessions of a trace that overflow this window, or all that fit."""
    ranked = [each for each in sessions if overflows(each, window)]
    runs = [replayed(each, window, POLICIES[policy]) for each in ranked or sessions]
    new = sum(run.server.new for run in runs)
    again = sum(run.server.again for run in runs)
    requests = sum(run.server.requests for run in runs)
    kept = sum(run.kept for run in runs)
    recents = [run.recent for run in runs if run.recent is not None]
    return {
        "trace": trace,
        "window": window,
        "policy": policy,
        "amplification": round(1 + again / new, 3),
        "bound": round(1 + (kept + requests * (BLOCK - 1) / 2) / new, 3),
        "epochs": sum(run.epochs for run in runs),
        "recent_tokens": min(recents) if recents else None,
        "ranked": bool(ranked),
        "sessions": len(runs),
    }


def traces() -> Iterator[tuple[str, list[Session]]]:
    """The traces that are there, counted."""
    if not DATA.is_dir():
        print(f"no traces at {DATA}: a made-up session is replayed")
        yield "made-up", [made_up()]
        return
    count = counter()
    for name, read in (("pi", _pi), ("lmcache", _lmcache), ("bfcl", _bfcl)):
        yield name, [session for session in read(count) if session]


def made_up(turns: int = 400) -> Session:
    """A coding session in outline: a request now and then, calls, results of many sizes."""
    rng = random.Random(7)
    session = [Message("user", 200)]
    for _ in range(turns):
        session.append(Message("assistant", rng.randint(40, 400)))
        session.append(Message("tool", int(rng.lognormvariate(6, 1))))
        if rng.random() < 0.05:
            session += [Message("assistant", 200), Message("user", 60)]
    return session


def counter() -> Count:
    """Tokens by the Qwen2 tokenizer, if it is there."""
    file = DATA / "tokenizers" / "qwen2.tokenizer.json.zst"
    if not file.is_file():
        return lambda text: len(text) // 4 + OVERHEAD
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(_unpacked(file).decode())
    return lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids) + OVERHEAD


def _unpacked(file: Path) -> bytes:
    import zstandard

    with zstandard.open(file, "rb") as stream:
        content: bytes = stream.read()
    return content


def _openai(messages: Iterable[dict[str, Any]], count: Count) -> Session:
    return [
        Message(
            "user" if each["role"] == "system" else each["role"],
            count((each.get("content") or "") + _calls(each)),
        )
        for each in messages
    ]


def _calls(message: dict[str, Any]) -> str:
    return "".join(json.dumps(call["function"]) for call in message.get("tool_calls") or ())


def _pi(count: Count) -> Iterator[Session]:
    file = DATA / "traces" / "pi-large-session.openai.json.zst"
    yield _openai(json.loads(_unpacked(file)), count)


def _bfcl(count: Count) -> Iterator[Session]:
    file = DATA / "bfcl" / "derived_multi_turn_base_openai.jsonl.zst"
    for line in _unpacked(file).decode().splitlines():
        yield _openai(json.loads(line)["messages"], count)


def _lmcache(count: Count) -> Iterator[Session]:
    """Calls with the whole text of inputs: what is new in each is a message."""
    archive = _unpacked(DATA / "traces" / "lmcache-agent-trace.tar.zst")
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for member in tar:
            stream = tar.extractfile(member) if member.name.endswith(".jsonl") else None
            if stream is not None:
                yield list(_calls_of(stream.read().decode().splitlines(), count))


def _calls_of(lines: Sequence[str], count: Count) -> Iterator[Message]:
    before = ""
    for line in lines:
        call = json.loads(line)
        shared = _common(before, call["input"])
        yield Message("user" if not before else "tool", count(call["input"][shared:]))
        yield Message("assistant", count(call["output"]))
        before = call["input"] + call["output"]


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with together."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def main() -> None:
    rows = [
        row(trace, sessions, window, policy)
        for trace, sessions in traces()
        for window in WINDOWS
        for policy in POLICIES
    ]
    print(
        f"{'trace':8} {'window':>7} {'policy':22} {'amplif.':>8} {'bound':>7} {'epochs':>7} "
        f"{'recent':>7} {'sessions':>8}"
    )
    for each in rows:
        note = "" if each["ranked"] else "  fits, not ranked"
        print(
            f"{each['trace']:8} {each['window']:7} {each['policy']:22} "
            f"{each['amplification']:8.3f} {each['bound']:7.3f} {each['epochs']:7} "
            f"{each['recent_tokens'] or '-':>7} {each['sessions']:8}{note}"
        )
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")
    print(f"written to {REPORT.relative_to(HERE)}")


if __name__ == "__main__":
    main()
