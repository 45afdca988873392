"""The bundled scheme on tumour-derived exosomes: SKOS's integrity, names that tell concepts apart, links that hold in MeSH and GO."""

import gzip
import hashlib
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Final

import pytest
from lxml import etree
from rdflib import DCTERMS, OWL, RDF, SKOS, Graph, Literal, URIRef

from kg.ns import PREFIXES
from kg.resources import ontology_file
from kg.tagging.english import normalise
from kg.tagging.folding import fold, words

SCHEME: Final = URIRef("https://w3id.org/bibkg/vocab/tumour-exosome")
FILE: Final = ontology_file("tumour-exosome.ttl")
LABELS: Final = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
MESH: Final = PREFIXES["mesh"]
GO: Final = PREFIXES["obo"] + "GO_"
# The licence by its SPDX identifier, and the IRI that SPDX gives for it.
LICENCES: Final = {"CC0-1.0": URIRef("https://creativecommons.org/publicdomain/zero/1.0/")}


@dataclass(frozen=True, slots=True)
class Target:
    """A concept of MeSH or GO: its label, and the folded forms of its label, entry terms and exact synonyms."""

    label: str
    names: frozenset[str]


@pytest.fixture(scope="module")
def scheme() -> Graph:
    return Graph().parse(FILE, format="turtle")


@pytest.fixture(scope="module")
def concepts(scheme: Graph) -> list[URIRef]:
    return sorted(URIRef(str(concept)) for concept in scheme.subjects(RDF.type, SKOS.Concept))


@pytest.fixture(scope="module")
def mesh(real_data: Path) -> dict[str, Target]:
    return dict(mesh_targets(real_data / "vocab/desc2022.xml.gz"))


@pytest.fixture(scope="module")
def go(real_data: Path) -> dict[str, Target]:
    return dict(go_targets(real_data / "vocab/go-basic-2021-12-15.obo.gz"))


def mesh_targets(path: Path) -> Iterator[tuple[str, Target]]:
    """Stream the descriptors of a MeSH file; a permuted entry term ("Neoplasms, Lung") is a name like any other."""
    with gzip.open(path) as stream:
        for _, descriptor in etree.iterparse(stream, tag="DescriptorRecord", load_dtd=False, resolve_entities=False, no_network=True):
            label = descriptor.findtext("DescriptorName/String") or ""
            terms = {term.text or "" for term in descriptor.iterfind("ConceptList/Concept/TermList/Term/String")}
            yield MESH + (descriptor.findtext("DescriptorUI") or ""), Target(label, frozenset(map(folded, terms | {label})))
            descriptor.clear()


def go_targets(path: Path) -> Iterator[tuple[str, Target]]:
    """Stream the terms of a GO file that are not obsolete."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for stanza in stream.read().split("\n\n"):
            term = re.match(r"\[Term\]\nid: GO:(\d{7})\nname: (.+)", stanza)
            if term and "\nis_obsolete: true" not in stanza:
                synonyms = re.findall(r'^synonym: "(.+)" EXACT', stanza, re.MULTILINE)
                yield GO + term[1], Target(term[2], frozenset(map(folded, [term[2], *synonyms])))


def folded(name: str) -> str:
    """Take from a name what a matcher does not look at: case, plural, hyphens and spaces, British spelling."""
    return "".join(map(normalise, words(fold(name)[0])[1::2]))


def names(scheme: Graph, concept: URIRef, *predicates: URIRef) -> list[str]:
    return [str(label) for predicate in predicates or LABELS for label in scheme.objects(concept, predicate)]


def short(concept: object) -> str:
    return str(concept).removeprefix(f"{SCHEME}/")


def links(scheme: Graph, predicate: URIRef, namespace: str) -> list[tuple[URIRef, str]]:
    return sorted(
        (URIRef(str(concept)), str(target)) for concept, target in scheme.subject_objects(predicate) if str(target).startswith(namespace)
    )


def test_has_the_concepts_of_the_field(concepts: list[URIRef]) -> None:
    assert len(concepts) >= 120


def test_iris_are_slugs(concepts: list[URIRef]) -> None:
    assert [c for c in concepts if not re.fullmatch(rf"{SCHEME}/[a-z0-9]+(-[a-z0-9]+)*", c)] == []


def test_every_concept_is_in_the_scheme(scheme: Graph, concepts: list[URIRef]) -> None:
    assert sorted(str(concept) for concept in scheme.subjects(SKOS.inScheme, SCHEME)) == list(map(str, concepts))


def test_every_concept_has_one_preferred_label(scheme: Graph, concepts: list[URIRef]) -> None:
    assert {short(c): labels for c in concepts if len(labels := names(scheme, c, SKOS.prefLabel)) != 1} == {}


@pytest.mark.parametrize("predicate", LABELS, ids=short)
def test_labels_are_english_and_tidy(scheme: Graph, predicate: URIRef) -> None:
    labels = list(scheme.objects(None, predicate))
    assert labels
    assert [
        label for label in labels if not isinstance(label, Literal) or label.language != "en" or str(label) != " ".join(label.split())
    ] == []


@pytest.mark.parametrize("predicate", [SKOS.definition, SKOS.scopeNote, SKOS.note])
def test_has_no_prose(scheme: Graph, predicate: URIRef) -> None:
    assert list(scheme.subject_objects(predicate)) == []


def test_labels_of_a_concept_are_disjoint(scheme: Graph, concepts: list[URIRef]) -> None:
    """As SKOS wants them (S13), and without variants in case, which nobody needs."""
    repeated = {short(c): [n for n, count in Counter(map(str.casefold, names(scheme, c))).items() if count > 1] for c in concepts}
    assert {concept: labels for concept, labels in repeated.items() if labels} == {}


@pytest.mark.parametrize("same", [str.casefold, folded])
def test_no_name_belongs_to_two_concepts(scheme: Graph, concepts: list[URIRef], same: Callable[[str], str]) -> None:
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for concept in concepts:
        for name in names(scheme, concept):
            owners[same(name)].add(short(concept))
    assert {name: sorted(found) for name, found in owners.items() if len(found) > 1} == {}


def test_top_concepts_are_those_without_a_broader_one(scheme: Graph, concepts: list[URIRef]) -> None:
    without = [c for c in concepts if (c, SKOS.broader, None) not in scheme]
    assert set(without) == set(scheme.objects(SCHEME, SKOS.hasTopConcept))
    assert set(without) == set(scheme.subjects(SKOS.topConceptOf, SCHEME))


def test_broader_leads_to_a_top_concept(scheme: Graph, concepts: list[URIRef]) -> None:
    """Upwards there are concepts only and no way back, so every way ends at one without a broader one."""
    broader = {c: set(scheme.objects(c, SKOS.broader)) for c in concepts}
    assert set().union(*broader.values()) <= set(concepts)
    assert len(list(TopologicalSorter(broader).static_order())) == len(concepts)


def test_broader_has_no_shortcuts(scheme: Graph, concepts: list[URIRef]) -> None:
    """A concept is not said to be below what it is below anyway."""
    for concept in concepts:
        direct = set(scheme.objects(concept, SKOS.broader))
        above = {b for a in direct for b in scheme.transitive_objects(a, SKOS.broader) if b != a}
        assert direct & above == set(), short(concept)


def test_exact_matches_are_one_to_one(scheme: Graph) -> None:
    for namespace in (MESH, GO):
        found = links(scheme, SKOS.exactMatch, namespace)
        assert [c for c, count in Counter(concept for concept, _ in found).items() if count > 1] == []
        assert [t for t, count in Counter(target for _, target in found).items() if count > 1] == []


def test_relations_of_a_concept_are_disjoint(scheme: Graph, concepts: list[URIRef]) -> None:
    """S46 of SKOS: exactMatch is disjoint with closeMatch and the hierarchy; the two ends of a link differ."""
    exact, close, broader = (
        {(c, o) for c in concepts for o in scheme.objects(c, predicate)} for predicate in (SKOS.exactMatch, SKOS.closeMatch, SKOS.broader)
    )
    assert exact & close == set()
    assert exact & broader == set()
    assert {target for _, target in exact | close} & set(concepts) == set()


def test_most_concepts_are_linked(scheme: Graph, concepts: list[URIRef]) -> None:
    linked = [c for c in concepts if (c, SKOS.exactMatch, None) in scheme or (c, SKOS.closeMatch, None) in scheme]
    assert len(linked) > 0.75 * len(concepts)


@pytest.mark.parametrize(
    ("wording", "slug"),
    [
        ("exosomes", "exosome"),
        ("tumor-derived exosomes", "tumour-derived-exosome"),
        ("Tumor-associated exosomes", "tumour-derived-exosome"),
        ("Lung cancer", "lung-cancer"),
        ("metastasis", "metastasis"),
        ("Tumor metastasis", "metastasis"),
        ("epithelial\N{EN DASH}mesenchymal transition", "epithelial-mesenchymal-transition"),
        ("EMT", "epithelial-mesenchymal-transition"),
        ("angiogenesis", "angiogenesis"),
        ("immune escape", "immune-escape"),
        ("intercellular communication", "intercellular-communication"),
        ("microenvironment", "tumour-microenvironment"),
        ("tumour microenvironment", "tumour-microenvironment"),
        ("pretransfer microenvironment", "pre-metastatic-niche"),
        ("premetastatic niches", "pre-metastatic-niche"),
    ],
)
def test_wordings_lead_to_their_concept(scheme: Graph, concepts: list[URIRef], wording: str, slug: str) -> None:
    assert [short(c) for c in concepts if folded(wording) in map(folded, names(scheme, c))] == [slug]


def test_catalog_is_that_of_the_file(scheme: Graph) -> None:
    entry = tomllib.loads(ontology_file("catalog.toml").read_text(encoding="utf-8"))["tumour-exosome"]
    assert entry["file"] == FILE.name
    assert entry["sha256"] == hashlib.sha256(FILE.read_bytes()).hexdigest()
    assert URIRef(entry["iri"]) == SCHEME
    assert (SCHEME, RDF.type, SKOS.ConceptScheme) in scheme
    assert str(scheme.value(SCHEME, OWL.versionInfo)) == entry["version"]
    assert str(scheme.value(SCHEME, DCTERMS.title)) == entry["title"]
    assert scheme.value(SCHEME, DCTERMS.license) == LICENCES[entry["licence"]]


def test_links_go_to_mesh_and_go_alone(scheme: Graph) -> None:
    targets = [str(target) for predicate in (SKOS.exactMatch, SKOS.closeMatch) for target in scheme.objects(None, predicate)]
    assert [t for t in targets if not re.fullmatch(rf"{MESH}D\d{{6}}(\d{{3}})?|{GO}\d{{7}}", t)] == []


@pytest.mark.parametrize(("vocabulary", "namespace"), [("mesh", MESH), ("go", GO)])
def test_links_hold(request: pytest.FixtureRequest, scheme: Graph, vocabulary: str, namespace: str) -> None:
    """Every target is there and in use; an exact one goes by one of the concept's names that are shown."""
    targets: dict[str, Target] = request.getfixturevalue(vocabulary)
    exact, close = (links(scheme, predicate, namespace) for predicate in (SKOS.exactMatch, SKOS.closeMatch))
    assert exact
    assert [(short(concept), target) for concept, target in exact + close if target not in targets] == []
    others = {
        short(concept): f"{target} is {targets[target].label}"
        for concept, target in exact
        if targets[target].names.isdisjoint(map(folded, names(scheme, concept, SKOS.prefLabel, SKOS.altLabel)))
    }
    assert others == {}
