"""Questions in people’s own words: found, filled in, or refused."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bioprod_graph import NotFoundError, QueryError, open_graph
from bioprod_graph.cli import main
from bioprod_graph.dataset import Names
from bioprod_graph.questions import Remarks, bind_parameters, find_question

if TYPE_CHECKING:
    from bioprod_graph import Project
    from bioprod_graph.notebook import Graph

_DATA = Path(__file__).parents[2] / "data" / "questions"
LEAST = 0.9
_COMPANIES_OF_2016 = {"kind": "bioprod:Company", "year": "2016", "last": "2016"}
_CLEAN = {"room": "concept/clean-room"}


@pytest.fixture(scope="module")
def graph(built: Project) -> Graph:
    return open_graph(built, language="en")


def _read(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _name_first(graph: Graph, phrase: str) -> str:
    try:
        return graph.hear(phrase)[0].question.name
    except NotFoundError:
        return ""


def test_the_question_is_found(graph: Graph) -> None:
    """At rank one for nine in ten phrases, those held back while it was made included."""
    rows = [*_read("phrasings.csv"), *_read("held-back.csv")]
    wrong = [row for row in rows if _name_first(graph, row["phrase"]) != row["question"]]
    assert len(rows) >= 150
    assert len(wrong) <= (1 - LEAST) * len(rows), [row["phrase"] for row in wrong]


def test_values_are_found(graph: Graph) -> None:
    """Things, numbers and days of a phrase become parameters."""
    rows = [row for row in _read("phrasings.csv") if row["given"]]
    wrong = []
    for row in rows:
        found, wanted = graph.hear(row["phrase"])[0], row["given"].split()
        told = {f"{name}={value}" for name, value in found.given.items()}
        if found.question.name == row["question"] and not told.issuperset(wanted):
            wrong.append(row["phrase"])
    assert len(wrong) <= (1 - LEAST) * len(rows), wrong


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [
        ("liste des hôpitaux", "bioprod:Hospital"),
        ("which universities are in Paris", "bioprod:University"),
        ("liste de tous les organismes", None),
        ("show the directory", None),
    ],
)
def test_a_class_is_heard_and_the_word_for_all_is_none(
    graph: Graph, phrase: str, kind: str | None
) -> None:
    """By any form of its name; what the question itself says narrows nothing."""
    found = graph.hear(phrase)[0]
    assert (found.question.name, found.given.get("kind")) == ("directory", kind)


@pytest.mark.parametrize(
    ("phrase", "name", "given", "left"),
    [
        (
            "companies founded after 2010",
            "founded-since",
            {"kind": "bioprod:Company", "year": "2010"},
            (),
        ),
        ("qui fait des anticorps ?", "who-works-on", {"therapy": "bioproduct/antibody"}, ()),
        ("quels CDMO en Île-de-France ?", "contract-makers", {}, ("place/ile-de-france",)),
        (
            "entreprises du 91",
            "directory",
            {"kind": "bioprod:Company", "departement": "place/essonne"},
            (),
        ),
        (
            "combien d’entreprises en Île-de-France ?",
            "bodies-in-region",
            {},
            ("place/ile-de-france", "entreprises"),
        ),
        (
            "qui fabrique de l’ARN messager en Île-de-France",
            "makers-near",
            {"product": "bioproduct/messenger-rna"},
            ("place/ile-de-france",),
        ),
        ("recommandations sans suite", "without-follow-up", {}, ()),
        (
            "qui était propriétaire de CELLforCURE en 2020",
            "owners-over-time",
            {"body": "organization/cellforcure", "year": "2020"},
            (),
        ),
        (
            "qui a reçu de l’argent de la Région",
            "who-paid-what",
            {"payer": "organization/region-ile-de-france"},
            (),
        ),
        ("who pays Genopole", "who-paid-what", {"payee": "organization/genopole"}, ()),
        ("combien Sanofi a investi", "who-paid-what", {"payer": "organization/sanofi"}, ()),
        (
            "qui fait de la bioproduction à Évry",
            "directory",
            {"activity": "concept/production", "commune": "place/evry-courcouronnes"},
            (),
        ),
        (
            "entreprises actives à Évry",
            "directory",
            {
                "status": "concept/active-organization",
                "kind": "bioprod:Company",
                "commune": "place/evry-courcouronnes",
            },
            (),
        ),
        # The beginning of a word is not the word.
        (
            "organismes créés entre 2010 et 2015",
            "founded-since",
            {"year": "2010", "last": "2015"},
            (),
        ),
        (
            "which companies were founded between 2010 and 2015",
            "founded-since",
            {"kind": "bioprod:Company", "year": "2010", "last": "2015"},
            (),
        ),
        ("événements de 2021 à 2023", "events-known", {"since": "2021", "last": "2023"}, ()),
        ("rachats entre 2019 et 2021", "ownership-changes", {"since": "2019", "last": "2021"}, ()),
        (
            "entreprises créées dans les années 1990",
            "founded-since",
            {"kind": "bioprod:Company", "year": "1990", "last": "1999"},
            (),
        ),
        (
            "companies founded in the 90s",
            "founded-since",
            {"kind": "bioprod:Company", "year": "1990", "last": "1999"},
            (),
        ),
        ("premises of the 1990s", "premises-offered", {}, ("1990s",)),
        (
            "recommandations sur le financement",
            "sets-by-theme",
            {"theme": "concept/investment"},
            (),
        ),
        (
            "qui a vendu CELLforCURE",
            "ownership-changes",
            {"company": "organization/cellforcure"},
            (),
        ),
        (
            "quelles recommandations ont été réalisées",
            "follow-ups-known",
            {"status": "concept/done"},
            (),
        ),
        ("où est Villejuif", "place-at-a-glance", {"place": "place/villejuif"}, ()),
        (
            "entreprises de thérapie génique",
            "who-works-on",
            {"therapy": "therapy/gene-therapy"},
            ("entreprises",),
        ),
        ("combien d’argent pour GenoTher", "who-paid-what", {"purpose": "initiative/genother"}, ()),
        (
            "quelles entreprises ont fermé ?",
            "directory",
            {"kind": "bioprod:Company", "status": "concept/closed-organization"},
            (),
        ),
        ("when was Yposkesi founded?", "body-at-a-glance", {"body": "organization/yposkesi"}, ()),
        ("who acquired Yposkesi?", "ownership-changes", {"company": "organization/yposkesi"}, ()),
        ("what did Sanofi buy?", "ownership-changes", {"owner": "organization/sanofi"}, ()),
        (
            "qui a été racheté par Novartis ?",
            "ownership-changes",
            {"owner": "organization/novartis"},
            (),
        ),
        (
            "par qui Yposkesi a-t-il été racheté ?",
            "ownership-changes",
            {"company": "organization/yposkesi"},
            (),
        ),
        (
            "what does SK pharmteco own?",
            "owners-over-time",
            {"owner": "organization/sk-pharmteco"},
            (),
        ),
        ("Qui héberge Généthon ?", "where-hosted", {"guest": "organization/genethon"}, ()),
        ("qui est hébergé par Genopole", "who-is-hosted-by", {"body": "organization/genopole"}, ()),
        (
            "Qui a fondé Généthon ?",
            "founders-and-founded",
            {"established": "organization/genethon"},
            (),
        ),
        (
            "Who was founded by Bpifrance?",
            "founders-and-founded",
            {"founder": "organization/bpifrance"},
            (),
        ),
        ("suites de l’axe 3", "follow-ups-known", {"axis": "axis/assises-idf-2021-3"}, ()),
        ("qui fait partie du DIM BioConvS", "members-of", {"body": "initiative/dim-bioconvs"}, ()),
        ("what did Seqens buy?", "ownership-changes", {"owner": "organization/seqens"}, ()),
        ("what did Novartis absorb?", "ownership-changes", {"owner": "organization/novartis"}, ()),
        (
            "whose spin-off is TheraVectys?",
            "spin-off-chains",
            {"spin_off": "organization/theravectys"},
            (),
        ),
        (
            "De quel organisme est issue TheraVectys ?",
            "spin-off-chains",
            {"spin_off": "organization/theravectys"},
            (),
        ),
        ("Qui est issu de l’Inserm ?", "spin-off-chains", {"origin": "organization/inserm"}, ()),
        (
            "Qui finance l’Institut Pasteur ?",
            "funders-and-funded",
            {"funded": "organization/institut-pasteur"},
            (),
        ),
        (
            "Combien Genopole a-t-il reçu de la Région ?",
            "who-paid-what",
            {"payer": "organization/region-ile-de-france", "payee": "organization/genopole"},
            (),
        ),
        (
            "how much did Genopole get from Bpifrance",
            "who-paid-what",
            {"payer": "organization/bpifrance", "payee": "organization/genopole"},
            (),
        ),
        (
            "what did the Region label?",
            "ties-of",
            {"body": "organization/region-ile-de-france", "relation": "concept/labelled-by"},
            (),
        ),
        (
            "Genopole a-t-il financé la Région ?",
            "funders-and-funded",
            {"funder": "organization/genopole", "funded": "organization/region-ile-de-france"},
            (),
        ),
        (
            "La Région a-t-elle financé Genopole ?",
            "funders-and-funded",
            {"funder": "organization/region-ile-de-france", "funded": "organization/genopole"},
            (),
        ),
        (
            "Yposkesi a-t-elle racheté SK pharmteco ?",
            "ownership-changes",
            {"owner": "organization/yposkesi", "company": "organization/sk-pharmteco"},
            (),
        ),
        ("Qui possède le LFB ?", "owners-over-time", {"body": "organization/lfb"}, ()),
        (
            "did the Region fund Cellectis?",
            "funders-and-funded",
            {"funder": "organization/region-ile-de-france", "funded": "organization/cellectis"},
            (),
        ),
        (
            "which companies were bought by foreign groups?",
            "ownership-changes",
            {},
            ("companies", "foreign", "groups"),
        ),
        ("entreprises créées en 2016", "founded-since", _COMPANIES_OF_2016, ()),
        ("companies founded in 2016", "founded-since", _COMPANIES_OF_2016, ()),
        ("événements en 2023", "events-known", {"since": "2023", "last": "2023"}, ()),
        ("events since 2022", "events-known", {"since": "2022"}, ()),
        (
            "quelles sociétés ont été rachetées en 2021 ?",
            "ownership-changes",
            {"since": "2021", "last": "2021"},
            (),
        ),
        ("rachats depuis 2021", "ownership-changes", {"since": "2021"}, ()),
        (
            "Quelles recommandations ont été réalisées ?",
            "follow-ups-known",
            {"status": "concept/done"},
            (),
        ),
        (
            "which recommendations are about training?",
            "sets-by-theme",
            {"theme": "concept/skills-and-jobs"},
            (),
        ),
        (
            "What does the Region run?",
            "initiatives-and-bearers",
            {"bearer": "organization/region-ile-de-france"},
            (),
        ),
        (
            "Which companies closed?",
            "directory",
            {"kind": "bioprod:Company", "status": "concept/closed-organization"},
            (),
        ),
        ("who are the CEOs?", "persons-and-posts", {"called": "chief executive"}, ()),
        (
            "start-up créées avant 2015",
            "founded-since",
            {"year": "*", "kind": "bioprod:Company", "before": "2015"},
            (),
        ),
        (
            "who is behind GenoTher",
            "initiatives-and-bearers",
            {"initiative": "initiative/genother"},
            (),
        ),
        ("qui propose des salles blanches ?", "premises-offered", _CLEAN, ()),
        (
            "combien de m² de salles blanches à Évry",
            "premises-offered",
            {**_CLEAN, "commune": "place/evry-courcouronnes"},
            (),
        ),
        (
            "Qui forme des techniciens dans l’Essonne ?",
            "who-trains-for",
            {"trade": "concept/technician", "departement": "place/essonne"},
            (),
        ),
        (
            "Quels laboratoires travaillent sur la thérapie génique ?",
            "who-works-on",
            {"therapy": "therapy/gene-therapy"},
            ("laboratoires",),
        ),
        (
            "Qui est implanté à Évry ?",
            "directory",
            {"commune": "place/evry-courcouronnes"},
            (),
        ),
        (
            "Présente-moi Genopole",
            "body-at-a-glance",
            {"body": "organization/genopole"},
            (),
        ),
        (
            "Bpifrance a été financé par qui ?",
            "funders-and-funded",
            {"funded": "organization/bpifrance"},
            (),
        ),
        (
            "Combien l’État a-t-il versé à Yposkesi ?",
            "who-paid-what",
            {"payer": "organization/french-state", "payee": "organization/yposkesi"},
            (),
        ),
        ("qui finance GenoTher", "funders-and-funded", {"funded": "initiative/genother"}, ()),
        ("qui occupait quel poste le 1er juin 2018", "posts-held-in", {"date": "2018-06-01"}, ()),
        ("où en sont les 11 recommandations", "follow-ups-known", {}, ()),
        ("qui a financé Argobio", "funders-and-funded", {"funded": "organization/argobio"}, ()),
        ("que finance Genopole", "funders-and-funded", {"funder": "organization/genopole"}, ()),
        ("qui finance Genopole", "funders-and-funded", {"funded": "organization/genopole"}, ()),
        ("what does Genopole fund", "funders-and-funded", {"funder": "organization/genopole"}, ()),
        ("who funds Genopole", "funders-and-funded", {"funded": "organization/genopole"}, ()),
    ],
)
def test_a_value_fits_its_parameter_or_is_told_as_left_out(
    graph: Graph, *, phrase: str, name: str, given: dict[str, str], left: tuple[str, ...]
) -> None:
    """A year is one, a bioproduct may stand for a therapy, a region is no commune."""
    found = graph.hear(phrase)[0]
    assert (found.question.name, found.given, found.left_out) == (name, given, left)


@pytest.mark.parametrize(("phrases", "least"), [("strangers", 121), ("newcomers", 23)])
def test_strangers_are_understood_or_told(graph: Graph, phrases: str, least: int) -> None:
    """What is right: one of some questions with its values, or `-`, a refusal.

    What is answered beside the point says at least what it does not take into account.
    """
    wrong, silent = [], []
    for row in (rows := _read(f"{phrases}.csv")):
        right = [each.split() for each in row["right"].split("|")]
        try:
            found = graph.hear(row["phrase"])[0]
        except NotFoundError:
            wrong += [row["phrase"]] * (["-"] not in right)
            continue
        told = {found.question.name, *map("=".join, found.given.items())}
        if not any(told.issuperset(each) for each in right):
            wrong.append(row["phrase"])
            silent += [row["phrase"]] * (not found.left_out)
    assert len(rows) - len(wrong) >= least, wrong
    assert silent == []


def test_another_thing_is_not_answered_for_the_one_that_is_named(graph: Graph) -> None:
    """A question that is of one thing, and takes not the one named, is refused."""
    with pytest.raises(NotFoundError, match=r"takes “therapy/gene-therapy”.*: members-of"):
        graph.hear("members of the cluster gene therapy")


def test_two_things_may_be_tied(graph: Graph) -> None:
    """A refusal of a phrase that names two tells what shows how."""
    with pytest.raises(NotFoundError, match="bioprod explain organization/genopole organization"):
        graph.hear("zut Genopole flûte Sanofi")


def test_what_the_graph_does_not_know_is_refused(graph: Graph) -> None:
    phrases = (_DATA / "out-of-scope.txt").read_text(encoding="utf-8").splitlines()
    assert len(phrases) >= 30
    assert {
        phrase: _name_first(graph, phrase) for phrase in phrases if _name_first(graph, phrase)
    } == {}


@pytest.mark.parametrize(
    ("phrase", "word", "name"),
    [
        ("événements avant 2020", "avant", "events-known"),
        ("largest company", "largest", "who-paid-what, directory"),
        ("who does not work on gene therapy", "not", "who-works-on"),
        ("hôpitaux hors de Paris", "hors", "directory"),
        ("entreprises à plus de 20 km d’Évry", "plus de", "makers-near"),
    ],
)
def test_what_is_turned_round_is_refused(
    graph: Graph, *, phrase: str, word: str, name: str
) -> None:
    """Its answer would be the opposite; a question that says the word itself is asked."""
    with pytest.raises(NotFoundError, match=f"no question takes “{word}”.*; the nearest: {name}"):
        graph.hear(phrase)
    assert _name_first(graph, "recommandations sans suite") == "without-follow-up"


def test_what_is_asked_of_without_being_said_is_told(graph: Graph) -> None:
    """The usual thing stands in the place of one that the phrase lacks."""
    assert graph.hear("who works on it in Paris?")[0].usual == {"therapy": "therapy/gene-therapy"}
    assert graph.hear("who works on cell therapy?")[0].usual == {}
    assert graph.hear("who bought Yposkesi?")[0].usual == {"since": "2000"}


@pytest.mark.parametrize(
    ("phrase", "table"),
    [
        ("How many employees does Genopole have?", "claims"),
        ("Quels sont les effectifs de Sanofi ?", "claims"),
        ("Qui est le maire d’Évry ?", "posts"),
        ("What is the price of a CAR-T cell?", "claims"),
        ("qui travaille sur la drépanocytose", "organization-diseases"),
    ],
)
def test_a_refusal_names_the_table(graph: Graph, phrase: str, table: str) -> None:
    """That would hold what was asked for."""
    with pytest.raises(NotFoundError, match=f"a row of {table}.csv would hold it"):
        graph.hear(phrase)


def test_a_phrase_is_asked(graph: Graph) -> None:
    """As the question with its values; what is given goes first."""
    told = graph.ask("who works on cell therapy?")
    assert told.rows == graph.ask("who-works-on", therapy="cell-therapy").rows
    other = graph.ask("who works on cell therapy?", therapy="gene-therapy")
    assert other.rows == graph.ask("who-works-on", therapy="gene-therapy").rows


def test_the_command_says_what_it_understood(
    built_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the question that it asks, and the next two; a phrase out of its scope is refused."""
    words = ["--lang", "en", "--project", str(built_folder), "ask"]
    assert main([*words, "who works on cell therapy?"]) == 0
    done = capsys.readouterr()
    asked = "bioprod query who-works-on --param therapy=therapy/cell-therapy"
    assert f"understood as: {asked}\n" in done.err
    assert done.err.count("or did you mean: ") == 2
    assert done.out.startswith("Who works on cell therapy, and in which commune")
    assert main([*words, "who works on gene therapy in Évry-Courcouronnes?"]) == 0
    done = capsys.readouterr()
    assert done.out.startswith("Who works on gene therapy in Évry-Courcouronnes,")
    assert "not said" not in done.err
    assert main([*words, "who works on it in Paris?"]) == 0
    assert "not said, so as usual: therapy=therapy/gene-therapy\n" in capsys.readouterr().err
    assert main([*words, "which members of Medicen are in Évry-Courcouronnes?"]) == 0
    assert "not taken into account: place/evry-courcouronnes\n" in capsys.readouterr().err
    assert main([*words, "what is the weather like?"]) == 1


def test_a_word_that_begins_several_names_is_asked_back(graph: Graph) -> None:
    """With what to type for each; where no value is wanted of it, it is told as left out."""
    with pytest.raises(NotFoundError, match=r"“dim” begins several names.*dim-bioconvs.*dim-ther"):
        graph.hear("Quel est le budget du DIM ?")
    assert "dim" in graph.hear("qui a organisé les Assises avec le DIM ?")[0].left_out


def test_who_and_where_are_not_told_as_left_out(graph: Graph) -> None:
    """Questions are told apart by them, but nobody misses them in an answer."""
    assert graph.hear("Who took part in the Assises?")[0].left_out == ()


def test_years_are_compared_as_numbers(graph: Graph) -> None:
    """A year of five digits is later than all, and not between those that begin like it."""
    for name, parameter in [("founded-since", "year"), ("ownership-changes", "since")]:
        assert not [row for row in graph.ask(name, **{parameter: "20100"}) if row.get("from", "x")]
    with pytest.raises(QueryError, match="last=abc: expected a whole number"):
        graph.ask("founded-since", last="abc")


def test_one_thing_that_is_taken_has_no_class_to_differ_from(graph: Graph) -> None:
    """The usual organiser is an incubator; others need not be."""
    names = Names(graph.release.store, graph.project)
    question = find_question(graph.project.queries / "questions", "did-genopole-organise")
    bindings = bind_parameters(question.parameters, {"organiser": "sanofi"}, names)
    remarks = Remarks(graph.release.store, graph.project.prefixes)
    assert [*remarks.remark_on_values(question, bindings)] == []
