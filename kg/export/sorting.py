"""Sorting more lines than fit in memory."""

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from typing import Final

__all__ = ["sorted_lines"]

_RUN: Final = 500_000


def sorted_lines(lines: Iterable[bytes], *, run: int = _RUN) -> Iterator[bytes]:
    r"""Yield lines in byte order, by external merge sort: memory holds `run` lines, the rest is in temporary files.

    >>> list(sorted_lines([b"b\n", b"a\n", b"c\n"], run=2))
    [b'a\n', b'b\n', b'c\n']
    """
    iterator = iter(lines)
    with ExitStack() as files:
        runs: list[Iterable[bytes]] = []
        while block := sorted(islice(iterator, run)):
            if not runs and len(block) < run:
                yield from block
                return
            file = files.enter_context(tempfile.TemporaryFile())
            file.writelines(block)
            file.seek(0)
            runs.append(file)
        yield from heapq.merge(*runs)
