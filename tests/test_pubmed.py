"""PubMed XML: cases on disk (``in.xml`` -> ``records.jsonl``), the cutter at every chunk size, encodings, real files."""

import gzip
import io
import json
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from kg.model import Deletion, Item, Record, Rejected, record_from_json, to_json
from kg.records import RAW_LIMIT
from kg.records.pubmed import READER
from kg.records.pubmed.cut import cut
from kg.records.text import clean

CASES = sorted((Path(__file__).parent / "cases" / "pubmed").iterdir())
RECORD = (
    "<PubmedArticle><MedlineCitation><PMID>{}</PMID><Article><ArticleTitle>{}</ArticleTitle></Article></MedlineCitation></PubmedArticle>"
)


def read(xml: bytes | str, *, source: str = "pubmed") -> list[Item]:
    content = xml.encode() if isinstance(xml, str) else xml
    return list(READER.read(io.BytesIO(content), file="in.xml", source=source))


def as_json(item: Item) -> str:
    if isinstance(item, Record):
        return to_json(item).decode()
    if isinstance(item, Deletion):
        return json.dumps({"deleted": item.id, "version": item.version, "source": item.source})
    return json.dumps({"rejected": item.reason, "record": item.record, "line": item.line})


def only(xml: str) -> Record:
    (item,) = read(xml)
    assert isinstance(item, Record)
    return item


@pytest.fixture(scope="module")
def real(real_data: Path) -> dict[str, bytes]:
    """Every file of the real PubMed folder, by name, unzipped."""
    files = sorted(path for path in (real_data / "records" / "pubmed").rglob("*") if path.is_file())
    return {path.name: gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def exports(real: dict[str, bytes]) -> dict[str, bytes]:
    """Those of them that are PubMed XML."""
    return {name: content for name, content in real.items() if READER.sniff(content[:65_536])}


@pytest.fixture(scope="module")
def items(exports: dict[str, bytes]) -> dict[str, list[Item]]:
    """What these hold."""
    return {name: read(content) for name, content in exports.items()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case_reads_as_expected(case: Path) -> None:
    expected = (case / "records.jsonl").read_text(encoding="utf-8").splitlines()
    items = read((case / "in.xml").read_bytes())
    assert [json.loads(as_json(item)) for item in items] == [json.loads(line) for line in expected]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case_is_recognised_by_its_beginning(case: Path) -> None:
    assert READER.sniff((case / "in.xml").read_bytes()[:65_536])


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"<?xml version='1.0'?>",
        b"<PubmedArticles>",
        b"<collection xmlns='http://www.loc.gov/MARC21/slim'>",
        b"text <PubmedArticleSet>",
        b"<!-- <PubmedArticleSet> --><other/>",
        b"<?a?>" * 5_000,
        b"<!-- -- --><PubmedArticleSet>",
    ],
)
def test_other_content_is_not_recognised(head: bytes) -> None:
    assert not READER.sniff(head)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
def test_encodings_are_told_by_their_first_bytes(encoding: str) -> None:
    xml = f"<PubmedArticleSet>\n{RECORD.format(1, 'Vésicules 外泌体')}</PubmedArticleSet>".encode(encoding)
    (record,) = read(xml)
    assert READER.sniff(xml)
    assert isinstance(record, Record)
    assert record.titles[0].value == "Vésicules 外泌体"
    assert record.origin.line == 2


@pytest.mark.parametrize("declared", ["klingon", "zlib", "idna", "utf-16", "undefined"])
def test_a_declared_encoding_that_cannot_be_is_taken_for_utf_8(declared: str) -> None:
    (record,) = read(f'<?xml version="1.0" encoding="{declared}"?>{RECORD.format(1, "Vésicules")}')
    assert isinstance(record, Record)
    assert record.titles[0].value == "Vésicules"


def test_what_an_encoding_does_not_allow_rejects_only_its_record() -> None:
    good, bad = (RECORD.format(number, "Vésicules").encode("utf-16-le") for number in (1, 2))
    bad = bad.replace("V".encode("utf-16-le"), b"\x00\xd8")
    items = read(b"\xff\xfe" + bad + good)
    assert [type(item) for item in items] == [Rejected, Record]
    assert "encoding" in str(items[0])


@pytest.mark.parametrize("chunk", [1, 2, 7, 64])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_records_do_not_depend_on_where_the_stream_is_read(case: Path, chunk: int) -> None:
    xml = (case / "in.xml").read_bytes()
    assert list(cut(io.BytesIO(xml), chunk=chunk)) == list(cut(io.BytesIO(xml)))


class Endless(io.RawIOBase):
    """A file of PubMed articles without an end."""

    def __init__(self) -> None:
        self.given = 0

    def read(self, size: int = -1, /) -> bytes:
        self.given += size
        record = RECORD.format(1, "Again.").encode() + b"\n"
        return record * (size // len(record) + 1)


def test_reading_is_lazy() -> None:
    stream = Endless()
    items = READER.read(stream, file="endless", source="")  # type: ignore[arg-type]  # a raw stream is all that is read from
    assert [item.origin.line for item in islice(items, 3) if isinstance(item, Record)] == [1, 2, 3]
    assert stream.given < 8 << 20


def test_origin_and_source() -> None:
    (record,) = read("<PubmedArticleSet>\r\n\r\n" + RECORD.format(1, "T"), source="mine")
    assert isinstance(record, Record)
    assert (record.source, record.origin.file, record.origin.line, record.origin.format) == ("mine", "in.xml", 3, "pubmed")


def test_source_is_pubmed_unless_named() -> None:
    (item,) = read(RECORD.format(1, "T"), source="")
    assert isinstance(item, Record)
    assert item.source == READER.source == "pubmed"


LONG = RECORD.format(1, "x" * 500)
OPEN = LONG.removesuffix("</PubmedArticle>")


@pytest.mark.parametrize("first", [LONG, LONG.replace("x", "<!-- y -->"), OPEN, OPEN + "</PubmedArticleSet>\n<PubmedArticleSet>"])
@pytest.mark.parametrize("chunk", [64, 1 << 20])
def test_a_record_beyond_the_limit_is_left_out_alone(first: str, chunk: int) -> None:
    last = RECORD.format(2, "After.")
    long, good = cut(io.BytesIO(f"{first}\n{last}".encode()), chunk=chunk, limit=300)
    assert "300 bytes" in long.fault
    assert (good.raw.decode(), good.fault) == (last, "")


def test_a_file_that_goes_on_and_on_inside_a_record_is_one_rejection() -> None:
    (piece,) = cut(io.BytesIO(b"<PubmedArticle>" + b"y" * (3 << 20)), chunk=1 << 16, limit=1 << 20)
    assert piece.fault
    assert len(piece.raw) == RAW_LIMIT


@pytest.mark.parametrize("junk", ["j" * 200_000, f"<PubmedArticle>{'j' * 200_000}</PubmedArticle>"])
def test_what_is_kept_of_something_unreadable_is_capped(junk: str) -> None:
    (item,) = read(junk)
    assert isinstance(item, Rejected)
    assert item.raw == junk.encode()[:RAW_LIMIT]


def test_a_rejection_holds_what_stood_there() -> None:
    (item,) = read("<PubmedArticleSet>\n<PubmedArticle>\nwrong\n</PubmedArticle>\n</PubmedArticleSet>")
    assert isinstance(item, Rejected)
    assert item.raw == b"<PubmedArticle>\nwrong\n</PubmedArticle>"
    assert str(item).startswith("in.xml:2: record 1: ")


def test_entities_are_not_expanded_and_nothing_is_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    dtd = f'<!DOCTYPE PubmedArticleSet [<!ENTITY a SYSTEM "{secret.as_uri()}">]>'
    (item,) = read(f"{dtd}<PubmedArticleSet>{RECORD.format(1, '&a;')}</PubmedArticleSet>")
    assert isinstance(item, Rejected)


SNIPPETS = st.sampled_from(
    [
        *(
            "<!--",
            "-->",
            "--",
            "<![CDATA[",
            "]]>",
            "<?",
            "?>",
            "<!DOCTYPE",
            "[",
            "]",
            ">",
            "<",
            "/",
            "&",
            "&amp;",
            "&#0;",
            "\x00",
            "é",
            "word",
        ),
        *("<PubmedArticle", "<PubmedArticle>", "</PubmedArticle", "</PubmedArticle>", "<PubmedArticle/>", "<PubmedArticleSet>"),
        *("</PubmedArticleSet>", "<MedlineCitation>", "</MedlineCitation>", "<PMID>9</PMID>", "<PubmedBookArticle>", "<BookDocument>"),
        *("<DeleteCitation>", "</DeleteCitation>", "<ArticleTitle>"),
    ]
)


@settings(deadline=None)  # a busy machine is no failure
@given(st.lists(SNIPPETS, max_size=8).map(" ".join))
def test_whatever_stands_in_a_record_its_neighbours_are_read(inside: str) -> None:
    before, after = RECORD.format(100, "Before."), RECORD.format(200, "After.")
    items = read(f"<PubmedArticleSet>\n{before}\n<PubmedArticle>{inside}\n{after}\n</PubmedArticleSet>")
    ids = [item.id for item in items if isinstance(item, Record)]
    assert ids[0] == "100"
    assert ids[-1] == "200"
    assert len(items) >= 3


@settings(deadline=None)  # a busy machine is no failure
@given(
    case=st.sampled_from(CASES),
    position=st.floats(0, 1),
    removed=st.integers(0, 40),
    inserted=st.binary(max_size=8) | SNIPPETS.map(str.encode),
)
def test_no_content_makes_the_reader_raise(case: Path, position: float, removed: int, inserted: bytes) -> None:
    xml = (case / "in.xml").read_bytes()
    place = int(position * len(xml))
    damaged = xml[:place] + inserted + xml[place + removed :]
    items = read(damaged)
    assert items
    assert all(record_from_json(to_json(item)).digest == item.digest for item in items if isinstance(item, Record))
    assert list(cut(io.BytesIO(damaged), chunk=17)) == list(cut(io.BytesIO(damaged)))


def test_sections_are_spans_of_the_abstract() -> None:
    parts = ["  One <i>two</i>\n three. ", "e\u0301 \U0001d6fc&lt;", " ", "Last."]
    labelled = "".join(f'<AbstractText Label="L{n}">{part}</AbstractText>' for n, part in enumerate(parts))
    (abstract,) = only(RECORD.format(1, "T").replace("</Article>", f"<Abstract>{labelled}</Abstract></Article>")).abstracts
    spans = [(section.label, abstract.value[section.start : section.end]) for section in abstract.sections]
    assert spans == [("L0", "One two three."), ("L1", "é \U0001d6fc<"), ("L3", "Last.")]
    assert abstract.value == "\n".join(text for _, text in spans)


def test_a_deletion_outlives_every_revision_of_its_version() -> None:
    dated = RECORD.format(5, "T").replace(
        "<Article>", "<DateRevised><Year>9999</Year><Month>12</Month><Day>31</Day></DateRevised><Article>"
    )
    second = dated.replace("<PMID>", "<PMID Version='2'>")
    record, deletion, later = read(f"{dated}<DeleteCitation><PMID>5</PMID></DeleteCitation>{second}")
    assert isinstance(record, Record)
    assert isinstance(deletion, Deletion)
    assert isinstance(later, Record)
    assert record.version < deletion.version < later.version


def citations(xml: bytes) -> int:
    """Count what a file holds without reading it as XML."""
    outside = re.sub(rb"<PubmedArticle[\s>].*?</PubmedArticle>", b"", xml, flags=re.DOTALL)
    deleted = b"".join(re.findall(rb"<DeleteCitation>.*?</DeleteCitation>", xml, re.DOTALL))
    starts = len(re.findall(rb"<Pubmed(?:Book)?Article[ >]", xml)) + len(re.findall(rb"<MedlineCitation[ >]", outside))
    return starts + deleted.count(b"<PMID")


def test_real_files_lose_nothing(exports: dict[str, bytes], items: dict[str, list[Item]]) -> None:
    assert {name: len(read) for name, read in items.items()} == {name: citations(content) for name, content in exports.items()}


def test_real_files_that_are_not_recognised_are_no_pubmed_xml(real: dict[str, bytes], exports: dict[str, bytes]) -> None:
    strays = {"jabref_MedlinePlainImporterTestInvalidFormat.xml", "SOURCE.list", "SOURCE.txt"}
    assert real.keys() - exports.keys() == strays


def test_real_rejections_are_the_known_malformed_records(items: dict[str, list[Item]]) -> None:
    rejected = {name: item.reason for name, read in items.items() for item in read if isinstance(item, Rejected)}
    assert rejected.keys() == {
        "jabref_MedlineImporterTestBookArticleSet.xml",
        "jabref_MedlineImporterTestMalformedEntry.xml",
        "jabref_MedlineImporterTestMinimalEntry.xml",
    }


def test_later_revision_of_a_real_record_has_the_greater_version(items: dict[str, list[Item]]) -> None:
    first = [item for read in items.values() for item in read if isinstance(item, Record) and item.id == "1"]
    revised = {record.version: dict(record.dates)["revised-record"].start for record in first}
    assert len(revised) > 1
    assert sorted(revised, key=lambda version: revised[version]) == sorted(revised)


# Read into another form: dates, language tags, ORCID iDs, "0" for no registry number. One file ends a list of authors with "...".
DERIVED = {"Year", "Month", "Day", "Hour", "Minute", "Language", "Identifier", "RegistryNumber", "AuthorList"}


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)


def words(element: etree._Element) -> Iterator[str]:
    for part in element.iter():
        if part.tag not in DERIVED:
            yield from clean(part.text or "").split()
        if part is not element:
            yield from clean(part.tail or "").split()


def test_every_word_of_a_real_record_is_in_its_record(exports: dict[str, bytes], items: dict[str, list[Item]]) -> None:
    lost: list[tuple[str, str]] = []
    for name, content in exports.items():
        pieces = [piece for piece in cut(io.BytesIO(content)) if piece.tag != "DeleteCitation"]
        for piece, item in zip(pieces, (item for item in items[name] if not isinstance(item, Deletion)), strict=True):
            if isinstance(item, Record):
                kept = " ".join(strings(json.loads(to_json(item)))).lower()
                xml = etree.fromstring(piece.raw, etree.XMLParser(remove_comments=True, remove_pis=True))
                wanted = {word.lower() for word in words(xml)} - set(kept.split())
                lost.extend((item.id, word) for word in wanted if word not in kept)
    assert lost == []
