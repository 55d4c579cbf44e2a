"""Parsed documents in the index."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from agent.retrieval import Knowledge
from tests.retrieval.cutting.samples import pdf


def test_a_passage_of_a_pdf_has_its_page_and_a_broken_one_is_one_line_of_the_report(
    tmp_path: Path,
) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "a.pdf").write_bytes(pdf("The train is red.", "The ferry is white."))
    (docs / "broken.pdf").write_bytes(b"%PDF-1.4 and no more")
    (docs / "c.html").write_text("<h1>Boats</h1><p>The canoe is brown.</p>")
    with closing(Knowledge.open(tmp_path / "index.db", create=True)) as store:
        report = store.add([docs], docs)
        again = store.add([docs], docs)
        (ferry,) = store.search("ferry")
        (canoe,) = store.search("canoe")

    assert (report.added, report.chunks, len(report.failed)) == (2, 3, 1)
    assert report.failed[0][0] == "broken.pdf"
    assert (again.unchanged, again.failed) == (2, report.failed)
    assert (ferry.place, ferry.page, ferry.text.strip()) == (
        "a.pdf#page=2",
        2,
        "The ferry is white.",
    )
    assert (canoe.place, canoe.title) == ("c.html", "Boats")
