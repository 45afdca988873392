"""Folding text and words to what names are compared by, with an exact map back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.tagging.english import normalise
from kg.tagging.folding import fold, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Tumor-Derived", "tumor derived"),
        *((f"a{dash}b", "a b") for dash in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212-"),
        *((f"a{space}b", "a b") for space in "\u00a0\u2009\u202f\u3000\t\n"),
        ("\u0130l", "il"),
        ("stra\u00dfe", "strasse"),
        ("\ufb01bre", "fibre"),
        ("Sj\u00f6gren", "sjogren"),
        ("Sjo\u0308gren", "sjogren"),
        ("TGF-\u03b2", "tgf \u03b2"),
        ("\u03ac", "\u03b1"),
        ("\u00b5m", "\u03bcm"),
        ("Ca\u00b2\u207a", "ca2\u207a"),
        ("soft\u00adhyphen", "softhyphen"),
        ("cell\u2019s", "cell  "),
        ("cells' own", "cells  own"),
        ("d'Ancona", "d ancona"),
        ("\u00bd", "\u00bd"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text)[0] == folded


@given(st.text())
def test_the_map_of_a_folded_text_is_monotone_and_whole(text: str) -> None:
    folded, offsets = fold(text)
    assert len(offsets) == len(folded) + 1
    assert offsets[-1] == len(text)
    assert list(offsets) == sorted(offsets)
    assert all(0 <= offset < len(text) for offset in offsets[:-1])


@given(st.text(alphabet=st.characters(codec="ascii")), st.text())
def test_folding_does_not_depend_on_what_stands_beside(plain: str, other: str) -> None:
    assert fold(plain)[0] + " " + fold(other)[0] == fold(f"{plain}\n{other}")[0]


@given(st.text())
def test_words_and_gaps_are_the_text(text: str) -> None:
    folded, _ = fold(text)
    assert "".join(words(folded)) == folded


@pytest.mark.parametrize(
    ("word", "normal"),
    [
        ("metastases", "metastasis"),
        ("metastasis", "metastasis"),
        ("niches", "niche"),
        ("approaches", "approach"),
        ("vesicles", "vesicle"),
        ("bodies", "body"),
        ("stress", "stress"),
        ("masses", "mass"),
        ("nucleus", "nucleus"),
        ("nuclei", "nucleus"),
        ("viruses", "virus"),
        ("ass", "ass"),
        ("theses", "thesis"),
        ("prostheses", "prosthesis"),
        ("analyses", "analysis"),
        ("diagnoses", "diagnosis"),
        ("doses", "dose"),
        ("carcinomata", "carcinoma"),
        ("mitochondria", "mitochondrion"),
        ("matrices", "matrix"),
        ("vertebrae", "vertebra"),
        ("species", "species"),
        ("mice", "mouse"),
        ("evs", "ev"),
        ("is", "is"),
        ("tumours", "tumor"),
        ("tumourigenesis", "tumorigenesis"),
        ("behavioural", "behavioral"),
        ("colonisation", "colonization"),
        ("characterised", "characterized"),
        ("analysed", "analyzed"),
        ("haemorrhages", "hemorrhage"),
        ("leukaemias", "leukemia"),
        ("ischaemic", "ischemic"),
        ("anaemia", "anemia"),
        ("oedema", "edema"),
        ("oesophageal", "esophageal"),
        ("oestrogens", "estrogen"),
        ("paediatric", "pediatric"),
        ("diarrhoea", "diarrhea"),
        ("dyspnoea", "dyspnea"),
        ("foetal", "fetal"),
        ("sulphate", "sulfate"),
        ("signalling", "signaling"),
        ("remodelling", "remodeling"),
        ("fibre", "fiber"),
        ("centres", "center"),
        ("analogues", "analog"),
        ("ageing", "aging"),
        ("anaerobic", "anaerobic"),
        ("our", "our"),
        ("four", "four"),
        ("calling", "calling"),
        ("acre", "acre"),
        ("coexpression", "coexpression"),
    ],
)
def test_normalise(word: str, normal: str) -> None:
    assert normalise(word) == normal
