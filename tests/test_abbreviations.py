"""Abbreviations that a text defines."""

import gzip
import re
from pathlib import Path

import pytest

from kg.tagging.abbreviations import definitions, occurrences


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("the epithelial\u2013mesenchymal transition (EMT) of", [("EMT", "epithelial\u2013mesenchymal transition")]),
        ("EMT (epithelial\u2013mesenchymal transition) is", [("EMT", "epithelial\u2013mesenchymal transition")]),
        ("a natural killer [NK] cell", [("NK", "natural killer")]),
        ("an odds ratio (OR; 95%)", [("OR", "odds ratio")]),
        ("(adjusted odds ratio (AOR) 2)", [("AOR", "adjusted odds ratio")]),
        ("interleukin 6 (IL-6)", [("IL-6", "interleukin 6")]),
        ("tumor-associated macrophages (TAMs)", [("TAMs", "tumor-associated macrophages")]),
        ("\u201cliquid biopsy\u201d (LB)", [("LB", "liquid biopsy")]),
        ("of exosome(s) and gene(s)", []),
        ("lung cancer (2021)", []),
        ("lung cancer (e.g.)", []),
        ("Long ago. Cells (LC)", []),
        ("metastasis (see Table)", []),
        ("metastasis (A)", []),
        ("(EMT) first", []),
        ("(;)", []),
    ],
)
def test_definitions(text: str, pairs: list[tuple[str, str]]) -> None:
    assert [(short, text[start:end]) for short, start, end in definitions(text)] == pairs


def test_a_definition_far_into_a_text_has_the_right_offsets() -> None:
    text = "word " * 500 + "odds ratio (OR), and XYZ (xylo yotta zeta)"
    assert [(short, text[start:end]) for short, start, end in definitions(text)] == [("OR", "odds ratio"), ("XYZ", "xylo yotta zeta")]


@pytest.mark.parametrize(
    ("short", "text", "quotes"),
    [
        ("EMT", "EMT, EMTs, EMT-like, emt, REMT, EMT2", ["EMT", "EMTs", "EMT"]),
        ("TAMs", "TAM TAMs TAMss", ["TAM", "TAMs"]),
        ("a.b", "a.b axb", ["a.b"]),
        ("EMT", "EMT\u0301 EMT", ["EMT"]),
    ],
)
def test_occurrences(short: str, text: str, quotes: list[str]) -> None:
    assert [text[start:end] for start, end in occurrences(short, text)] == quotes


def test_abbreviations_against_people_s_annotations(real_data: Path) -> None:
    with gzip.open(real_data / "gold" / "abbreviations" / "MED1250_odd.txt.gz", "rt", encoding="utf-8") as stream:
        blocks = re.split(r"(?m)^(?=\d+$)", stream.read().strip())[1:]
    right = ours = theirs = 0
    for block in blocks:
        lines = block.splitlines()[1:]
        gold = {tuple(part.strip().lower() for part in line.split("|")[:2]) for line in lines if re.match(r"  .*\|", line)}
        text = "\n".join(line for line in lines if not re.match(r"  .*\|", line))
        found_pairs = {(short.lower(), text[start:end].lower()) for short, start, end in definitions(text)}
        right += len(gold & found_pairs)
        ours += len(found_pairs)
        theirs += len(gold)
    assert len(blocks) == 628
    assert right / ours >= 0.94, "precision"
    assert right / theirs >= 0.80, "recall"
