"""Time, throughput and peak memory of `kg build`, and the start-up of `kg --help`; each run is a process of its own.

    KG_DATA=… .venv/bin/python tests/bench/build.py [REPEATS …]

The input is ``bench/drug-reviews.pubmed.xml.gz`` (5,968 citations), repeated as often as each REPEATS says, PMIDs renumbered.
"""

import gzip
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

KG = Path(sys.executable).parent / "kg"


def repeat(source: Path, target: Path, times: int) -> int:
    """Write the citations `times` over with PMIDs of their own; give how many there are."""
    head, body = gzip.decompress(source.read_bytes()).split(b"<PubmedArticle>", 1)
    body, _, tail = body.rpartition(b"</PubmedArticle>")
    articles = re.split(rb"</PubmedArticle>\s*<PubmedArticle>", body)
    with gzip.open(target, "wb", compresslevel=1) as out:
        out.write(head)
        for turn in range(times):
            for place, article in enumerate(articles):
                pmid = str(1 + turn * len(articles) + place).encode()
                renumbered = re.sub(rb"(<PMID[^>]*>)\d+", rb"\g<1>" + pmid, article, count=1)
                renumbered = re.sub(rb"(<ArticleId IdType=\"pubmed\">)\d+", rb"\g<1>" + pmid, renumbered)
                out.write(b"<PubmedArticle>" + renumbered + b"</PubmedArticle>\n")
        out.write(tail)
    return times * len(articles)


def measure(*arguments: object) -> tuple[float, float]:
    """Run a command; give its seconds and its peak memory in MiB."""
    started = time.monotonic()
    process = subprocess.Popen([str(argument) for argument in arguments], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{arguments}: exit {process.returncode}")
    return time.monotonic() - started, usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)


def main() -> None:
    """Print one line a figure."""
    source = Path(os.environ["KG_DATA"]) / "bench/drug-reviews.pubmed.xml.gz"
    help_seconds = [measure(KG, "--help")[0] for _ in range(11)][1:]
    print(f"kg --help: median {statistics.median(help_seconds):.3f} s, least {min(help_seconds):.3f} s of {len(help_seconds)}")
    with tempfile.TemporaryDirectory() as folder:
        for times in map(int, sys.argv[1:] or ["1", "4"]):
            records = repeat(source, Path(folder) / "in.xml.gz", times)
            store = Path(folder) / f"store-{times}"
            seconds, peak = measure(KG, "build", f"{folder}/in.xml.gz", "--store", store, "-q")
            again, _ = measure(KG, "build", f"{folder}/in.xml.gz", "--store", store, "-q")
            size = sum(file.stat().st_size for file in store.rglob("*") if file.is_file()) / records
            print(f"{records:,} records: {seconds:.1f} s, {records / seconds:.0f} records/s, peak {peak:.0f} MiB; ", end="")
            print(f"again, nothing to do: {again:.1f} s; {size:.0f} bytes a record on disk")


if __name__ == "__main__":
    main()
