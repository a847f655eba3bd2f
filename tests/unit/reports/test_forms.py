"""The tracker as text, document, CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.documents import TableBlock
from bioprod_graph.drawing import draw_glyph
from bioprod_graph.language import say_date
from tests.rendering import render_csv, render_html, render_json, render_markdown, render_text
from tests.unit.reports.conftest import BASE

if TYPE_CHECKING:
    from bioprod_graph.language import Language
    from bioprod_graph.reports import Report
    from tests.unit.reports.conftest import Read

LANGUAGES: tuple[Language, ...] = ("fr", "en")
SLUGS = "abcde"


def tell(report: Report, width: int = 80) -> str:
    return render_text(report.make_document(), width=width)


def mark(report: Report) -> str:
    return render_markdown(report.make_document())


class TestTable:
    """What a terminal shows."""

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("width", [60, 80, 120])
    def test_no_line_is_longer_than_the_width(
        self, read: Read, width: int, *, language: Language
    ) -> None:
        """But for addresses, which stay whole."""
        told = read(language=language)
        texts = [tell(told.tracker, width), *(tell(told.one(slug), width) for slug in SLUGS)]
        lines = [line for text in texts for line in text.splitlines() if "://" not in line]
        assert max(map(len, lines)) <= width
        assert [line for line in lines if line != line.rstrip()] == []

    def test_each_recommendation_has_its_row(self, read: Read) -> None:
        """Number and title, status, latest evidence and date, under the name of the axis."""
        lines = tell(read().tracker, 120).replace("\u00a0", " ").splitlines()
        rows = [re.split(r" {2,}", line) for line in lines if re.match(r"\d+\. |Axis", line)]
        assert rows[:5] == [
            ["Axis 1 · Structure the ecosystem"],
            [
                "1. Research network",
                "done in December 2021 → partly in March 2022",
                "Beginning",
                "March 2022",
            ],
            ["2. Old one", "none known", "–", "–"],
            ["Axis 2 · Attract"],
            ["3. Without any", "none known", "–", "–"],
        ]
        assert rows[-1] == ["2. Old one", "Old fact", "2019"]

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_dates_and_statuses_stay_whole(self, read: Read, language: Language) -> None:
        """At the width of a terminal; what is wrapped is the rest."""
        told = read(language=language)
        text = tell(told.tracker).replace("\u00a0", " ")
        for each in told.records.values():
            assert f"  {each['status']['name']} " in text
            assert not each["date"] or f"  {say_date(each['date'], language)}\n" in text

    @pytest.mark.parametrize(
        ("language", "said"),
        [("fr", "Une flèche mène de l’avancement"), ("en", "An arrow leads from the")],
    )
    def test_a_status_behind_an_arrow_is_explained(
        self, read: Read, language: Language, said: str
    ) -> None:
        """Where there is one: in March 2022 nothing had gone further than the latest."""
        for as_of, is_said in (("", True), ("2022-03", False)):
            assert (said in tell(read(as_of, language=language).tracker)) is is_said

    def test_columns_stand_under_their_names(self, read: Read) -> None:
        """Words are not broken where there is room."""
        lines = tell(read(language="fr").tracker).splitlines()
        header = next(line for line in lines if line.startswith("Recommandation  "))
        row = next(line for line in lines if line.startswith("4."))
        assert row.index("annoncé") == header.index("Avancement")
        assert row.index("2022") == header.index("Date")

    def test_without_older_facts_there_is_no_second_table(self, read: Read) -> None:
        """Nothing is shown empty."""
        assert "Earlier facts" in tell(read("2019").tracker)
        assert "Earlier facts" not in tell(read("2018").tracker)


class TestOne:
    """One recommendation with all its evidence."""

    @pytest.mark.parametrize(
        ("language", "said"),
        [
            (
                "fr",
                [
                    "Recommandation 1\u00a0: Réseau de recherche",
                    "Avancement\u00a0: fait en décembre 2021 → en partie en mars 2022",
                    "Début (mars 2022, avancement\u00a0: en partie). Le réseau commence. "
                    "Cela fait suite à la recommandation (confiance élevée). "
                    "Concerne\u00a0: Étoile, Réseau et Zone",
                    "Communiqué · Genopole · publication\u00a0: 1er juin 2022 · "
                    "Page dans son ensemble",
                ],
            ),
            (
                "en",
                [
                    "Recommendation 1: Research network",
                    "Overall status: done in December 2021 → partly in March 2022.",
                    "Beginning (March 2022, status: partly). The network begins. "
                    "This follows the recommendation (high confidence). "
                    "Concerns: Area, Étoile and Network.",
                    "Press release · Genopole · published: 1 June 2022 · The page as a whole",
                ],
            ),
        ],
    )
    def test_says_all_of_a_fact(self, read: Read, language: Language, said: list[str]) -> None:
        """Date, status, relation, summary, things observed, sources with links, confidence."""
        report = read(language=language).one("a")
        for text in (tell(report, 300), mark(report)):
            for each in said:
                assert each in text
            assert "https://example.org/late#:~:text=one" in text

    def test_a_publisher_that_the_name_tells_is_not_told_again(self, read: Read) -> None:
        """« Page de la Région », by the Région."""
        text = tell(read(language="fr").one("a"), 200)
        assert "Page de la Région · Premier paragraphe" in text

    @pytest.mark.parametrize(
        ("language", "said", "unsaid"),
        [
            ("fr", "(2019). C’était fait. Cela précède la recommandation", "\u00a0: fait"),
            ("en", "(2019). It was done. This precedes the recommendation", ": done"),
        ],
    )
    def test_an_older_fact_has_no_status(
        self, read: Read, *, language: Language, said: str, unsaid: str
    ) -> None:
        """It is told apart, and brings the recommendation nowhere."""
        report = read(language=language).one("b")
        for text in (tell(report, 200), mark(report)):
            assert said in text
            assert unsaid not in text

    def test_older_facts_are_headed_as_such(self, read: Read) -> None:
        """In both languages."""
        headings = {"fr": "Ce qui précédait", "en": "What came before"}
        for language in LANGUAGES:
            page, heading = mark(read(language=language).one("b")), headings[language]
            assert re.search(rf"\n## {heading}\n\n(Fait ancien|Old fact)", page)

    def test_control_characters_do_not_reach_the_terminal(self, read: Read) -> None:
        """What is not text is left out; what is shown as an address is no link."""
        text = tell(read().one("e"))
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", text)
        assert "<b>quite</b>" in text


class TestSentences:
    """Counts and dates, as people write them."""

    @pytest.mark.parametrize(("as_of", "known"), [("", 3), ("2022-04", 1), ("2021-05-01", 0)])
    def test_how_many_have_a_followup(self, read: Read, as_of: str, known: int) -> None:
        """On the terminal and in the document."""
        said = {
            "fr": f"{known} sur 5{{}} avec une suite connue",
            "en": f"{known} of 5{{}} with a known follow-up",
        }
        for language in LANGUAGES:
            report = read(as_of, language=language).tracker
            assert said[language].format("") in tell(report)
            assert said[language].format("**") in mark(report)

    @pytest.mark.parametrize(
        ("as_of", "french", "english"),
        [
            ("2021-10-01", "le 1er octobre 2021", "on 1 October 2021"),
            ("2021-10", "à la fin d’octobre 2021", "at the end of October 2021"),
            ("2021", "à la fin de 2021", "at the end of 2021"),
        ],
    )
    def test_the_date_is_told(self, read: Read, as_of: str, *, french: str, english: str) -> None:
        """A year or a month is meant to its end."""
        said = {
            "fr": f"Avancement {french}\u00a0: aucune suite connue",
            "en": f"Overall status {english}: none known",
        }
        for language in LANGUAGES:
            told = read(as_of, language=language)
            assert said[language] in tell(told.one("c"))
            title = told.tracker.make_document().title
            assert title.endswith(french if language == "fr" else english)

    @pytest.mark.parametrize(
        ("language", "said", "unsaid"),
        [
            (
                "fr",
                "À la fin d’avril 2021, les recommandations n’existaient pas encore\u00a0: elles "
                "sont issues d’un événement tenu en mai 2021 (Rencontre)",
                "aucune suite",
            ),
            (
                "en",
                "At the end of April 2021, the recommendations did not exist yet: they came of an "
                "event held in May 2021 (Meeting).",
                "none known",
            ),
        ],
    )
    def test_before_the_event_there_were_none(
        self, read: Read, language: Language, *, said: str, unsaid: str
    ) -> None:
        """This is said instead of a status, and once; older facts are still told."""
        told = read("2021-04", language=language)
        for report in (told.tracker, told.one("b")):
            for text in (tell(report, 300), mark(report)):
                assert text.count(said) == 1
                assert unsaid not in text
                fact = {"fr": "Fait ancien", "en": "Old fact"}[language]
                assert fact in text.replace("\u00a0", " ")

    def test_a_date_is_told_once(self, scene: ox.Store, read: Read) -> None:
        """A name loses its own at its end, where it says no more than the date beside it."""
        label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
        fact = ox.NamedNode(f"{BASE}follow-up/a-tie-partly")
        for quad in list(scene.quads_for_pattern(fact, label, None)):
            scene.remove(quad)
        scene.add(ox.Quad(fact, label, ox.Literal("Beginning in March 2022", language="en")))
        told = read()
        assert "Beginning (March 2022, status: partly)" in tell(told.one("a"), 200)
        assert "| Beginning[^" in mark(told.tracker)
        assert told.records[1]["follow_ups"][-1]["title"] == "Beginning in March 2022"

    def test_french_is_set_as_french(self, read: Read) -> None:
        """A no-break space before each tall sign, and no straight apostrophe."""
        told = read("2022", language="fr")
        texts = [tell(told.tracker), *(tell(told.one(slug)) for slug in SLUGS)]
        for text in (re.sub(r"\S+://\S+", "", text) for text in texts):
            assert not re.search(r"[^\u00a0\u202f][:;!?]|'", text)


class TestDocuments:
    """Markdown and HTML."""

    def test_the_table_has_a_row_a_recommendation(self, read: Read) -> None:
        """Under the title of the axis, and a note for each source of the latest evidence."""
        markdown = mark(read().tracker)
        assert "\n### Axis\u00a01\u00a0· Structure the ecosystem\n" in markdown
        assert re.search(
            r"→ partly in March 2022(\[.\d\]\W?)+ \| Beginning(\[.\d\]\W?)+ \| March 2022 \|\n",
            markdown,
        )
        assert "| 3. Without any[^1] | none known | – | – |\n" in markdown
        assert "| 2. Old one | Old fact[^1] | 2019 |\n" in markdown

    def test_what_reached_the_status_is_cited(self, read: Read) -> None:
        """Beside it, where it is not the latest evidence that did."""
        page = read().tracker.make_document()
        tables = [block for block in page.blocks if isinstance(block, TableBlock)]
        statuses = {row[0].text: row[1] for row in tables[0].rows}
        assert [n.text for n in statuses["1. Research network"].notes] == [
            "Press release · Genopole · published: 1 June 2022 · The page as a whole",
            "Report · published: 2023 · Title",
        ]
        assert statuses["4. Three precisions"].notes == ()

    def test_a_status_has_its_rank(self, read: Read) -> None:
        """Each has the glyph of how far it went, which never stands without its word."""
        html = render_html(read().tracker.make_document())
        shown = re.findall(r'<span class="status">(<svg.+?</svg>)([^<]+)</span>', html)
        assert [word for _, word in shown[:3]] == ["done", "partly", "none known"]
        glyphs = [glyph for glyph, _ in shown[:3]]
        assert glyphs[:2] == [draw_glyph(part, colour="done") for part in ("1/1", "3/4")]
        assert len(set(glyphs)) == len(glyphs)

    def test_statuses_are_counted_from_the_furthest(self, read: Read) -> None:
        """With the numbers of the recommendations."""
        markdown = mark(read(language="fr").tracker)
        assert markdown.partition("### Ce qui a été fait\n\n")[2].splitlines()[2:8] == [
            "| fait | – |",
            "| fait → en partie en mars 2022 | 1 |",
            "| en partie | – |",
            "| annoncé | 4 |",
            "| incertain | 10 |",
            "| aucune suite connue | 2 et 3 |",
        ]

    def test_text_of_the_data_stays_text(self, read: Read) -> None:
        """Pipes, stars, tags and addresses that are none."""
        page = read().one("e").make_document()
        assert "Hazy announcement \\| \\*“bold”\\*" in render_markdown(page)
        html = render_html(page)
        assert "&lt;b&gt;quite&lt;/b&gt;" in html
        assert 'href="javascript' not in html

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_same_data_same_bytes(self, read: Read, language: Language) -> None:
        """Whenever it is made."""
        for render in (render_html, render_markdown, render_text):
            for slug in ("", "a"):
                told = (read("2023", language=language) for _ in range(2))
                first, second = (t.one(slug) if slug else t.tracker for t in told)
                assert render(first.make_document()) == render(second.make_document())


class TestCsv:
    """A row a recommendation, or a row a fact."""

    def test_all_recommendations(self, read: Read) -> None:
        """Dates as they are written, statuses as their keys and names."""
        rows = list(csv.DictReader(io.StringIO(render_csv(read().tracker), newline="")))
        assert [row["number"] for row in rows] == ["1", "2", "3", "4", "10"]
        assert rows[0] == {
            "number": "1",
            "recommendation": f"{BASE}recommendation/a",
            "title": "Research network",
            "axis_number": "1",
            "axis": "Structure the ecosystem",
            "status": "done",
            "status_name": "done",
            "latest": f"{BASE}follow-up/a-tie-partly",
            "latest_title": "Beginning",
            "date": "2022-03",
            "latest_status": "partly",
            "searches": "",
            "searched": "",
            "status_since": "2021-12",
            "set": f"{BASE}recommendation-set/first",
        }
        assert (rows[2]["status"], rows[2]["latest"], rows[2]["date"]) == ("none-known", "", "")

    def test_one_recommendation(self, read: Read) -> None:
        """Older facts after the others, told by their relation; lines end as RFC 4180 has it."""
        text = render_csv(read().one("b"))
        assert text.count("\r\n") == 2
        (row,) = csv.DictReader(io.StringIO(text, newline=""))
        assert (row["relation"], row["confidence"]) == ("precedes", "high-confidence")
        (*_, row) = csv.DictReader(io.StringIO(render_csv(read().one("a")), newline=""))
        assert row["sources"] == "https://example.org/late#:~:text=one|https://example.org/undated"
        assert len(row["observes"].split("|")) == 3


class TestJson:
    """The schema of docs/how-to/track.md."""

    def test_one_schema_for_all_and_for_one(self, read: Read) -> None:
        """One recommendation is a list of one."""
        told = read("2022")
        whole = json.loads(render_json(told.tracker))
        only = ox.NamedNode(f"{BASE}recommendation/a")
        alone = json.loads(render_json(told.tracker, recommendation=only))
        assert (whole["as_of"], whole["language"]) == ("2022", "en")
        assert alone["recommendations"] == whole["recommendations"][:1]
        assert json.loads(render_json(read().tracker))["as_of"] is None
        assert (whole["event"]["name"], whole["event"]["date"]) == ("Meeting", "2021-05")

    def test_a_recommendation(self, read: Read) -> None:
        """What is not known is null, never an empty text."""
        first, second, third, *_ = read().records.values()
        assert list(first) == [
            "number", "id", "title", "summary", "sources", "axis", "set", "status",
            "searches", "searched", "latest", "date", "latest_status", "follow_ups", "earlier",
        ]  # fmt: skip
        assert first["latest"] == first["follow_ups"][-1]["id"]
        assert first["date"] == "2022-03"
        assert first["set"] == {
            "id": f"{BASE}recommendation-set/first",
            "title": "Recommendations of the meeting",
            "event": f"{BASE}event/a",
            "date": "2021-05",
        }
        assert (third["status"]["key"], third["latest"], third["date"]) == (
            "none-known",
            None,
            None,
        )
        assert [fact["relation"]["key"] for fact in second["earlier"]] == ["precedes"]
        assert (second["follow_ups"], second["summary"]) == ([], None)

    def test_a_fact(self, read: Read) -> None:
        """With the things observed and the sources."""
        first, *_ = read().records.values()
        fact = first["follow_ups"][0]
        assert list(fact) == [
            "id", "title", "date", "status", "result", "said_by", "relation", "confidence",
            "summary", "observes", "sources",
        ]  # fmt: skip
        assert fact["observes"] == [{"id": f"{BASE}initiative/network", "name": "Network"}]
        assert [source["issued"] for source in fact["sources"]] == ["2022-06-01", "2023"]
        assert first["follow_ups"][1]["sources"][0]["issued"] is None
        assert first["follow_ups"][1]["sources"][0]["not_before"] is None
