"""Documents that are cut, and what is done with hostile ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from agent.retrieval.chunking import Chunk
from agent.retrieval.cutting import Cutter, Uncuttable
from tests.retrieval.cutting.samples import docx, paragraph, pdf

BOMB = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 50}">'
        for before, name in zip("abcdefg", "bcdefgh", strict=True)
    )
    + "]>"
)


@pytest.fixture(scope="module")
def cutter() -> Iterator[Cutter]:
    """One child for all of them."""
    made = Cutter(seconds=20, most_text=100_000)
    yield made
    made.close()


def cut(cutter: Cutter, name: str, data: bytes) -> list[Chunk]:
    return cutter.chunks(name, data, 1200)


def refusal(cutter: Cutter, name: str, data: bytes) -> str:
    with pytest.raises(Uncuttable) as caught:
        cut(cutter, name, data)
    assert caught.value.lasting
    return str(caught.value)


def test_a_pdf_has_numbered_pages_and_empty_ones_are_left_out(cutter: Cutter) -> None:
    made = cut(cutter, "a.PDF", pdf("The ferry.", "", "The train."))

    assert [(each.page, each.text.strip()) for each in made] == [
        (1, "The ferry."),
        (3, "The train."),
    ]


def test_the_bookmarks_of_a_pdf_are_titles(cutter: Cutter, tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(_file(tmp_path, pdf("One.", "Two.", "Three."))))
    above = writer.add_outline_item(title="Guide", page_number=0)
    writer.add_outline_item(title="Ferries", page_number=1, parent=above)
    path = tmp_path / "marked.pdf"
    writer.write(path)

    made = cut(cutter, "a.pdf", path.read_bytes())
    assert [each.title for each in made] == ["Guide", "Guide > Ferries", "Guide > Ferries"]


def test_a_docx_has_headings(cutter: Cutter) -> None:
    body = paragraph("Boats", "Heading1") + paragraph("The ferry leaves.")
    (chunk,) = cut(cutter, "a.docx", docx(body))

    assert chunk.text == "# Boats\n\nThe ferry leaves."


def test_html_has_headings_and_a_title_and_no_scripts(cutter: Cutter) -> None:
    html = b"""<title>Ships &amp; more</title><script>bad()</script><style>p{}</style>
    <h1>Boats</h1><p>The ferry <b>leaves</b>.</p><table><tr><td>a</td><td>b</td></tr></table>"""
    (chunk,) = cut(cutter, "a.html", html)

    assert chunk.title == "Ships & more > Boats"
    assert chunk.text.startswith("# Boats\n\nThe ferry **leaves**.")
    assert "bad()" not in chunk.text
    assert "| a | b |" in chunk.text


def test_html_in_the_encoding_that_it_declares_is_read(cutter: Cutter) -> None:
    html = '<meta charset="iso-8859-2"><p>Łódź, żółć</p>'.encode("iso-8859-2")

    assert "Łódź" in cut(cutter, "a.htm", html)[0].text


def test_a_pdf_with_a_password_is_refused(cutter: Cutter, tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(_file(tmp_path, pdf("Secret."))))
    writer.encrypt("word", algorithm="RC4-128")
    path = tmp_path / "secret.pdf"
    writer.write(path)

    assert refusal(cutter, "a.pdf", path.read_bytes()) == "encrypted: save it without a password"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.pdf", b"no PDF at all", "broken"),
        ("a.pdf", pdf("One.")[:300], "broken|no text"),
        ("a.pdf", pdf("", ""), "no text, only pictures"),
        ("a.pdf", pdf("x" * 200_000), "more than 100,000 characters of text: split it"),
        ("a.docx", b"PK no archive", "no DOCX"),
        ("a.docx", docx(paragraph("&h;"), before=BOMB), "broken"),
        ("a.docx", docx("", padding=300_000_000), "bytes unpacked, at most 200,000,000"),
        ("a.html", b"<div>" * 20_000 + b"deep", "nested too deeply"),
    ],
    ids=["text", "cut", "scan", "long", "zip", "entities", "bomb", "deep"],
)
def test_hostile_documents_are_refused_with_a_reason(
    cutter: Cutter, name: str, data: bytes, reason: str
) -> None:
    said = refusal(cutter, name, data)

    assert any(each in said for each in reason.split("|")), said
    assert len(cut(cutter, "b.html", b"<p>The next one.</p>")) == 1


def test_time_and_memory_have_limits_and_the_next_document_has_a_new_child() -> None:
    slow = Cutter(seconds=0.01)
    tight = Cutter(memory=150_000_000)
    try:
        with pytest.raises(Uncuttable, match=r"more than 0 s to cut: split it"):
            cut(slow, "a.html", b"<p>a</p>" * 100_000)
        with pytest.raises(Uncuttable, match=r"more than 150,000,000 bytes of memory|crashed"):
            cut(tight, "a.html", b"<p>a</p>" * 600_000)
        assert len(cut(tight, "b.html", b"<p>The next one.</p>")) == 1
    finally:
        slow.close()
        tight.close()


def test_a_missing_library_is_told_with_the_extra_that_has_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "pypdf.py").write_text("raise ImportError('No module named pypdf')")
    monkeypatch.setattr("sys.path", [str(tmp_path)])
    alone = Cutter()
    try:
        with pytest.raises(Uncuttable, match=r"PDF needs .*pip install 'holdfast\[documents\]'"):
            cut(alone, "a.pdf", pdf("One."))
    finally:
        alone.close()


def _file(folder: Path, data: bytes) -> Path:
    path = folder / "source.pdf"
    path.write_bytes(data)
    return path
