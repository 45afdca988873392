"""Batches, samples and orphans: what validation sees, and what it says."""

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Final

import pyoxigraph
import pyshacl
import pytest
import rdflib
from rdflib.namespace import SH

import kg as package
from kg import examples, ns, validation
from kg.errors import InputError, UsageError
from kg.resources import ontology_file
from kg.store.oxigraph import Store
from kg.validation import Validation, Violation, validate

Kg = Callable[..., CompletedProcess[str]]

PREFIXES: Final = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in ns.PREFIXES.items())
RECORD: Final = "<https://w3id.org/bibkg/record/pubmed/{n}>"
WORK: Final = (
    "<https://w3id.org/bibkg/work/pmid/{n}> a bibo:AcademicArticle ; bibo:pmid '{n}' ; dcterms:title 'T' ; prov:wasDerivedFrom "
    + RECORD
    + " ."
)
NAMELESS: Final = "<https://orcid.org/0000-0002-1825-0097> a foaf:Person ."


def store(*statements: str) -> Store:
    native = pyoxigraph.Store()
    native.load((PREFIXES + "\n".join(statements)).encode(), pyoxigraph.RdfFormat.TRIG)
    return Store(native)


def works(*numbers: int) -> list[str]:
    return [WORK.format(n=n) for n in numbers]


def shapes(found: Validation) -> set[str]:
    return {violation.shape.rpartition("#")[2] for violation in found.violations}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("validation") / "store"
    package.build(examples.paths(), path)
    return path


def test_what_is_built_conforms(built: Path) -> None:
    assert validate(package.open(built)) == Validation(works=24, violations=())


def test_a_violation_says_where_and_what() -> None:
    (found,) = validate(store(*works(1), "<https://w3id.org/bibkg/work/pmid/1> bibo:doi '10.1000/ABC' .")).violations
    assert found == Violation(
        focus="https://w3id.org/bibkg/work/pmid/1",
        path="http://purl.org/ontology/bibo/doi",
        value="10.1000/ABC",
        message="A DOI is a plain string that begins with 10., in lower case, without spaces; anything else goes into dcterms:identifier.",
        shape="https://w3id.org/bibkg/shapes#Identified-doi",
        severity="Violation",
    )


def test_a_longer_path_goes_by_its_name() -> None:
    creator = "<https://w3id.org/bibkg/work/pmid/1> dcterms:creator <https://w3id.org/bibkg/name/a> ."
    heading = "<https://w3id.org/bibkg/name/a> a kg:NameHeading ; foaf:name 'A' ."
    assert [violation.path for violation in validate(store(*works(1), creator, heading)).violations] == ["authors in the list"]


def test_nothing_but_a_violation_makes_it_fail() -> None:
    warning = Violation(focus="f", path="", value="", message="m", shape="s", severity="Warning")
    assert Validation(works=1, violations=(warning,)).conforms


def test_what_works_share_is_reported_once_whatever_the_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validation, "_BATCH", 1)
    by = "<https://w3id.org/bibkg/work/pmid/{n}> dcterms:publisher <https://w3id.org/bibkg/publisher/p> ."
    publisher = "<https://w3id.org/bibkg/publisher/p> a foaf:Organization ."
    found = validate(store(*works(1, 2, 3), *(by.format(n=n) for n in (1, 2, 3)), publisher))
    assert found.works == 3
    assert [violation.shape.rpartition("#")[2] for violation in found.violations] == ["Organization-name"]


def test_a_work_of_several_records_is_one() -> None:
    again = f"<https://w3id.org/bibkg/work/pmid/1> prov:wasDerivedFrom {RECORD.format(n=2)} ."
    assert validate(store(*works(1), again)) == Validation(works=1, violations=())


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (NAMELESS, {"Person-name"}),
        (
            "<https://w3id.org/bibkg/work/pmid/9/author/1> rdf:rest rdf:nil .",
            {"Contribution-type", "Contribution-first", "Contribution-work"},
        ),
        ("<https://w3id.org/bibkg/work/pmid/9> a bibo:Thesis ; dcterms:title 'T' .", {"Work-record"}),
        ("[] a skos:Concept ; rdfs:label 'c'@en .", {"Concept"}),
        ("<http://e/c> a skos:Concept ; rdfs:label 'c'@en ; skos:prefLabel 'c'@en, 'd'@en .", {"Concept-prefLabel"}),
        ("GRAPH <http://e/g> { <http://e/m> a oa:Annotation ; kg:confidence 2.0 . }", {"Annotation", "Annotation-confidence"}),
        ("GRAPH <http://e/g> { <https://w3id.org/bibkg/record/a/1> a kg:Record . }", {"Record-json", "Record-digest"}),
    ],
)
def test_what_no_work_leads_to_is_seen_with_works_and_without(statements: str, expected: set[str]) -> None:
    assert expected <= shapes(validate(store(*works(1), statements)))
    alone = validate(store(statements))
    assert expected <= shapes(alone)
    assert alone.works == 0


def test_cycles_do_no_harm() -> None:
    cycle = [f"<http://e/{a}> a skos:Concept ; rdfs:label 'c'@en ; skos:broader <http://e/{b}> ." for a, b in ("ab", "ba")]
    assert validate(store(*cycle)).conforms
    assert validate(store(*works(1), *cycle, "<https://w3id.org/bibkg/work/pmid/1> dcterms:subject <http://e/a> .")).conforms


@pytest.mark.parametrize("statements", ["", "<http://e/a> rdfs:comment 'nothing that a shape is about' ."])
@pytest.mark.parametrize("sample", [0, 2])
def test_nothing_to_validate_is_no_conformity(statements: str, sample: int) -> None:
    with pytest.raises(InputError, match="nothing to validate"):
        validate(store(statements), sample=sample)


def test_an_ill_typed_literal_is_a_violation_and_no_noise(caplog: pytest.LogCaptureFixture) -> None:
    found = validate(store(*works(1), "<https://w3id.org/bibkg/work/pmid/1> dcterms:issued '2021-02-31'^^xsd:date ."))
    assert shapes(found) == {"Work-issued"}
    assert caplog.records == []


@pytest.mark.parametrize("issued", ["'2021'^^xsd:gYear", "'2021-09'^^xsd:gYearMonth", "'2021-09-13'^^xsd:date", "'0987'^^xsd:gYear"])
def test_dates_of_every_precision_conform(issued: str) -> None:
    assert validate(store(*works(1), f"<https://w3id.org/bibkg/work/pmid/1> dcterms:issued {issued} .")).conforms


def test_a_triple_term_as_a_value_is_a_violation() -> None:
    licence = "<https://w3id.org/bibkg/work/pmid/1> dcterms:license <<( <http://e/a> <http://e/b> <http://e/c> )>> ."
    assert shapes(validate(store(*works(1), licence))) == {"Work-license"}


def test_a_sample_is_the_same_in_any_order_and_has_what_its_works_lead_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validation, "_BATCH", 2)
    numbers = range(1, 41)
    titleless = [work.replace("dcterms:title 'T' ;", "") for work in works(*numbers)]
    forwards, backwards = validate(store(*titleless), sample=5), validate(store(*reversed(titleless)), sample=5)
    assert forwards == backwards
    assert forwards.works == len(forwards.violations) == 5
    by = "<https://w3id.org/bibkg/work/pmid/{n}> kg:mentions <http://e/c> ."
    assert "Work-mentionsCounted" in shapes(validate(store(*works(*numbers), *(by.format(n=n) for n in numbers)), sample=1))


def test_a_sample_larger_than_all_is_all() -> None:
    assert validate(store(*works(1, 2, 3)), sample=10).works == 3


def test_a_sample_takes_in_the_records_and_mentions_of_its_works(built: Path) -> None:
    native = pyoxigraph.Store()
    for quad in package.open(built).quads(whole=True):
        if quad.predicate.value != ns.term("kg:confidence") and quad.predicate.value != ns.term("kg:digest"):
            native.add(quad)
    assert {"Annotation-confidence", "Record-digest"} <= shapes(validate(Store(native), sample=3))


def test_batches_find_what_the_shapes_as_they_stand_find_at_once(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validation, "_BATCH", 3)
    dropped = {ns.term(term) for term in ("foaf:name", "kg:heading", "bibo:issue", "rdfs:label", "kg:count", "dcterms:title", "rdf:rest")}
    native = pyoxigraph.Store()
    for quad in package.open(built).quads(whole=True):
        if quad.predicate.value not in dropped:
            native.add(quad)
    graph = rdflib.Graph().parse(data="".join(f"{quad.triple} .\n" for quad in native), format="nt")
    _, report, _ = pyshacl.validate(graph, shacl_graph=rdflib.Graph().parse(ontology_file("shapes.ttl")), inference="none")
    assert isinstance(report, rdflib.Graph)
    results = report.objects(None, SH.result)
    at_once = {(str(report.value(result, SH.focusNode)), str(report.value(result, SH.sourceShape))) for result in results}
    in_batches = {(violation.focus, violation.shape) for violation in validate(Store(native)).violations}
    assert in_batches == at_once
    assert len(at_once) > 100


def test_the_example_in_the_description_of_the_model_conforms() -> None:
    (example,) = re.findall(r"```turtle\n(.+?)```", ontology_file("README.md").read_text("utf-8"), re.DOTALL)
    native = pyoxigraph.Store()
    native.load(example.encode(), pyoxigraph.RdfFormat.TURTLE)
    assert validate(Store(native)) == Validation(works=1, violations=())


def test_without_pyshacl_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyshacl", None)
    with pytest.raises(UsageError, match=r"bibkg\[validate\]"):
        validate(store(*works(1)))


def test_the_command_says_that_a_store_conforms(kg: Kg, built: Path) -> None:
    done = kg("validate", built)
    assert (done.stdout, done.stderr) == ("", "24 works validated: conforms\n")
    assert kg("validate", built, "--sample", 3).stderr == "3 works validated: conforms\n"
    assert json.loads(kg("validate", built, "-t", "json").stdout) == {"conforms": True, "works": 24, "violations": []}


@pytest.mark.parametrize("suffix", ["ttl", "nt", "nq", "trig"])
def test_the_command_reads_files(kg: Kg, built: Path, suffix: str) -> None:
    kg("export", built, "-o", f"x.{suffix}")
    assert kg("validate", f"x.{suffix}").stderr == "24 works validated: conforms\n"


def test_the_command_shows_violations(kg: Kg, tmp_path: Path) -> None:
    work = WORK.format(n=1).replace("dcterms:title 'T'", f"dcterms:title '' ; bibo:pages '{'1' * 90}'@en")
    (tmp_path / "x.ttl").write_text(PREFIXES + work)
    table = kg("validate", "x.ttl", code=1)
    assert "Work-title" in table.stdout
    assert "dcterms:title" in table.stdout
    assert "1" * 59 + "…" in table.stdout
    assert table.stderr == "1 work validated: does not conform, 2 violations\n"
    found = json.loads(kg("validate", "x.ttl", "-t", "json", code=1).stdout)
    assert found["conforms"] is False
    assert found["works"] == 1
    assert [violation["shape"].rpartition("#")[2] for violation in found["violations"]] == ["Work-pages", "Work-title"]
    assert set(found["violations"][0]) == {"focus", "path", "value", "message", "shape", "severity"}


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["absent.ttl"], 1, "absent.ttl"),
        (["broken.ttl"], 1, "broken.ttl:1"),
        (["empty.ttl"], 1, "empty.ttl: nothing to validate"),
        (["empty.ttl", "--sample", "0"], 2, "--sample"),
        (["empty.ttl", "-t", "xml"], 2, "table"),
        ([], 2, "STORE|FILE"),
    ],
)
def test_the_command_tells_mistakes_in_a_line(kg: Kg, tmp_path: Path, arguments: list[str], code: int, says: str) -> None:
    (tmp_path / "broken.ttl").write_text("oops")
    (tmp_path / "empty.ttl").touch()
    assert says in kg("validate", *arguments, code=code).stderr


@pytest.mark.long
def test_real_records_conform(real_data: Path, tmp_path: Path) -> None:
    package.build([real_data / "seed", real_data / "records/pubmed/small", real_data / "records/pubmed/metapub"], tmp_path / "store")
    found = validate(package.open(tmp_path / "store"))
    assert found.violations == ()
    assert found.works > 10
