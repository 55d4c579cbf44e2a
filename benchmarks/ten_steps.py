"""A task of ten steps over five messages, on a real engine: how many seeds end right.

    python benchmarks/ten_steps.py [--seeds 10] [--first 1] [--page docs/ten-steps.md]

Search for a number, calculate with it, write a file; read a long record on through its handle to a
value, calculate with it, write it where that is not allowed; be corrected and write it elsewhere;
recall a value; read the file back. The window is so small that the session is compacted in between.

A seed ends right when both files hold the right numbers, nothing stands where it may not, every
step was taken in its order, and each of the five answers has what was asked for. `--page` writes
the first seed's session as a page. Runs on the engine at AGENT_URL or on the local one.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from agent import Agent, Tool, tool
from agent.events import EpochOpened, ModelAnswered, Record, ToolFinished, UserSpoke
from agent.models.training import values
from agent.models.training.arithmetic import evaluate
from agent.models.training.facts import Fact, fact, question
from agent.models.training.prose import paragraph
from agent.models.training.results import fields, plain
from agent.models.training.words import Words
from agent.retrieval import Knowledge

DOCUMENTS = 5
WINDOW = 3584
"""Tokens; the prefix takes about 1,700 of them."""
RESULT = 384
"""Tokens of a result that enter the window; the rest is read on."""
RECENT = 1000
"""Tokens that a compaction keeps word for word."""
LINES = 60
PLACE = 34
"""Lines of the record, and the one that has the value."""
STEPS = (
    "search",
    "calculate",
    "write_file",
    "get_station_record",
    "read_artifact",
    "calculate",
    "write_file",
    "write_file",
    "read_file",
)


@dataclass(frozen=True, slots=True)
class Task:
    """What the user says, and what has to come of it."""

    messages: tuple[str, ...]
    answers: tuple[str, ...]
    """What each answer has to have in it."""
    known: Fact
    station: str
    key: str
    value: int
    files: dict[str, str]
    forbidden: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a seed ended; `wrong` is empty where all is right."""

    seed: int
    wrong: tuple[str, ...]
    compactions: int
    records: tuple[Record, ...]


def task(seed: int) -> Task:
    """The task of a seed. Its words and numbers are none that the bundled model was trained on."""
    words = Words(random.Random(f"ten steps {seed}"), "test")
    known = fact(words, counted=True)
    while "." in known.number:
        known = fact(words, counted=True)
    times, more = words.integer(3, 60), words.integer(100, 900)
    station, value = words.proper(), words.integer(1000, 9999)
    key = words.choice(("depth", "pressure", "altitude", "capacity", "voltage", "humidity"))
    first, denied, meant = (_path(words, folder) for folder in ("notes", "archive", "notes"))
    product, total = evaluate(f"{known.number} * {times}"), evaluate(f"{value} + {more}")
    asked = question(words, known).text
    return Task(
        messages=(
            f"{asked.rstrip('?.')}? Then multiply it by {times}. Write the result to {first}.",
            f"Get the record of the station {station}. What is its {key}? Add {more} to it. "
            f"Write the result to {denied}.",
            f"I meant {meant}, not {denied}.",
            f"Please repeat the {key}.",
            f"Read {meant}.",
        ),
        answers=(product, "is not allowed", meant, str(value), total),
        known=known,
        station=station,
        key=key,
        value=value,
        files={first: product, meant: total},
        forbidden=denied,
    )


def _path(words: Words, folder: str) -> str:
    return f"{folder}/{values.path(words).rpartition('/')[2]}"


def record_tool(words: Words, made: Task) -> Tool:
    """A tool that returns a long record of a station."""
    other = {key: value for key, value in fields(words, LINES).items() if made.key not in key}
    lines = [f"{key}: {plain(value)}" for key, value in other.items()]
    lines.insert(PLACE, f"{made.key}: {made.value}")

    @tool(read_only=True)
    async def get_station_record(station: str) -> str:
        """Get the record of a station.

        Args:
            station: The name of the station.
        """
        return "\n".join(lines)

    return get_station_record


def write_documents(words: Words, known: Fact, folder: Path) -> None:
    """A few documents, one of which states the fact."""
    place = words.rng.randrange(DOCUMENTS)
    for number in range(DOCUMENTS):
        stated = [known.statement] if number == place else [fact(words).statement]
        path = folder / f"{words.thing()}-{number + 1}.md"
        path.write_text(paragraph(words, stated, 4) + "\n", encoding="utf-8")


async def run(seed: int, url: str | None = None) -> Outcome:
    """The task of one seed, in a folder of its own."""
    made = task(seed)
    words = Words(random.Random(f"ten steps {seed} documents"), "test")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        documents = folder / "documents"
        documents.mkdir()
        write_documents(words, made.known, documents)
        knowledge = Knowledge.open(folder / "knowledge.sqlite", create=True)
        try:
            knowledge.add([documents], folder)
            agent = Agent(
                base_url=url,
                tools=[record_tool(words, made), *BUILT_IN],
                knowledge=knowledge,
                store="memory:",
                project=folder,
                permissions={
                    "allow": ["write_file:notes/**"],
                    "deny": ["write_file:archive/**"],
                },
                context_tokens=WINDOW,
                result_tokens=RESULT,
                recent_tokens=RECENT,
                tools_share=0.5,
                temperature=0.0,
            )
            async with agent, agent.session() as session:
                said = [(await session.send(each)).text for each in made.messages]
                records = tuple(session.transcript.records)
        finally:
            knowledge.close()
        wrong = (*_wrong_files(made, folder), *_wrong_answers(made, said), *_wrong_steps(records))
    compactions = sum(isinstance(each, EpochOpened) for each in records)
    return Outcome(seed, tuple(wrong), compactions, records)


BUILT_IN = ("calculate", "list_files", "read_artifact", "read_file", "search", "write_file")


def _wrong_files(made: Task, folder: Path) -> Iterator[str]:
    for path, wanted in made.files.items():
        file = folder / path
        found = file.read_text("utf-8") if file.exists() else "nothing"
        if found != wanted:
            yield f"{path} has {found!r}, not {wanted!r}"
    if (folder / made.forbidden).exists():
        yield f"{made.forbidden} was written"


def _wrong_answers(made: Task, said: Sequence[str]) -> Iterator[str]:
    for number, (answer, wanted) in enumerate(zip(said, made.answers, strict=True), 1):
        if wanted not in answer:
            yield f"answer {number} is {answer!r}, without {wanted!r}"


def _wrong_steps(records: Sequence[Record]) -> Iterator[str]:
    """The tools in their order; a page more or less is no other step."""
    called = [each.call.name for each in records if isinstance(each, ToolFinished)]
    steps = [
        name
        for place, name in enumerate(called)
        if name != "read_artifact" or called[place - 1] != "read_artifact"
    ]
    if tuple(steps) != STEPS:
        yield f"the steps were {', '.join(steps)}"
    if not any(isinstance(each, EpochOpened) for each in records):
        yield "nothing was compacted"


def shown(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """The session as rows: who, and what."""
    for record in outcome.records:
        match record:
            case UserSpoke(text):
                yield "user", text
            case ModelAnswered(message=message):
                for call in message.tool_calls:
                    yield "model", f"`{call.name}({call.arguments})`"
                if message.text:
                    yield "model", message.text
            case ToolFinished(call=call, text=text):
                yield call.name, _shortened(text)
            case EpochOpened(number=number, opening=opening, masked=masked):
                left = "its beginning was summarised" if opening else ""
                hidden = f"{len(masked)} results were masked" if masked else ""
                yield "**compaction**", f"epoch {number}: {', '.join(filter(None, (left, hidden)))}"
            case _:
                continue


def _shortened(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 220 else f"{flat[:110]} … {flat[-100:]}"


def page(outcomes: Sequence[Outcome]) -> str:
    """The report for people, with the first seed's session."""
    right = sum(not each.wrong for each in outcomes)
    compactions = sum(each.compactions for each in outcomes)
    first = outcomes[0]
    rows = [f"| {who} | {_cell(what)} |" for who, what in shown(first)]
    return "\n".join(
        [
            "# A task of ten steps",
            "",
            f"`python benchmarks/ten_steps.py --seeds {len(outcomes)} --page docs/ten-steps.md` "
            "gives the bundled model a task over five messages: search for a number, calculate "
            "with it, write a file; read a long record on through its handle, calculate with its "
            "value, write the result where that is not allowed; be corrected and write it "
            "elsewhere; recall the value; read the file back. The window has "
            f"{WINDOW:,} tokens, so that the session is compacted in between. Nothing is "
            "scripted: the tools run, the rules hold, and the files are looked at afterwards.",
            "",
            f"{right} of {len(outcomes)} seeds end right, with {compactions} compactions among "
            f"them. This is the session of seed {first.seed}:",
            "",
            "| who | what |",
            "| --- | --- |",
            *rows,
            *(["", "What went wrong:", ""] if right < len(outcomes) else []),
            *(f"- seed {e.seed}: {_cell('; '.join(e.wrong))}" for e in outcomes if e.wrong),
            "",
        ]
    )


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--first", type=int, default=1, help="seed")
    parser.add_argument("--url", help="the engine; by default AGENT_URL or the local one")
    parser.add_argument("--page", type=Path, help="where the page of the first seed goes")
    parser.add_argument("--show", action="store_true", help="print each session that ended wrong")
    options = parser.parse_args()
    outcomes = []
    for seed in range(options.first, options.first + options.seeds):
        outcome = await run(seed, options.url)
        outcomes.append(outcome)
        state = "right" if not outcome.wrong else "; ".join(outcome.wrong)
        print(f"seed {seed}: {state} ({outcome.compactions} compactions)", flush=True)
        if options.show and outcome.wrong:
            print("\n".join(f"    {who}: {what}" for who, what in shown(outcome)))
    right = sum(not each.wrong for each in outcomes)
    print(json.dumps({"seeds": len(outcomes), "right": right}))
    if options.page:
        options.page.write_text(page(outcomes), "utf-8")


if __name__ == "__main__":
    asyncio.run(main())
