"""SPARQL, as files: every query of the package, prefixes undeclared."""
