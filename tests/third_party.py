"""Texts of others that tests read: none is in the repository, all lie in one folder beside it.

A test that needs one is marked `third_party(NAME)`. Where the text is not there, the test is left
out of the run, and one line at the end says what was missing, from whom and under which licence.
"""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("BIOPROD_SHARED") or ROOT.parent / "shared")

TEXTS = {
    "w3c/shacl": (
        "the SHACL test suite, https://github.com/w3c/data-shapes (W3C Test Suite License)"
    ),
    "w3c/csvw": "the CSVW test suite, https://github.com/w3c/csvw (W3C Test Suite License)",
    "sources": (
        "the page of the Assises that passages were read in, its address in data/sources.csv "
        "(all rights with its publishers)"
    ),
    "kit/dcat-ap-3.0.1": (
        "the shapes of DCAT-AP 3.0.1, https://github.com/SEMICeu/DCAT-AP (CC BY 4.0)"
    ),
    "kit/cff": (
        "the schema of the Citation File Format 1.2.0, "
        "https://github.com/citation-file-format/citation-file-format (CC BY 4.0)"
    ),
    "kit/codemeta": (
        "the context of CodeMeta 3, https://github.com/codemeta/codemeta (Apache-2.0)"
    ),
    "kit/ro-crate": (
        "the context of RO-Crate 1.1, https://github.com/ResearchObject/ro-crate (Apache-2.0)"
    ),
    "kit/sparql-examples": (
        "the shape of SPARQL examples, https://github.com/sib-swiss/sparql-examples-utils (MIT)"
    ),
    "kit/reconciliation": (
        "the schemas of the Reconciliation Service API, "
        "https://github.com/reconciliation-api/specs (W3C Software and Document Licence)"
    ),
    "registers": (
        "a generator of register files with known truth, and a score of other programs on them "
        "(synthetic, made for this project)"
    ),
    "research": "records of ROR, https://ror.org (CC0 1.0)",
}


def find_text(name: str) -> Path:
    """Say where a text lies, if it is there."""
    assert name in TEXTS, f"tests/third_party.py does not know {name}"
    return SHARED / name


def is_there(name: str) -> bool:
    """Tell whether it is."""
    return find_text(name).is_dir()


def say_missing() -> list[str]:
    """Say what is not there, a line a text."""
    return [
        f"not tested against {text}: it is not in {find_text(name)}"
        for name, text in TEXTS.items()
        if not is_there(name)
    ]
