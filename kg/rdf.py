"""Values -> statements, as lines of N-Quads.

The model is that of ``ontologies/``: DCMI Terms, BIBO, FOAF, SKOS, Web Annotation and the few terms of our own. Lines are written as text
because it is some five times faster than building RDF objects; terms come from `kg.ns` alone, which checks and escapes them, and literals
are in their canonical form, so that a store gives back the very lines that went in.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from kg import __version__, ns
from kg.identity import Work, name_record
from kg.model import Concept, Container, Contributor, Date, Deletion, Identifier, Mention, Record, Subject, Vocabulary, to_json
from kg.ns import integer, iri, literal, t

__all__ = ["concept_lines", "mention_lines", "record_lines", "run_lines", "tombstone_lines", "vocabulary_lines", "work_lines"]

CLASSES: Final = {
    "article": "bibo:AcademicArticle",
    "book": "bibo:Book",
    "chapter": "bibo:Chapter",
    "conference-paper": "bibo:AcademicArticle",
    "dataset": "fabio:Dataset",
    "document": "bibo:Document",
    "preprint": "fabio:Preprint",
    "proceedings": "bibo:Proceedings",
    "report": "bibo:Report",
    "thesis": "bibo:Thesis",
}
"""Kind of a record -> class of the work."""

ROLES: Final = {
    "author": ("dcterms:creator", "bibo:authorList", "kg:Authorship"),
    "editor": ("bibo:editor", "bibo:editorList", "kg:Contribution"),
    "investigator": ("kg:investigator", "kg:investigatorList", "kg:Contribution"),
    "contributor": ("dcterms:contributor", "bibo:contributorList", "kg:Contribution"),
}
"""Role -> property of the person, property of the ordered list, class of the list's cells."""

RELATIONS: Final = {
    "cites": "bibo:cites",
    "retracts": "cito:retracts",
    "retracted-by": "cito:isRetractedBy",
    "erratum-for": "cito:corrects",
    "erratum-in": "cito:isCorrectedBy",
    "updates": "cito:updates",
    "updated-by": "cito:isUpdatedBy",
    "comment-on": "cito:repliesTo",
    "comment-in": "cito:hasReplyFrom",
}
"""Kind of a relation -> property; every other kind is ``dcterms:relation``."""

_IDENTIFIERS: Final = {
    "doi": "bibo:doi",
    "pmid": "bibo:pmid",
    "pmcid": "fabio:hasPubMedCentralId",
    "isbn": "bibo:isbn",
    "issn": "bibo:issn",
    "issnl": "bibo:issn",
    "eissn": "bibo:eissn",
}
_DATE_TYPES: Final = {10: "xsd:date", 7: "xsd:gYearMonth", 4: "xsd:gYear"}
# One statement a relation, whichever identifiers a source gives: PubMed's id first, since references there always have it.
_TARGET_SCHEMES: Final = ("pmid", "doi", "pmcid")
# A journal is named by the first of these that it has.
_JOURNAL_SCHEMES: Final = ("issnl", "issn", "eissn")


def work_lines(work: Work, counts: Mapping[str, int]) -> Iterator[str]:
    """Write a work as it stands in the merged view, with what it names: people, journal, issue, publisher, subjects.

    `counts` are the mentions of each concept in the work's title and abstract. Lines may repeat. Those about the work itself have a
    subject that begins with its IRI; the others may be shared with other works.
    """
    record = work.merged
    w = iri(work.iri)
    yield f"{w} {t('rdf:type')} {t(CLASSES[record.kind])} .\n"
    for source in work.records:
        yield f"{w} {t('prov:wasDerivedFrom')} {iri(source)} .\n"
    yield from _text_lines(w, record)
    yield from _identifier_lines(w, record.identifiers)
    yield from _date_lines(w, record.issued)
    yield from _contribution_lines(work.iri, record.contributors)
    yield from _container_lines(w, record.container)
    yield from _subject_lines(w, record)
    yield from _plain_lines(w, record)
    yield from _relation_lines(w, record)
    yield from _funding_lines(work.iri, record)
    for concept, count in sorted(counts.items()):
        about = iri(ns.about(work.iri, concept))
        yield f"{w} {t('kg:mentions')} {iri(concept)} .\n"
        yield f"{about} {t('rdf:type')} {t('kg:About')} .\n"
        yield f"{about} {t('kg:work')} {w} .\n"
        yield f"{about} {t('kg:concept')} {iri(concept)} .\n"
        yield f"{about} {t('kg:count')} {integer(count)} .\n"


def record_lines(record: Record) -> Iterator[str]:
    """Write a record into its own graph: what it is, which version, and all of it as one JSON literal."""
    name = name_record(record)
    r = iri(name)
    json = to_json(record).decode()
    yield f"{r} {t('rdf:type')} {t('kg:Record')} {r} .\n"
    yield f"{r} {t('dcterms:identifier')} {literal(record.id)} {r} .\n"
    if record.source:
        yield f"{r} {t('kg:source')} {iri(ns.source(record.source))} {r} .\n"
    yield f"{r} {t('kg:version')} {literal(record.version)} {r} .\n"
    yield f"{r} {t('kg:digest')} {literal(record.digest)} {r} .\n"
    yield f"{r} {t('kg:json')} {literal(json)} {r} .\n"


def tombstone_lines(deletion: Deletion) -> Iterator[str]:
    """Write that a record was withdrawn, so that an older version that arrives later does not bring it back."""
    r = iri(ns.record(deletion.source, deletion.id))
    yield f"{r} {t('rdf:type')} {t('kg:Tombstone')} {r} .\n"
    yield f"{r} {t('dcterms:identifier')} {literal(deletion.id)} {r} .\n"
    yield f"{r} {t('kg:source')} {iri(ns.source(deletion.source))} {r} .\n"
    yield f"{r} {t('kg:version')} {literal(deletion.version)} {r} .\n"


def mention_lines(record_iri: str, mentions: Iterable[Mention], run: str) -> Iterator[str]:
    """Write a record's mentions into their graph, as Web Annotations anchored to its texts; the run stands once."""
    graph = iri(ns.mentions(record_iri))
    yield f"{graph} {t('rdf:type')} {t('kg:MentionSet')} {graph} .\n"
    yield f"{graph} {t('kg:record')} {iri(record_iri)} {graph} .\n"
    yield f"{graph} {t('prov:wasGeneratedBy')} {iri(run)} {graph} .\n"
    for mention in mentions:
        text = ns.text(record_iri, mention.field)
        m = iri(ns.mention(text, mention.start, mention.end, mention.concept))
        confidence = f"{mention.confidence:.3f}".rstrip("0").rstrip(".")
        yield f"{m} {t('rdf:type')} {t('oa:Annotation')} {graph} .\n"
        yield f"{m} {t('oa:hasBody')} {iri(mention.concept)} {graph} .\n"
        yield f"{m} {t('oa:hasTarget')} {iri(ns.span(text, mention.start, mention.end))} {graph} .\n"
        yield f"{m} {t('kg:confidence')} {literal(confidence, datatype='xsd:decimal')} {graph} .\n"


def concept_lines(concept: Concept) -> Iterator[str]:
    """Write what the merged view says of a concept of a vocabulary: label, place in the hierarchy, links to other vocabularies.

    All is SKOS but the class, so that nothing of it is also said by `work_lines`, which labels headings with ``rdfs:label``.
    """
    c = iri(concept.iri)
    yield f"{c} {t('rdf:type')} {t('skos:Concept')} .\n"
    lang = next((name.lang for name in concept.names if name.scope == "preferred" and name.value == concept.label), "")
    yield f"{c} {t('skos:prefLabel')} {literal(concept.label, lang=lang)} .\n"
    if concept.scheme:
        yield f"{c} {t('skos:inScheme')} {iri(concept.scheme)} .\n"
    for predicate, targets in (("skos:broader", concept.broader), ("skos:exactMatch", concept.exact), ("skos:closeMatch", concept.close)):
        for target in targets:
            yield f"{c} {t(predicate)} {iri(target)} .\n"


def vocabulary_lines(vocabulary: Vocabulary) -> Iterator[str]:
    """Write which vocabulary, in which version, the mentions were made with, into a graph of its own."""
    name = ns.vocabulary(vocabulary.name, vocabulary.version)
    v = iri(name)
    yield f"{v} {t('rdf:type')} {t('kg:VocabularyVersion')} {v} .\n"
    yield f"{v} {t('dcterms:title')} {literal(vocabulary.title or vocabulary.name)} {v} .\n"
    yield f"{v} {t('owl:versionInfo')} {literal(vocabulary.version)} {v} .\n"
    yield f"{v} {t('kg:digest')} {literal(vocabulary.sha256)} {v} .\n"
    yield f"{v} {t('void:entities')} {integer(len(vocabulary.concepts))} {v} .\n"
    if vocabulary.iri:
        yield f"{v} {t('dcterms:isVersionOf')} {iri(vocabulary.iri)} {v} .\n"
    if ns.is_iri(vocabulary.licence):
        yield f"{v} {t('dcterms:license')} {iri(vocabulary.licence)} {v} .\n"


def run_lines(run: str, vocabularies: Iterable[Vocabulary]) -> Iterator[str]:
    """Write which tool made mentions with which vocabularies, into a graph of its own."""
    r = iri(run)
    yield f"{r} {t('rdf:type')} {t('kg:TaggingRun')} {r} .\n"
    yield f"{r} {t('kg:tool')} {literal(f'bibkg {__version__}')} {r} .\n"
    for vocabulary in vocabularies:
        yield f"{r} {t('prov:used')} {iri(ns.vocabulary(vocabulary.name, vocabulary.version))} {r} .\n"


def _text_lines(w: str, record: Record) -> Iterator[str]:
    for text in record.titles:
        yield f"{w} {t('dcterms:title' if text is record.titles[0] else 'dcterms:alternative')} {literal(text.value, lang=text.lang)} .\n"
    for text in record.abstracts:
        yield f"{w} {t('dcterms:abstract')} {literal(text.value, lang=text.lang)} .\n"


def _identifier_lines(subject: str, identifiers: Iterable[Identifier]) -> Iterator[str]:
    for identifier in identifiers:
        known = identifier.valid and identifier.scheme in _IDENTIFIERS
        predicate = _IDENTIFIERS[identifier.scheme] if known else "dcterms:identifier"
        yield f"{subject} {t(predicate)} {literal(identifier.value)} .\n"
        if identifier.valid and (page := ns.page(identifier.scheme, identifier.value)):
            yield f"{subject} {t('rdfs:seeAlso')} {iri(page)} .\n"


def _date_lines(w: str, issued: Date | None) -> Iterator[str]:
    if issued is None:
        return
    if datatype := _DATE_TYPES.get(len(issued.safe)):
        yield f"{w} {t('dcterms:issued')} {literal(issued.safe, datatype=datatype)} .\n"
    if issued.as_printed and (issued.end or issued.precision == "season" or not datatype):
        yield f"{w} {t('kg:issuedAsPrinted')} {literal(issued.as_printed)} .\n"


def _contribution_lines(work: str, contributors: Iterable[Contributor]) -> Iterator[str]:
    """Write each role's people and the ordered list of them: a list cell is the contribution itself."""
    w = iri(work)
    for role, (person_property, list_property, cell_class) in ROLES.items():
        people = [contributor for contributor in contributors if contributor.role == role]
        cells = [iri(ns.authorship(work, position, role)) for position in range(1, len(people) + 1)]
        if not people:
            continue
        yield f"{w} {t(list_property)} {cells[0]} .\n"
        for position, (cell, person, rest) in enumerate(zip(cells, people, [*cells[1:], t("rdf:nil")], strict=True), start=1):
            p = iri(_agent(person))
            yield f"{w} {t(person_property)} {p} .\n"
            yield f"{cell} {t('rdf:type')} {t(cell_class)} .\n"
            yield f"{cell} {t('kg:work')} {w} .\n"
            yield f"{cell} {t('kg:position')} {integer(position)} .\n"
            yield f"{cell} {t('kg:heading')} {literal(person.heading)} .\n"
            yield f"{cell} {t('rdf:first')} {p} .\n"
            yield f"{cell} {t('rdf:rest')} {rest} .\n"
            for affiliation in person.affiliations:
                yield f"{cell} {t('kg:affiliation')} {literal(affiliation)} .\n"
            for flag, predicate in ((person.equal, "kg:equalContribution"), (person.guessed, "kg:guessed")):
                if flag:
                    yield f"{cell} {t(predicate)} {literal('true', datatype='xsd:boolean')} .\n"
            yield from _agent_lines(p, person)


def _agent(person: Contributor) -> str:
    if person.orcid:
        return ns.orcid(person.orcid)
    return ns.organisation(person.heading) if person.corporate else ns.name_heading(person.heading)


def _agent_lines(p: str, person: Contributor) -> Iterator[str]:
    kind = "foaf:Organization" if person.corporate else "foaf:Person" if person.orcid else "kg:NameHeading"
    yield f"{p} {t('rdf:type')} {t(kind)} .\n"
    yield f"{p} {t('foaf:name')} {literal(person.heading)} .\n"


def _container_lines(w: str, container: Container | None) -> Iterator[str]:
    if container is None:
        return
    if container.volume:
        yield f"{w} {t('bibo:volume')} {literal(container.volume)} .\n"
    name = _container_iri(container)
    if not name:
        return
    c = iri(name)
    if container.kind == "journal" and container.issue:
        i = iri(ns.issue(name, container.volume, container.issue))
        yield f"{w} {t('dcterms:isPartOf')} {i} .\n"
        yield f"{i} {t('rdf:type')} {t('bibo:Issue')} .\n"
        yield f"{i} {t('bibo:issue')} {literal(container.issue)} .\n"
        if container.volume:
            yield f"{i} {t('bibo:volume')} {literal(container.volume)} .\n"
        yield f"{i} {t('dcterms:isPartOf')} {c} .\n"
    else:
        yield f"{w} {t('dcterms:isPartOf')} {c} .\n"
    yield f"{c} {t('rdf:type')} {t('bibo:Journal' if container.kind == 'journal' else 'bibo:Book')} .\n"
    yield f"{c} {t('dcterms:title')} {literal(container.title or container.abbreviation or name.rsplit('/', 1)[-1])} .\n"
    if container.abbreviation:
        yield f"{c} {t('bibo:shortTitle')} {literal(container.abbreviation)} .\n"
    if container.nlm_id:
        yield f"{c} {t('fabio:hasNationalLibraryOfMedicineJournalId')} {literal(container.nlm_id)} .\n"
    yield from _identifier_lines(c, (*container.issns, *container.identifiers))


def _container_iri(container: Container) -> str:
    title = container.title or container.abbreviation
    if container.kind == "book":
        identifier = next((identifier for identifier in container.identifiers if identifier.valid), None)
        named = ns.book(identifier.scheme, identifier.value) if identifier else ""
        return named or (ns.book("title", ns.slug(title)) if title else "")
    issns = {issn.scheme: issn.value for issn in container.issns if issn.valid}
    if scheme := next((scheme for scheme in _JOURNAL_SCHEMES if scheme in issns), ""):
        return ns.journal("issn", issns[scheme])
    if container.nlm_id:
        return ns.journal("nlm", container.nlm_id)
    return ns.journal("title", ns.slug(title)) if title else ""


def _subject_lines(w: str, record: Record) -> Iterator[str]:
    for term in record.types:
        if term.iri:
            yield f"{w} {t('dcterms:type')} {iri(term.iri)} .\n"
            yield from _label_lines(term.iri, term.label)
        else:
            yield f"{w} {t('dc:type')} {literal(term.label)} .\n"
    for subject in record.subjects:
        if subject.iri:
            yield from _heading_lines(w, subject)
        else:
            yield f"{w} {t('dc:subject')} {literal(subject.label)} .\n"
    for keyword in record.keywords:
        yield f"{w} {t('dc:subject')} {literal(keyword.label)} .\n"
    for tag in record.languages:
        language = ns.language(tag)
        yield f"{w} {t('dcterms:language')} {iri(language)} .\n"
        yield f"{iri(language)} {t('rdf:type')} {t('dcterms:LinguisticSystem')} .\n"
        yield f"{iri(language)} {t('rdfs:label')} {literal(tag.split('-')[0])} .\n"


def _heading_lines(w: str, subject: Subject) -> Iterator[str]:
    """Write a subject heading; one with qualifiers also as the pair that MeSH RDF names (``D008175Q000556``)."""
    yield f"{w} {t('dcterms:subject')} {iri(subject.iri)} .\n"
    yield from _label_lines(subject.iri, subject.label)
    if subject.major:
        yield f"{w} {t('kg:majorSubject')} {iri(subject.iri)} .\n"
    for qualifier in subject.qualifiers:
        if not qualifier.iri:
            continue
        pair = ns.heading_pair(subject.iri, qualifier.iri)
        yield f"{w} {t('kg:qualifiedSubject')} {iri(pair)} .\n"
        if qualifier.major:
            yield f"{w} {t('kg:majorSubject')} {iri(pair)} .\n"
        yield from _label_lines(pair, f"{subject.label}/{qualifier.label}")
        yield f"{iri(pair)} {t('skos:broader')} {iri(subject.iri)} .\n"


def _label_lines(concept: str, label: str) -> Iterator[str]:
    yield f"{iri(concept)} {t('rdf:type')} {t('skos:Concept')} .\n"
    # Not skos:prefLabel: records indexed in different years may label one heading differently, and that holds one label.
    yield f"{iri(concept)} {t('rdfs:label')} {literal(label, lang='en')} .\n"


def _plain_lines(w: str, record: Record) -> Iterator[str]:
    if record.publisher:
        publisher = iri(ns.publisher(record.publisher))
        yield f"{w} {t('dcterms:publisher')} {publisher} .\n"
        yield f"{publisher} {t('rdf:type')} {t('foaf:Organization')} .\n"
        yield f"{publisher} {t('foaf:name')} {literal(record.publisher)} .\n"
    if ns.is_iri(record.licence):
        yield f"{w} {t('dcterms:license')} {iri(record.licence)} .\n"
    plain = (
        ("bibo:pages", record.pages),
        ("bibo:locator", record.article_number),
        ("bibo:edition", record.edition),
        ("dc:rights", record.rights),
        ("dc:rights", "" if ns.is_iri(record.licence) else record.licence),
        ("kg:collection", record.collection),
    )
    for predicate, value in plain:
        if value:
            yield f"{w} {t(predicate)} {literal(value)} .\n"


def _relation_lines(w: str, record: Record) -> Iterator[str]:
    """Tie a work to others by the page of their identifier, which those carry as ``rdfs:seeAlso``: it holds whatever they merge with."""
    for relation in record.relations:
        targets = {target.scheme: target.value for target in relation.target if target.valid}
        if scheme := next((scheme for scheme in _TARGET_SCHEMES if scheme in targets), ""):
            yield f"{w} {t(RELATIONS.get(relation.kind, 'dcterms:relation'))} {iri(ns.page(scheme, targets[scheme]))} .\n"


def _funding_lines(work: str, record: Record) -> Iterator[str]:
    for number, grant in enumerate(record.grants, start=1):
        g = iri(ns.grant(work, number))
        yield f"{iri(work)} {t('kg:funding')} {g} .\n"
        yield f"{g} {t('rdf:type')} {t('kg:Grant')} .\n"
        for predicate, value in (("kg:agency", grant.agency), ("dcterms:identifier", grant.id)):
            if value:
                yield f"{g} {t(predicate)} {literal(value)} .\n"
