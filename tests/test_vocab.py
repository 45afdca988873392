import gzip
import hashlib
import io
import subprocess
import sys
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from pathlib import Path

import msgspec
import pyoxigraph as ox
import pytest

from kg import registry, vocab
from kg.errors import VocabularyError
from kg.model import Concept, Name, Vocabulary
from kg.vocab import VocabularyReader
from kg.vocab.lexicon import Lexicon, compile_lexicon
from kg.vocab.skos import rdf_format

SCHEME = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix ex: <http://example.org/> .
@prefix mesh: <http://id.nlm.nih.gov/mesh/> .

ex:scheme a skos:ConceptScheme ; dcterms:title "Vesículas"@es, "Vesicles"@en ; owl:versionInfo "2.1" ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> .
ex:vesicle a skos:Concept ; skos:inScheme ex:scheme ; skos:prefLabel "vesicle"@en, "vesícula"@es ; skos:narrower ex:exosome .
ex:exosome a skos:Concept ; skos:inScheme ex:scheme ; skos:prefLabel "exosoma"@es, "exosome"@en-GB ; skos:altLabel "nanovesicle"@en ;
    skos:hiddenLabel "exosme" ; skos:exactMatch mesh:D055354 ; skos:closeMatch mesh:D000067128 .
ex:old a skos:Concept ; skos:inScheme ex:scheme ; skos:prefLabel "Ältestes"@de, "Altes"@de ; skos:broader ex:vesicle ; owl:deprecated true .
ex:bare a skos:Concept .
[] a skos:Concept ; skos:prefLabel "without a name of its own" .
ex:nothing skos:prefLabel "not a concept" .
"""
SYNTAXES = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "n-triples": ox.RdfFormat.N_TRIPLES,
    "n-quads": ox.RdfFormat.N_QUADS,
    "rdf-xml": ox.RdfFormat.RDF_XML,
    "json-ld": ox.RdfFormat.JSON_LD,
}


def in_syntax(name: str) -> bytes:
    syntax = SYNTAXES[name]
    quads = list(ox.parse(SCHEME, format=ox.RdfFormat.TURTLE))
    if name in {"trig", "n-quads"}:
        graph = ox.NamedNode("http://example.org/graph")
        return ox.serialize([ox.Quad(q.subject, q.predicate, q.object, graph) for q in quads], format=syntax) or b""
    return ox.serialize([q.triple for q in quads], format=syntax) or b""


@pytest.fixture
def scheme(tmp_path: Path) -> Vocabulary:
    path = tmp_path / "Vesicles.skos.ttl"
    path.write_text(SCHEME, encoding="utf-8")
    return vocab.load(str(path))


def test_facts_of_the_scheme(scheme: Vocabulary) -> None:
    assert msgspec.structs.replace(scheme, concepts=()) == Vocabulary(
        name="vesicles",
        iri="http://example.org/scheme",
        title="Vesicles",
        version="2.1",
        licence="https://creativecommons.org/licenses/by/4.0/",
        sha256=hashlib.sha256(SCHEME.encode()).hexdigest(),
    )


def test_concepts_in_iri_order(scheme: Vocabulary) -> None:
    bare, exosome, old, vesicle = scheme.concepts
    assert exosome == Concept(
        iri="http://example.org/exosome",
        label="exosome",
        scheme="http://example.org/scheme",
        names=(
            Name(value="exosoma", scope="preferred", lang="es"),
            Name(value="exosome", scope="preferred", lang="en-gb"),
            Name(value="nanovesicle", scope="exact", lang="en"),
            Name(value="exosme", scope="hidden"),
        ),
        broader=("http://example.org/vesicle",),
        exact=("http://id.nlm.nih.gov/mesh/D055354",),
        close=("http://id.nlm.nih.gov/mesh/D000067128",),
    )
    assert (old.label, old.broader, old.obsolete) == ("Altes", ("http://example.org/vesicle",), True)
    assert (bare.label, bare.scheme, bare.names) == ("bare", "http://example.org/scheme", ())
    assert (vesicle.label, vesicle.obsolete) == ("vesicle", False)


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gz"])
@pytest.mark.parametrize("syntax", SYNTAXES)
def test_every_syntax_says_the_same_whatever_the_file_is_called(
    syntax: str, pack: Callable[[bytes], bytes], tmp_path: Path, scheme: Vocabulary
) -> None:
    path = tmp_path / "vesicles.bin"
    path.write_bytes(pack(in_syntax(syntax)))
    read = vocab.load(str(path))
    assert msgspec.structs.replace(read, sha256="") == msgspec.structs.replace(scheme, sha256="")
    assert read.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("head", "syntax"),
    [
        (b"\xef\xbb\xbf<?xml version='1.0'?><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>", ox.RdfFormat.RDF_XML),
        (b"<?xml version='1.0'?><DescriptorRecordSet/>", None),
        (b'[ {"@id": "http://example.org/a"} ]', ox.RdfFormat.JSON_LD),
        (b'# c\n_:a <http://e.org/p> "x y . z"@en <http://e.org/g> .\n', ox.RdfFormat.N_QUADS),
        (b"\n# c\nBASE <http://e.org/>\n", ox.RdfFormat.TRIG),
        (b"<http://e.org/a> a <http://e.org/B> .", ox.RdfFormat.TRIG),
        (b"format-version: 1.2\n[Term]\nid: GO:1\n", None),
        (b"", None),
    ],
)
def test_syntax_is_told_by_content(head: bytes, syntax: ox.RdfFormat | None) -> None:
    assert rdf_format(head) == syntax


def test_a_vocabulary_without_version_gets_one_of_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "v.ttl"
    path.write_text(SCHEME.replace('owl:versionInfo "2.1"', 'dcterms:description "x"'), encoding="utf-8")
    read = vocab.load(str(path))
    assert read.version == read.sha256[:12]


def test_a_vocabulary_without_scheme_is_named_by_its_file(tmp_path: Path) -> None:
    path = tmp_path / "my terms.nt"
    path.write_text("<http://e.org/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/2004/02/skos/core#Concept> .\n")
    assert vocab.load(str(path)).iri == "https://w3id.org/bibkg/vocab/my-terms"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"@prefix a: <http://e.org/> .\na:b a:c \xff .\n", r"broken\.ttl:2: not RDF"),
        (b"@prefix a: <http://e.org/> .\na:b a:c d:e .\n", r"broken\.ttl:2: not RDF.*prefix"),
        (b'{"@context": "http://e.org/context", "@id": "http://e.org/a"}', r"broken\.ttl: not RDF"),
        (b"<http://e.org/a> a <http://e.org/B> .", r"broken\.ttl: no skos:Concept in it"),
        (b"just words", r"broken\.ttl: of no known vocabulary format; there are: skos"),
        (gzip.compress(SCHEME.encode())[:-30], r"broken\.ttl: cannot be read"),
    ],
    ids=["not UTF-8", "prefix", "remote context", "no concept", "no RDF", "cut gzip"],
)
def test_what_is_wrong_with_a_file(content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.ttl"
    path.write_bytes(content)
    with pytest.raises(VocabularyError, match=message):
        vocab.load(str(path))


@pytest.mark.parametrize("missing", ["mesh-of-mars", "", "."])
def test_an_unknown_name_lists_the_bundled_ones(missing: str) -> None:
    with pytest.raises(VocabularyError, match="neither a file nor one of the bundled ones: tumour-exosome"):
        vocab.load(missing)


def test_bundled_vocabulary() -> None:
    read = vocab.load("tumour-exosome")
    assert read.name == "tumour-exosome"
    assert read.iri == "https://w3id.org/bibkg/vocab/tumour-exosome"
    assert len(read.concepts) >= 120
    assert all(concept.label and concept.scheme == read.iri for concept in read.concepts)


@pytest.mark.parametrize("name", registry.names("vocabularies"))
def test_every_reader_is_of_one_shape(name: str) -> None:
    reader = registry.load("vocabularies", name)
    assert isinstance(reader, VocabularyReader)
    assert reader.name == name
    assert not reader.sniff(b"")
    with pytest.raises(VocabularyError):
        reader.read(io.BytesIO(b"\x00"), file="nul", name="nul")


def concept(iri: str, *names: str, broader: str = "", exact: str = "") -> Concept:
    return Concept(
        iri=iri,
        label=names[0] if names else iri,
        names=tuple(Name(value=name, scope="exact") for name in names),
        broader=tuple(broader.split()),
        exact=tuple(exact.split()),
    )


def lexicon_of(**vocabularies: list[Concept]) -> Lexicon:
    return compile_lexicon([Vocabulary(name=name, iri=f"urn:{name}", concepts=tuple(concepts)) for name, concepts in vocabularies.items()])


def test_equivalent_concepts_are_one_under_the_iri_given_first() -> None:
    lexicon = lexicon_of(
        ours=[concept("z:1", "exosome", broader="z:2", exact="a:1 x:9")],
        theirs=[concept("a:1", "Exosomes", "exosome", broader="a:2"), concept("a:2", "Vesicles", exact="z:2")],
    )
    assert set(lexicon.concepts) == {"z:1", "a:2"}
    merged = lexicon.concepts["z:1"]
    assert (merged.label, [name.value for name in merged.names]) == ("exosome", ["exosome", "Exosomes"])
    assert merged.exact == ("a:1", "x:9")
    # No loaded vocabulary holds z:2, so the concept that is its exact match stands for it.
    assert merged.broader == ("a:2",)
    assert [lexicon.canonical(iri) for iri in ("z:1", "a:1", "x:9", "z:2", "unknown:1")] == ["z:1", "z:1", "z:1", "a:2", "unknown:1"]


def test_equivalence_holds_through_others_and_in_both_directions() -> None:
    lexicon = lexicon_of(a=[concept("a:1")], b=[concept("b:1")], c=[concept("c:1", exact="b:1 a:1")])
    assert list(lexicon.concepts) == ["a:1"]


def test_a_vocabulary_keeps_its_own_concepts_apart() -> None:
    lexicon = lexicon_of(a=[concept("a:1", exact="x:1"), concept("a:2", exact="x:1 a:3"), concept("a:3")], x=[concept("x:1", exact="a:2")])
    assert list(lexicon.concepts) == ["a:1", "a:2", "a:3"]
    assert lexicon.canonical("x:1") == "a:1"


def test_ancestors_are_transitive_sorted_and_survive_cycles() -> None:
    lexicon = lexicon_of(
        a=[
            concept("a:1", broader="a:3 a:2"),
            concept("a:2", broader="a:4 b:9"),
            concept("a:3", broader="a:1"),
            concept("a:4", broader="gone:1"),
        ],
        b=[concept("b:9", exact="a:3"), concept("b:1", exact="a:2")],
    )
    assert lexicon.ancestors("a:1") == ("a:2", "a:3", "a:4", "gone:1")
    assert lexicon.ancestors("b:1") == ("a:1", "a:3", "a:4", "gone:1")
    assert lexicon.ancestors("unknown:1") == ()


def test_a_vocabulary_given_twice_counts_once() -> None:
    one = Vocabulary(name="a", iri="urn:a", concepts=(concept("a:1", "x"),))
    assert compile_lexicon([one, one]) == compile_lexicon([one])


def test_two_vocabularies_of_one_name_are_refused() -> None:
    with pytest.raises(VocabularyError, match="different vocabularies are called 'a'"):
        compile_lexicon([Vocabulary(name="a", iri="urn:1"), Vocabulary(name="a", iri="urn:2")])


def test_the_hash_is_of_the_content() -> None:
    base = {"a": [concept("a:1", "x"), concept("a:2", "y")], "b": [concept("b:1", "z")]}
    assert lexicon_of(**base).hash == lexicon_of(**base).hash
    others = [
        {**base, "a": [concept("a:1", "x"), concept("a:2", "Y")]},
        {**base, "a": [concept("a:1", "x", exact="q:1"), concept("a:2", "y")]},
        {"b": base["b"], "a": base["a"]},
        {"a": base["a"]},
    ]
    hashes = {lexicon_of(**other).hash for other in others}
    assert len(hashes) == len(others)
    assert lexicon_of(**base).hash not in hashes


def test_the_hash_is_the_same_in_every_process() -> None:
    code = "from kg import vocab; from kg.vocab.lexicon import compile_lexicon; print(compile_lexicon([vocab.load('tumour-exosome')]).hash)"
    root = Path(vocab.__file__).parents[2]
    command = [sys.executable, "-c", code]
    hashes = {
        subprocess.run(command, env={"PYTHONHASHSEED": seed}, cwd=root, capture_output=True, text=True, check=True).stdout
        for seed in ("1", "2")
    }
    assert hashes == {compile_lexicon([vocab.load("tumour-exosome")]).hash + "\n"}


def test_a_lexicon_is_frozen() -> None:
    lexicon = lexicon_of(a=[concept("a:1")])
    with pytest.raises(FrozenInstanceError):
        lexicon.hash = ""  # type: ignore[misc]
