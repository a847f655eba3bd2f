"""What a command refuses is told in French to who reads French, to the end of the line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.commands.conftest import Run

# Of each command the mistakes that are made most often, and what is said of them.
MISTAKES = [
    (("frobnicate",), "il n’y a pas de commande frobnicate\u00a0; il y a build, "),
    (("--bogus",), "--bogus\u00a0: il n’y a pas d’option de ce nom"),
    (("build", "x"), "argument inconnu\u00a0: x"),
    (
        ("check", "--format", "x"),
        "choix inconnu «\u00a0x\u00a0»\u00a0; au choix\u00a0: table, json, shacl",
    ),
    (("query",), "nommez une question, ou donnez"),
    (("query", "--sparql"), "une valeur est attendue"),
    (("query", "organisers", "--sparql", "x"), "ne va pas avec l’argument nom"),
    (("query", "organiser"), "vouliez-vous dire organisers\u00a0?"),
    (("query", "organisers", "--param", "x"), "NOM=VALEUR attendu"),
    (("query", "--file", "nowhere.rq"), "(il n’y a pas de tel fichier ou dossier)"),
    (
        ("query", "--sparql", "SELECT {"),
        "requête mal formée\u00a0: ligne 1, colonne 9, à la fin\u00a0: il manque quelque chose",
    ),
    (("query", "--sparql", "ASK { a:b ?p ?o }"), "le préfixe a: n’est pas défini"),
    (("query", "--sparql", "CLEAR ALL"), "CLEAR est une mise à jour"),
    (("query", "organisers", "--timeout", "x"), "un nombre de secondes était attendu"),
    (("query", "organisers", "--format", "turtle"), "la requête donne des lignes"),
    (("explain",), "il manque sujet"),
    (("explain", "genopol"), "vouliez-vous dire organization/genopole\u00a0?"),
    (("explain", "organization/genopol"), "rien n’est dit de organization/genopol"),
    (("explain", "genother"), "désigne 2 choses, donnez-en une"),
    (("explain", "<genopole>"), "ni IRI, ni CURIE, ni GENRE/NOM\u00a0: «\u00a0genopole\u00a0»"),
    (("explain", "genopole", "medicen", "--paths", "0"), "un nombre de chemins de 1 à 100"),
    (("explain", "genopole", "medicen", "--all"), "pour une chose donnée seule"),
    (("explain", "genopole", "bioprod:seat", "x"), "le graphe ne le dit pas"),
    (("track", "--recommendation", "99"), "99\u00a0: les numéros vont de 1 à 11"),
    (("track", "--recommendation", "x"), "rien ne porte le nom x"),
    (("track", "--as-of", "x"), "n’est pas une date telle que"),
    (("brief", "genopol"), "rien ne porte le nom genopol"),
    (("brief", "place/paris"), "aucune note n’est écrite sur place/paris"),
    (("gaps", "--kind", "x"), "aucune sorte de lacune ne s’appelle x\u00a0: il y a"),
    (("cite", "nonsense"), "rien ne porte le nom nonsense"),
    (("cite", "a", "--query", "b"), "pas les deux"),
    (("cite", "--param", "a=b"), "nommez-en une avec --query"),
    (("cite", "--format", "doi"), "choix inconnu «\u00a0doi\u00a0»"),
    (("measure", "--of", "x"), "aucune projection ne s’appelle x"),
    (("measure", "--top", "x"), "un nombre entier était attendu, pas «\u00a0x\u00a0»"),
    (("export",), "nommez un format"),
    (("export", "--format", "turtle", "--strict"), "n’a pas de points"),
    (("export", "--format", "geojson", "--hops", "2"), "nommez-la avec --around"),
    (("add", "organisation"), "vouliez-vous dire organization\u00a0?"),
    (("add", "zzzz"), "aucune table ne s’appelle zzzz\u00a0: il y a"),
    (("add", "organization", "--set", "x"), "écrivez COLONNE=VALEUR"),
    (("add", "organization", "--set", "x=1"), "n’a pas de colonne «\u00a0x\u00a0»"),
    (("add", "organization", "--from", "nowhere.csv"), "(il n’y a pas de tel fichier ou dossier)"),
    (("verify",), "nommez une copie avec --document, ou un dossier"),
    (("verify", "--document", "nowhere.txt"), "(il n’y a pas de tel fichier ou dossier)"),
    (("draw", "--output", "nowhere/x.html"), "(il n’y a pas de dossier nowhere"),
    (
        ("new", "/dev/null/p", "--base", "https://e.org/", "--name", "a", "--region", "b"),
        "/dev/null/p\u00a0: ce n’est pas un dossier",
    ),
    (("draw", "--output", "x.gif"), "x.gif n’a aucune des terminaisons .html, .pdf, .png, .svg"),
    (("draw", "--layer", "x"), "choix inconnu «\u00a0x\u00a0»"),
    (("diff", "nowhere.nq", "nowhere.nq"), "(il n’y a pas de tel fichier ou dossier)"),
    (
        ("query", "organisers", "--save", "nowhere/x.json"),
        "--save nowhere/x.json\u00a0: ne peut pas",
    ),
    (("query", "organisers", "--against", "nowhere.nq"), "--against nowhere.nq\u00a0: ne peut pas"),
    (("query", "ASK {"), "requête mal formée\u00a0: ligne 1, colonne 6, à la fin"),
    (("verify", "--documents", "nowhere"), "(il n’y a pas de tel fichier ou dossier)"),
    (("load", "--to", "x"), "--to x\u00a0: une adresse http ou https était attendue"),
    (("load", "--to", "http://127.0.0.1:1/"), "ne peut pas être joint (la connexion est refusée)"),
    (("serve", "--port", "99999"), "un nombre de 0 à 65535 était attendu, pas «\u00a099999\u00a0»"),
    (
        ("serve", "--host", "nowhere.invalid"),
        "n’est pas disponible (le nom de l’hôte n’est pas connu)",
    ),
    (
        ("serve", "--host", "192.0.2.1"),
        "n’est pas disponible (cette machine n’a pas cette adresse)",
    ),
    (
        ("new", "ours", "--base", "https://a.org/b", "--name", "N", "--region", "R"),
        "https://a.org/b ne finit pas par une barre oblique\u00a0: donnez https://a.org/b/",
    ),
]
# Words that stand in an English message and in no French one.
ENGLISH = re.compile(
    r"(?<![\w-])(the|is|are|not|no|to|and|or|with|there|nothing|give|expected|cannot|must|see|did)(?![\w-])"
)


@pytest.mark.parametrize(("words", "said"), MISTAKES, ids=[" ".join(m[0]) for m in MISTAKES])
def test_a_mistake_is_told_in_french(
    bioprod: Run,
    built_folder: Path,
    *,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    words: tuple[str, ...],
    said: str,
) -> None:
    """On one line, set as French is, without an English tail."""
    monkeypatch.chdir(tmp_path)
    done = bioprod("--project", built_folder, "--lang", "fr", *words)
    assert done.status in (1, 2)
    assert done.out == ""
    assert done.err.count("\n") == 1
    assert said in done.err
    assert not ENGLISH.search(done.err)
    assert not re.search(r" [:;!?»]|« |'", done.err)


def test_the_language_of_the_system_counts_where_none_is_asked_for(
    bioprod: Run, built_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the words are understood, too."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    assert "il manque sujet" in bioprod("--project", built_folder, "explain").err
    assert "are required" in bioprod("--lang=en", "explain").err
