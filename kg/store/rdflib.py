"""The store as rdflib sees it."""

from typing import Any

import oxrdflib

from kg.store.sparql import refuse_service

__all__ = ["GuardedStore"]


class GuardedStore(oxrdflib.OxigraphStore):
    """Oxigraph behind rdflib, with queries that would ask another server refused."""

    def query(self, query: Any, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - rdflib's own signature has no types
        """Run a query that came as text; a prepared one goes to rdflib's own engine, as oxrdflib has it.

        Raises
        ------
        QueryError
            When the query has the keyword ``SERVICE``.
        """
        if isinstance(query, str):
            refuse_service(query)
        return super().query(query, *arguments, **options)
