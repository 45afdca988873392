"""Every constraint of every shape, broken once and seen: the cases are derived from the shapes, so that none can be without one.

One conforming graph is made of records that have a bit of everything; each case changes one statement or node of a copy of it.
"""

from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Final, get_args

import pyoxigraph
import pyshacl
import pytest
import rdflib
from rdflib import BNode, Literal, URIRef
from rdflib.namespace import RDF, SH, XSD
from rdflib.term import IdentifiedNode, Node

from kg import ns
from kg.describe import dataset_lines, describe
from kg.identifiers import identifier
from kg.identity import cluster, merge, name_record
from kg.model import (
    Concept,
    Container,
    Contributor,
    Date,
    Deletion,
    Grant,
    Keyword,
    Kind,
    Mention,
    Name,
    Precision,
    Qualifier,
    Record,
    Relation,
    Subject,
    Term,
    Text,
    Vocabulary,
)
from kg.rdf import RELATIONS, ROLES, concept_lines, mention_lines, record_lines, run_lines, tombstone_lines, vocabulary_lines, work_lines
from kg.resources import ontology_file
from kg.store.oxigraph import Store

SHAPES: Final = rdflib.Graph().parse(ontology_file("shapes.ttl"))
NAMED: Final = sorted({*SHAPES.subjects(RDF.type, SH.NodeShape), *SHAPES.subjects(RDF.type, SH.PropertyShape)}, key=str)
# What a shape has besides constraints.
DESCRIBING: Final = {RDF.type, SH.path, SH.name, SH.message, SH.severity, SH.property, SH.targetClass, SH.targetSubjectsOf}
ALTERNATIVES: Final = {member for shapes in SHAPES.objects(None, SH["or"]) for member in SHAPES.items(shapes)}
CONSTRAINTS: Final = [
    (shape, constraint)
    for shape in NAMED
    if shape not in ALTERNATIVES
    for constraint in sorted(set(SHAPES.predicates(shape)) - DESCRIBING, key=str)
]
NOWHERE: Final = URIRef("http://example.org/nowhere")
PRECISIONS: Final[tuple[tuple[int, Precision], ...]] = ((4, "year"), (7, "month"), (10, "day"))
RUN: Final = ns.mint("run", "0")
EXOSOMES: Final = "http://id.nlm.nih.gov/mesh/D055354"


def local(term: Node) -> str:
    return str(term).rpartition("#")[2]


def records() -> list[Record]:
    people = tuple(
        Contributor(
            position=place, role=role, heading=heading, orcid=orcid, corporate=corporate, affiliations=("Jilin",), equal=True, guessed=True
        )
        for role in ROLES
        for place, (heading, orcid, corporate) in enumerate(
            [("Zhang, Na", "", False), ("Carberry, J", "0000-0002-1825-0097", False), ("Exosome Group", "", True)], start=1
        )
    )
    full = Record(
        source="pubmed",
        id="7",
        version="1",
        identifiers=(identifier("doi", "10.1000/182"), identifier("pmid", "7"), identifier("pmcid", "PMC9"), identifier("pii", "S1")),
        titles=(Text(field="title", value="Exosomes", lang="en"), Text(field="title-2", value="Exosomen", lang="de")),
        abstracts=(Text(field="abstract", value="Exosomes travel.", lang="en"),),
        contributors=people,
        container=Container(
            title="Molecular Cancer",
            abbreviation="Mol Cancer",
            issns=(identifier("issn", "1476-4598"), identifier("eissn", "1476-4598")),
            nlm_id="101147698",
            volume="20",
            issue="1",
        ),
        pages="1-9",
        article_number="e7",
        issued=Date(start="2021-09", end="2021-10", precision="month", as_printed="Sep-Oct 2021"),
        languages=("en",),
        types=(Term(label="Review", iri=ns.mesh("D016454")), Term(label="Essay")),
        subjects=(
            Subject(
                label="Exosomes", iri=EXOSOMES, major=True, qualifiers=(Qualifier(label="pathology", iri=ns.mesh("Q000473"), major=True),)
            ),
            Subject(label="travel"),
        ),
        keywords=(Keyword(label="vesicle"),),
        publisher="BioMed Central",
        edition="2nd",
        licence="https://creativecommons.org/licenses/by/4.0/",
        rights="The authors",
        collection="PubMed",
        grants=(Grant(agency="NSFC", id="81972042"),),
        relations=tuple(Relation(kind=kind, target=(identifier("pmid", "5"),)) for kind in (*RELATIONS, "other")),
    )
    book = Container(kind="book", title="Vesicles", abbreviation="Ves", identifiers=(identifier("isbn", "9781558612747"),))
    dates = cycle([None, *(Date(start="2020-01-02"[:length], precision=precision) for length, precision in PRECISIONS)])
    kinds = [
        Record(source="library", id=kind, kind=kind, titles=(Text(field="title", value=kind),), container=book, issued=issued)
        for kind, issued in zip(get_args(Kind), dates, strict=False)
    ]
    return [full, *kinds]


@pytest.fixture(scope="module")
def conforming() -> rdflib.Graph:
    concept = Concept(
        iri=EXOSOMES,
        label="exosome",
        scheme="http://id.nlm.nih.gov/mesh/",
        names=(Name(value="exosome", scope="preferred", lang="en"),),
        broader=(ns.mesh("D022162"),),
        exact=("http://purl.obolibrary.org/obo/GO_0070062",),
        close=("http://purl.obolibrary.org/obo/GO_1903561",),
    )
    licence = "https://creativecommons.org/publicdomain/zero/1.0/"
    vocabulary = Vocabulary(name="mesh", iri=concept.scheme, version="2022", licence=licence, sha256="0" * 64, concepts=(concept,))
    mention = Mention(field="abstract", start=0, end=8, quote="Exosomes", concept=EXOSOMES, label="exosome", confidence=0.93)
    lines: list[str] = [*concept_lines(concept), *vocabulary_lines(vocabulary), *run_lines(RUN, [vocabulary])]
    lines += tombstone_lines(Deletion(source="pubmed", id="8", version="2"))
    for group in cluster(records()):
        lines += work_lines(merge(group), {EXOSOMES: 1})
        for record in group:
            lines += record_lines(record)
            lines += mention_lines(name_record(record), [mention], RUN)
    native = pyoxigraph.Store()
    native.load("".join(lines).encode(), pyoxigraph.RdfFormat.N_QUADS)
    native.load("".join(dataset_lines(describe(Store(native)))).encode(), pyoxigraph.RdfFormat.N_QUADS)
    return rdflib.Graph().parse(data="".join(f"{quad.triple} .\n" for quad in native), format="nt")


def alone(shape: Node) -> rdflib.Graph:
    """Take a shape out of the shapes, with its targets and what it refers to: all of them at once take long, and find the same."""
    owner = SHAPES.value(None, SH.property, shape) or shape
    shapes = rdflib.Graph()
    for described in (owner, shape, *ALTERNATIVES):
        shapes += SHAPES.cbd(described)
    for other in set(shapes.objects(owner, SH.property)) - {shape}:
        shapes.remove((owner, SH.property, other))
    return shapes


def broken(graph: rdflib.Graph, shapes: rdflib.Graph) -> set[tuple[Node | None, Node | None]]:
    """Validate and give each broken shape with the component that reports it."""
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes, inference="none")
    assert isinstance(report, rdflib.Graph)
    results = report.objects(None, SH.result)
    return {(report.value(result, SH.sourceShape), report.value(result, SH.sourceConstraintComponent)) for result in results}


def focus_nodes(graph: rdflib.Graph, shape: Node) -> list[IdentifiedNode]:
    owner = SHAPES.value(None, SH.property, shape) or shape
    found = {node for class_ in SHAPES.objects(owner, SH.targetClass) for node in graph.subjects(RDF.type, class_)}
    found |= {node for predicate in SHAPES.objects(owner, SH.targetSubjectsOf) for node in graph.subjects(predicate, None)}
    return sorted(node for node in found if isinstance(node, IdentifiedNode))


def statements(graph: rdflib.Graph, shape: Node) -> Iterator[tuple[Node, Node, Node]]:
    """Yield the statements that end the shape's path at a focus node: whose objects are its values."""
    path = SHAPES.value(shape, SH.path)
    assert path is not None
    for focus in focus_nodes(graph, shape):
        nodes: list[Node] = [focus]
        steps = [path]
        if alternatives := SHAPES.value(path, SH.alternativePath):
            steps = list(SHAPES.items(alternatives))
        elif isinstance(path, BNode):
            *before, last = SHAPES.items(path)
            for step in before:
                nodes = [value for node in nodes for value in graph.objects(node, step)]
            steps = [last]
        for node in nodes:
            for step in steps:
                yield from graph.triples((node, step, None))


def one(graph: rdflib.Graph, shape: Node) -> tuple[Node, Node, Node]:
    found = next(statements(graph, shape), None)
    assert found is not None, f"the conforming graph has nothing for {local(shape)}"
    return found


def like(value: Node, text: str) -> Node:
    """Give another value of the same kind, with the same language or datatype."""
    if not isinstance(value, Literal):
        return URIRef(text)
    return Literal(text, lang=value.language) if value.language else Literal(text, datatype=value.datatype)


def replace(make: Callable[[Node, Node], Node]) -> Callable[[rdflib.Graph, Node, Node], None]:
    """Put another value, made of the value and the constraint's parameter, in the place of one."""

    def change(graph: rdflib.Graph, shape: Node, parameter: Node) -> None:
        if SHAPES.value(shape, SH.path) is None:
            focus = focus_nodes(graph, shape)[0]
            new = make(focus, parameter)
            for subject, predicate, value in list(graph):
                if focus in (subject, value):
                    graph.remove((subject, predicate, value))
                    graph.add((new if subject == focus else subject, predicate, new if value == focus else value))
        else:
            subject, predicate, value = one(graph, shape)
            graph.remove((subject, predicate, value))
            graph.add((subject, predicate, make(value, parameter)))

    return change


def take_away(graph: rdflib.Graph, shape: Node, _parameter: Node) -> None:
    subject, predicate, _ = one(graph, shape)
    graph.remove((subject, predicate, None))


def add_more(graph: rdflib.Graph, shape: Node, _parameter: Node) -> None:
    subject, predicate, value = one(graph, shape)
    graph.add((subject, predicate, like(value, f"{value}0")))


def name_another(graph: rdflib.Graph, shape: Node, parameter: Node) -> None:
    subject = next(node for node in focus_nodes(graph, shape) if (node, parameter, None) in graph)
    graph.add((subject, parameter, NOWHERE))


def miss_out(graph: rdflib.Graph, _shape: Node, parameter: Node) -> None:
    graph.remove((None, None, parameter))


BREAKING: Final = {
    SH.minCount: take_away,
    SH.maxCount: add_more,
    SH.uniqueLang: add_more,
    SH.equals: name_another,
    SH.hasValue: miss_out,
    SH["class"]: replace(lambda _value, _class: NOWHERE),
    SH["in"]: replace(lambda _value, _members: NOWHERE),
    SH["or"]: replace(lambda _value, _shapes: NOWHERE),
    SH.datatype: replace(lambda value, _datatype: Literal(str(value), datatype=XSD.token)),
    SH.nodeKind: replace(lambda _value, kind: BNode() if kind == SH.IRI else NOWHERE),
    SH.pattern: replace(lambda value, _pattern: like(value, "urn:no")),
    SH.minLength: replace(lambda value, _length: like(value, "")),
    SH.minInclusive: replace(lambda value, least: like(value, str(int(str(least)) - 1))),
    SH.maxInclusive: replace(lambda value, most: like(value, str(int(str(most)) + 1))),
}


def test_what_is_written_conforms(conforming: rdflib.Graph) -> None:
    assert broken(conforming, SHAPES) == set()
    assert len(conforming) > 500


@pytest.mark.parametrize(
    ("shape", "constraint"), CONSTRAINTS, ids=[f"{local(shape)}-{local(constraint)}" for shape, constraint in CONSTRAINTS]
)
def test_each_constraint_is_seen_when_broken(conforming: rdflib.Graph, shape: IdentifiedNode, constraint: URIRef) -> None:
    graph = rdflib.Graph()
    graph += conforming
    parameter = SHAPES.value(shape, constraint)
    assert parameter is not None
    BREAKING[constraint](graph, shape, parameter)
    name = local(constraint)
    component = URIRef(f"{SH}{name[0].upper()}{name[1:]}ConstraintComponent")
    assert (shape, component) in broken(graph, alone(shape))


@pytest.mark.parametrize("shape", sorted(ALTERNATIVES, key=str), ids=local)
def test_each_alternative_is_needed(conforming: rdflib.Graph, shape: IdentifiedNode) -> None:
    datatype = SHAPES.value(shape, SH.datatype)
    assert [value for value in conforming.objects(None, rdflib.DCTERMS.issued) if isinstance(value, Literal) and value.datatype == datatype]


@pytest.mark.parametrize("shape", [shape for shape in NAMED if shape not in ALTERNATIVES], ids=local)
def test_each_shape_has_a_name_a_target_and_a_message(conforming: rdflib.Graph, shape: IdentifiedNode) -> None:
    assert isinstance(shape, URIRef)
    assert focus_nodes(conforming, shape)
    if set(SHAPES.predicates(shape)) - DESCRIBING:
        (message,) = SHAPES.objects(shape, SH.message)
        assert isinstance(message, Literal)
        assert message.language == "en"
        assert len(str(message).split()) > 3
    if isinstance(SHAPES.value(shape, SH.path), BNode):
        assert SHAPES.value(shape, SH.name)


@pytest.mark.parametrize("target", sorted(set(SHAPES.objects(None, SH.targetClass)), key=str), ids=local)
def test_each_class_is_in_the_conforming_graph(conforming: rdflib.Graph, target: Node) -> None:
    assert (None, RDF.type, target) in conforming
