"""`Knowledge`: files go in, passages come out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from agent.retrieval.adding import Adding, Progress
from agent.retrieval.index import Index
from agent.retrieval.ingest import Failure, listing, source_of
from agent.retrieval.passages import Found
from agent.retrieval.plan import KnowledgePlan
from agent.retrieval.query import match_expression
from agent.retrieval.staging import staging_beside


@dataclass(frozen=True, slots=True)
class Report:
    """What `Knowledge.add` did, in files; `chunks` are the passages in the index afterwards."""

    added: int = 0
    """New files."""
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    """Files that were indexed from the same paths and are gone or can no longer be read."""
    hidden: int = 0
    """Entries of folders whose names begin with a dot; a folder counts once."""
    ignored: int = 0
    """Entries that an ignore file names, and folders of installed packages."""
    links: int = 0
    special: int = 0
    """Pipes, sockets and devices."""
    binary: int = 0
    """Files in folders that are no text and no document."""
    failed: tuple[Failure, ...] = ()
    """Path and reason of each file that could not be indexed or folder that could not be listed."""
    chunks: int = 0


class Knowledge:
    """A knowledge index in one file. Blocking; any number of threads may search at once."""

    def __init__(self, index: Index) -> None:
        self._index = index

    @classmethod
    def open(cls, path: Path, *, create: bool = False) -> Knowledge:
        """The index at `path`; with `create`, a new one when there is none.

        Raises KnowledgeError when there is none, or the file is something else.
        """
        return cls(Index(path, create=create))

    def add(
        self,
        paths: Iterable[Path],
        root: Path,
        *,
        progress: Callable[[Progress], None] = lambda _: None,
    ) -> Report:
        """Indexes files and folders; what did not change since the last time stays as it is.

        Files that were indexed under one of `paths` and are gone are dropped. Searches see the
        index as it was until all is done. A run that was killed is taken up by the next.

        Args:
            root: the directory that the passages' sources are relative to.
            progress: told before each file, and at the end of each phase.

        Raises:
            KnowledgeError: a path does not exist, the index cannot be written, or another process
                is indexing.
        """
        named = list(paths)
        listed = listing(named, root)
        folders = [source_of(path, root) for path in named]
        with staging_beside(self._index.path) as staging:
            adding = Adding(self._index, staging, progress)
            outcomes = adding.run(listed, lambda source: _is_under(source, folders))
        return Report(
            **outcomes.counts,
            **listed.passed,
            failed=tuple(outcomes.failed),
            chunks=self._index.size(),
        )

    def search(self, query: str, limit: int = 5) -> list[Found]:
        """At most `limit` passages that fit the query best, best first; any text is a query."""
        expression = match_expression(query)
        if not expression or limit < 1:
            return []
        return self._index.search(expression, min(limit, sys.maxsize))

    def passages(self) -> list[Found]:
        """All passages in canonical order: the same files give the same list on any machine."""
        return self._index.passages()

    def plan(
        self,
        tokens: int,
        window: int,
        cache: int | None = None,
        *,
        sessions: int = 10,
        questions: int = 20,
        limit: int = 5,
    ) -> KnowledgePlan:
        """Whether all of this knowledge is cheaper in the prefix or retrieved.

        Args:
            tokens: of all passages, as they would stand in the prefix (`Agent.plan_knowledge`
                counts them).
            window: the server's, in tokens.
            cache: the server's KV cache in tokens; None where it does not say.
            sessions: that are expected to use it while its prefix stays cached.
            questions: that are expected in each of them.
            limit: passages that are retrieved for a question.
        """
        return KnowledgePlan(tokens, self._index.size(), window, cache, sessions, questions, limit)

    def close(self) -> None:
        """Releases the file."""
        self._index.close()


def _is_under(source: str, folders: list[str]) -> bool:
    return any(
        source == folder
        or source.startswith(f"{folder}/")
        or (folder == "." and not source.startswith("../"))
        for folder in folders
    )
