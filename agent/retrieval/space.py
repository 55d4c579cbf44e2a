"""What makes vectors comparable, and what text a passage's vector is made of."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from agent.errors import KnowledgeError


@dataclass(frozen=True, slots=True)
class Space:
    """Vectors of one space are compared; those of different spaces never are.

    Args:
        model: the embedding model's served name.
        prefix: what stood before each passage, as some models want it.
        dimension: numbers of a vector.
    """

    model: str
    prefix: str
    dimension: int

    @property
    def key(self) -> str:
        """What the vectors are stored under."""
        return space_key(self.model, self.prefix)


def space_key(model: str, prefix: str) -> str:
    """What the vectors of a model with this prefix are stored under."""
    return f"{model}\n{prefix}"


def embedded_text(title: str, text: str) -> str:
    """What is embedded of a passage: its text under its headings."""
    return f"{title}\n{text}" if title and title not in text else text


def content_hash(title: str, text: str) -> str:
    """The same for the same words anywhere, so that they are embedded once."""
    return hashlib.sha256(embedded_text(title, text).encode(errors="replace")).hexdigest()


def check_dimension(space: Space, dimension: int) -> None:
    """Raises KnowledgeError when the vectors that are stored of a model have another dimension."""
    if dimension != space.dimension:
        raise KnowledgeError(
            f"The index has vectors of {space.model} with {dimension} numbers, and the server "
            f"answers {space.dimension}: it serves another model under this name. Serve the "
            "former one, or give the new one another name and run `agent index --reembed`."
        )
