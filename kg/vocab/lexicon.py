"""One lexicon of several vocabularies: equivalent concepts are one, so that a place in a text gets one concept and not one a vocabulary."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from kg.errors import VocabularyError
from kg.model import Concept, Vocabulary

__all__ = ["Lexicon", "compile_lexicon"]

# Part of every lexicon's hash: raised when the same vocabularies are joined in another way.
_RULES: Final = 1
_NOT_LOADED: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Concepts to look for, with what is needed to say where they come from."""

    vocabularies: tuple[Vocabulary, ...]
    """The vocabularies as read, in the order given, which is that of precedence."""
    concepts: Mapping[str, Concept]
    """Canonical IRI -> concept, in IRI order; a joined concept has the names, links and broader concepts of all its members."""
    equivalents: Mapping[str, str]
    """Every IRI that stands for another one -> that one's canonical IRI, in IRI order."""
    hash: str
    """SHA-256 (hex) over all of the content: equal in every process and on every machine."""

    def canonical(self, iri: str) -> str:
        """Give the IRI that a concept goes by in this lexicon; an IRI that it does not know is given back."""
        return self.equivalents.get(iri, iri)

    def ancestors(self, iri: str) -> tuple[str, ...]:
        """List everything that is broader than a concept, at any distance, without itself, in IRI order; cycles do no harm."""
        start = self.canonical(iri)
        found: set[str] = set()
        waiting = [start]
        while waiting:
            concept = self.concepts.get(waiting.pop())
            if concept is not None:
                fresh = set(concept.broader) - found
                found |= fresh
                waiting += fresh
        return tuple(sorted(found - {start}))


def compile_lexicon(vocabularies: Sequence[Vocabulary]) -> Lexicon:
    """Join vocabularies to one lexicon.

    Concepts that `skos:exactMatch` ties together, directly or through others, in either direction, are one, under the IRI of the one whose
    vocabulary was given first (of several there, the first in IRI order); an exact match that no vocabulary holds is an equivalent, too.
    Two concepts of one vocabulary are never joined: it tells them apart on purpose, so a tie that would do so is left out.
    A vocabulary given twice counts once.

    Raises
    ------
    VocabularyError
        When two different vocabularies go by one name.

    >>> from kg.model import Concept, Name, Vocabulary
    >>> ours = Concept(iri="http://a/exosome", label="exosome", names=(Name(value="exosome", scope="preferred"),), exact=("http://b/1",))
    >>> theirs = Concept(iri="http://b/1", label="Exosomes", names=(Name(value="Exosomes", scope="preferred"),))
    >>> lexicon = compile_lexicon([Vocabulary(name=n, iri=f"http://{n}", concepts=(c,)) for n, c in (("a", ours), ("b", theirs))])
    >>> lexicon.canonical("http://b/1"), [name.value for name in lexicon.concepts["http://a/exosome"].names]
    ('http://a/exosome', ['exosome', 'Exosomes'])
    """
    distinct = tuple(dict.fromkeys(vocabularies))
    _refuse_shared_names(distinct)
    equivalents = _equivalents(distinct)
    members: defaultdict[str, list[Concept]] = defaultdict(list)
    for vocabulary in distinct:
        for concept in vocabulary.concepts:
            members[equivalents.get(concept.iri, concept.iri)].append(concept)
    concepts = {iri: _joined(iri, members[iri], equivalents) for iri in sorted(members)}
    facts = [msgspec.structs.replace(vocabulary, concepts=()) for vocabulary in distinct]
    content = msgspec.json.encode([_RULES, facts, list(concepts.values()), equivalents])
    return Lexicon(
        vocabularies=distinct,
        concepts=concepts,
        equivalents=equivalents,
        hash=hashlib.sha256(content).hexdigest(),
    )


def _refuse_shared_names(vocabularies: tuple[Vocabulary, ...]) -> None:
    names = [vocabulary.name for vocabulary in vocabularies]
    if shared := sorted({name for name in names if names.count(name) > 1}):
        msg = f"different vocabularies are called {shared[0]!r}; rename one of the files: its name, without suffixes, is the vocabulary's"
        raise VocabularyError(msg)


def _equivalents(vocabularies: tuple[Vocabulary, ...]) -> dict[str, str]:
    """Join concepts by union-find: an IRI points to one of its group that is canonical in it, or to one on the way there."""
    homes: dict[str, int] = {}
    for place, vocabulary in enumerate(vocabularies):
        for concept in vocabulary.concepts:
            homes.setdefault(concept.iri, place)
    leader: dict[str, str] = {}
    group_homes = {iri: {home} for iri, home in homes.items()}

    def find(iri: str) -> str:
        while (above := leader.get(iri, iri)) != iri:
            iri = above
        return iri

    for vocabulary in vocabularies:
        for concept in vocabulary.concepts:
            for target in concept.exact:
                first, second = sorted((find(concept.iri), find(target)), key=lambda iri: (homes.get(iri, _NOT_LOADED), iri))
                if first != second and group_homes[first].isdisjoint(group_homes.get(second, ())):
                    leader[second] = first
                    group_homes[first] |= group_homes.get(second, set())
    return {iri: find(iri) for iri in sorted(leader)}


def _joined(iri: str, members: list[Concept], equivalents: dict[str, str]) -> Concept:
    """Make one concept of its members, the first of which gives label and scheme; it is obsolete when all of them are."""
    first = next((member for member in members if member.iri == iri), members[0])
    ordered = [first, *(member for member in members if member is not first)]
    broader = {equivalents.get(target, target) for member in members for target in member.broader}
    exact = {target for member in members for target in (member.iri, *member.exact)}
    return Concept(
        iri=iri,
        label=first.label,
        scheme=first.scheme,
        names=tuple(dict.fromkeys(name for member in ordered for name in member.names)),
        broader=tuple(sorted(broader - {iri})),
        exact=tuple(sorted(exact - {iri})),
        close=tuple(sorted({target for member in members for target in member.close})),
        obsolete=all(member.obsolete for member in members),
    )
