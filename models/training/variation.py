"""Small disturbances of phrasings, so that what is learned are values and names and not templates.

English has a few hundred words that say how something is said and not what: prepositions, adverbs,
courtesies. Whoever has seen all of them around values reads a phrasing that is new to him.
"""

from __future__ import annotations

from .words import Words

FILLERS = tuple(
    """
    a about above absolutely according across actually after again against ahead all along already
    also altogether always among an and any anyway apart approximately around as aside at away back
    basically be because before behind being below beneath beside besides best better between beyond
    both briefly but by certainly clearly close closely considering currently definitely despite
    directly down due during each easily either else entirely especially essentially even ever
    every exactly explicitly fairly finally first fix following for forward from full fully
    generally get give given go going gone hence here hereby how however if immediately in
    including indeed initially inside instead into it its itself just keep kindly largely last
    lastly later least less let like likely literally located made mainly make maybe merely more
    most mostly much my namely near nearly necessarily next nicely normally now of okay on once
    one only onto or ordinarily originally other otherwise our out outside over overall own
    particularly past per perhaps personally please possibly precisely preferably previously
    primarily probably promptly properly quickly quite rather ready really regarding right roughly
    same say shortly simply since slightly so some somehow somewhere soon specifically still
    strictly such sure surely take taking temporarily than that the their them then there thereby
    therefore these they this those through throughout thus till to together too toward towards
    truly under until up upon upward use using usually very via want wanted well what when where
    whereby which while whose will with within would yes yet you your yours
    """.split()
)
"""Words without a content of their own, none of which turns a statement round."""

_SMALL = frozenset(FILLERS)


def varied(words: Words, options: tuple[str, ...]) -> str:
    """One of the phrasings that this world may use; disturbed now and then in training."""
    form = words.phrasing(options)
    return loosened(words, form) if words.split == "train" and words.chance(0.15) else form


def loosened(words: Words, form: str) -> str:
    """The phrasing with one or two of its small words added, exchanged or left out."""
    parts = [part for part in form.split(" ") if part]
    if not parts:
        return form
    for _ in range(words.choice((1, 1, 2))):
        _disturb(words, parts)
    return " ".join(parts) + " " * form.endswith(" ")


def _disturb(words: Words, parts: list[str]) -> None:
    small = [index for index, part in enumerate(parts) if part in _SMALL]
    draw = words.rng.random()
    if draw < 0.45 or not small:
        slots = [index for index, part in enumerate(parts) if "{" in part]
        place = 0 if words.chance(0.5) else words.choice(slots or [0])
        parts.insert(place, words.choice(FILLERS))
    elif draw < 0.8:
        parts[words.choice(small)] = words.choice(FILLERS)
    elif len(parts) > 1:
        del parts[words.choice(small)]
