import pickle
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import registry, vocab
from kg.errors import UsageError
from kg.model import Concept, Mention, Name, Record, Text, Vocabulary
from kg.tagging import Match, Tagger
from kg.tagging.match import leftmost_longest
from kg.tagging.phrases import variants
from kg.tagging.tagger import CONFIDENCE
from kg.vocab.lexicon import Lexicon, compile_lexicon


def lexicon_of(*concepts: tuple[str, Iterable[str | Name]]) -> Lexicon:
    """Make a lexicon of labels, each with its names; concepts are ``c:LABEL``."""
    return compile_lexicon(
        [
            Vocabulary(
                name="test",
                iri="urn:test",
                concepts=tuple(
                    Concept(iri=f"c:{label}", label=label, names=tuple(n if isinstance(n, Name) else Name(value=n) for n in names))
                    for label, names in concepts
                ),
            )
        ]
    )


LEXICON = lexicon_of(
    ("exosome", ["exosome"]),
    ("tde", ["tumor-derived exosome", "tumour exosomes"]),
    ("lung-cancer", ["lung cancer", "Neoplasms, Lung"]),
    ("metastasis", ["metastasis", "tumor metastasis"]),
    ("emt", ["epithelial-mesenchymal transition", "EMT"]),
    ("niche", ["pre-metastatic niche", Name(value="pretransfer microenvironment", scope="hidden")]),
    ("microenvironment", ["tumour microenvironment"]),
    ("alzheimer", ["Alzheimer disease"]),
    ("tgfb", ["TGF-β"]),
    ("pdl1", ["PD-L1"]),
    ("pdc", ["pDC"]),
    ("ev", ["EVs", "extracellular vesicle"]),
    ("il6", ["IL6"]),
    ("edema", ["oedema"]),
    ("transfer", ["extracellular matrix transfer"]),
    ("bread", [Name(value="bread", lang="en"), Name(value="pain", lang="fr")]),
)
TAGGER = Tagger(LEXICON)


def found(text: str, tagger: Tagger = TAGGER) -> list[tuple[str, str]]:
    return [(mention.quote, mention.concept.removeprefix("c:")) for mention in tagger.tag_text(text)]


# -- names ----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "patterns"),
    [
        ("pre-metastatic niche", {"pre metastatic niche", "premetastatic niche"}),
        ("premetastatic niche", {"pre metastatic niche", "premetastatic niche"}),
        ("pre metastatic niche", {"pre metastatic niche", "premetastatic niche"}),
        ("cell-to-cell", {"cell to cell", "cellto cell", "cell tocell", "celltocell"}),
        ("a-b-c-d-e", {"a b c d e", "abcde"}),
        ("IL-6", {"il 6", "il6"}),
        ("CD8 T cells", {"cd 8 t cell", "cd8 t cell"}),
        ("p53", {"p53"}),
        ("Neoplasms, Lung", {"neoplasm , lung", "neo plasm , lung"}),
        ("Alzheimer's disease", {"alzheimer disease"}),
        ("lung - cancer", {"lung cancer"}),
        ("information", {"information"}),
        ("E", set()),
        ("90-90", set()),
        ("?!", set()),
        ("", set()),
    ],
)
def test_variants(name: str, patterns: set[str]) -> None:
    assert variants(name) == patterns


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("EXOSOMES and exosome's", [("EXOSOMES", "exosome"), ("exosome", "exosome")]),
        ("tumour\u2011derived exosomes", [("tumour\u2011derived exosomes", "tde")]),
        ("Tumor exosome", [("Tumor exosome", "tde")]),
        ("the premetastatic niches", [("premetastatic niches", "niche")]),
        ("the pre metastatic niche", [("pre metastatic niche", "niche")]),
        ("epithelial\u2013mesenchymal transitions", [("epithelial\u2013mesenchymal transitions", "emt")]),
        ("epithelial \u2212 mesenchymal\u00a0transition", [("epithelial \u2212 mesenchymal\u00a0transition", "emt")]),
        ("of tumour metastases", [("tumour metastases", "metastasis")]),
        ("lung cancer metastasis", [("lung cancer", "lung-cancer"), ("metastasis", "metastasis")]),
        ("of the lung. Cancer is", []),
        ("lung (cancer)", []),
        ("neoplasms, lung", [("neoplasms, lung", "lung-cancer")]),
        ("Alzheimer\u2019s disease", [("Alzheimer\u2019s disease", "alzheimer")]),
        ("exosomelike exosomes1", []),
        ("EMT emt Emt EMTs", [("EMT", "emt"), ("EMTs", "emt")]),
        ("PD-L1, PDL1, pd-l1", [("PD-L1", "pdl1"), ("PDL1", "pdl1")]),
        ("pDC, pDCs, PDC", [("pDC", "pdc"), ("pDCs", "pdc")]),
        ("EV EVs ev", [("EV", "ev"), ("EVs", "ev")]),
        ("IL-6 IL6", [("IL-6", "il6"), ("IL6", "il6")]),
        ("TGF-\u03b2 TGF\u03b2", [("TGF-\u03b2", "tgfb"), ("TGF\u03b2", "tgfb")]),
        ("edemas", [("edemas", "edema")]),
        ("bread without pain", [("bread", "bread")]),
        ("\ufb01 exosome\u0301s", [("exosome\u0301s", "exosome")]),
        ("exosome\u0301", [("exosome\u0301", "exosome")]),
        ("", []),
        (" - ", []),
    ],
)
def test_names_in_texts(text: str, mentions: list[tuple[str, str]]) -> None:
    assert found(text) == mentions


def test_another_language_has_its_own_names_and_no_english_rules() -> None:
    french = Tagger(LEXICON, language="fr")
    assert found("pain, bread, exosome, exosomes", french) == [("pain", "bread"), ("exosome", "exosome")]


def test_names_of_obsolete_concepts_are_not_looked_for() -> None:
    old = Concept(iri="c:old", label="old", names=(Name(value="humour theory"),), obsolete=True)
    assert found("humour theory", Tagger(compile_lexicon([Vocabulary(name="t", iri="urn:t", concepts=(old,))]))) == []


def test_a_lexicon_without_names_finds_nothing() -> None:
    assert found("exosome", Tagger(lexicon_of())) == []


@pytest.mark.parametrize(
    ("names", "winner"),
    [
        ({"a": Name(value="met", scope="hidden"), "b": Name(value="met", scope="exact")}, "b"),
        ({"a": Name(value="met", scope="exact"), "b": Name(value="met", scope="preferred")}, "b"),
        ({"a": Name(value="met", scope="exact"), "b": Name(value="MET", scope="hidden")}, "b"),
        ({"b": Name(value="met"), "a": Name(value="met")}, "a"),
    ],
)
def test_a_name_of_two_concepts_means_the_one_that_owns_it(names: dict[str, Name], winner: str) -> None:
    tagger = Tagger(lexicon_of(*((label, [name]) for label, name in names.items())))
    assert found("MET", tagger) == [("MET", winner)]


@given(st.lists(st.builds(lambda start, length: Match(start, start + length, "c", "exact"), st.integers(0, 20), st.integers(1, 6))))
def test_what_is_kept_is_disjoint_and_what_is_not_overlaps(matches: list[Match]) -> None:
    kept = leftmost_longest(matches)
    assert all(left.end <= right.start for left, right in pairwise(kept))
    assert all(match in kept or any(match.start < other.end and other.start < match.end for other in kept) for match in matches)


def test_a_defined_abbreviation_is_tagged_throughout_the_record() -> None:
    record = Record(
        source="s",
        id="1",
        titles=(Text(field="title", value="LCs and their TDE"),),
        abstracts=(
            Text(field="abstract", value="Lung cancer (LC) has tumor-derived exosomes (TDE). LC grows.", lang="en"),
            Text(field="abstract-2", value="Lung cancer", lang="es"),
            Text(field="abstract-3", value="Lung cancer", lang="en-GB"),
        ),
    )
    assert [(mention.field, mention.quote, mention.concept) for mention in TAGGER.tag(record)] == [
        ("title", "LCs", "c:lung-cancer"),
        ("title", "TDE", "c:tde"),
        ("abstract", "Lung cancer", "c:lung-cancer"),
        ("abstract", "LC", "c:lung-cancer"),
        ("abstract", "tumor-derived exosomes", "c:tde"),
        ("abstract", "TDE", "c:tde"),
        ("abstract", "LC", "c:lung-cancer"),
        ("abstract-3", "Lung cancer", "c:lung-cancer"),
    ]


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        # The text's own meaning holds against the lexicon …
        ("extracellular matrix transfer (EMT)", [("extracellular matrix transfer", "transfer"), ("EMT", "transfer")]),
        # … one that is only the head of what it means does not, but is better than nothing.
        ("emitting metastasis (EMT)", [("metastasis", "metastasis"), ("EMT", "emt")]),
        ("skeletal metastasis (SM), SM", [("metastasis", "metastasis"), ("SM", "metastasis"), ("SM", "metastasis")]),
        # What it means is no concept: nothing.
        ("somatic mutation (SM) in lung cancer", [("lung cancer", "lung-cancer")]),
    ],
)
def test_what_an_abbreviation_means_here(text: str, mentions: list[tuple[str, str]]) -> None:
    assert found(text) == mentions


def test_confidence_falls_with_the_scope_and_for_abbreviations() -> None:
    text = "lung cancer (LC), pretransfer microenvironment (PM), skeletal metastasis (SM)"
    confidence = {mention.quote: mention.confidence for mention in TAGGER.tag_text(text)}
    assert confidence["lung cancer"] == 0.95
    assert confidence["lung cancer"] > confidence["LC"] > confidence["pretransfer microenvironment"] > confidence["PM"] > confidence["SM"]
    assert all(0 < value <= 1 and value == round(value, 3) for value in CONFIDENCE.values())


# -- the tagger -----------------------------------------------------------------------------------------------------------------------

_PIECES = st.sampled_from(
    [
        "exosome",
        "EMT",
        "lung",
        "cancer",
        "tumour-derived exosomes",
        "metastases",
        "epithelial\u2013mesenchymal transition",
        "PD-L1",
        "(EMT)",
        "'s",
        "\u0130",
    ]
)
_GLUE = st.text(alphabet=st.sampled_from(" -\u2013\u0301\u00ad\u200d\ufb01\u00bd()\u00df\u0308a\U0001f9ec\n"), max_size=3)
TEXTS = st.one_of(st.text(), st.lists(st.one_of(_PIECES, _GLUE)).map("".join))


@given(TEXTS)
def test_mentions_are_exact_sorted_disjoint_and_the_same_again(text: str) -> None:
    mentions = TAGGER.tag_text(text)
    assert all(text[mention.start : mention.end] == mention.quote != "" for mention in mentions)
    assert all(left.end <= right.start for left, right in pairwise(mentions))
    assert TAGGER.tag_text(text) == mentions


@given(TEXTS)
def test_a_mention_never_cuts_a_combining_sequence(text: str) -> None:
    for mention in TAGGER.tag_text(text):
        assert not unicodedata.category(mention.quote[0]).startswith("M")
        assert mention.end == len(text) or not unicodedata.category(text[mention.end]).startswith("M")


@given(st.text(alphabet=st.characters(categories=["Cs", "L", "Z"])))
def test_lone_surrogates_do_no_harm(text: str) -> None:
    assert all(text[mention.start : mention.end] == mention.quote for mention in TAGGER.tag_text(text))


def test_a_mention_says_all() -> None:
    assert TAGGER.tag_text("of exosomes", "title") == [
        Mention(field="title", start=3, end=11, quote="exosomes", concept="c:exosome", label="exosome", confidence=0.95)
    ]


def test_a_pickled_tagger_tags_alike() -> None:
    text = "Exosomes drive epithelial-mesenchymal transition (EMT); EMT in lung cancer"
    copy = pickle.loads(pickle.dumps(TAGGER))  # noqa: S301 - our own bytes
    assert (copy.run, copy.tag_text(text)) == (TAGGER.run, TAGGER.tag_text(text))


def test_the_run_names_tool_settings_and_lexicon() -> None:
    assert re.fullmatch(r"phrases-en-[0-9a-f]{12}", TAGGER.run)
    assert Tagger(LEXICON).run == TAGGER.run
    assert len({TAGGER.run, Tagger(LEXICON, language="fr").run, Tagger(lexicon_of(("a", ["a b"]))).run}) == 3


class _Everything:
    """A matcher that takes the whole text for every concept."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.concepts = list(lexicon.concepts)

    def find(self, text: str) -> list[Match]:
        return [Match(0, len(text), concept, "exact") for concept in self.concepts]


def _compile_everything(lexicon: Lexicon, *, language: str) -> _Everything:  # noqa: ARG001 - a matcher's compiler takes it
    return _Everything(lexicon)


def test_the_matcher_can_be_replaced_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry.REGISTRIES["matchers"], "everything", f"{__name__}:_compile_everything")
    assert found("any words", Tagger(lexicon_of(("a", ["x"]), ("b", ["y"])), matcher="everything")) == [("any words", "a")]


def test_an_unknown_matcher_lists_what_there_is() -> None:
    with pytest.raises(UsageError, match="'oracle'; there are: phrases"):
        Tagger(LEXICON, matcher="oracle")


@pytest.mark.parametrize("name", registry.names("matchers"))
def test_every_matcher_gives_offsets_of_the_text_as_given(name: str) -> None:
    text = "E\u0301 \u0130 \ufb01 exosomes"
    matches = list(registry.load("matchers", name)(LEXICON, language="en").find(text))
    assert [(text[match.start : match.end], match.concept) for match in matches] == [("exosomes", "c:exosome")]


def test_tagging_plain_text_needs_no_spacy() -> None:
    code = "import sys, kg.tagging.phrases; from kg.tagging import Tagger; sys.exit('spacy' in sys.modules)"
    root = Path(vocab.__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0


# -- real texts -----------------------------------------------------------------------------------------------------------------------


def test_the_first_record_speaks_of_what_it_is_about(real_data: Path) -> None:
    (path,) = (real_data / "seed").glob("*.txt")
    rows = dict(re.findall(r"(?m)^(\w+) \| (.*) \|$", path.read_text(encoding="utf-8")))
    tagger = Tagger(compile_lexicon([vocab.load("tumour-exosome")]))
    spoken = {
        (mention.quote, mention.concept.rpartition("/")[2])
        for field in ("title", "description")
        for mention in tagger.tag_text(rows[field], field)
    }
    assert spoken >= {
        ("exosomes", "exosome"),
        ("tumor-derived exosomes", "tumour-derived-exosome"),
        ("lung cancer", "lung-cancer"),
        ("metastasis", "metastasis"),
        ("epithelial\u2013mesenchymal transition", "epithelial-mesenchymal-transition"),
        ("angiogenesis", "angiogenesis"),
        ("immune escape", "immune-escape"),
        ("intercellular communication", "intercellular-communication"),
        ("microenvironment", "tumour-microenvironment"),
        ("pretransfer microenvironment", "pre-metastatic-niche"),
    }
