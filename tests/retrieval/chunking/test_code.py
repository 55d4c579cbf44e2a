"""Source code: cut between definitions, and titled by their names."""

from __future__ import annotations

import pytest

from agent.retrieval.chunking import Chunk, chunks

GO = """package main

import "fmt"

// Boat carries people.
type Boat struct {
	Name string
}

// Leave tells the time.
func (b *Boat) Leave(hour int) string {
	return fmt.Sprint(hour)
}

func main() {
	fmt.Println("noon")
}
"""

RUST = """use std::fmt;

/// A boat.
pub struct Boat {
    name: String,
}

impl Boat {
    pub fn leave(&self) -> u32 {
        12
    }

    pub async fn arrive(&self) -> u32 {
        13
    }
}
"""

TYPESCRIPT = """export class Boat {
  constructor(name) {
    this.name = name;
  }

  leave() {
    return 12;
  }
}

export default async function sail(boat) {
  return boat.leave();
}
"""

JAVA = """package boats;

public class Boat {
    private int a;

    /** Arrives. */
    public static int arrive() {
        return 13;
    }
}
"""

SQL = """CREATE TABLE boats (id INT);

SELECT *
FROM boats;
"""

YAML = """services:
  web:
    image: x

volumes:
  data: {}
"""

PYTHON = '''"""Boats."""
import os

# Tells the time.
@cached
def leave():
    return 1


class Boat:
    """A boat."""

    a = 1

    def arrive(self):
        return 2

    # In the night.
    async def sail(self):
        return 3
'''


def places(source: str, text: str, target: int) -> list[tuple[str, int, int]]:
    return [(each.title, each.first_line, each.last_line) for each in chunks(source, text, target)]


@pytest.mark.parametrize(
    ("source", "text", "target", "expected"),
    [
        ("a.go", GO, 90, [("Boat", 1, 8), ("Leave", 10, 13), ("main", 15, 17)]),
        ("a.rs", RUST, 90, [("Boat", 1, 6), ("Boat", 8, 11), ("Boat.arrive", 13, 16)]),
        ("a.ts", TYPESCRIPT, 90, [("Boat", 1, 4), ("Boat", 6, 9), ("sail", 11, 13)]),
        ("Boat.java", JAVA, 70, [("Boat", 1, 4), ("Boat", 6, 10)]),
        ("a.sql", SQL, 20, [("", 1, 1), ("", 3, 4)]),
        ("a.yml", YAML, 40, [("", 1, 3), ("", 5, 6)]),
        (
            "a.py",
            PYTHON,
            60,
            [
                ("", 1, 2),
                ("leave", 4, 7),
                ("Boat", 10, 13),
                ("Boat.arrive", 15, 16),
                ("Boat.sail", 18, 20),
            ],
        ),
    ],
    ids=["go", "rust", "typescript", "java", "sql", "yaml", "python"],
)
def test_a_chunk_is_a_definition_under_its_name(
    source: str, text: str, target: int, expected: list[tuple[str, int, int]]
) -> None:
    assert places(source, text, target) == expected


def lines_of(text: str, made: Chunk) -> str:
    return "\n".join(text.split("\n")[made.first_line - 1 : made.last_line])


@pytest.mark.parametrize(
    ("source", "text"), [("a.go", GO), ("a.rs", RUST), ("a.ts", TYPESCRIPT), ("a.py", PYTHON)]
)
@pytest.mark.parametrize("target", [40, 60, 1200])
def test_the_lines_of_a_chunk_are_those_of_the_file(source: str, text: str, target: int) -> None:
    made = chunks(source, text, target)

    assert all(each.text == lines_of(text, each) for each in made if each.text.count("\n"))
    assert "".join("".join(each.text.split()) for each in made) == "".join(text.split())


@pytest.mark.parametrize(
    "text", ["def f(:\n    pass\n", "x = 1\r\r\ny = 2\n", "\0", "print 'old'\n\ndef f():\n  pass\n"]
)
def test_python_that_cannot_be_parsed_is_cut_as_other_code_is(text: str) -> None:
    assert "".join(each.text for each in chunks("a.py", text)).split() == text.split()


def test_definitions_behind_a_semicolon_and_on_one_line_are_not_lost() -> None:
    text = "x = 1; \\\ny = 2\nclass A: a = 1; b = 2\ndef f(): pass\n"

    (made,) = chunks("a.py", text)
    assert made.text == text.strip()


def test_a_class_in_classes_without_end_is_cut_all_the_same() -> None:
    text = "\n".join(" " * depth + "class A:" for depth in range(80)) + "\n" + " " * 80 + "x = 1"
    made = chunks("a.py", text, 100)

    assert len(made) > 5
    assert max(len(each.title) for each in made) <= 400
