"""Whether a graph says what the model allows: the SHACL shapes of ``ontologies/shapes.ttl``, applied batch by batch.

A batch is some works with all that can be reached from them, so every shape finds whole what it looks at, and memory holds one batch
whatever the size of the store. What no work leads to is looked for afterwards and validated likewise. All graphs are looked at: the
merged view, and the graphs of records, mentions and vocabularies where a store or file has them.
"""

import hashlib
import heapq
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Final, NamedTuple, TypeGuard, cast

import pyoxigraph
import rdflib
from rdflib.namespace import SH

from kg import ns
from kg.errors import InputError, UsageError
from kg.model import Value
from kg.resources import ontology_file
from kg.store.oxigraph import Store, batched

__all__ = ["Validation", "Violation", "validate"]

# A work with its people, mentions, journal and record is some 150 statements, of 1 KB each in rdflib.
_BATCH: Final = 200
_DERIVED: Final = pyoxigraph.NamedNode(ns.term("prov:wasDerivedFrom"))
_TYPE: Final = pyoxigraph.NamedNode(ns.term("rdf:type"))
# A work does not name its contributions and counts, nor a record its mentions: they name it.
_BELONGS_TO: Final = tuple(pyoxigraph.NamedNode(ns.term(name)) for name in ("kg:work", "kg:record"))

Node = pyoxigraph.NamedNode | pyoxigraph.BlankNode


class Violation(Value, frozen=True, kw_only=True):
    """A node that breaks a shape.

    `focus` is the node, `path` the IRI of the property, or the shape's name for a longer path, empty where the node itself is at fault,
    `value` the offending value where there is one, `message` what is wrong and what to do, `shape` the IRI of the broken shape, `severity`
    ``Violation``, ``Warning`` or ``Info``.
    """

    focus: str
    path: str
    value: str
    message: str
    shape: str
    severity: str


class Validation(Value, frozen=True, kw_only=True):
    """What was found: how many works were looked at, and the violations, sorted by focus node, each once."""

    works: int
    violations: tuple[Violation, ...]

    @property
    def conforms(self) -> bool:
        """Whether nothing is of severity ``Violation``.

        >>> Validation(works=1, violations=()).conforms
        True
        """
        return all(violation.severity != "Violation" for violation in self.violations)


def validate(store: Store, *, sample: int = 0) -> Validation:
    """Validate all that a store or file holds, or a sample of so many works with all that can be reached from them.

    A sample is the same for the same works, however they are stored, and else as good as drawn by lot; where there are no works, everything
    is validated. Takes some 36 ms a work of PubMed (240 statements). Source: https://www.w3.org/TR/shacl/

    Raises
    ------
    InputError
        When no shape finds anything to look at.
    UsageError
        When pyshacl is not installed.

    >>> native = pyoxigraph.Store()
    >>> native.load(b"<https://orcid.org/0000-0002-1825-0097> a <http://xmlns.com/foaf/0.1/Person> .", pyoxigraph.RdfFormat.TURTLE)
    >>> [violation.message for violation in validate(Store(native)).violations]
    ['A person has at least one foaf:name, a plain string.']
    """
    shapes = _Shapes()
    view = _View(store.native)
    works = orphans = 0
    violations: set[Violation] = set()
    with _quiet_literals():
        for batch in batched(_draw(view.works(), sample) if sample else view.works(), _BATCH):
            works += len(batch)
            violations.update(shapes.check(view.around(batch)))
        if not (sample and works):
            for batch in batched(view.unreached(shapes.targets()), _BATCH):
                orphans += len(batch)
                violations.update(shapes.check(view.around(batch)))
    if not works and not orphans:
        where = f"{store.path}: " if store.path else ""
        msg = f"{where}nothing to validate: no works in it, and nothing else that the shapes are about"
        raise InputError(msg)
    return Validation(works=works, violations=tuple(sorted(violations, key=lambda each: (each.focus, each.shape, each.value))))


def _draw(works: Iterable[Node], size: int) -> list[Node]:
    """Draw by a hash of the name, which needs neither all works at once nor their order."""
    return heapq.nsmallest(size, works, key=lambda work: hashlib.sha256(work.value.encode()).digest())


@contextmanager
def _quiet_literals() -> Iterator[None]:
    """Keep rdflib from logging a traceback for each ill-typed literal: the shapes report those."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


class _Target(NamedTuple):
    """Whose subjects a shape is about: of the property, with the value where there is one."""

    predicate: pyoxigraph.NamedNode
    value: pyoxigraph.NamedNode | None


class _Shapes:
    """The shapes, parsed once."""

    def __init__(self) -> None:
        try:
            from pyshacl import validate as validate_graph  # noqa: PLC0415 - an extra
        except ImportError as error:
            msg = "validating needs pyshacl: pip install 'bibkg[validate]'"
            raise UsageError(msg) from error
        self._validate_graph = validate_graph
        self._graph = rdflib.Graph().parse(ontology_file("shapes.ttl"))
        self._detach_properties()

    def targets(self) -> Iterator[_Target]:
        """Yield what the shapes are about, each target once."""
        for class_ in set(self._graph.objects(None, SH.targetClass)):
            yield _Target(_TYPE, pyoxigraph.NamedNode(str(class_)))
        for predicate in set(self._graph.objects(None, SH.targetSubjectsOf)):
            yield _Target(pyoxigraph.NamedNode(str(predicate)), None)

    def _detach_properties(self) -> None:
        """Give each property shape the targets of its node shape itself, which says the same.

        pyshacl applies a property shape that hangs on a node shape anew for each node, a free one to all nodes at once.
        """
        for shape, property_shape in list(self._graph.subject_objects(SH.property)):
            for target in (SH.targetClass, SH.targetSubjectsOf):
                for value in self._graph.objects(shape, target):
                    self._graph.add((property_shape, target, value))
            self._graph.remove((shape, SH.property, property_shape))

    def check(self, graph: rdflib.Graph) -> Iterator[Violation]:
        """Apply all shapes to a graph and yield what is reported, in no order."""
        _, found, _ = self._validate_graph(graph, shacl_graph=self._graph, inference="none", advanced=False, meta_shacl=False)
        # It is an exception instead where the shapes themselves are wrong, which they are not.
        report = cast("rdflib.Graph", found)
        for result in report.objects(None, SH.result):
            shape = report.value(result, SH.sourceShape)
            path = report.value(result, SH.resultPath)
            yield Violation(
                focus=_text(report.value(result, SH.focusNode)),
                path=_text(path if isinstance(path, rdflib.URIRef) else self._graph.value(shape, SH.name)),
                value=_text(report.value(result, SH.value)),
                message=_text(report.value(result, SH.resultMessage)),
                shape=_text(shape),
                severity=_text(report.value(result, SH.resultSeverity)).removeprefix(str(SH)),
            )


def _text(term: rdflib.term.Node | None) -> str:
    return "" if term is None else str(term)


class _View:
    """All graphs of a store as one, and steps in it: to what a node's properties name, to what belongs to it, into the graph it names."""

    def __init__(self, native: pyoxigraph.Store) -> None:
        self._native = native

    def works(self) -> Iterator[Node]:
        """Yield what is derived from records, each once, in no order."""
        for quad in self._native.quads_for_pattern(None, _DERIVED, None, None):
            if _is_node(quad.subject) and quad == next(self._native.quads_for_pattern(quad.subject, _DERIVED, None, None)):
                yield quad.subject

    def around(self, nodes: Iterable[Node]) -> rdflib.Graph:
        """Collect the statements that steps from the nodes lead to."""
        graph = rdflib.Graph()
        seen = set(nodes)
        waiting = list(seen)
        while waiting:
            for quad in self._statements(waiting.pop()):
                graph.add((_term(quad.subject), _term(quad.predicate), _term(quad.object)))
                for node in (quad.subject, quad.object):
                    if _is_node(node) and node not in seen:
                        seen.add(node)
                        waiting.append(node)
        return graph

    def unreached(self, targets: Iterable[_Target]) -> Iterator[Node]:
        """Yield what shapes are about and no steps lead to from a work; in no order, and as often as it is a target."""
        for predicate, value in targets:
            for quad in self._native.quads_for_pattern(None, predicate, value, None):
                if _is_node(quad.subject) and not self._is_reached(quad.subject):
                    yield quad.subject

    def _statements(self, node: Node) -> Iterator[pyoxigraph.Quad]:
        said = list(self._native.quads_for_pattern(node, None, None, None))
        yield from said
        # Half of the nodes are pages and terms that nothing is said of: no step leads on from there.
        if said:
            for predicate in _BELONGS_TO:
                yield from self._native.quads_for_pattern(None, predicate, node, None)
            yield from self._native.quads_for_pattern(None, None, None, node)

    def _is_reached(self, node: Node) -> bool:
        """Walk back until a work is met: what many works name meets one at the first step."""
        if self._is_work(node):
            return True
        seen = {node}
        waiting = [node]
        while waiting:
            for before in self._before(waiting.pop()):
                if self._is_work(before):
                    return True
                if before not in seen:
                    seen.add(before)
                    waiting.append(before)
        return False

    def _is_work(self, node: Node) -> bool:
        return next(self._native.quads_for_pattern(node, _DERIVED, None, None), None) is not None

    def _before(self, node: Node) -> Iterator[Node]:
        """Yield from where a step leads to a node."""
        for quad in self._native.quads_for_pattern(None, None, node, None):
            if _is_node(quad.subject):
                yield quad.subject
        for quad in self._native.quads_for_pattern(node, None, None, None):
            if quad.predicate in _BELONGS_TO and _is_node(quad.object):
                yield quad.object
            if _is_node(quad.graph_name):
                yield quad.graph_name


def _is_node(term: object) -> TypeGuard[Node]:
    return isinstance(term, pyoxigraph.NamedNode | pyoxigraph.BlankNode)


@lru_cache(maxsize=65_536)
def _iri(value: str) -> rdflib.URIRef:
    return rdflib.URIRef(value)


def _term(term: object) -> rdflib.term.IdentifiedNode | rdflib.Literal:
    """Give rdflib's form of a term; a triple term, which it has none for, becomes a blank node, which shapes allow as little."""
    match term:
        case pyoxigraph.NamedNode(value=value):
            return _iri(value)
        case pyoxigraph.BlankNode(value=value):
            return rdflib.BNode(value)
        case pyoxigraph.Literal(value=value, language=str() as language):
            return rdflib.Literal(value, lang=language)
        case pyoxigraph.Literal(value=value, datatype=datatype):
            # As it stands: normalising it would hide an ill-typed one.
            return rdflib.Literal(value, datatype=_iri(datatype.value), normalize=False)
    return rdflib.BNode()
