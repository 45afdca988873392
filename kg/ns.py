"""Prefixes, terms and IRIs: the only place that mints one, and the only place that writes an RDF term.

Every IRI is a pure function of its arguments: the same on every machine, percent-encoded, never a blank node.
`iri` and `literal` check and escape, so that a line put together from them is always valid N-Quads.

>>> work("doi", "10.1186/s12943-021-01411-w")
'https://w3id.org/bibkg/work/doi/10.1186/s12943-021-01411-w'
>>> record("pubmed", "34511114")
'https://w3id.org/bibkg/record/pubmed/34511114'
"""

import re
from functools import lru_cache
from typing import Final
from urllib.parse import quote

BASE: Final = "https://w3id.org/bibkg/"
WORKS: Final = BASE + "work/"
"""What the IRI of every work, and of every statement about one, begins with."""

PREFIXES: Final[dict[str, str]] = {
    "bibo": "http://purl.org/ontology/bibo/",
    "cito": "http://purl.org/spar/cito/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "fabio": "http://purl.org/spar/fabio/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "kg": BASE + "ontology#",
    "mesh": "http://id.nlm.nih.gov/mesh/",
    "oa": "http://www.w3.org/ns/oa#",
    "obo": "http://purl.obolibrary.org/obo/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "te": BASE + "vocab/tumour-exosome/",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Prefix -> namespace, in alphabetical order: what queries may use undeclared and what Turtle is written with."""

# RFC 3986 delimiters that need no escape inside a path; DOIs use most of them.
_SAFE: Final = "/:;,@!$&'()*+=-._~"
# The characters RFC 3987 admits, more strictly than N-Quads does: what passes here parses everywhere.
_IRI: Final = re.compile(
    r"[A-Za-z][A-Za-z0-9+.\-]*:"
    r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?\xA0-\uD7FF\uF900-\uFDCF\uFDF0-\uFFEF\U00010000-\U0001FFFD]|%[0-9A-Fa-f]{2})*"
    r"(?:#(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?\xA0-\uD7FF\uF900-\uFDCF\uFDF0-\uFFEF\U00010000-\U0001FFFD]|%[0-9A-Fa-f]{2})*)?"
)
_HTTP_AUTHORITY: Final = re.compile(r"https?://[^/?#\s:@]+(?::\d{1,5})?(?:[/?#]|$)", re.IGNORECASE)
_LANG: Final = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
# What a literal cannot hold as it is, with the escapes that canonical N-Quads has (RDF 1.1 N-Quads, section 4); the backslash first.
_ESCAPES: Final = {"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\b": r"\b", "\f": r"\f"}
_NEEDS_ESCAPE: Final = re.compile(r'[\x00-\x1f"\\\x7f]')
_OTHER_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f]")


def term(curie: str) -> str:
    """Expand ``prefix:name`` to the whole IRI.

    >>> term("dcterms:title")
    'http://purl.org/dc/terms/title'
    """
    prefix, _, name = curie.partition(":")
    return PREFIXES[prefix] + name


def shorten(iri: str) -> str:
    """Shorten an IRI to ``prefix:name`` where a known prefix fits; others stay whole.

    >>> shorten("http://id.nlm.nih.gov/mesh/D055354"), shorten("http://e/x")
    ('mesh:D055354', 'http://e/x')
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and re.fullmatch(r"[A-Za-z0-9_\-]+", iri[len(namespace) :]):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


@lru_cache(maxsize=65_536)
def curie(iri: str) -> str:
    """Shorten an IRI to go inside another: ``prefix:name`` where a known prefix fits, else percent-encoded whole.

    >>> curie("http://id.nlm.nih.gov/mesh/D055354"), curie("http://e/x")
    ('mesh:D055354', 'http%3A%2F%2Fe%2Fx')
    """
    short = shorten(iri)
    return quote(iri, safe="") if short == iri else short


def is_iri(value: str) -> bool:
    """Whether a string is an absolute IRI that every RDF parser accepts.

    >>> is_iri("https://creativecommons.org/licenses/by/4.0/"), is_iri("https://doi.org/10.1/<x>")
    (True, False)
    """
    if not _IRI.fullmatch(value):
        return False
    return _HTTP_AUTHORITY.match(value) is not None if value.lower().startswith(("http:", "https:")) else True


@lru_cache(maxsize=65_536)
def iri(value: str) -> str:
    """Write an IRI as N-Quads: ``<…>``.

    Raises
    ------
    ValueError
        When it is no absolute IRI.
    """
    if not is_iri(value):
        msg = f"not an absolute IRI: {value!r}"
        raise ValueError(msg)
    return f"<{value}>"


@lru_cache(maxsize=4_096)
def t(curie: str) -> str:
    """Write a known term as N-Quads: ``t("rdf:type")``."""
    return iri(term(curie))


def literal(value: str, *, lang: str = "", datatype: str = "") -> str:
    r"""Write a literal as N-Quads, escaped. `datatype` is a CURIE; a language tag that is none is left out.

    >>> literal('a "b"\n', lang="en")
    '"a \\"b\\"\\n"@en'
    """
    if _NEEDS_ESCAPE.search(value):
        for char, escape in _ESCAPES.items():
            value = value.replace(char, escape)
        value = _OTHER_CONTROLS.sub(lambda control: f"\\u{ord(control[0]):04X}", value)
    if lang and _LANG.fullmatch(lang):
        return f'"{value}"@{lang.lower()}'
    return f'"{value}"^^{t(datatype)}' if datatype else f'"{value}"'


def integer(value: int) -> str:
    """Write an ``xsd:integer`` as N-Quads."""
    return literal(str(value), datatype="xsd:integer")


def mint(*path: str) -> str:
    """Join path segments under the base; everything a path cannot hold is percent-encoded.

    >>> mint("work", "doi", "10.1002/(sici)<1:x>")
    'https://w3id.org/bibkg/work/doi/10.1002/(sici)%3C1:x%3E'
    """
    return BASE + "/".join(quote(segment, safe=_SAFE) for segment in path)


def slug(text: str) -> str:
    """Fold a name to a path segment: casefolded letters and digits, everything else one hyphen; never empty.

    >>> slug("BioMed Central (UK)")
    'biomed-central-uk'
    """
    folded = re.sub(r"[\W_]+", "-", text.casefold()).strip("-")
    return folded or text.encode("utf-8").hex() or "-"


def record(source: str, id_: str) -> str:
    """Name a record; it never changes. Slashes of the id are encoded, so that no id runs into the names below it."""
    return BASE + f"record/{quote(source, safe='')}/{quote(id_, safe=':,;@-._~')}"


def mentions(record_iri: str) -> str:
    """Name the graph of a record's mentions."""
    return f"{record_iri}/mentions"


def text(record_iri: str, field: str) -> str:
    """Name one text of a record."""
    return f"{record_iri}/text/{field}"


def span(text_iri: str, start: int, end: int) -> str:
    """Name a stretch of a text by code points (RFC 5147 fragment)."""
    return f"{text_iri}#char={start},{end}"


def mention(text_iri: str, start: int, end: int, concept: str) -> str:
    """Name the annotation that a stretch of a text speaks of a concept."""
    return f"{text_iri}/m/{start}-{end}/{curie(concept)}"


def work(scheme: str, value: str) -> str:
    """Name a work by its strongest identifier."""
    return mint("work", scheme, value)


def work_of_record(record_iri: str) -> str:
    """Name the work of a record that has no strong identifier."""
    return WORKS + record_iri.removeprefix(BASE)


def authorship(work_iri: str, position: int, role: str = "author") -> str:
    """Name the cell of a work's author (or editor …) list."""
    return f"{work_iri}/{role}/{position}"


def grant(work_iri: str, number: int) -> str:
    """Name the statement of a work's funding."""
    return f"{work_iri}/grant/{number}"


def about(work_iri: str, concept: str) -> str:
    """Name the statement of how much a work speaks of a concept."""
    return f"{work_iri}/about/{curie(concept)}"


def name_heading(heading: str) -> str:
    """Name a name heading, family and given name folded apart.

    >>> name_heading("Wang, Hongyan")
    'https://w3id.org/bibkg/name/wang,hongyan'
    """
    return mint("name", ",".join(slug(part) for part in heading.split(",") if part.strip()) or slug(heading))


def orcid(value: str) -> str:
    """Name a person by ORCID."""
    return f"https://orcid.org/{value}"


def organisation(name: str) -> str:
    """Name a group author by its name."""
    return mint("organisation", slug(name))


def publisher(name: str) -> str:
    """Name a publisher by its name."""
    return mint("publisher", slug(name))


def journal(scheme: str, value: str) -> str:
    """Name a journal by ISSN, NLM id or title."""
    return mint("journal", scheme, value)


def book(scheme: str, value: str) -> str:
    """Name a book that contains works, by ISBN, accession or title."""
    return mint("book", scheme, value)


def issue(journal_iri: str, volume: str, issue_: str) -> str:
    """Name an issue of a journal."""
    return f"{journal_iri}/volume/{quote(volume or '-', safe='')}/issue/{quote(issue_, safe='')}"


def language(tag: str) -> str:
    """Name a language as the Library of Congress does; two letters ISO 639-1, three ISO 639-2.

    >>> language("en-GB")
    'http://id.loc.gov/vocabulary/iso639-1/en'
    """
    code = tag.partition("-")[0].lower()
    return f"http://id.loc.gov/vocabulary/iso639-{'1' if len(code) == 2 else '2'}/{code}"  # noqa: PLR2004 - the length of an ISO 639-1 code


def mesh(ui: str) -> str:
    """Name a MeSH descriptor, qualifier or supplementary record."""
    return PREFIXES["mesh"] + ui


def heading_pair(heading: str, qualifier: str) -> str:
    """Name a heading with a qualifier, as MeSH RDF does.

    >>> heading_pair(mesh("D008175"), mesh("Q000473"))
    'http://id.nlm.nih.gov/mesh/D008175Q000473'
    """
    return heading + qualifier.rpartition("/")[2]


def vocabulary(name: str, version: str) -> str:
    """Name the graph of a vocabulary as loaded."""
    return mint("vocab", name, version or "-")


def source(name: str) -> str:
    """Name a source of records."""
    return BASE + f"source/{quote(name, safe='')}"


def run(name: str) -> str:
    """Name a tagging run, which is also the graph that describes it."""
    return mint("run", name)


def partition(*path: str) -> str:
    """Name a part of the data set: the works of a class, the records of a source."""
    return mint("dataset", *path)


def dataset() -> str:
    """Name the data set: its VoID description, and the graph that holds it."""
    return BASE + "dataset"


def page(scheme: str, value: str) -> str:
    """Address the page that an identifier resolves to; empty for schemes without one.

    >>> page("pmcid", "PMC8436438")
    'https://www.ncbi.nlm.nih.gov/pmc/articles/PMC8436438/'
    """
    match scheme:
        case "doi":
            return "https://doi.org/" + quote(value, safe=_SAFE)
        case "pmid":
            return f"https://pubmed.ncbi.nlm.nih.gov/{value}/"
        case "pmcid":
            return f"https://www.ncbi.nlm.nih.gov/pmc/articles/{value}/"
        case _:
            return ""
