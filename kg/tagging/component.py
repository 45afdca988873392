"""The tagger as a spaCy pipeline component: ``spacy.blank("en").add_pipe("concept_tagger")``.

Importing this module registers it; an installed package does so by its entry point.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import filter_spans

from kg import vocab
from kg.tagging.tagger import Tagger
from kg.vocab.lexicon import compile_lexicon

__all__ = ["ConceptTagger", "make_concept_tagger"]

_LABEL = "CONCEPT"


class ConceptTagger:
    """Sets ``doc.spans["concepts"]`` to every mention, and adds to ``doc.ents`` those that share no token with an entity already there.

    Spans have the label ``CONCEPT`` and the concept's IRI as `kb_id_`. spaCy's spans are made of whole tokens, so one whose mention
    begins or ends inside a token is wider than it; the exact offsets are those of `kg.tagging.Tagger.tag_text`.
    The configuration is the component's whole state: a saved pipeline is read back by loading the same vocabularies.
    """

    def __init__(self, tagger: Tagger) -> None:
        self.tagger = tagger

    def __call__(self, doc: Doc) -> Doc:
        """Tag one document, in place."""
        spans = [
            span
            for mention in self.tagger.tag_text(doc.text)
            if (span := doc.char_span(mention.start, mention.end, label=_LABEL, kb_id=mention.concept, alignment_mode="expand")) is not None
        ]
        doc.spans["concepts"] = spans
        taken = {token for entity in doc.ents for token in range(entity.start, entity.end)}
        doc.ents = (*doc.ents, *filter_spans(span for span in spans if taken.isdisjoint(range(span.start, span.end))))
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:  # noqa: ARG002 - spaCy's pipeline passes it
        """Tag documents as they come, in their order."""
        yield from map(self, stream)

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:  # noqa: ARG002 - the signature that spaCy calls
        """Serialise nothing: the configuration has it all."""
        return b""

    def from_bytes(self, serialised: bytes, *, exclude: Iterable[str] = ()) -> "ConceptTagger":  # noqa: ARG002 - the signature that spaCy calls
        """Change nothing: the configuration has made it."""
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write nothing: the configuration has it all."""

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "ConceptTagger":  # noqa: ARG002 - the signature that spaCy calls
        """Change nothing: the configuration has made it."""
        return self


@Language.factory(
    "concept_tagger",
    assigns=["doc.ents", "doc.spans"],
    default_config={"vocabularies": ["tumour-exosome"], "matcher": "phrases", "language": "en"},
)
def make_concept_tagger(
    nlp: Language,  # noqa: ARG001 - the signature of a spaCy factory
    name: str,  # noqa: ARG001 - the signature of a spaCy factory
    vocabularies: list[str],
    matcher: str,
    language: str,
) -> ConceptTagger:
    """Make the component of its configuration: names or paths of vocabularies, as for `kg.vocab.load`, and the `Tagger`'s settings.

    Raises
    ------
    VocabularyError
        When a vocabulary cannot be read.
    UsageError
        When there is no matcher of that name.

    >>> import spacy
    >>> nlp = spacy.blank("en")
    >>> _ = nlp.add_pipe("concept_tagger")
    >>> [(entity.text, entity.kb_id_.rsplit("/")[-1]) for entity in nlp("Exosomes in tumours").ents][0]
    ('Exosomes', 'exosome')
    """
    return ConceptTagger(Tagger(compile_lexicon([vocab.load(entry) for entry in vocabularies]), matcher=matcher, language=language))
