from pathlib import Path

import pytest
import spacy
from spacy.lang.en import English
from spacy.language import Language
from spacy.tokens import Doc, Span

from kg import vocab
from kg.errors import UsageError, VocabularyError
from kg.tagging import Tagger, component
from kg.vocab.lexicon import compile_lexicon

SCHEME = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix ex: <http://example.org/> .
ex:exosome a skos:Concept ; skos:prefLabel "exosome"@en .
ex:tde a skos:Concept ; skos:prefLabel "tumor-derived exosome"@en .
ex:lung-cancer a skos:Concept ; skos:prefLabel "lung cancer"@en .
ex:emt a skos:Concept ; skos:prefLabel "epithelial-mesenchymal transition"@en .
"""
TEXT = "Tumour-derived exosomes/exosome-like vesicles in lung cancer drive epithelial\u2013mesenchymal transition (EMT)."


@pytest.fixture
def scheme(tmp_path: Path) -> str:
    path = tmp_path / "scheme.ttl"
    path.write_text(SCHEME, encoding="utf-8")
    return str(path)


@pytest.fixture
def nlp(scheme: str) -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("concept_tagger", config={"vocabularies": [scheme]})
    return nlp


def triples(spans: list[Span]) -> list[tuple[str, str, str]]:
    return [(span.text, span.label_, span.kb_id_.rpartition("/")[2]) for span in spans]


def test_the_factory_is_the_one_that_is_registered() -> None:
    assert Language.get_factory_meta("concept_tagger").default_config == {
        "vocabularies": ["tumour-exosome"],
        "matcher": "phrases",
        "language": "en",
    }
    assert component.make_concept_tagger.__name__ == "make_concept_tagger"


def test_the_default_is_the_bundled_scheme() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("concept_tagger")
    (entity,) = nlp("They carry exosomes.").ents
    assert entity.kb_id_ == "https://w3id.org/bibkg/vocab/tumour-exosome/exosome"


def test_spans_and_entities(nlp: Language) -> None:
    doc = nlp(TEXT)
    expected = [
        ("Tumour-derived exosomes", "CONCEPT", "tde"),
        ("exosome", "CONCEPT", "exosome"),
        ("lung cancer", "CONCEPT", "lung-cancer"),
        ("epithelial\u2013mesenchymal transition", "CONCEPT", "emt"),
        ("EMT", "CONCEPT", "emt"),
    ]
    assert triples(list(doc.spans["concepts"])) == expected
    assert triples(list(doc.ents)) == expected


def test_spans_are_those_of_the_tagger(nlp: Language, scheme: str) -> None:
    tagger = Tagger(compile_lexicon([vocab.load(scheme)]))
    doc = nlp(TEXT)
    spans = [(span.start_char, span.end_char, span.kb_id_) for span in doc.spans["concepts"]]
    assert spans == [(mention.start, mention.end, mention.concept) for mention in tagger.tag_text(TEXT)]


def test_a_mention_inside_a_token_gets_the_whole_token(nlp: Language) -> None:
    doc = Doc(nlp.vocab, words=["an", "exosome+lung", "cancer+exosome"])
    tagged = nlp.get_pipe("concept_tagger")(doc)
    assert [(span.text, span.kb_id_.rpartition("/")[2]) for span in tagged.spans["concepts"]] == [
        ("exosome+lung", "exosome"),
        ("exosome+lung cancer+exosome", "lung-cancer"),
        ("cancer+exosome", "exosome"),
    ]
    assert [entity.text for entity in tagged.ents] == ["exosome+lung cancer+exosome"]


def test_entities_that_are_there_stay(nlp: Language) -> None:
    doc = nlp.make_doc("exosomes of lung cancer")
    doc.ents = [Span(doc, 3, 4, label="DISEASE")]
    tagged = nlp.get_pipe("concept_tagger")(doc)
    assert [(entity.text, entity.label_) for entity in tagged.ents] == [("exosomes", "CONCEPT"), ("cancer", "DISEASE")]
    assert [span.text for span in tagged.spans["concepts"]] == ["exosomes", "lung cancer"]


@pytest.mark.parametrize("text", ["", " ", "nothing here"])
def test_a_text_without_concepts(nlp: Language, text: str) -> None:
    doc = nlp(text)
    assert (len(doc.spans["concepts"]), doc.ents) == (0, ())


def test_a_stream_keeps_its_order_and_is_lazy(nlp: Language) -> None:
    def texts(seen: list[int]) -> object:
        for number in range(10):
            seen.append(number)
            yield f"{number} exosomes"

    seen: list[int] = []
    stream = nlp.pipe(texts(seen), batch_size=2)  # type: ignore[call-overload]
    first = next(stream)
    assert len(seen) < 10
    assert [doc.text for doc in (first, *stream)] == [f"{number} exosomes" for number in range(10)]
    assert len(first.ents) == 1


@pytest.mark.parametrize("way", ["disk", "bytes"])
def test_a_saved_pipeline_loads_back(nlp: Language, way: str, tmp_path: Path) -> None:
    if way == "disk":
        nlp.to_disk(tmp_path / "pipeline")
        loaded = spacy.load(tmp_path / "pipeline")
    else:
        loaded = English.from_config(nlp.config).from_bytes(nlp.to_bytes())
    assert triples(list(loaded(TEXT).ents)) == triples(list(nlp(TEXT).ents))


@pytest.mark.parametrize(
    ("config", "error", "message"),
    [
        ({"vocabularies": ["mesh-of-mars"]}, VocabularyError, "bundled ones: tumour-exosome"),
        ({"matcher": "oracle"}, UsageError, "there are: phrases"),
    ],
)
def test_a_wrong_configuration_says_what_would_work(config: dict[str, object], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        spacy.blank("en").add_pipe("concept_tagger", config=config)
