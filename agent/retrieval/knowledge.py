"""`Knowledge`: files go in, passages come out."""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from agent.retrieval.chunking import chunks
from agent.retrieval.index import Change, Index
from agent.retrieval.ingest import (
    Document,
    Failure,
    Unreadable,
    decode,
    documents,
    read_bytes,
    source_of,
)
from agent.retrieval.passages import Found
from agent.retrieval.plan import KnowledgePlan
from agent.retrieval.query import match_expression

_Done: TypeAlias = Literal["added", "unchanged", "skipped"]


@dataclass(frozen=True, slots=True)
class Report:
    """What `Knowledge.add` did, in files; `chunks` are the passages in the index afterwards."""

    added: int = 0
    """New files and changed ones."""
    unchanged: int = 0
    removed: int = 0
    """Files that were indexed from the same paths and are gone or can no longer be read."""
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

    def add(self, paths: Iterable[Path], root: Path) -> Report:
        """Indexes files and folders; what did not change since the last time stays as it is.

        Files that were indexed under one of `paths` and are gone are dropped. Searches see the
        index as it was until all is done.

        Args:
            root: the directory that the passages' sources are relative to.

        Raises:
            KnowledgeError: a path does not exist, or the index cannot be written.
        """
        named = list(paths)
        found, failed = documents(named, root)
        folders = [source_of(path, root) for path in named]
        counts: Counter[_Done] = Counter()
        kept: set[str] = set()
        with self._index.change() as change:
            known = change.hashes()
            for document in found:
                try:
                    done = _update(change, document, known.get(document.source))
                except Unreadable as error:
                    failed.append((document.source, str(error)))
                    continue
                counts[done] += 1
                if done != "skipped":
                    kept.add(document.source)
            gone = [each for each in known if each not in kept and _is_under(each, folders)]
            for source in gone:
                change.drop(source)
        return Report(
            added=counts["added"],
            unchanged=counts["unchanged"],
            removed=len(gone),
            failed=tuple(failed),
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


def _update(change: Change, document: Document, known_hash: str | None) -> _Done:
    """Brings one file up to date. Raises Unreadable."""
    data = read_bytes(document)
    if data is None:
        return "skipped"
    content_hash = hashlib.sha256(data).hexdigest()
    if content_hash == known_hash:
        return "unchanged"
    change.put(document.source, content_hash, chunks(document.source, decode(data)))
    return "added"


def _is_under(source: str, folders: list[str]) -> bool:
    return any(
        source == folder
        or source.startswith(f"{folder}/")
        or (folder == "." and not source.startswith("../"))
        for folder in folders
    )
