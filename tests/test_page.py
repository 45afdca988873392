"""The graph page: what stands in the file, and what a browser makes of it."""

import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from importlib import resources
from io import BytesIO
from math import dist
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from lxml import html

from kg.view import page
from kg.view.extract import LINKS, NODES
from kg.view.layout import positions

EVIL = "</script><script>document.title='broken out'</script><!-- <i>TGF-β</i> & \"quoted\" \u2028"
Look = Callable[..., tuple[html.HtmlElement, str]]
CHROMIUM = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--virtual-time-budget=5000",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--force-prefers-reduced-motion",
    "--window-size=1200,800",
    "--enable-logging=stderr",
    "--dump-dom",
]


def literature(papers: int) -> "nx.Graph[str]":
    """Make papers of four authors each, every third paper with an author of the one before, each with three of ten concepts."""
    graph: nx.Graph[str] = nx.Graph(name="concept-paper-author", note="authors without ORCID are name headings")
    for number in range(papers):
        work = f"https://e/work/{number}"
        graph.add_node(
            work, kind="paper", label=f"On the exosomes of tumour number {number}", weight=3.0, evidence=3, year=2000 + number % 20
        )
        for position in range(1, 5):
            author = f"https://e/name/{4 * number + position - (4 if number % 3 == 1 and position == 1 else 0)}"
            graph.add_node(author, kind="author", label=f"Author, {author[-3:]}", weight=1.0, evidence=1)
            graph.add_edge(work, author, kind="creator", weight=1.0, evidence=1, position=position)
        for step in range(3):
            concept = f"https://e/concept/{(number * 7 + step * step) % 10}"
            graph.add_node(concept, kind="concept", label=f"concept {concept[-1]}", weight=papers * 0.3, evidence=papers)
            graph.add_edge(work, concept, kind="mentions", weight=1.0 + step, evidence=1 + step)
    return graph


def written(graph: "nx.Graph[Any]") -> str:
    stream = BytesIO()
    page.write(graph, stream)
    return stream.getvalue().decode()


def content_of(text: str) -> dict[str, list[Any]]:
    return json.loads(html.fromstring(text).get_element_by_id("content").text)


@pytest.fixture(scope="module")
def twelve() -> "nx.Graph[str]":
    graph = literature(12)
    graph.nodes["https://e/work/3"]["label"] = EVIL
    return graph


def test_nothing_is_fetched(twelve: "nx.Graph[str]") -> None:
    text = written(twelve)
    document = html.fromstring(text)
    policy = document.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert "default-src 'none'" in policy
    assert not re.findall(r"https?://", policy)
    assert not document.xpath("//@src | //link | //iframe | //object | //a/@href")
    assert not re.search(r"@import|url\(|sourceMappingURL", text)


def test_no_title_breaks_out_of_the_script(twelve: "nx.Graph[str]") -> None:
    text = written(twelve)
    assert "<script>document" not in text
    assert EVIL in {node["label"] for node in content_of(text)["nodes"]}


@pytest.mark.parametrize("name", [EVIL, "{{script}}", ""])
def test_any_name_can_be_a_heading(name: str) -> None:
    document = html.fromstring(written(nx.Graph(name=name)))
    assert document.findtext(".//h1") == (name or "Graph")
    assert len(document.xpath("//script")) == 4


def test_the_content_is_the_graph(twelve: "nx.Graph[str]") -> None:
    content = content_of(written(twelve))
    names = [node["id"] for node in content["nodes"]]
    assert sorted(names) == sorted(twelve)
    assert {frozenset((names[source], names[target])) for source, target, *_ in content["links"]} == {
        frozenset(edge) for edge in twelve.edges
    }
    assert next(node for node in content["nodes"] if node["id"] == "https://e/work/5")["year"] == 2005
    assert [content["kinds"].index("creator"), 1, 1, 4] in [link[2:] for link in content["links"]]


def test_graphs_without_our_attributes_are_drawn_by_degree() -> None:
    content = content_of(written(nx.star_graph(3)))
    centre, *leaves = content["nodes"]
    assert (centre["id"], centre["label"], centre["weight"]) == ("0", "0", 3)
    assert all(leaf["size"] < centre["size"] for leaf in leaves)


def test_five_hundred_nodes_fit_in_600_kb() -> None:
    graph = literature(100)
    assert 450 < len(graph) < 550
    assert len(written(graph).encode()) < 600_000


def test_what_is_left_out_is_said() -> None:
    graph = literature(400)
    text = written(graph)
    content = content_of(text)
    nodes, links = len(content["nodes"]), len(content["links"])
    said = html.fromstring(text).xpath("string(//p[contains(@class, 'omitted')])")
    assert said.startswith(f"Drawn are the {nodes:,} best connected of {len(graph):,} nodes")
    assert f"the {links:,} strongest of {graph.number_of_edges():,} links" in said
    assert 0.9 * NODES < nodes <= NODES
    assert sum(node["kind"] == "concept" for node in content["nodes"]) == 10
    assert {end for source, target, *_ in content["links"] for end in (source, target)} == set(range(nodes))


def test_of_too_many_links_the_strongest_are_drawn() -> None:
    graph = nx.complete_graph(150)
    for one, other in graph.edges:
        graph.edges[one, other]["weight"] = float(one % 10 + other % 10)
    content = content_of(written(graph))
    left_out = sorted((weight for *_, weight in graph.edges(data="weight")), reverse=True)[LINKS:]
    assert len(content["links"]) == LINKS
    assert min(link[3] for link in content["links"]) >= max(left_out)


def test_nothing_is_said_of_leaving_out_when_all_is_drawn(twelve: "nx.Graph[str]") -> None:
    assert not html.fromstring(written(twelve)).xpath("//p[contains(@class, 'omitted')]")


@pytest.mark.parametrize("papers", [1, 12, 60])
def test_discs_do_not_overlap(papers: int) -> None:
    graph = literature(papers)
    places = positions(graph, dict.fromkeys(graph, 5.0))
    nodes = sorted(places)
    assert set(nodes) == set(graph)
    assert min(dist(places[one], places[other]) for i, one in enumerate(nodes) for other in nodes[i + 1 :]) > 10.0


def test_neighbours_stand_nearer_than_strangers() -> None:
    graph = literature(30)
    places = positions(graph, dict.fromkeys(graph, 4.0))
    near = [dist(places[one], places[other]) for one, other, kind in graph.edges(data="kind") if kind == "creator"]
    far = [dist(places[one], places[other]) for one in graph for other in graph if one < other and not graph.has_edge(one, other)]
    assert sum(near) / len(near) < 0.4 * sum(far) / len(far)


@pytest.mark.parametrize("graph", [nx.Graph(), nx.empty_graph(["a"]), nx.empty_graph("abcd"), nx.Graph([("a", "a"), ("a", "b")])])
def test_odd_graphs_have_a_layout(graph: "nx.Graph[str]") -> None:
    places = positions(graph, dict.fromkeys(graph, 4.0))
    assert set(places) == set(graph)
    assert len(set(places.values())) == len(graph)


def test_each_library_is_what_its_readme_says() -> None:
    vendor = resources.files("kg.view").joinpath("vendor")
    readme = vendor.joinpath("README.md").read_text("utf-8")
    stated = dict(re.findall(r"^\| `([\w.]+\.js)` .* `(\w{64})` \|$", readme, re.MULTILINE))
    scripts = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in vendor.iterdir() if file.name.endswith(".js")}
    assert scripts == stated
    assert "3.0.3" in readme
    licences = {file.name for file in vendor.iterdir() if file.name.endswith(".LICENSE")}
    assert licences == set(re.findall(r"`([\w-]+\.LICENSE)`", readme))


@pytest.fixture
def look(tmp_path: Path) -> Look:
    """Open a page in the browser: the document as it stands after five seconds of the page's time, and what the console says."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not browser:
        pytest.skip("no Chromium on this machine")

    def look_at(graph: "nx.Graph[Any]", view: str = "") -> tuple[html.HtmlElement, str]:
        file = tmp_path / "page.html"
        with file.open("wb") as stream:
            page.write(graph, stream)
        done = subprocess.run(
            [browser, *CHROMIUM, f"--user-data-dir={tmp_path / 'profile'}", file.as_uri() + view],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=True,
        )
        console = "\n".join(line for line in done.stderr.splitlines() if "CONSOLE" in line and "GL Driver" not in line)
        return html.document_fromstring(done.stdout), console

    return look_at


@pytest.mark.browser
def test_a_browser_draws_it_without_a_complaint(look: Look, twelve: "nx.Graph[str]") -> None:
    document, console = look(twelve)
    assert console == ""
    assert document.get("data-ready") == "yes"
    assert (int(document.get("data-nodes")), int(document.get("data-links"))) == (len(twelve), twelve.number_of_edges())
    assert int(document.get("data-labels")) > 10
    assert document.findtext(".//title") == "Concepts, papers and their authors"
    assert len(document.xpath("//canvas")) > 3
    assert [" ".join(label.text_content().split()) for label in document.xpath("//fieldset/label")] == [
        "Concepts10",
        "Papers12",
        "Authors44",
    ]


@pytest.mark.browser
@pytest.mark.parametrize(
    ("view", "shows", "panel"),
    [
        ("#q=concept%207&kinds=concept", (10, "https://e/concept/7"), ["Kind", "concept", "Papers", "https://e/concept/7"]),
        ("#q=tgf-%CE%B2", (66, "https://e/work/3"), [EVIL.replace("\u2028", ""), "2003", "author 1", "3 mentions"]),
        ("#node=https://e/name/6&kinds=author,paper", (56, "https://e/name/6"), ["Papers (1)"]),
        ("#kinds=paper&weight=4", (0, ""), []),
        ("#q=nothing+of+the+kind&links=3", (66, ""), []),
    ],
)
def test_the_address_holds_the_view(look: Look, twelve: "nx.Graph[str]", view: str, shows: tuple[int, str], panel: list[str]) -> None:
    document, console = look(twelve, view)
    details = document.get_element_by_id("details")
    assert console == ""
    assert (int(document.get("data-nodes")), document.get("data-selected")) == shows
    assert ("hidden" in details.attrib) is (not shows[1])
    assert [part for part in panel if part not in details.text_content().replace("\u2028", "")] == []


@pytest.mark.browser
def test_a_link_to_a_concept_is_one(look: Look, twelve: "nx.Graph[str]") -> None:
    document, _ = look(twelve, "#q=concept%207&links=3")
    (link,) = document.xpath("//section[@id='details']//a")
    assert (link.get("href"), link.get("rel")) == ("https://e/concept/7", "noopener noreferrer")
    strong = sum(attributes["kind"] == "creator" or attributes["weight"] >= 3 for *_, attributes in twelve.edges(data=True))
    assert int(document.get("data-links")) == strong


@pytest.mark.browser
def test_a_dense_graph_shows_its_strong_links_first(look: Look) -> None:
    graph: nx.Graph[str] = nx.Graph(name="cooccurrence")
    for one in range(30):
        for other in range(one):
            weight = 1.0 + (one * other) % 5
            graph.add_edge(f"https://e/{one}", f"https://e/{other}", kind="cooccurrence", weight=weight, evidence=int(weight))
    document, _ = look(graph)
    links = int(document.get("data-links"))
    assert 30 <= links < 435
    assert f"{links} of 435 links" in document.get_element_by_id("summary").text_content()
