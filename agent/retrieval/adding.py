"""One run of indexing: what changed is read, cut and staged, and then put in place at once."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from agent.retrieval.chunking import Chunk
from agent.retrieval.cutting import Cutter, Uncuttable
from agent.retrieval.embedding import Embedding
from agent.retrieval.index import Index
from agent.retrieval.listing import Document, Failure, Listing
from agent.retrieval.reading import BinaryFile, Unreadable, size_of, stamp_of
from agent.retrieval.recipe import Recipe
from agent.retrieval.space import Space
from agent.retrieval.staging import Staging
from agent.retrieval.state import FileState


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is."""

    phase: Literal["finding", "reading", "embedding", "writing"]
    """Files are found, read and staged first, and their passages embedded; then the index is
    changed."""
    files: int
    """Finished ones in this phase; of `embedding`, the passages."""
    of: int
    """0 in `finding`: nobody knows yet."""
    size: int = 0
    """Bytes of the finished ones."""
    of_size: int = 0


@dataclass(slots=True)
class Outcomes:
    """What became of the files: `added`, `changed`, `unchanged`, `removed` and `binary` ones."""

    counts: Counter[str] = field(default_factory=Counter)
    failed: list[Failure] = field(default_factory=list)


class Adding:
    """A run over some files."""

    def __init__(
        self,
        index: Index,
        staging: Staging,
        recipe: Recipe,
        tell: Callable[[Progress], None],
        embedding: Embedding | None = None,
    ) -> None:
        self._index = index
        self._recipe = recipe
        self._staging = staging
        self._tell = tell
        self._cutter = Cutter()
        self._embedding = embedding
        self._known = index.states()
        self._staged = staging.states()
        self._kept: set[str] = set()
        self._restamped: dict[str, str] = {}
        self._outcomes = Outcomes()

    def run(self, listed: Listing, is_covered: Callable[[str], bool]) -> Outcomes:
        """Brings the index up to date with the files.

        Args:
            is_covered: whether a source is below the paths that were named, so that it goes when
                it was not found there.
        """
        self._outcomes.failed += listed.failed
        try:
            self._read([each for each in listed.documents if not self._is_as_it_was(each)])
        finally:
            self._cutter.close()
        self._staging.commit()
        gone = [each for each in self._known if each not in self._kept and is_covered(each)]
        self._put_in_place(gone)
        return self._outcomes

    def _is_as_it_was(self, document: Document) -> bool:
        """Whether the stamp tells that the index, or the staging, has the file already."""
        stamp = stamp_of(document.path)
        if not stamp:
            return False
        for states in (self._known, self._staged):
            state = states.get(document.source)
            if state and state.stamp == stamp and self._recipe.cut(state):
                return self._keep(document, state)
        return False

    def _keep(self, document: Document, state: FileState) -> bool:
        """Whether nothing is to do: a file that was named is tried again if it failed."""
        if state.failure and document.named:
            return False
        self._done(document, state)
        return True

    def _read(self, documents: list[Document]) -> None:
        sizes = [size_of(each.path) for each in documents]
        of, of_size = len(documents), sum(sizes)
        size = 0
        for number, document in enumerate(documents):
            self._tell(Progress("reading", number, of, size, of_size))
            try:
                self._update(document)
            except (Unreadable, Uncuttable) as error:
                self._failed(document, error)
            size += sizes[number]
        self._tell(Progress("reading", of, of, of_size, of_size))

    def _update(self, document: Document) -> None:
        """Stages a file if what it has is new. Raises Unreadable or Uncuttable."""
        content = self._cutter.read(document)
        digest = hashlib.sha256(content.data).hexdigest()
        state = FileState(self._recipe.hash(digest), content.stamp)
        for states in (self._known, self._staged):
            before = states.get(document.source)
            if before and before.hash == state.hash and self._keep(document, before):
                if before.stamp != state.stamp:
                    self._restamped[document.source] = state.stamp
                return
        try:
            made = self._cutter.chunks(document.source, content.data, self._recipe.characters)
        except Uncuttable as error:
            if not error.lasting:
                raise
            state, made = replace(state, failure=str(error)), []
        self._stage(document, state, made)

    def _stage(self, document: Document, state: FileState, made: list[Chunk]) -> None:
        self._staging.put(document.source, state, made)
        self._staged[document.source] = state
        self._done(document, state)

    def _done(self, document: Document, state: FileState) -> None:
        source = document.source
        self._kept.add(source)
        if state.failure:
            self._outcomes.failed.append((source, state.failure))
        elif source not in self._known:
            self._outcomes.counts["added"] += 1
        else:
            same = self._known[source].hash == state.hash
            self._outcomes.counts["unchanged" if same else "changed"] += 1

    def _failed(self, document: Document, error: Exception) -> None:
        if isinstance(error, BinaryFile) and not document.named:
            self._outcomes.counts["binary"] += 1
        else:
            self._outcomes.failed.append((document.source, str(error)))

    def _put_in_place(self, gone: list[str]) -> None:
        """Changes the index, all at once."""
        ready = sorted(each for each in self._kept if self._is_news(each))
        space = self._embed(ready)
        if ready or gone or self._restamped or space:
            with self._index.change() as change:
                if space:
                    change.use(space)
                for source in gone:
                    change.drop(source)
                for number, source in enumerate(ready):
                    self._tell(Progress("writing", number, len(ready)))
                    change.put(source, self._staged[source], self._staging.chunks(source))
                for source, stamp in self._restamped.items():
                    change.restamp(source, stamp)
            self._tell(Progress("writing", len(ready), len(ready)))
        self._outcomes.counts["removed"] += len(gone)
        self._staging.discard()

    def _embed(self, ready: list[str]) -> Space | None:
        """Stores the vectors of all passages before these are put in place."""
        if self._embedding is None:
            return None
        chunks = (each for source in ready for each in self._staging.chunks(source))
        return self._embedding.fill(
            self._index,
            ((each.title, each.text) for each in chunks),
            tell=lambda done, of: self._tell(Progress("embedding", done, of)),
        )

    def _is_news(self, source: str) -> bool:
        staged, known = self._staged.get(source), self._known.get(source)
        if staged is None or known is None:
            return staged is not None
        return (known.hash, known.failure) != (staged.hash, staged.failure)
