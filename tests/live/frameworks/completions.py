"""Texts that grow, by OpenAI's own client and its completions.

    python completions.py BASE_URL MODEL

One of words, one of token ids and one of words that is streamed, in turn; then the first two with
another beginning. Three questions behind the same examples have a text of their own each. Prints
how many requests each text had.
"""

from __future__ import annotations

import json
import random
import sys
import uuid
from collections import Counter
from typing import Any

from openai import OpenAI

FACTS = f"This is log {uuid.uuid4()}. " + " ".join(
    f"Barge {number} carries {number * 7} tons of sand." for number in range(60)
)
TURNS = 4


def main(url: str, model: str) -> None:
    """Ask everything."""
    client = OpenAI(base_url=url, api_key="none")
    counts: Counter[str] = Counter()

    def complete(name: str, prompt: Any, **more: Any) -> str:
        counts[name] += 1
        given = {"model": model, "max_tokens": 24, "temperature": 0, **more}
        answer = client.completions.create(prompt=prompt, **given)
        if more.get("stream"):
            return "".join(each.choices[0].text for each in answer if each.choices)
        return str(answer.choices[0].text)

    words = f"It is 12:00:01. {FACTS}\nQ: How much is it?\nA:"
    streamed = f"Once upon a time. {FACTS}\nQ: How much was it?\nA:"
    ids = [random.randrange(300, 2000) for _ in range(400)]
    usage = {"stream": True, "stream_options": {"include_usage": True}}
    for turn in range(TURNS):
        more = f"\nQ: And {turn} more?\nA:"
        words += complete("words", words) + more
        streamed += complete("streamed", streamed, **usage) + more
        complete("ids", ids)
        ids += range(2000 + 40 * turn, 2040 + 40 * turn)
    complete("words", words.replace("12:00:01", "12:00:02"))
    complete("ids", [1, *ids[1:]])
    for question in ("One?", "And which two?", "Or three of them?"):
        complete(question, f"{FACTS[400:]}\nQ: {question}\nA:")
    sys.stdout.write(json.dumps({"counts": counts}))


main(*sys.argv[1:3])
