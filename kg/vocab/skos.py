"""SKOS concept schemes in any RDF syntax, told by content: Turtle, TriG, N-Triples, N-Quads, RDF/XML, JSON-LD.

Kept: labels in all languages, hierarchy, links to other schemes, deprecation; of the scheme its title, version and licence.
Definitions and notes are not: nothing here reads them. Source: https://www.w3.org/TR/skos-reference/
"""

import re
import unicodedata
from collections import Counter, defaultdict
from typing import BinaryIO, Final, Literal

import pyoxigraph as ox

from kg import ns
from kg.entities import nests_entities
from kg.errors import VocabularyError
from kg.model import Concept, Name, Vocabulary
from kg.vocab import VocabularyReader

__all__ = ["READER", "rdf_format", "read"]

_SCOPES: Final[dict[str, Literal["preferred", "exact", "hidden"]]] = {
    ns.term("skos:prefLabel"): "preferred",
    ns.term("skos:altLabel"): "exact",
    ns.term("skos:hiddenLabel"): "hidden",
}
_TITLES: Final = [ns.term(name) for name in ("dcterms:title", "dc:title", "skos:prefLabel", "rdfs:label")]
_VERSIONS: Final = [ns.term(name) for name in ("owl:versionInfo", "dcterms:hasVersion")]
_LICENCES: Final = [ns.term(name) for name in ("dcterms:license", "dcterms:rights", "dc:rights")]
_IN_SCHEME: Final = [ns.term(name) for name in ("skos:inScheme", "skos:topConceptOf")]
_TYPE, _BROADER, _EXACT, _CLOSE, _DEPRECATED = (
    ns.term(name) for name in ("rdf:type", "skos:broader", "skos:exactMatch", "skos:closeMatch", "owl:deprecated")
)
_INVERSES: Final = {ns.term("skos:narrower"): _BROADER, ns.term("skos:hasTopConcept"): ns.term("skos:topConceptOf")}
_CONCEPT, _SCHEME = ns.term("skos:Concept"), ns.term("skos:ConceptScheme")
_KEPT: Final = frozenset([*_SCOPES, *_TITLES, *_VERSIONS, *_LICENCES, *_IN_SCHEME, _TYPE, _BROADER, _EXACT, _CLOSE, _DEPRECATED])

_XML: Final = re.compile(rb"<(?:\?xml\s|!|(?:[\w.-]+:)?RDF[\s>])")
_RDF_NAMESPACE: Final = ns.PREFIXES["rdf"].encode()
# TriG may open with `{` and Turtle with `[`, but neither puts a string, or an object, right behind it.
_JSON: Final = re.compile(rb'\{\s*["}]|\[\s*\{')
_NODE: Final = rb"(?:<[^>\n]*>|_:\S+)"
_QUAD: Final = re.compile(rb'^%b[ \t]+<[^>\n]*>[ \t]+(?:%b|".*"\S*)[ \t]+%b[ \t]*\.' % (_NODE, _NODE, _NODE), re.MULTILINE)
_TURTLE: Final = re.compile(rb"^[ \t]*(?:@prefix\s|@base\s|(?i:PREFIX|BASE)\s|<[^\s<>]*>\s|_:\w)", re.MULTILINE)

_HEAD: Final = 65_536
_Value = ox.NamedNode | ox.Literal
_Facts = dict[str, list[_Value]]


def rdf_format(head: bytes) -> ox.RdfFormat | None:
    """Tell the RDF syntax of a stream by its first bytes; `None` when it is none.

    Turtle and N-Triples are TriG too, and are read as such.

    >>> rdf_format(b'<http://example.org/a> a <http://example.org/B> .').name
    'TriG'
    >>> rdf_format(b'{"@id": "http://example.org/a"}').name
    'JSON-LD'
    """
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _XML.match(start):
        return ox.RdfFormat.RDF_XML if _RDF_NAMESPACE in head else None
    if _JSON.match(start):
        return ox.RdfFormat.JSON_LD
    if _QUAD.search(start):
        return ox.RdfFormat.N_QUADS
    return ox.RdfFormat.TRIG if _TURTLE.search(start) else None


def read(stream: BinaryIO, *, file: str, name: str) -> Vocabulary:
    """Read a concept scheme, in one pass; named graphs are read as one.

    A concept is what is typed so under an IRI. Its label is its English preferred label, else the first in alphabetical order, else the end
    of its IRI. Where a file has several schemes, the vocabulary is the one that most concepts are in.

    Raises
    ------
    VocabularyError
        When it is not RDF (with file and line), or has no `skos:Concept`.
    """
    subjects = _facts(stream, file)
    concepts = sorted(iri for iri, facts in subjects.items() if _is_a(facts, _CONCEPT))
    if not concepts:
        msg = f"{file}: no skos:Concept in it; a vocabulary is a SKOS concept scheme"
        raise VocabularyError(msg)
    scheme = _main_scheme(subjects, concepts) or ns.mint("vocab", name)
    about = subjects.get(scheme, {})
    return Vocabulary(
        name=name,
        iri=scheme,
        title=_first(about, _TITLES),
        version=_first(about, _VERSIONS),
        licence=_first(about, _LICENCES),
        concepts=tuple(_concept(iri, subjects[iri], scheme) for iri in concepts),
    )


def _sniff(head: bytes) -> bool:
    return rdf_format(head) is not None


READER: Final = VocabularyReader(name="skos", title="SKOS concept scheme in any RDF syntax", sniff=_sniff, read=read)


def _facts(stream: BinaryIO, file: str) -> dict[str, _Facts]:
    """Collect what is said with the predicates kept here, by subject; statements about or to blank nodes are passed over."""
    syntax = rdf_format(stream.read(_HEAD)) or ox.RdfFormat.TRIG
    stream.seek(0)
    if syntax == ox.RdfFormat.RDF_XML and nests_entities(stream):
        msg = f"{file}: its DOCTYPE makes entities of entities, which is not read: write them out"
        raise VocabularyError(msg)
    subjects: defaultdict[str, _Facts] = defaultdict(lambda: defaultdict(list))
    try:
        for quad in ox.parse(stream, format=syntax):
            subject, predicate, value = quad.subject, quad.predicate.value, quad.object
            if not isinstance(subject, ox.NamedNode):
                continue
            if predicate in _INVERSES and isinstance(value, ox.NamedNode):
                subjects[value.value][_INVERSES[predicate]].append(subject)
            elif predicate in _KEPT and isinstance(value, ox.NamedNode | ox.Literal):
                _refuse_odd_iris(file, subject, value)
                subjects[subject.value][predicate].append(value)
    except SyntaxError as error:
        where = f"{file}:{error.lineno}" if error.lineno else file
        msg = f"{where}: not RDF that can be read: {error.msg}"
        raise VocabularyError(msg) from error
    return subjects


def _refuse_odd_iris(file: str, *terms: ox.NamedNode | ox.Literal) -> None:
    """Refuse IRIs that another RDF parser would not take, and ours: a concept is no work."""
    for term in terms:
        if isinstance(term, ox.NamedNode) and (not ns.is_iri(term.value) or term.value.startswith(ns.WORKS)):
            msg = f"{file}: <{term.value}> cannot name a concept or a scheme: give it an IRI of the vocabulary's own"
            raise VocabularyError(msg)


def _is_a(facts: _Facts, kind: str) -> bool:
    return any(value.value == kind for value in facts.get(_TYPE, ()))


def _main_scheme(subjects: dict[str, _Facts], concepts: list[str]) -> str:
    """Name the scheme that most concepts are in, else the one that is only typed; the alphabetically first of equals."""
    sizes = Counter(scheme for iri in concepts for scheme in _resources(subjects[iri], _IN_SCHEME))
    sizes.update({iri: 0 for iri, facts in subjects.items() if _is_a(facts, _SCHEME)})
    return min(sizes, key=lambda scheme: (-sizes[scheme], scheme), default="")


def _concept(iri: str, facts: _Facts, scheme: str) -> Concept:
    schemes = _resources(facts, _IN_SCHEME)
    return Concept(
        iri=iri,
        label=_first(facts, [ns.term("skos:prefLabel")]) or re.split(r"[/#]", iri)[-1],
        scheme=scheme if scheme in schemes or not schemes else schemes[0],
        names=tuple(
            Name(value=label, scope=scope, lang=lang)
            for predicate, scope in _SCOPES.items()
            for label, lang in sorted({(_text(value), value.language or "") for value in _literals(facts, predicate)})
        ),
        broader=_resources(facts, [_BROADER]),
        exact=_resources(facts, [_EXACT]),
        close=_resources(facts, [_CLOSE]),
        obsolete=any(value.value in {"true", "1"} for value in _literals(facts, _DEPRECATED)),
    )


def _literals(facts: _Facts, predicate: str) -> list[ox.Literal]:
    return [value for value in facts.get(predicate, ()) if isinstance(value, ox.Literal)]


def _resources(facts: _Facts, predicates: list[str]) -> tuple[str, ...]:
    return tuple(sorted({value.value for predicate in predicates for value in facts.get(predicate, ()) if isinstance(value, ox.NamedNode)}))


def _first(facts: _Facts, predicates: list[str]) -> str:
    """Take the value of the first predicate that has one: the English one, else the alphabetically first."""
    for predicate in predicates:
        if values := facts.get(predicate):
            return min((not _english(value), _text(value)) for value in values)[1]
    return ""


def _english(value: _Value) -> bool:
    return isinstance(value, ox.Literal) and (value.language or "").partition("-")[0] == "en"


def _text(value: _Value) -> str:
    return " ".join(unicodedata.normalize("NFC", value.value).split())
