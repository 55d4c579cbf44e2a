"""`Knowledge`: files go in, passages come out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from agent.errors import KnowledgeError
from agent.retrieval.adding import Adding, Progress
from agent.retrieval.embedding import Embedding
from agent.retrieval.index import Index
from agent.retrieval.listing import Failure, Listing, listing, remaining, source_of
from agent.retrieval.opening import open_at
from agent.retrieval.passages import Found
from agent.retrieval.plan import KnowledgePlan
from agent.retrieval.ranking import joined
from agent.retrieval.recipe import (
    CHARACTERS_PER_TOKEN,
    CHUNK_TOKENS,
    Recipe,
    characters_per_token,
    recipe_of,
)
from agent.retrieval.searching import Reranking, Searcher
from agent.retrieval.space import Space


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
    """A knowledge index. Blocking; any number of threads may search at once."""

    def __init__(
        self,
        index: Index,
        embedding: Embedding | None = None,
        reranking: Reranking | None = None,
    ) -> None:
        self._index = index
        self._embedding = embedding
        self._reranking = reranking
        self._searcher = Searcher(index, embedding, reranking)

    @classmethod
    def open(
        cls,
        place: Path | str,
        *,
        create: bool = False,
        embedding: Embedding | None = None,
        reranking: Reranking | None = None,
    ) -> Knowledge:
        """The index at `place`; with `create`, a new one when there is none.

        Args:
            place: a path, or the `postgresql://…` address of a database.
            embedding: embeds what is added, and the queries; without, both go by words alone.
            reranking: sorts what was found once more.

        Raises:
            KnowledgeError: there is none, or the place is something else's.
            ConfigError: there is an embedding and no numpy to score its vectors, or an address and
                no psycopg.
        """
        return cls(open_at(place, create=create), embedding, reranking)

    @property
    def name(self) -> str:
        """Where the index is, as it can be shown: a file's path, or an address without password."""
        return self._index.name

    @property
    def scoring(self) -> str:
        """What scores vectors: `numpy`, or `pgvector` on the database's server."""
        return self._index.scoring

    @property
    def embedded(self) -> Space | None:
        """What the index is embedded with; None is an index of words alone."""
        with self._index.reading() as snapshot:
            return snapshot.space()

    def add(
        self,
        paths: Iterable[Path],
        root: Path,
        *,
        chunk_tokens: int = CHUNK_TOKENS,
        progress: Callable[[Progress], None] = lambda _: None,
    ) -> Report:
        """Indexes files and folders; what did not change since the last time stays as it is.

        Files that were indexed under one of `paths` and are gone are dropped. Searches see the
        index as it was until all is done. A run that was killed is taken up by the next.

        Args:
            root: the directory that the passages' sources are relative to.
            chunk_tokens: what the passages of a new index aim at; one that has files keeps its
                own until `rechunk`.
            progress: told before each file, and at the end of each phase.

        Raises:
            KnowledgeError: a path does not exist, the index cannot be written, or another process
                is indexing.
        """
        named = list(paths)
        listed = listing(named, root, lambda found: progress(Progress("finding", found, 0)))
        folders = [source_of(path, root) for path in named]
        recipe = recipe_of(self._index.states().values()) or Recipe(chunk_tokens)
        return self._add(listed, recipe, lambda source: _is_under(source, folders), progress)

    def rechunk(
        self,
        root: Path,
        *,
        tokens: int = CHUNK_TOKENS,
        count: Callable[[str], int] | None = None,
        progress: Callable[[Progress], None] = lambda _: None,
    ) -> Report:
        """Cuts all files of the index again, into passages that aim at so many tokens.

        Files that are gone are dropped. Passages that come out the same keep their ids and vectors.

        Args:
            root: the directory that their sources are relative to.
            count: counts a text's tokens as the engine does: how many characters a token holds is
                measured with the passages that there are, and remembered. None assumes 4.
            progress: as for `add`.

        Raises:
            KnowledgeError: none of the files is there, the index cannot be written, or another
                process is indexing.
        """
        ratio = CHARACTERS_PER_TOKEN
        if count is not None:
            ratio = characters_per_token([each.text for each in self._index.passages()], count)
        sources = self._index.states()
        listed = remaining(sources, root)
        if sources and not listed.documents:
            raise KnowledgeError(
                f"None of the {len(sources)} files of the index is below {root}. Run it in the "
                "project that they were indexed in."
            )
        return self._add(listed, Recipe(tokens, ratio), lambda _: True, progress)

    @property
    def recipe(self) -> Recipe:
        """The size that its passages aim at."""
        return recipe_of(self._index.states().values()) or Recipe()

    def _add(
        self,
        listed: Listing,
        recipe: Recipe,
        is_covered: Callable[[str], bool],
        progress: Callable[[Progress], None],
    ) -> Report:
        with self._index.staging() as staging:
            adding = Adding(self._index, staging, recipe, progress, self._embedding)
            outcomes = adding.run(listed, is_covered)
        return Report(
            **outcomes.counts,
            **listed.passed,
            failed=tuple(outcomes.failed),
            chunks=self._index.size(),
        )

    def reembed(self, *, progress: Callable[[Progress], None] = lambda _: None) -> Space:
        """Embeds all passages with the model that there is now, whatever it was before.

        Until all is done searches use the former vectors, or words alone where there are none. A
        run that was interrupted is taken up by the next.

        Raises:
            KnowledgeError: there is no embedding model or nothing to embed, the server fails, or
                another process is indexing.
        """
        if self._embedding is None:
            raise KnowledgeError(
                "There is no embedding model. Set `url` in [embeddings] in agent.toml, or start "
                "one with `agent serve --embeddings`."
            )
        with self._index.staging():
            space = self._embedding.fill(
                self._index,
                (),
                anew=True,
                tell=lambda done, of: progress(Progress("embedding", done, of)),
            )
            if space is None:
                raise KnowledgeError("There is nothing to embed: the index is empty.")
            with self._index.change() as change:
                change.use(space)
        return space

    def search(
        self, query: str, limit: int = 5, *, sources: Iterable[str] | None = None
    ) -> list[Found]:
        """At most `limit` passages that fit the query best, best first; any text is a query.

        Passages that follow each other in a file are joined: there are fewer, and longer ones.

        An embedded index is searched by words and by meaning, and the two rankings are fused.
        Where the embedding server does not answer, words alone count, and the log says so.

        Args:
            sources: patterns as in .gitignore, such as `docs/` and `*.md`: only files that they
                match are searched. None searches all.

        Raises:
            KnowledgeError: the index cannot be read, or was embedded with another model.
            ConfigError: one of `sources` is no pattern.
        """
        return joined(self.hits(query, limit, sources=sources))

    def hits(
        self, query: str, limit: int = 5, *, sources: Iterable[str] | None = None
    ) -> list[Found]:
        """The same passages as they were cut, for those who choose among them; see `search`."""
        return self._searcher.search(query, limit, sources)

    def sources(self) -> set[str]:
        """The files of the index."""
        return set(self._index.states())

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
        """Releases the file and the servers."""
        self._index.close()
        if self._embedding is not None:
            self._embedding.close()
        if self._reranking is not None:
            self._reranking.reranker.close()


def _is_under(source: str, folders: list[str]) -> bool:
    return any(
        source == folder
        or source.startswith(f"{folder}/")
        or (folder == "." and not source.startswith("../"))
        for folder in folders
    )
