"""The ontology declares the terms in use and no others; the JSON-LD context says the same as Turtle."""

import json
import re
from pathlib import Path
from typing import Final

import pyoxigraph
import pytest
import rdflib
from rdflib.compare import isomorphic
from rdflib.namespace import OWL, RDF, RDFS, SH, SKOS

import kg
from kg import ns
from kg.resources import ontology_file

KG: Final = ns.PREFIXES["kg"]
ONTOLOGY: Final = rdflib.Graph().parse(ontology_file("bibkg.ttl"))
SHAPES: Final = rdflib.Graph().parse(ontology_file("shapes.ttl"))
CONTEXT: Final = json.loads(ontology_file("context.jsonld").read_text("utf-8"))["@context"]
HEADER: Final = rdflib.URIRef("https://w3id.org/bibkg/ontology")
DECLARED: Final = sorted((term for term in set(ONTOLOGY.subjects()) if str(term).startswith(KG)), key=str)
PROPERTIES: Final = [term for term in DECLARED if {OWL.ObjectProperty, OWL.DatatypeProperty} & set(ONTOLOGY.objects(term, RDF.type))]


def shortened(term: rdflib.term.Node) -> str:
    return ns.shorten(str(term))


def in_code() -> set[str]:
    package = Path(kg.__file__).parent
    sources = [*package.rglob("*.py"), *package.rglob("*.rq")]
    return {found for source in sources for found in re.findall(r"\bkg:[A-Za-z]+", source.read_text("utf-8"))}


def in_shapes() -> set[str]:
    return {shortened(term) for triple in SHAPES for term in triple if str(term).startswith(KG)}


def paths() -> set[str]:
    """Give the properties that shapes are about, those inside longer paths too, and the classes they expect."""
    named = {
        term
        for predicate in (SH.path, SH.targetSubjectsOf, SH.equals, SH.targetClass, SH["class"])
        for term in SHAPES.objects(None, predicate)
    }
    listed = {member for member in SHAPES.objects(None, RDF.first) if isinstance(member, rdflib.URIRef)}
    shapes = {term for term in SHAPES.subjects(RDF.type, None) if isinstance(term, rdflib.URIRef)}
    return {str(term) for term in named | listed if isinstance(term, rdflib.URIRef)} - {str(shape) for shape in shapes}


def test_terms_declared_are_the_terms_in_use() -> None:
    assert {shortened(term) for term in DECLARED} == in_code() | in_shapes()


def test_the_header_says_what_it_is() -> None:
    assert (HEADER, RDF.type, OWL.Ontology) in ONTOLOGY
    assert str(ONTOLOGY.value(HEADER, OWL.versionInfo)) == kg.__version__
    for predicate in (rdflib.DCTERMS.title, rdflib.DCTERMS.description, rdflib.DCTERMS.license):
        assert ONTOLOGY.value(HEADER, predicate)


@pytest.mark.parametrize("term", DECLARED, ids=shortened)
def test_every_term_is_explained(term: rdflib.URIRef) -> None:
    for predicate in (RDFS.label, RDFS.comment):
        (text,) = ONTOLOGY.objects(term, predicate)
        assert isinstance(text, rdflib.Literal)
        assert text.language == "en"
    assert list(ONTOLOGY.objects(term, RDFS.isDefinedBy)) == [HEADER]
    assert set(ONTOLOGY.objects(term, RDF.type)) <= {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty}
    assert (term, RDF.type, OWL.Class) in ONTOLOGY or term in PROPERTIES


@pytest.mark.parametrize("term", PROPERTIES, ids=shortened)
def test_every_property_has_a_domain_and_a_range_or_says_why_not(term: rdflib.URIRef) -> None:
    reasons = " ".join(str(note) for note in ONTOLOGY.objects(term, SKOS.note))
    assert (ONTOLOGY.value(term, RDFS.domain) is None) == ("No domain" in reasons)
    assert (ONTOLOGY.value(term, RDFS.range) is None) == ("No range" in reasons)


@pytest.mark.parametrize("term", PROPERTIES, ids=shortened)
def test_data_properties_alone_have_data_as_values(term: rdflib.URIRef) -> None:
    is_data = str(ONTOLOGY.value(term, RDFS.range)).startswith(ns.PREFIXES["xsd"])
    assert is_data == ((term, RDF.type, OWL.DatatypeProperty) in ONTOLOGY)


@pytest.mark.parametrize("name", ["bibkg.ttl", "shapes.ttl"])
def test_both_parsers_read_one_graph(name: str) -> None:
    native = pyoxigraph.Store()
    native.bulk_load(path=str(ontology_file(name)), format=pyoxigraph.RdfFormat.TURTLE)
    lines = b"".join(f"{quad} .\n".encode() for quad in native)
    assert len(native) > 100
    assert isomorphic(rdflib.Graph().parse(data=lines, format="nt"), rdflib.Graph().parse(ontology_file(name)))


def test_the_context_has_the_prefixes_of_the_package() -> None:
    prefixes = {name: value for name, value in CONTEXT.items() if isinstance(value, str) and value.startswith("http")}
    assert prefixes == ns.PREFIXES


def test_the_context_names_whatever_the_shapes_are_about() -> None:
    values = [value["@id"] if isinstance(value, dict) else value for value in CONTEXT.values() if value != 1.1]
    named = {ns.term(value) for value in values if value.partition(":")[0] in ns.PREFIXES}
    # It has a keyword of its own.
    assert paths() - named == {str(RDF.type)}


def test_the_context_declares_no_list() -> None:
    assert "@list" not in json.dumps(CONTEXT)


def test_a_json_document_says_what_its_turtle_twin_says() -> None:
    work = "https://w3id.org/bibkg/work/pmid/7"
    document = {
        "@context": CONTEXT,
        "@graph": [
            {
                "id": work,
                "type": "AcademicArticle",
                "title": {"@value": "Exosomes on the way", "@language": "en"},
                "issued": {"@value": "2021-09", "@type": "xsd:gYearMonth"},
                "pmid": "7",
                "seeAlso": "https://pubmed.ncbi.nlm.nih.gov/7/",
                "creator": ["https://orcid.org/0000-0002-1825-0097", "https://w3id.org/bibkg/name/hu,x"],
                "authorList": f"{work}/author/1",
                "subject": "mesh:D055354",
                "keyword": ["exosome"],
                "wasDerivedFrom": "https://w3id.org/bibkg/record/pubmed/7",
            },
            {
                "id": f"{work}/author/1",
                "type": "Authorship",
                "work": work,
                "position": 1,
                "heading": "Carberry, Josiah",
                "first": "https://orcid.org/0000-0002-1825-0097",
                "rest": f"{work}/author/2",
            },
            {
                "id": f"{work}/author/2",
                "type": "Authorship",
                "work": work,
                "position": 2,
                "heading": "Hu, X",
                "guessed": True,
                "first": "https://w3id.org/bibkg/name/hu,x",
                "rest": "rdf:nil",
            },
            {"id": "mesh:D055354", "type": "Concept", "label": {"@value": "Exosomes", "@language": "en"}},
            {"id": f"{work}/m", "type": "Annotation", "hasBody": "mesh:D055354", "confidence": "0.93"},
        ],
    }
    prefixes = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in ns.PREFIXES.items())
    twin = f"""{prefixes} PREFIX w: <{work}>
    <{work}> a bibo:AcademicArticle ; dcterms:title "Exosomes on the way"@en ; dcterms:issued "2021-09"^^xsd:gYearMonth ; bibo:pmid "7" ;
        rdfs:seeAlso <https://pubmed.ncbi.nlm.nih.gov/7/> ; bibo:authorList <{work}/author/1> ; dcterms:subject mesh:D055354 ;
        dcterms:creator <https://orcid.org/0000-0002-1825-0097> , <https://w3id.org/bibkg/name/hu,x> ; dc:subject "exosome" ;
        prov:wasDerivedFrom <https://w3id.org/bibkg/record/pubmed/7> .
    <{work}/author/1> a kg:Authorship ; kg:work <{work}> ; kg:position 1 ; kg:heading "Carberry, Josiah" ;
        rdf:first <https://orcid.org/0000-0002-1825-0097> ; rdf:rest <{work}/author/2> .
    <{work}/author/2> a kg:Authorship ; kg:work <{work}> ; kg:position 2 ; kg:heading "Hu, X" ; kg:guessed true ;
        rdf:first <https://w3id.org/bibkg/name/hu,x> ; rdf:rest rdf:nil .
    mesh:D055354 a skos:Concept ; rdfs:label "Exosomes"@en .
    <{work}/m> a oa:Annotation ; oa:hasBody mesh:D055354 ; kg:confidence 0.93 .
    """
    expected = set(rdflib.Graph().parse(data=twin, format="turtle"))
    text = json.dumps(document)
    assert set(rdflib.Graph().parse(data=text, format="json-ld")) == expected
    native = pyoxigraph.Store()
    native.load(text.encode(), pyoxigraph.RdfFormat.JSON_LD)
    assert set(rdflib.Graph().parse(data="".join(f"{quad} .\n" for quad in native), format="nt")) == expected
