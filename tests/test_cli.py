"""The installed command, as a user runs it."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib

from kg import cli, registry

CASES = Path(__file__).parent / "cases"
Kg = Callable[..., "subprocess.CompletedProcess[str]"]
DOI = "10.1186/s12943-021-01411-w"


def test_help_is_light() -> None:
    code = "import sys, kg.cli; kg.cli.cli.main(['--help'], standalone_mode=False); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = done.stdout.splitlines()[-1].split()
    heavy = {"spacy", "networkx", "rdflib", "pyoxigraph", "lxml", "rich", "numpy", "msgspec", "pyshacl", "kg.pipeline"}
    assert heavy.isdisjoint(loaded)
    assert set(cli.COMMANDS) <= set(done.stdout.split())


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_has_help_and_stands_in_the_readme(kg: Kg, name: str) -> None:
    assert kg(name, "--help").stdout.startswith(f"Usage: kg {name}")
    assert f"kg {name}" in (Path(__file__).parent.parent / "README.md").read_text("utf-8")


def test_from_a_catalogue_page_to_a_graph_that_answers(kg: Kg, tmp_path: Path) -> None:
    page = CASES / "merge/seed/catalogue.txt"
    built = kg("build", page, "-o", "seed.ttl", "--report", "report.json")
    assert built.stdout == ""
    assert "1 built" in built.stderr
    assert "--source NAME" in built.stderr
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["read"] == report["built"] == 1
    assert {"unchanged", "superseded", "rejected", "deleted", "skipped", "mentions", "triples", "seconds", "by_format", "by_file"} <= set(
        report
    )
    assert len(rdflib.Graph().parse(tmp_path / "seed.ttl")) == report["triples"]
    assert kg("validate", "seed.ttl").returncode == 0
    assert not (tmp_path / "kg-store").exists()
    asked = kg("query", "seed.ttl", "SELECT ?h { ?a kg:position ?n ; kg:heading ?h } ORDER BY ?n", "-t", "csv")
    assert asked.stdout.splitlines()[1:5] == ['"Jiang, Chunyang"', '"Zhang, Na"', '"Hu, Xiaoli"', '"Wang, Hongyan"']


def test_a_store_in_every_way(kg: Kg, tmp_path: Path) -> None:
    kg("build", CASES / "merge/seed", "-q")
    assert (tmp_path / "kg-store/current").exists()
    assert DOI in kg("show", "kg-store", DOI).stdout
    assert "Jiang, Chunyang" in kg("show", "kg-store", "34511114").stdout
    described = json.loads(kg("info", "kg-store", "-t", "json").stdout)
    assert described["records"] == {"": 1, "https://w3id.org/bibkg/source/pubmed": 1}
    assert described["tool"] in kg("info", "kg-store").stdout
    for name in registry.names("rdf-exports"):
        assert kg("export", "kg-store", "-o", "-", "-t", name).stdout
    for name in registry.names("graph-exports"):
        kg("graph", "kg-store", "-o", f"g.{name}")
        assert (tmp_path / f"g.{name}").stat().st_size > 500
    for kind in registry.names("graphs"):
        assert "nodes" in kg("graph", "kg-store", "--kind", kind).stderr
    assert kg("validate", "kg-store", "-t", "json").returncode == 0


@pytest.mark.parametrize(("to", "start"), [("table", "x"), ("csv", "x\n1"), ("tsv", "?x\n1"), ("json", '{"head"'), ("xml", "<?xml")])
def test_tables_in_every_format(kg: Kg, to: str, start: str) -> None:
    kg("build", CASES / "merge/seed", "-q", "--no-tag")
    assert kg("query", "kg-store", "SELECT (1 AS ?x) {}", "-t", to).stdout.startswith(start)


def test_graphs_and_truth_values(kg: Kg, tmp_path: Path) -> None:
    (tmp_path / "a.nt").write_text('<http://e/a> <http://purl.org/dc/terms/title> "A" .\n')
    assert kg("query", "a.nt", "CONSTRUCT WHERE { ?s ?p ?o }", "-t", "nt").stdout == (tmp_path / "a.nt").read_text()
    assert 'dcterms:title "A"' in kg("query", "a.nt", "CONSTRUCT WHERE { ?s ?p ?o }").stdout
    assert kg("query", "a.nt", "ASK { ?s ?p ?o }").stdout == "true\n"
    (tmp_path / "q.rq").write_text("SELECT ?s { VALUES ?t { UNDEF } ?s dcterms:title ?t }")
    assert "http://e/a" in kg("query", "a.nt", "@q.rq", "-p", "t=A").stdout
    assert "http://e/a" not in kg("query", "a.nt", "-", "-p", "t=B", stdin=(tmp_path / "q.rq").read_text()).stdout


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["build"], 2, "INPUT"),
        (["build", "nowhere.xml"], 1, "nowhere.xml: no such file, folder or pattern"),
        (["build", "empty"], 1, "empty: empty"),
        (["build", "letter.txt"], 1, "no known record format"),
        (["build", "letter.txt", "-f", "nope"], 2, "there are: pubmed, vufind"),
        (["build", "letter.txt", "-o", "x.doc"], 2, "there are: ttl, nt, nq, trig"),
        (["build", "letter.txt", "-o", "-"], 2, "-o - needs -t"),
        (["build", "letter.txt", "--vocab", "nope"], 1, "nope"),
        (["build", "article.xml", "-o", "article.xml", "-t", "nt"], 2, "article.xml is an input"),
        (["build", ""], 1, "an input is empty"),
        (["query", "a.nt", f"ASK {{ {'{' * 600}{'}' * 600} }}"], 1, "brackets deep"),
        (["build", "letter.txt", "--vocab", "x", "--no-tag"], 2, "exclude each other"),
        (["build", "article.xml", "--store", "folder"], 1, "is no store"),
        (["query", "nowhere", "ASK {}"], 1, "no store here"),
        (["query", "letter.txt", "ASK {}"], 1, "neither a store nor an RDF file"),
        (["query", "a.nt", "SELECT"], 1, "does not parse"),
        (["query", "a.nt", "@nowhere.rq"], 1, "nowhere.rq"),
        (["query", "a.nt", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"], 1, "SERVICE is off"),
        (["query", "a.nt", "ASK {}", "-t", "ttl"], 2, "is for graphs"),
        (["query", "a.nt", "DESCRIBE <http://e/a>", "-t", "csv"], 2, "is for tables"),
        (["query", "a.nt", "ASK {}", "-p", "x"], 2, "NAME=VALUE"),
        (["query", "a.nt", "ASK {}", "-p", "x=1"], 1, "no place for x"),
        (["show", "a.nt", "10.1000/none"], 1, "no work or record"),
        (["graph", "a.nt", "-o", "x.png"], 2, "there are: graphml"),
        (["graph", "a.nt", "--kind", "nope"], 2, "concept-paper-author"),
        (["export", "a.nt", "-o", "no/folder/x.ttl"], 1, "no/folder"),
        (["validate", "broken.ttl"], 1, "broken.ttl:1"),
        (["nope"], 2, "No such command"),
    ],
)
def test_mistakes_are_told_in_a_line(kg: Kg, tmp_path: Path, arguments: list[str], code: int, says: str) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "letter.txt").write_text("Dear reader,\nnothing here is a record.\n")
    (tmp_path / "a.nt").write_text('<http://e/a> <http://purl.org/dc/terms/title> "A" .\n')
    (tmp_path / "broken.ttl").write_text("oops")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/letter.txt").touch()
    (tmp_path / "article.xml").write_bytes((CASES / "merge/seed/pubmed.xml").read_bytes())
    done = kg(*arguments, code=code)
    assert done.stdout == ""
    assert says in done.stderr


def test_standard_input_gzip_and_globs(kg: Kg, tmp_path: Path) -> None:
    text = (CASES / "merge/seed/pubmed.xml").read_text("utf-8")
    assert "<https://w3id.org/bibkg/work/doi/" in kg("build", "-", "-o", "-", "-t", "nt", stdin=text).stdout
    (tmp_path / "a.xml.gz").write_bytes(gzip.compress(text.encode()))
    assert "1 built" in kg("build", "*.gz", "--store", "s").stderr
    whole = gzip.compress(text.encode())
    (tmp_path / "cut.gz").write_bytes(whole[:-20])
    done = kg("build", "cut.gz", "--store", "t", "--strict", code=1)
    assert "rejected" in done.stderr
    assert "the file breaks off" in (tmp_path / "t/rejects.jsonl").read_text()


def test_odd_file_names_and_links(kg: Kg, tmp_path: Path) -> None:
    text = (CASES / "merge/seed/pubmed.xml").read_bytes()
    odd = os.fsdecode(b"a\xff.xml")
    (tmp_path / odd).write_bytes(text)
    kg("build", "*.xml", "-o", "real.nt", "--report", "r.json")
    assert list(json.loads((tmp_path / "r.json").read_text())["by_file"]) == ["a\\xff.xml"]
    (tmp_path / "link.nt").symlink_to("real.nt")
    (tmp_path / "real.nt").write_text("")
    kg("build", "*.xml", "-q", "-o", "link.nt")
    assert (tmp_path / "link.nt").is_symlink()
    assert (tmp_path / "real.nt").stat().st_size > 1_000


def test_mentions_as_json_lines(kg: Kg) -> None:
    text = "Tumour-derived exosomes carry PD-L1 — they promote epithelial–mesenchymal transition (EMT). EMT!"
    lines = [json.loads(line) for line in kg("tag", "-", "-t", "jsonl", stdin=text).stdout.splitlines()]
    assert all(set(line) == {"document", "field", "start", "end", "quote", "concept", "label", "confidence"} for line in lines)
    assert all(text[line["start"] : line["end"]] == line["quote"] for line in lines)
    assert [line["quote"] for line in lines].count("EMT") == 2
    assert "<mark" in kg("tag", "-", "-t", "html", stdin=text).stdout
    assert "Tumour-derived exosomes" in kg("tag", "-", stdin=text).stdout


def test_a_closed_pipe_is_no_error_of_ours(command: str, tmp_path: Path) -> None:
    subprocess.run([command, "build", CASES / "merge/seed", "-q"], cwd=tmp_path, check=True)
    script = f"'{command}' query kg-store 'SELECT * {{ ?s ?p ?o . ?a ?b ?c }} LIMIT 50000' -t csv | head -1"
    done = subprocess.run(["/bin/bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stderr == ""


def test_an_interrupted_build_changes_nothing(command: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "slow")
    process = subprocess.Popen([command, "build", "slow", "-f", "pubmed"], cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    with (tmp_path / "slow").open("w") as pipe:
        pipe.write("<PubmedArticleSet>")
        pipe.flush()
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "interrupted" in told
    assert "Traceback" not in told
    assert list((tmp_path / "kg-store/versions").iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_no_permission_to_write(kg: Kg, tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0o500)
    assert "cannot be written" in kg("build", CASES / "merge/seed", "--store", "locked/s", code=1).stderr


def test_the_demo_shows_the_whole_path(kg: Kg, tmp_path: Path) -> None:
    shown = kg("demo").stdout
    assert "exosome" in shown
    assert "kg query kg-demo" in shown
    assert (tmp_path / "kg-demo/graph.html").stat().st_size > 10_000
    assert kg("validate", "kg-demo").returncode == 0


def test_the_seed_record(kg: Kg, real_data: Path, tmp_path: Path) -> None:
    (seed,) = (real_data / "seed").glob("*.txt")
    kg("build", seed, "-o", "seed.ttl")
    assert kg("validate", "seed.ttl").returncode == 0
    graph = rdflib.Graph().parse(tmp_path / "seed.ttl")
    work = rdflib.URIRef(f"https://w3id.org/bibkg/work/doi/{DOI}")
    assert str(graph.value(work, rdflib.DCTERMS.issued)) == "2021-09-13"
    assert str(graph.value(work, rdflib.DCTERMS.license)) == "https://creativecommons.org/licenses/by/4.0/"
    assert "epithelial–mesenchymal" in str(graph.value(work, rdflib.DCTERMS.abstract))
    assert rdflib.URIRef("http://id.nlm.nih.gov/mesh/D016454") in graph.objects(work, rdflib.DCTERMS.type)
    found = {
        str(label)
        for concept in graph.objects(work, rdflib.URIRef("https://w3id.org/bibkg/ontology#mentions"))
        for label in graph.objects(concept, rdflib.SKOS.prefLabel)
    }
    assert {
        "exosome",
        "tumor-derived exosome",
        "lung cancer",
        "metastasis",
        "epithelial-mesenchymal transition",
        "angiogenesis",
        "immune escape",
        "intercellular communication",
        "tumor microenvironment",
        "pre-metastatic niche",
    } <= found
