"""Pinned or retrieved: which is cheaper for a corpus, with the arithmetic shown."""

from __future__ import annotations

from dataclasses import dataclass

MOST_OF_WINDOW = 0.25
"""The largest share of the window that a pinned corpus takes, so that a conversation still fits."""

MOST_OF_CACHE = 0.25
"""The largest share of the server's KV cache."""


@dataclass(frozen=True, slots=True)
class KnowledgePlan:
    """The two ways to bring a corpus to the model, in tokens.

    Args:
        corpus: all passages, as they would stand in the prefix.
        passages: how many there are.
        window: of the server.
        cache: the server's KV cache; None where it does not say.
        sessions: that use the corpus while its prefix stays in the cache.
        questions: in each of them.
        limit: passages that are retrieved for a question.
    """

    corpus: int
    passages: int
    window: int
    cache: int | None
    sessions: int
    questions: int
    limit: int

    @property
    def retrieved(self) -> int:
        """What a session retrieves: never more than all, because nothing is repeated."""
        if not self.passages:
            return 0
        asked = self.questions * self.limit * self.corpus / self.passages
        return min(round(asked), self.corpus)

    @property
    def pinned_prefill(self) -> int:
        """Computed once, for all sessions."""
        return self.corpus

    @property
    def retrieved_prefill(self) -> int:
        """Computed in each session."""
        return self.sessions * self.retrieved

    @property
    def fits(self) -> bool:
        """Whether the corpus leaves enough of the window and of the KV cache."""
        in_cache = self.cache is None or self.corpus <= self.cache * MOST_OF_CACHE
        return in_cache and self.corpus <= self.window * MOST_OF_WINDOW

    @property
    def pinned(self) -> bool:
        """Whether to pin it."""
        return self.corpus > 0 and self.fits and self.pinned_prefill <= self.retrieved_prefill

    def __str__(self) -> str:
        mean = round(self.corpus / self.passages) if self.passages else 0
        lines = [
            f"corpus     {self.passages} passages, {self.corpus} tokens, {mean} each",
            f"expected   {self.sessions} sessions of {self.questions} questions, "
            f"{self.limit} passages each",
            "",
            f"pinned     prefill {self.corpus}, once",
            f"           window  {self.corpus} / {self.window} = {self.corpus / self.window:.1%} "
            f"in every session (at most {MOST_OF_WINDOW:.0%})",
            *self._share(self.corpus, f"(at most {MOST_OF_CACHE:.0%})"),
            f"retrieved  prefill {self.sessions} * min({self.questions} * {self.limit} * {mean}, "
            f"{self.corpus}) = {self.retrieved_prefill}",
            f"           window  up to {self.retrieved} / {self.window} = "
            f"{self.retrieved / self.window:.1%}",
            *self._share(self.retrieved_prefill, "if all sessions stay"),
            "",
            self._verdict(),
        ]
        return "\n".join(lines)

    def _share(self, tokens: int, bound: str) -> list[str]:
        if self.cache is None:
            return []
        return [f"           KV      {tokens} / {self.cache} = {tokens / self.cache:.1%} {bound}"]

    def _verdict(self) -> str:
        if self.pinned:
            return 'Pin it: knowledge = "pinned" in agent.toml.'
        if not self.corpus:
            return "There is nothing to pin: the index is empty."
        if not self.fits:
            return "Retrieve it: pinned, it would take too much of the window or of the KV cache."
        return "Retrieve it: so few questions do not read as much as pinning computes."
