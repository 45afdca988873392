"""Publication types and their MeSH IRIs."""

import gzip
from pathlib import Path

from lxml import etree

from kg import ns
from kg.records.publication_types import publication_type
from kg.resources import ontology_file


def test_publication_types_have_iris_whatever_their_case_and_number() -> None:
    review = publication_type("Review")
    assert review.iri == ns.mesh("D016454")
    assert publication_type(" REVIEW ") == review
    assert publication_type("case report") == publication_type("Case Reports")
    assert publication_type("Case Study").label == "Case Reports"
    assert publication_type("No such type").iri == ""


def test_publication_types_have_one_meaning_a_name() -> None:
    rows = [line.split("\t") for line in ontology_file("publication-types.tsv").read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    names = [name.casefold() for _, name in rows]
    assert len(set(names)) == len(names) > 400
    assert all(ui[0] == "D" and ui[1:].isdigit() for ui, _ in rows)


def test_publication_types_are_those_of_mesh(real_data: Path) -> None:
    expected: set[tuple[str, str]] = set()
    with gzip.open(real_data / "vocab/desc2022.xml.gz") as stream:
        for _, descriptor in etree.iterparse(stream, tag="DescriptorRecord"):
            ui, heading = descriptor.findtext("DescriptorUI"), descriptor.findtext("DescriptorName/String")
            trees = [number.text or "" for number in descriptor.iterfind("TreeNumberList/TreeNumber")]
            if any(number.startswith("V") for number in trees) and not {"V01", "V02", "V03", "V04"} & {*trees}:
                terms = [term for term in descriptor.iter("Term") if term.get("IsPermutedTermYN") == "N"]
                expected |= {(str(ui), str(term.findtext("String"))) for term in terms} | {(str(ui), str(heading))}
            descriptor.clear()
    text = ontology_file("publication-types.tsv").read_text(encoding="utf-8")
    rows = [(ui, name) for ui, _, name in (line.partition("\t") for line in text.splitlines() if line[0] != "#")]
    assert {*rows} <= expected
    assert {(ui, name.casefold()) for ui, name in rows} == {(ui, name.casefold()) for ui, name in expected}
