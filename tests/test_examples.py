"""The bundled example records: all are read, their identifiers hold, their abstracts are short and there."""

import json
import re
from pathlib import Path
from typing import Final

import pytest
from lxml import etree

from kg import examples
from kg.identifiers import NORMALISERS, STRONG
from kg.model import Item, Record
from kg.records.inputs import read

COUNTS: Final = {"catalogue.json": 4, "catalogue.txt": 3, "pubmed.xml": 19}
SEED: Final = Path(__file__).parent / "cases/merge/seed"
FILES: Final = [*examples.paths(), SEED / "pubmed.xml", SEED / "catalogue.txt"]
EVERY_FILE: Final = pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")


def records(path: Path) -> list[Record]:
    items: list[Item] = list(read(path))
    assert [item for item in items if not isinstance(item, Record)] == []
    return [item for item in items if isinstance(item, Record)]


def strong(record: Record) -> dict[str, str]:
    return {identifier.scheme: identifier.value for identifier in record.identifiers if identifier.scheme in STRONG}


def works(found: list[Record]) -> list[set[str]]:
    """Group identifiers that any record states together."""
    groups: list[set[str]] = []
    for record in found:
        group = {f"{scheme}:{value}" for scheme, value in strong(record).items()}
        for other in [other for other in groups if other & group]:
            groups.remove(other)
            group |= other
        groups.append(group)
    return groups


def test_paths_are_the_files_that_hold_records() -> None:
    folder = Path(examples.__file__).parent
    assert examples.paths() == sorted(path for path in folder.iterdir() if path.suffix in {".json", ".txt", ".xml"})
    assert [path.name for path in examples.paths()] == list(COUNTS)


@pytest.mark.parametrize("path", examples.paths(), ids=lambda path: path.name)
def test_every_record_is_read(path: Path) -> None:
    assert len(records(path)) == COUNTS[path.name]


def test_records_of_three_files_are_24_works() -> None:
    found = [record for path in examples.paths() for record in records(path)]
    assert len(found) == 26
    assert len(works(found)) == 24


@pytest.mark.parametrize(("pmid", "files"), [("34511114", {"catalogue.txt", "pubmed.xml"}), ("22635005", {"catalogue.json", "pubmed.xml"})])
def test_two_papers_stand_in_two_files_with_the_same_authors(pmid: str, files: set[str]) -> None:
    found = {path.name: record for path in examples.paths() for record in records(path) if strong(record).get("pmid") == pmid}
    assert set(found) == files
    one, other = found.values()
    assert strong(one) == strong(other)
    assert [(person.family, person.given) for person in one.contributors] == [
        (person.family, person.given) for person in other.contributors
    ]


@EVERY_FILE
def test_identifiers_hold(path: Path) -> None:
    for record in records(path):
        assert "doi" in strong(record), record.id
        issns = record.container.issns if record.container else ()
        for identifier in (*record.identifiers, *issns):
            assert identifier.valid, (record.id, identifier)
            if normalise := NORMALISERS.get(identifier.scheme):
                assert normalise(identifier.value) == identifier.value


@EVERY_FILE
def test_abstracts_are_there_and_short(path: Path) -> None:
    for record in records(path):
        assert record.abstracts, record.id
        for abstract in record.abstracts:
            assert 300 < len(abstract.value) <= 1_500, record.id


@EVERY_FILE
def test_authors_are_split(path: Path) -> None:
    for record in records(path):
        assert record.contributors, record.id
        for person in record.contributors:
            assert person.family, (record.id, person)
            assert person.given, (record.id, person)
            assert not person.guessed, (record.id, person)


def test_references_lead_to_examples() -> None:
    tree = etree.parse(
        next(path for path in examples.paths() if path.name == "pubmed.xml"), etree.XMLParser(load_dtd=False, no_network=True)
    )
    known = {node.text for node in tree.iterfind(".//MedlineCitation/PMID")}
    cited = {node.text for node in tree.iterfind(".//Reference//ArticleId[@IdType='pubmed']")}
    assert cited
    assert cited <= known


def test_structured_abstracts_and_definitions_are_among_them() -> None:
    found = {record.id: record for path in examples.paths() if path.suffix == ".xml" for record in records(path)}
    assert sum(any(abstract.sections for abstract in record.abstracts) for record in found.values()) >= 2
    assert "epithelial\N{EN DASH}mesenchymal transition (EMT)" in found["34511114"].abstracts[0].value


def test_solr_answer_counts_its_documents() -> None:
    answer = json.loads(next(path for path in examples.paths() if path.suffix == ".json").read_text("utf-8"))["response"]
    assert answer["numFound"] == len(answer["docs"])


@pytest.mark.parametrize("path", [path for path in FILES if path.suffix == ".txt"], ids=lambda path: path.parent.name)
def test_pages_have_one_work_key_an_author(path: Path) -> None:
    text = path.read_text("utf-8")
    for shown, keys in zip(
        re.findall(r"^author \| (.*) \|$", text, re.MULTILINE),
        re.findall(r"^work_keys_str_mv \| (.*) \|$", text, re.MULTILINE),
        strict=True,
    ):
        names = "".join(re.findall(r"AT (\w+)", keys))
        assert names == re.sub(r"\W", "", shown).lower()


def test_seed_case_differs_in_one_given_name() -> None:
    pubmed, page = (records(SEED / name)[0] for name in ("pubmed.xml", "catalogue.txt"))
    assert strong(pubmed) == strong(page) == {"doi": "10.1186/s12943-021-01411-w", "pmid": "34511114", "pmcid": "PMC8436438"}
    given = [(one.given, other.given) for one, other in zip(pubmed.contributors, page.contributors, strict=True)]
    assert given == [("Chunyang", "Chunyang"), ("Na", "Na"), ("X", "Xiaoli"), ("Hongyan", "Hongyan")]
