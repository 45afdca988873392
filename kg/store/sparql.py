"""What every store does with a query: refuse what may not run, bind values, read named queries."""

import re
from collections.abc import Mapping
from importlib import resources
from itertools import accumulate
from typing import Final

import pyoxigraph

from kg import ns
from kg.errors import QueryError

__all__ = ["bind", "named_query", "parse_term", "refuse_depth", "refuse_service"]

Term = pyoxigraph.NamedNode | pyoxigraph.Literal

# What may hold the letters of a keyword without being one: IRIs, strings, comments, variables, prefixed names.
_TOKENS: Final = re.compile(
    r"""<[^<>"{}|^`\\\x00-\x20]*> | \"{3}(?:[^"\\]|\\.|"(?!""))*\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
    | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*' | \#[^\n\r]* | [?$]\w+
    | (?P<word>[\w.\-]+)(?::(?:[\w.\-:%]|\\.)*)? | :(?:[\w.\-:%]|\\.)*""",
    re.VERBOSE | re.DOTALL,
)
_DEPTH: Final = 500
_PLACE: Final = re.compile(r"VALUES\s*\?(\w+)\s*\{\s*UNDEF\s*\}", re.IGNORECASE)


def refuse_service(query: str) -> None:
    """Refuse a query that would ask another server.

    Oxigraph wants no space around a keyword (``SERVICE:x``, ``1SERVICE``), so whatever holds the word counts, prefixes too.

    Raises
    ------
    QueryError
        When the query has the keyword ``SERVICE``.

    >>> refuse_service('SELECT ?service { ?service a <http://e/SERVICE> }')
    """
    if any("SERVICE" in (match["word"] or "").upper() for match in _TOKENS.finditer(query)):
        msg = "SERVICE is off: the query would send requests to another server; --allow-service turns it on"
        raise QueryError(msg)


def refuse_depth(query: str) -> None:
    """Refuse a query nested deeper than people write: the parser would run out of stack and take the process with it.

    Raises
    ------
    QueryError
        When more than 500 brackets stand open.
    """
    depths = accumulate({"{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1}.get(char, 0) for char in query)
    if max(depths, default=0) > _DEPTH:
        msg = f"the query is nested more than {_DEPTH} brackets deep"
        raise QueryError(msg)


def bind(query: str, values: Mapping[str, Term]) -> str:
    """Put values where the query says ``VALUES ?name { UNDEF }``: terms are written by the RDF library, never pasted in.

    Raises
    ------
    QueryError
        When the query has no such place for a value; the message lists those it has.

    >>> bind("SELECT * { VALUES ?x { UNDEF } ?x ?p ?o }", {"x": pyoxigraph.NamedNode("http://e/a")})
    'SELECT * { VALUES ?x { <http://e/a> } ?x ?p ?o }'
    """
    places = set(_PLACE.findall(query))
    if missing := sorted(values.keys() - places):
        there = ", ".join(sorted(places)) or "none"
        place = f"VALUES ?{missing[0]} {{ UNDEF }}"
        msg = f"no place for {', '.join(missing)}: write {place} into the WHERE part (places in the query: {there})"
        raise QueryError(msg)
    return _PLACE.sub(lambda match: f"VALUES ?{match[1]} {{ {values[match[1]]} }}" if match[1] in values else match[0], query)


def parse_term(text: str) -> Term:
    """Read a value as people write it: ``<iri>``, ``prefix:name`` of a known prefix, a number, ``"literal"@en``, else a plain string.

    >>> parse_term("dcterms:title")
    <NamedNode value=http://purl.org/dc/terms/title>
    >>> parse_term("exosome")
    <Literal value=exosome datatype=<NamedNode value=http://www.w3.org/2001/XMLSchema#string>>
    """
    if text[:1] in '<"':
        try:
            triples = list(pyoxigraph.parse(f"<x:s> <x:p> {text} .", pyoxigraph.RdfFormat.TURTLE))
        except SyntaxError as error:
            msg = f"not an RDF term: {text} ({error})"
            raise QueryError(msg) from error
        found = triples[0].object
        if isinstance(found, pyoxigraph.NamedNode | pyoxigraph.Literal):
            return found
    for pattern, datatype in ((r"[+-]?[0-9]+", "xsd:integer"), (r"[+-]?[0-9]*\.[0-9]+", "xsd:decimal")):
        if re.fullmatch(pattern, text):
            return pyoxigraph.Literal(text, datatype=pyoxigraph.NamedNode(ns.term(datatype)))
    prefix, colon, name = text.partition(":")
    if colon and prefix in ns.PREFIXES and ns.is_iri(ns.PREFIXES[prefix] + name):
        return pyoxigraph.NamedNode(ns.PREFIXES[prefix] + name)
    return pyoxigraph.Literal(text)


def named_query(name: str) -> str:
    """Read one of the queries in ``kg/queries/``.

    >>> "VALUES ?work" in named_query("author-list")
    True
    """
    return resources.files("kg.queries").joinpath(f"{name}.rq").read_text("utf-8")
