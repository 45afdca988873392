"""From records to a store: what is counted, what holds, what is left alone."""

import itertools
import json
import re
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from rdflib.compare import isomorphic

import kg
from kg import examples, registry
from kg.errors import InputError, StoreError, UsageError
from kg.model import Record
from kg.pipeline import Settings, build
from kg.records.inputs import expand, find_reader, read
from kg.report import Report
from kg.store import open_any
from kg.validation import validate

CASES = Path(__file__).parent / "cases"


def article(pmid: int, *, revised: str = "2020", title: str = "On exosomes", version: int = 1, doi: str = "") -> str:
    ids = f'<ArticleId IdType="doi">{doi}</ArticleId>' if doi else ""
    return f"""<PubmedArticle><MedlineCitation><PMID Version="{version}">{pmid}</PMID>
    <DateRevised><Year>{revised}</Year><Month>01</Month><Day>02</Day></DateRevised>
    <Article><Journal><Title>J</Title></Journal><ArticleTitle>{title}</ArticleTitle></Article></MedlineCitation>
    <PubmedData><ArticleIdList>{ids}</ArticleIdList></PubmedData></PubmedArticle>"""


def pubmed(*articles: str) -> str:
    return f"<PubmedArticleSet>{''.join(articles)}</PubmedArticleSet>"


def deletion(*pmids: int) -> str:
    named = "".join(f'<PMID Version="1">{pmid}</PMID>' for pmid in pmids)
    return f"<DeleteCitation>{named}</DeleteCitation>"


def write(folder: Path, **files: str) -> list[Path]:
    paths = [folder / f"{name}.xml" for name in files]
    for path, text in zip(paths, files.values(), strict=True):
        path.write_text(text, "utf-8")
    return paths


def counts(report: Report) -> dict[str, int]:
    assert report.read == report.built + report.unchanged + report.superseded + report.rejected + report.deleted
    for table in (report.by_format, report.by_file):
        assert sum(part["read"] for part in table.values()) == report.read
        for part in table.values():
            assert part["read"] == sum(count for name, count in part.items() if name != "read")
    names = ("read", "built", "unchanged", "superseded", "rejected", "deleted", "skipped")
    return {name: count for name in names if (count := getattr(report, name))}


def export(store: Path, name: str = "nq") -> bytes:
    target = store.parent / f"export.{name}"
    with target.open("wb") as stream:
        registry.load("rdf-exports", name).write(open_any(store), stream)
    return target.read_bytes()


def titles(store: Path) -> list[str | None]:
    return sorted(
        title for (title,) in open_any(store).select("SELECT ?title { ?work dcterms:title ?title ; prov:wasDerivedFrom ?record }") if title
    )


def test_the_same_again_changes_nothing(tmp_path: Path) -> None:
    files = write(tmp_path, a=pubmed(article(1), article(2)))
    assert counts(build(files, tmp_path / "s")) == {"read": 2, "built": 2}
    before = export(tmp_path / "s")
    assert counts(build(files, tmp_path / "s")) == {"read": 2, "unchanged": 2}
    assert (tmp_path / "s/current").read_text() == "000001\n"
    assert export(tmp_path / "s") == before


@pytest.mark.parametrize("order", list(itertools.permutations("abc")))
def test_the_latest_version_holds_whatever_the_order(tmp_path: Path, order: Iterable[str]) -> None:
    texts = {
        "a": pubmed(article(1, revised="2019", title="Old")),
        "b": pubmed(article(1, revised="2021", title="New"), article(2)),
        "c": pubmed(article(1, revised="2020", title="Between")),
    }
    files = write(tmp_path, **{name: texts[name] for name in order})
    assert counts(build(files, tmp_path / "s")) == {"read": 4, "built": 2, "superseded": 2}
    assert titles(tmp_path / "s") == ["New", "On exosomes"]
    for name in order:
        build([tmp_path / f"{name}.xml"], tmp_path / "t")
    assert export(tmp_path / "s") == export(tmp_path / "t")


@pytest.mark.parametrize("first", ["article", "deletion"])
def test_a_withdrawn_record_goes_and_does_not_come_back(tmp_path: Path, first: str) -> None:
    files = write(tmp_path, article=pubmed(article(1), article(2)), deletion=pubmed(deletion(1)))
    files.sort(key=lambda path: path.stem != first)
    assert build(files, tmp_path / "s").deleted == 1
    assert titles(tmp_path / "s") == ["On exosomes"]
    assert counts(build(files[:1] if first == "article" else files[1:], tmp_path / "s")) == {"read": 2, "unchanged": 1, "superseded": 1}
    assert "/record/pubmed/1/mentions" not in export(tmp_path / "s").decode()


def test_what_cannot_be_read_is_kept_and_the_rest_is_built(tmp_path: Path) -> None:
    files = write(tmp_path, a=pubmed(article(1), "<PubmedArticle>\nno id</PubmedArticle>", article(2)))
    report = build(files, tmp_path / "s")
    assert counts(report) == {"read": 3, "built": 2, "rejected": 1}
    (line,) = (tmp_path / "s/rejects.jsonl").read_text().splitlines()
    rejected = json.loads(line)
    assert (rejected["file"], rejected["record"]) == (str(files[0]), 2)
    assert "PMID" in rejected["reason"]
    build(write(tmp_path, a=pubmed(article(1))), tmp_path / "s")
    assert not (tmp_path / "s/rejects.jsonl").exists()


def test_files_without_records_are_skipped(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Where these came from")
    (tmp_path / "empty.xml").write_text("")
    files = write(tmp_path, a=pubmed(article(1)), none=pubmed())
    report = build([tmp_path], tmp_path.parent / "s-skipped")
    assert counts(report) == {"read": 1, "built": 1, "skipped": 3}
    assert report.skipped_files[str(files[1])] == "no records in it"


def test_nothing_to_read_is_an_error_and_leaves_no_version(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.xml: no records in it"):
        build(write(tmp_path, none=pubmed()), tmp_path / "s")
    with pytest.raises(StoreError, match="nothing is in this store yet"):
        open_any(tmp_path / "s")


def test_an_unknown_format_lists_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="pubmed, vufind"):
        build([tmp_path], tmp_path / "s", settings=Settings(format="nope"))


def test_two_sources_of_one_article_are_one_work_with_four_creators(tmp_path: Path) -> None:
    inputs = [CASES / "merge/seed/pubmed.xml", CASES / "merge/seed/catalogue.txt"]
    for name, order in (("a", inputs), ("b", inputs[::-1])):
        assert counts(build(order, tmp_path / name)) == {"read": 2, "built": 2}
    store = open_any(tmp_path / "a")
    ((work, records, creators),) = store.select(
        "SELECT ?w (COUNT(DISTINCT ?r) AS ?rs) (COUNT(DISTINCT ?p) AS ?ps) { ?w prov:wasDerivedFrom ?r ; dcterms:creator ?p } GROUP BY ?w"
    )
    assert (work, records, creators) == ("https://w3id.org/bibkg/work/doi/10.1186/s12943-021-01411-w", "2", "4")
    ((found_titles, lists),) = store.select(
        "SELECT (COUNT(?t) AS ?ts) (COUNT(DISTINCT ?l) AS ?ls) { ?w bibo:authorList ?l ; dcterms:title ?t }"
    )
    assert (found_titles, lists) == ("1", "1")
    headings = store.select("SELECT ?h { ?c a kg:Authorship ; kg:position ?n ; kg:heading ?h } ORDER BY ?n")
    assert [heading for (heading,) in headings] == ["Jiang, Chunyang", "Zhang, Na", "Hu, Xiaoli", "Wang, Hongyan"]
    assert export(tmp_path / "a") == export(tmp_path / "b")


@pytest.fixture(scope="module")
def example_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("examples") / "store"
    build(examples.paths(), path)
    return path


@pytest.mark.parametrize("name", registry.names("rdf-exports"))
def test_every_export_is_the_same_twice_and_parses_to_the_store(example_store: Path, name: str) -> None:
    text = export(example_store, name)
    assert export(example_store, name) == text
    whole = name in ("nq", "trig")
    quads = {str(quad) for quad in open_any(example_store).quads(whole=whole)}
    assert {str(quad) for quad in pyoxigraph.parse(text, pyoxigraph.RdfFormat.from_extension(name))} == quads
    theirs = rdflib.Dataset().parse(data=text, format={"nq": "nquads", "ttl": "turtle"}.get(name, name))
    assert sum(len(graph) for graph in theirs.graphs()) == len(quads)


def test_rdflib_and_pyoxigraph_read_the_turtle_as_one_graph(example_store: Path) -> None:
    ours = rdflib.Graph().parse(data=export(example_store, "nt"), format="nt")
    assert isomorphic(ours, rdflib.Graph().parse(data=export(example_store, "ttl"), format="turtle"))


def test_mentions_stand_where_they_say(example_store: Path) -> None:
    store = open_any(example_store)
    rows = store.select("SELECT ?r ?target ?json { GRAPH ?g { ?g kg:record ?r . ?m oa:hasTarget ?target } GRAPH ?r { ?r kg:json ?json } }")
    checked = 0
    for record, target, text in rows:
        match = re.fullmatch(re.escape(record or "") + r"/text/([^/]+)#char=(\d+),(\d+)", target or "")
        assert match, target
        texts = {part["field"]: part["value"] for key in ("titles", "abstracts") for part in json.loads(text or "")[key]}
        start, end = int(match[2]), int(match[3])
        assert texts[match[1]][start:end].strip() == texts[match[1]][start:end] != ""
        checked += 1
    assert checked > 100


def test_counts_agree_with_the_evidence(example_store: Path) -> None:
    store = open_any(example_store)
    ((uncounted,),) = store.select(
        "SELECT (COUNT(*) AS ?n) { ?w kg:mentions ?c FILTER NOT EXISTS { ?a kg:work ?w ; kg:concept ?c ; kg:count ?k } }"
    )
    assert uncounted == "0"


def test_no_tagging_without_vocabularies(tmp_path: Path) -> None:
    report = build(write(tmp_path, a=pubmed(article(1))), tmp_path / "s", settings=Settings(vocabularies=()))
    assert report.mentions == 0
    assert "vocab" not in export(tmp_path / "s").decode()


def test_the_public_names_are_there() -> None:
    for name in kg.__all__:
        assert getattr(kg, name) is not None
    with pytest.raises(AttributeError, match="nothing_such"):
        kg.nothing_such  # noqa: B018 - the access is the test


def held_versions(folder: Path) -> set[str]:
    """Give the versions of PMID 1 that stand in a folder's files."""
    items = (item for path in expand([folder]) if ".xml" in path.name for item in read(path, reader=find_reader("pubmed")))
    found = {item.version for item in items if isinstance(item, Record) and item.id == "1"}
    assert len(found) == 2
    return found


@pytest.mark.long
def test_every_real_pubmed_record_is_built_or_rejected(real_data: Path, tmp_path: Path) -> None:
    folder = real_data / "records/pubmed"
    report = build([folder], tmp_path / "s", settings=Settings(vocabularies=()))
    # 1,077 citations (MedlineCitation, BookDocument), 2 PubmedArticle elements without one, 7 deletions.
    assert counts(report) == {"read": 1086, "built": 1072, "unchanged": 1, "superseded": 3, "rejected": 3, "deleted": 7, "skipped": 6}
    works = set(titles(tmp_path / "s"))
    assert "Formate assay in body fluids: application in methanol poisoning." in works
    ((version,),) = open_any(tmp_path / "s").select("SELECT ?v { GRAPH ?g { <https://w3id.org/bibkg/record/pubmed/1> kg:version ?v } }")
    build([*sorted(folder.rglob("*.xml*"), reverse=True)], tmp_path / "t", settings=Settings(vocabularies=()))
    assert export(tmp_path / "s") == export(tmp_path / "t")
    assert version == max(held_versions(folder))


def test_a_vocabulary_concept_that_records_are_indexed_with_can_go_in_parts(tmp_path: Path) -> None:
    """The record's heading and the vocabulary's concept share an IRI; each goes when nothing needs it."""
    vocabulary = tmp_path / "terms.ttl"
    vocabulary.write_text(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix mesh: <http://id.nlm.nih.gov/mesh/> . "
        'mesh:D055354 a skos:Concept ; skos:prefLabel "Exosome"@en ; skos:broader mesh:D000067128 . '
        'mesh:D000067128 a skos:Concept ; skos:prefLabel "Vesicle"@en .'
    )
    heading = '<MeshHeadingList><MeshHeading><DescriptorName UI="D055354">Exosomes</DescriptorName></MeshHeading></MeshHeadingList>'
    indexed = article(1, title="On something else").replace("</MedlineCitation>", f"{heading}</MedlineCitation>")
    both = article(2).replace("</MedlineCitation>", f"{heading}</MedlineCitation>")
    states = {
        "all": (indexed, both, article(3)),
        "indexed": (indexed,),
        "mentioned": (article(3),),
        "neither": (article(4, title="Neither"),),
    }
    settings = Settings(vocabularies=(str(vocabulary),))
    for name, kept in states.items():
        start = write(tmp_path, a=pubmed(indexed, both, article(3), article(4, title="Neither")))
        gone = [pmid for pmid in (1, 2, 3, 4) if not any(f">{pmid}</PMID>" in text for text in kept)]
        build([*start, *write(tmp_path, b=pubmed(deletion(*gone)))], tmp_path / name / "s", settings=settings)
        fresh = write(tmp_path, c=pubmed(*kept))
        build(fresh, tmp_path / name / "fresh", settings=settings)
        assert export(tmp_path / name / "s", "nt") == export(tmp_path / name / "fresh", "nt"), name
        assert validate(open_any(tmp_path / name / "s")).conforms


def test_a_vocabulary_that_changed_under_its_version_is_described_once(tmp_path: Path) -> None:
    vocabulary = tmp_path / "terms.ttl"
    for label in ("exosome", "exosomes"):
        vocabulary.write_text(
            "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix owl: <http://www.w3.org/2002/07/owl#> . "
            '<http://e/v> a skos:ConceptScheme ; owl:versionInfo "1" . '
            f'<http://e/c> a skos:Concept ; skos:inScheme <http://e/v> ; skos:prefLabel "{label}"@en .'
        )
        files = write(tmp_path, a=pubmed(article(1, revised=f"200{len(label)}")))
        build(files, tmp_path / "s", settings=Settings(vocabularies=(str(vocabulary),)))
    store = open_any(tmp_path / "s")
    assert list(store.select("SELECT ?label { <http://e/c> skos:prefLabel ?label }")) == [("exosomes",)]
    assert validate(store).conforms


def test_a_merger_that_shows_another_abstract_leaves_no_concept_behind(tmp_path: Path) -> None:
    page = (CASES / "merge/seed/catalogue.txt").read_text("utf-8")
    (tmp_path / "page.txt").write_text(page, "utf-8")
    ids = "10.1186/s12943-021-01411-w"
    other = article(1, title="Something else", doi=ids).replace(
        "</Article>", "<Abstract><AbstractText>Plain words.</AbstractText></Abstract></Article>"
    )
    files = [tmp_path / "page.txt", *write(tmp_path, a=pubmed(other))]
    for name, order in (("a", files), ("b", files[::-1])):
        for file in order:
            build([file], tmp_path / name)
    assert export(tmp_path / "a") == export(tmp_path / "b")


def test_another_vocabulary_tags_anew_what_is_there(tmp_path: Path) -> None:
    files = write(tmp_path, a=pubmed(article(1)))
    assert build(files, tmp_path / "s", settings=Settings(vocabularies=())).mentions == 0
    again = build(files, tmp_path / "s")
    assert (counts(again), again.mentions) == ({"read": 1, "built": 1}, 1)
    assert counts(build(files, tmp_path / "s")) == {"read": 1, "unchanged": 1}
    assert counts(build(files, tmp_path / "s", settings=Settings(vocabularies=()))) == {"read": 1, "unchanged": 1}


def test_rejects_of_other_builds_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.jsonl").write_text("mine")
    build(write(tmp_path, a=pubmed(article(1))), tmp_path / "s", rejects=tmp_path / "mine.jsonl")
    assert (tmp_path / "mine.jsonl").read_text() == "mine"


def test_a_newer_version_of_a_withdrawn_record_is_built(tmp_path: Path) -> None:
    report = build(write(tmp_path, a=pubmed(deletion(1), article(1, version=2))), tmp_path / "s")
    assert counts(report) == {"read": 2, "built": 1, "deleted": 1}
