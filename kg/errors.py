"""Errors a user can act on.

```
KgError                 anything this package refuses; its text says where, what, and what would work
├── UsageError          the call itself is wrong: an unknown format, a bad option value        (exit 2)
├── InputError          a file cannot be used at all: missing, unreadable, of no known format  (exit 1)
├── StoreError          a store cannot be opened, written or published                         (exit 1)
├── QueryError          SPARQL that does not parse or may not run                              (exit 1)
└── VocabularyError     a vocabulary that cannot be read                                       (exit 1)
```

A single record that cannot be read raises nothing: its reader yields a `kg.model.Rejected`, and the rest is built.
Errors cross process borders, so each takes one positional message and pickles.
"""


class KgError(Exception):
    """Base of everything this package raises on purpose.

    >>> str(KgError("lib.xml:12: no record ends here"))
    'lib.xml:12: no record ends here'
    """

    exit_code = 1


class UsageError(KgError):
    """The call is wrong: an unknown name, an impossible combination of options."""

    exit_code = 2


class InputError(KgError):
    """A file or stream that cannot be used at all."""


class StoreError(KgError):
    """A store that cannot be opened, written or published."""


class QueryError(KgError):
    """A SPARQL query that does not parse, or that may not run here."""


class VocabularyError(KgError):
    """A concept scheme that cannot be read."""
