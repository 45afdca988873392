"""VuFind records: pages as text, Solr documents as JSON, names cut apart, and what `spelling` gives back."""

import gzip
import io
import json
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import Item, Record, Rejected, to_json
from kg.records.vufind import READER
from kg.records.vufind.names import fold, split_names
from kg.records.vufind.spelling import licence

CASES: Final = sorted((Path(__file__).parent / "cases/vufind").iterdir())
EVERY_CASE: Final = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
MARKED_AS_GUESS: Final = ("encoding-guessed", "windows-1252")


def input_of(case: Path) -> bytes:
    (path,) = case.glob("in.*")
    return path.read_bytes()


def items(content: bytes) -> list[Item]:
    return list(READER.read(io.BytesIO(content), file="in", source=""))


def only_record(content: bytes) -> Record:
    (item,) = items(content)
    assert isinstance(item, Record), item
    return item


def line_of(item: Item) -> str:
    """Give the line of ``records.jsonl``: the record's JSON, or number, line and reason of what was rejected."""
    if isinstance(item, Rejected):
        return json.dumps({"rejected": item.reason, "record": item.record, "line": item.line})
    assert isinstance(item, Record)
    return to_json(item).decode()


def page(**fields: str) -> bytes:
    rows = [f"{name} | {value} |" for name, value in ({"id": "x1", "title": "A title"} | fields).items()]
    return "\n".join([rows[0], "---|---|", *rows[1:]]).encode()


@EVERY_CASE
def test_case(case: Path) -> None:
    expected = (case / "records.jsonl").read_text(encoding="utf-8").splitlines()
    assert [line_of(item) for item in items(input_of(case))] == expected


@EVERY_CASE
def test_cases_are_recognised_by_content(case: Path) -> None:
    assert READER.sniff(input_of(case))


@EVERY_CASE
def test_lines_and_origins_are_those_of_the_input(case: Path) -> None:
    lines = input_of(case).splitlines()
    for item in items(input_of(case)):
        if isinstance(item, Rejected):
            assert (item.file, item.format) == ("in", "vufind")
            assert not item.raw or lines[item.line - 1].strip()
        else:
            assert isinstance(item, Record)
            assert (item.origin.file, item.origin.format) == ("in", "vufind")
            assert lines[item.origin.line - 1].strip()


def test_source_goes_into_the_record() -> None:
    (record,) = READER.read(io.BytesIO(page()), file="in", source="catalogue")
    assert isinstance(record, Record)
    assert record.source == "catalogue"


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b" \n\n",
        b"A paper about exosomes.\nIt has two lines.\n",
        b"a | b\nno rule here\n",
        b"PMID- 34511114\nTI  - Tumor-associated exosomes\n",
        b"TY  - JOUR\nTI  - Tumor-associated exosomes\nER  - \n",
        b"==> a/file.json <==\n[\n",
        b'[{"id": "a", "type": "article-journal", "title": "A title", "author": [{"family": "Hu", "given": "P"}], "container-title": "J"}]',
        b'{"status": "ok", "message-type": "work", "message": {"DOI": "10.5555/1", "title": ["A title"], "author": []}}',
        b'{"meta": {"count": 1}, "results": [{"id": "https://openalex.org/W1", "title": "A title", "publication_year": 2021}]}',
        b'{"ResultId": 1, "Header": {"DbId": "edsgob", "PubType": "eBook"}, "FullText": {}}',
        b"<PubmedArticleSet></PubmedArticleSet>",
        b"\x1f\x8b\x08\x00",
    ],
)
def test_other_formats_are_not_claimed(head: bytes) -> None:
    assert not READER.sniff(head)


def test_a_page_without_staff_view_is_recognised_so_that_its_user_is_told() -> None:
    content = "Loading…\nA title\nMain Authors: | , |\n---|---|\nFormat: | Article |\n".encode()
    assert READER.sniff(content)
    (rejected,) = items(content)
    assert isinstance(rejected, Rejected)
    assert "Staff View" in rejected.reason
    assert rejected.raw == content.rstrip()


def test_text_that_is_no_page_is_rejected_once_and_nothing_is_made_of_white_space() -> None:
    (rejected,) = items(b"Some words\n\nand more\n")
    assert isinstance(rejected, Rejected)
    assert items(b"\n \n") == []


def test_what_could_not_be_read_is_kept_up_to_a_limit() -> None:
    (rejected,) = items(b'{"id": "' + b"x" * 100_000 + b'"}')
    assert isinstance(rejected, Rejected)
    assert len(rejected.raw) == 65_536


def test_deep_nesting_is_rejected() -> None:
    content = b'{"id": "x1", "title": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"
    (rejected,) = items(content)
    assert isinstance(rejected, Rejected)
    assert rejected.reason == "JSON nested too deeply"


def test_pages_and_json_lines_are_read_lazily() -> None:
    class Endless(io.BytesIO):
        """A stream that fails the test when read to its end."""

        def __next__(self) -> bytes:
            line = super().__next__()
            assert b"too far" not in line
            return line

    pages = page() + b"\n\n" + page() + b"\n\nx | too far |\n---|---|\n"
    lines = b'{"id": "1", "title": "A"}\n{"id": "2", "title": "B"}\n{"id": "too far"}\n'
    for content in (pages, lines):
        assert isinstance(next(READER.read(Endless(content), file="in", source="")), Record)


def test_numbers_keep_their_digits() -> None:
    record = only_record(b'{"id": 7, "title": "A", "_version_": 1783751993261555713, "factor": 1.10}')
    assert (record.id, record.version, record.extra) == ("7", "01783751993261555713", (("factor", "1.10"),))


def test_the_order_of_fields_does_not_change_the_record() -> None:
    fields = {"id": "1", "title": "A", "zone": "z", "author": ["Hu, P", "Li, N"], "area": ["b", "a"]}
    shuffled = dict(reversed(fields.items()))
    assert only_record(json.dumps(fields).encode()).digest == only_record(json.dumps(shuffled).encode()).digest


def test_control_characters_and_lone_surrogates_stay_out() -> None:
    record = only_record(rb'{"id": "1", "title": "A\u0001 \ud800title", "\udfffname": "v\u0007", "fullrecord": "a  b\u001e\u001dc\udc00"}')
    assert record.titles[0].value == "A title"
    assert record.extra == (("fullrecord", "a  b␞␝c"), ("name", "v"))
    to_json(record)


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        ("Book", "book"),
        ("eBook", "book"),
        ("Libro", "book"),
        ("Article", "article"),
        ("Online Artículo Texto", "article"),
        ("Online Article Text", "article"),
        ("Journal Article", "article"),
        ("Journal", "document"),
        ("Book Chapter", "chapter"),
        ("ElectronicBookComponentPart", "chapter"),
        ("Dissertation", "thesis"),
        ("Thèse", "thesis"),
        ("Conference Proceeding", "proceedings"),
        ("Conference Paper", "conference-paper"),
        ("Technical Report", "report"),
        ("Preprint", "preprint"),
        ("Data Set", "dataset"),
        ("Map", "document"),
    ],
)
def test_format_gives_the_kind(printed: str, kind: str) -> None:
    record = only_record(page(format=printed))
    assert record.kind == kind
    assert record.extra == (() if fold(printed) == kind else (("format", printed),))


@pytest.mark.parametrize(
    ("rights", "found"),
    [
        ("", ""),
        ("All rights reserved, https://example.org/licenses/by/4.0/", ""),
        ("http://creativecommons.org/licenses/by/4.0", "licenses/by/4.0/"),
        ("(https://www.creativecommons.org/licenses/by-nc-nd/4.0/legalcode)", "licenses/by-nc-nd/4.0/"),
        ("https://creativecommons.org/licenses/by/4.0/Open Access", "licenses/by/4.0/"),
        ("https://creativecommons.org/licenses/by/4.0/open access", "licenses/by/4.0/"),
        ("https://creativecommons.org/licenses/by/3.0/igo/", "licenses/by/3.0/igo/"),
        ("https://creativecommons.org/publicdomain/zero/1.0/ and https://creativecommons.org/licenses/by/2.0/", "licenses/by/2.0/"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "publicdomain/zero/1.0/"),
    ],
)
def test_licence_is_found_in_the_rights(rights: str, found: str) -> None:
    assert licence(rights) == (f"https://creativecommons.org/{found}" if found else "")


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Jiang, Chunyang Zhang, Na Hu, Xiaoli", ["Jiang, Chunyang", "Zhang, Na", "Hu, Xiaoli"]),
        ("van der Berg, J. de la Cruz, María José", ["van der Berg, J.", "de la Cruz, María José"]),
        ("King, Martin Luther, Jr. Hu, Peng", ["King, Martin Luther, Jr.", "Hu, Peng"]),
        ("Bryant, Dorothy, 1930- Vico, Giambattista, 1668-1744.", ["Bryant, Dorothy, 1930-", "Vico, Giambattista, 1668-1744."]),
        ("De Marco, Anna Van Dyke, Dick", ["De Marco, Anna", "Van Dyke, Dick"]),
        ("Hu, Zhang, Na", ["Hu, Zhang, Na"]),
        ("Sukarno", ["Sukarno"]),
        (", ,", [""]),
    ],
)
def test_names_without_keys_are_guessed(line: str, names: list[str]) -> None:
    assert split_names(line, []) == (names, True)


@pytest.mark.parametrize(
    ("line", "keys", "names"),
    [
        ("Lee, A. Lee, A. B.", ["leea", "leeab"], ["Lee, A.", "Lee, A. B."]),
        ("Wang, Wei Hu, Li", ["huli", "wangwei"], ["Wang, Wei", "Hu, Li"]),
        ("Wang, Wei Wang, Wei", ["wangwei"], ["Wang, Wei", "Wang, Wei"]),
        ("Wang, Wei", ["wangwei", "huli"], ["Wang, Wei"]),
        ("Ōe, Kenzaburō STRASSE, Götz", ["oekenzaburo", "strassegotz"], ["Ōe, Kenzaburō", "STRASSE, Götz"]),
    ],
)
def test_names_are_cut_by_their_keys(line: str, keys: list[str], names: list[str]) -> None:
    assert split_names(line, keys) == (names, False)


@pytest.mark.parametrize(
    ("line", "keys"),
    [
        ("Wang, Wei Hu, Li", ["wangwei"]),
        ("Wang, Wei Hu, Li", ["weihuli", "wangwei"]),
        # Two ways: Li · Na Hu, or Li Na · Hu.
        ("Li Na Hu", ["nahu", "li", "lina", "hu"]),
        # A name does not end inside a word.
        ("Wang, Wei", ["wangw", "ei"]),
    ],
)
def test_keys_that_do_not_settle_it_leave_a_guess(line: str, keys: list[str]) -> None:
    assert split_names(line, keys)[1]


WORD: Final = st.text(st.characters(categories=("Lu", "Ll", "Lo"), max_codepoint=0x24F), min_size=1, max_size=8).filter(fold)
PART: Final = st.lists(st.builds("{}{}".format, WORD, st.sampled_from(("", ".", "-Ann", "\u2019s"))), min_size=1, max_size=3).map(" ".join)
NAME: Final = st.one_of(st.builds("{}, {}".format, PART, PART), PART)


@settings(deadline=None)
@given(st.lists(NAME, min_size=1, max_size=30))
def test_names_run_together_come_apart_again(names: list[str]) -> None:
    keys = [fold(name) for name in names]
    assert split_names(" ".join(names), keys) == (names, False)
    work_keys = " ".join(f"AT {key} title" for key in keys)
    people = only_record(page(author=" ".join(names), work_keys_str_mv=work_keys)).contributors
    assert not any(person.guessed for person in people)
    assert len(people) == len(names)


@given(st.lists(NAME, min_size=1, max_size=6), st.lists(WORD.map(fold), max_size=6))
def test_no_word_of_a_name_is_lost(names: list[str], keys: list[str]) -> None:
    line = " ".join(names)
    found, _ = split_names(line, keys)
    assert fold("".join(found)) == fold(line)


# The first example loads tables of languages and types, which takes longer than an example may.
@settings(deadline=None)
@given(
    st.sampled_from([input_of(case) for case in CASES]),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=3), st.integers(0, 400)), min_size=1, max_size=6),
)
def test_damaged_input_never_raises(content: bytes, changes: list[tuple[float, bytes, int]]) -> None:
    damaged = content
    for place, inserted, removed in changes:
        at = int(place * len(damaged))
        damaged = damaged[:at] + inserted + damaged[at + removed :]
    READER.sniff(damaged)
    found = items(damaged)
    assert found or not damaged.strip(b" \t\n\r\v\f") or not damaged.decode("windows-1252", "replace").lstrip("\ufeffï»¿").strip()
    for item in found:
        line_of(item)


@settings(deadline=None)
@given(st.sampled_from([case for case in CASES if case.name in {"solr-lines", "pages-in-one-file"}]), st.floats(0, 1, exclude_max=True))
def test_a_cut_file_loses_nothing_in_silence(case: Path, place: float) -> None:
    content = input_of(case)
    whole = items(content)
    cut = items(content[: int(place * len(content))])
    # What stands before the cut is the same; what was cut into is there, read as far as it goes or rejected, and nothing more.
    assert len(cut) <= len(whole)
    assert [line_of(item) for item in cut[:-1]] == [line_of(item) for item in whole[: max(0, len(cut) - 1)]]


def test_the_record_this_began_with(real_data: Path) -> None:
    (path,) = (real_data / "seed").glob("*.txt")
    content = path.read_bytes()
    assert READER.sniff(content)
    record = only_record(content)
    assert record.id == "pubmed-8436438"
    assert record.version == "01783751993261555712"
    assert record.titles[0].value == "Tumor-associated exosomes promote lung cancer metastasis through multiple mechanisms"
    assert [person.heading for person in record.contributors] == ["Jiang, Chunyang", "Zhang, Na", "Hu, Xiaoli", "Wang, Hongyan"]
    assert [person.position for person in record.contributors] == [1, 2, 3, 4]
    assert not any(person.guessed for person in record.contributors)
    assert record.container is not None
    assert record.container.title == "Mol Cancer"
    assert record.publisher == "BioMed Central"
    assert record.issued is not None
    assert (record.issued.start, record.issued.precision) == ("2021-09-13", "day")
    assert record.languages == ("en",)
    assert {identifier.scheme: identifier.value for identifier in record.identifiers} == {
        "local": "pubmed-8436438",
        "doi": "10.1186/s12943-021-01411-w",
        "pmid": "34511114",
        "pmcid": "PMC8436438",
    }
    assert record.kind == "article"
    assert [(term.label, term.iri) for term in record.types] == [("Review", "http://id.nlm.nih.gov/mesh/D016454")]
    assert record.subjects == ()
    assert record.collection == "PubMed"
    assert record.licence == "https://creativecommons.org/licenses/by/4.0/"
    (abstract,) = record.abstracts
    assert f"description | {abstract.value} |" in content.decode()
    assert "epithelial\u2013mesenchymal transition" in abstract.value
    assert MARKED_AS_GUESS not in record.extra


def test_all_real_solr_answers_are_read_whole(real_data: Path) -> None:
    folder = real_data / "records/vufind"
    paths = [*folder.rglob("response/solr/*.json"), *folder.rglob("misc/testbug*.json")]
    assert len(paths) == 5
    for path in paths:
        content = path.read_bytes()
        assert READER.sniff(content), path
        documents = json.loads(content)["response"]["docs"]
        records = [item for item in items(content) if isinstance(item, Record)]
        assert [record.id for record in records] == [document["id"] for document in documents]
        for record, document in zip(records, documents, strict=True):
            assert len(record.contributors) == len(document.get("author", [])) + len(document.get("author2", []))


def test_no_other_real_file_is_claimed(real_data: Path) -> None:
    ours = {"solr", "misc"}
    claimed = []
    for path in (real_data / "records").rglob("*"):
        if path.is_file():
            with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
                if READER.sniff(stream.read(65_536)):
                    claimed.append(path)
    assert claimed
    assert {path.parent.name for path in claimed} == ours
