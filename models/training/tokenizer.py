"""Trains the tokenizer: the same value has the same tokens wherever it stands.

Words, single digits, spaces and punctuation are never merged with one another, so that a value
copied from prose into JSON is the same token sequence in both. Two kinds of runs are merged, for
shortness, because no value begins in them: the punctuation between JSON strings, and a space with
one of the commonest English words after it.
"""

from __future__ import annotations

import argparse
import ast
import json
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from .chat import text
from .generator import dialogue
from .words import english

VOCABULARY = 4096
CONTROL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
TAGS = ("<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>", "<think>", "</think>")

COMMONEST = (
    "the|of|and|to|a|in|is|for|that|with|on|by|it|be|are|as|at|or|from|an|this|not|its|if|was|when"
    "|which|has|have|can|must|they|one|their|does|will|but|so|into|than|each|every|only|no|after"
)
SPLIT = "|".join(
    (
        rf" (?:{COMMONEST})(?![\p{{L}}\p{{M}}\p{{N}}_])",
        r"[\p{L}\p{M}]+",
        r"\p{N}",
        r'"(?:: (?:"|\{"|\[)?|, "|\}+)',
        r'\{"',
        r" +",
        r"\n+",
        r"-+|#+|=+|\*+|`+|\}+",
        r"[^\s\p{L}\p{M}\p{N}]",
        r"\s",
    )
)


def pre_tokenizer() -> pre_tokenizers.PreTokenizer:
    """What may never be merged stands apart before any merging."""
    return pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(SPLIT), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )


def train(dialogues: int, vocabulary: int = VOCABULARY) -> Tokenizer:
    """A byte-level BPE tokenizer from the generator's text and general English."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizer()
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=[*CONTROL, *TAGS],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(_texts(dialogues), trainer)
    tokenizer.add_special_tokens([AddedToken(each, special=True) for each in CONTROL])
    return with_plain_tags(tokenizer)


def with_plain_tags(tokenizer: Tokenizer) -> Tokenizer:
    """The tags as tokens that decoding keeps: the server's tool parser reads them as text."""
    state = json.loads(tokenizer.to_str())
    for token in state["added_tokens"]:
        token["special"] = token["content"] in CONTROL
    return Tokenizer.from_str(json.dumps(state))


def _texts(dialogues: int) -> Iterator[str]:
    yield from (text(dialogue(seed)) for seed in range(dialogues))
    yield from docstrings()
    for word in english():
        yield f"{word} " * 3


def docstrings() -> Iterator[str]:
    """English about software: the docstrings of Python's standard library."""
    root = Path(sysconfig.get_paths()["stdlib"])
    for file in sorted(root.glob("*.py")) + sorted(root.glob("[a-z]*/*.py")):
        if "site-packages" in file.parts or "test" in file.parts:
            continue
        try:
            tree = ast.parse(file.read_text("utf-8"))
        except (SyntaxError, UnicodeDecodeError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
                yield ast.get_docstring(node) or ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dialogues", type=int, default=3000)
    parser.add_argument("--vocabulary", type=int, default=VOCABULARY)
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    train(options.dialogues, options.vocabulary).save(str(options.output))


if __name__ == "__main__":
    main()
