"""What forms of an English word have in common: plurals and their singular, British and American spelling.

Names and texts go through the same rules, so one that makes a non-word of a word does no harm: the word still meets itself.
What a rule must not do is make one of two words that a vocabulary tells apart.
Sources of the rules, as facts: https://en.wikipedia.org/wiki/American_and_British_English_spelling_differences,
https://en.wikipedia.org/wiki/English_plurals
"""

import re
from functools import lru_cache
from typing import Final

__all__ = ["normalise"]

# Singular -> plurals that their ending does not tell, Latin and Greek ones above all.
_IRREGULAR: Final = {
    "alveolus": "alveoli",
    "appendix": "appendices",
    "axis": "axes",
    "bacillus": "bacilli",
    "bacterium": "bacteria",
    "bronchus": "bronchi",
    "child": "children",
    "cilium": "cilia",
    "cortex": "cortices",
    "criterion": "criteria",
    "diverticulum": "diverticula",
    "embolus": "emboli",
    "endothelium": "endothelia",
    "epithelium": "epithelia",
    "fetus": "fetuses foetuses",
    "filopodium": "filopodia",
    "focus": "foci focuses",
    "foot": "feet",
    "fungus": "fungi",
    "ganglion": "ganglia",
    "glomerulus": "glomeruli",
    "headache": "headaches",
    "index": "indices indexes",
    "invadopodium": "invadopodia",
    "lamellipodium": "lamellipodia",
    "leaf": "leaves",
    "lens": "lenses",
    "locus": "loci",
    "lumen": "lumina",
    "man": "men",
    "matrix": "matrices matrixes",
    "mitochondrion": "mitochondria",
    "mouse": "mice",
    "nevus": "nevi naevi",
    "niche": "niches",
    "nucleolus": "nucleoli",
    "nucleus": "nuclei",
    "ovum": "ova",
    "phenomenon": "phenomena",
    "serum": "sera",
    "sinus": "sinuses",
    "spectrum": "spectra",
    "stimulus": "stimuli",
    "thesis": "theses",
    "thrombus": "thrombi",
    "tooth": "teeth",
    "vertex": "vertices",
    "villus": "villi",
    "virus": "viruses",
    "woman": "women",
}
_ONLY_LOOK_PLURAL: Final = "aids bias caries diabetes gas herpes lens news pancreas rabies series species"
_SINGULARS: Final = {plural: singular for singular, plurals in _IRREGULAR.items() for plural in plurals.split()} | {
    word: word for word in _ONLY_LOOK_PLURAL.split()
}

_SINGULAR_ENDINGS: Final = ("ss", "us", "is")  # stress, nucleus, metastasis
# The first ending that fits; a word needs two letters before it.
_PLURAL_ENDINGS: Final = (
    ("stases", "stasis"),  # metastases
    ("theses", "thesis"),  # prostheses
    ("lyses", "lysis"),  # analyses
    ("gnoses", "gnosis"),  # diagnoses
    ("broses", "brosis"),  # fibroses
    ("croses", "crosis"),  # necroses
    ("ptoses", "ptosis"),  # apoptoses
    ("mboses", "mbosis"),  # thromboses
    ("omata", "oma"),  # carcinomata
    ("igmata", "igma"),  # stigmata
    ("sses", "ss"),  # masses
    ("shes", "sh"),
    ("ches", "ch"),  # approaches
    ("xes", "x"),  # complexes
    ("ies", "y"),  # bodies
    ("ae", "a"),  # vertebrae
    ("s", ""),
)

# British -> American, three ways: as a whole word, anywhere in a word, at its end.
_WORDS: Final = {
    "ageing": "aging",
    "aluminium": "aluminum",
    "artefact": "artifact",
    "defence": "defense",
    "grey": "gray",
    "neurone": "neuron",
    "programme": "program",
}
_PARTS: Final = {
    "aemia": "emia",  # leukaemia
    "aemic": "emic",  # ischaemic
    "aetiolog": "etiolog",
    "amoeb": "ameb",
    "anaesth": "anesth",
    "behaviour": "behavior",
    "caec": "cec",
    "coelia": "celia",
    "colour": "color",
    "faec": "fec",
    "favour": "favor",
    "foet": "fet",
    "gynaec": "gynec",
    "haem": "hem",  # haemorrhage, methaemoglobin
    "harbour": "harbor",
    "homoeo": "homeo",
    "humour": "humor",
    "labour": "labor",
    "manoeuvr": "maneuver",
    "mould": "mold",
    "naev": "nev",
    "neighbour": "neighbor",
    "odour": "odor",
    "oedem": "edem",  # lymphoedema
    "oesoph": "esoph",
    "oestr": "estr",
    "paed": "ped",  # paediatric, orthopaedic
    "palaeo": "paleo",
    "phaeo": "pheo",  # phaeochromocytoma
    "pnoea": "pnea",  # dyspnoea
    "pnoei": "pnei",
    "rrhoea": "rrhea",  # diarrhoea
    "rrhoei": "rrhei",
    "sulph": "sulf",
    "tumour": "tumor",  # antitumoural
    "vapour": "vapor",
}
_ANY_PART: Final = re.compile("|".join(_PARTS))
_ENDINGS: Final = tuple(
    (re.compile(pattern + "$"), replacement)
    for pattern, replacement in (
        (r"(fib|cent|lit|met|calib|tit|goit)re", r"\1er"),  # fibre, millilitre
        (r"(signal|label|model|channel|travel|level|cancel|tunnel|funnel|fuel|counsel)l(ed|ing|er|or)", r"\1\2"),  # signalling, remodelling
        (r"(..)lys(e|ed|er|ing)", r"\1lyz\2"),  # catalysed
        (r"(...)is(e|ed|er|ing|able|ation|ational)", r"\1iz\2"),  # immunisation, characterise
        (r"(catal|anal|homol|orthol|paral)ogue", r"\1og"),
    )
)


@lru_cache(maxsize=65_536)
def normalise(word: str) -> str:
    """Bring a word, folded as by `kg.tagging.folding.fold`, into the singular and into American spelling.

    >>> [normalise(word) for word in ("metastases", "niches", "tumours", "signalling", "haemorrhages", "bodies", "analysis")]
    ['metastasis', 'niche', 'tumor', 'signaling', 'hemorrhage', 'body', 'analysis']
    """
    word = _singular(word)
    word = _ANY_PART.sub(lambda match: _PARTS[match[0]], _WORDS.get(word, word))
    for pattern, replacement in _ENDINGS:
        word = pattern.sub(replacement, word)
    return word


def _singular(word: str) -> str:
    if irregular := _SINGULARS.get(word):
        return irregular
    if word.endswith(_SINGULAR_ENDINGS):
        return word
    for ending, singular in _PLURAL_ENDINGS:
        if word.endswith(ending) and len(word) >= len(ending) + 2:
            return word[: -len(ending)] + singular
    return word
