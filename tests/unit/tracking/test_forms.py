"""The tracker as table, text, document, CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.documents import render_html, render_markdown
from bioprod_graph.language import say_date
from bioprod_graph.tracking import (
    make_overview,
    make_portrait,
    render_csv,
    render_json,
    render_overview,
    render_portrait,
)
from bioprod_graph.tracking.words import say_title

if TYPE_CHECKING:
    from bioprod_graph.findings import Language
    from tests.unit.tracking.conftest import Read

LANGUAGES: tuple[Language, ...] = ("fr", "en")


class TestTable:
    """What a terminal shows."""

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("width", [60, 80, 120])
    def test_no_line_is_longer_than_the_width(
        self, read: Read, width: int, *, language: Language
    ) -> None:
        """But for addresses, which stay whole."""
        track = read(language=language)
        texts = [render_overview(track, width=width)]
        texts += [render_portrait(track, each, width=width) for each in track.recommendations]
        lines = [line for text in texts for line in text.splitlines() if "://" not in line]
        assert max(map(len, lines)) <= width
        assert [line for line in lines if line != line.rstrip()] == []

    def test_each_recommendation_has_its_row(self, read: Read) -> None:
        """Number and title, status, latest evidence and date, under the name of the axis."""
        lines = render_overview(read(), width=120).replace("\u00a0", " ").splitlines()
        rows = [re.split(r" {2,}", line) for line in lines if re.match(r"\d+\. |Axis", line)]
        assert rows[:5] == [
            ["Axis 1 · Structure the ecosystem"],
            ["1. Research network", "done", "Beginning (partly)", "March 2022"],
            ["2. Old one", "none known", "–", "–"],
            ["Axis 2 · Attract"],
            ["3. Without any", "none known", "–", "–"],
        ]
        assert rows[-1] == ["2. Old one", "Old fact", "2019"]

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_dates_and_statuses_stay_whole(self, read: Read, language: Language) -> None:
        """At the width of a terminal; what is wrapped is the rest."""
        track = read(language=language)
        text = render_overview(track, width=80).replace("\u00a0", " ")
        for each in track.recommendations:
            assert f"  {each.status.name}  " in text
            assert each.latest is None or f"  {say_date(each.latest.date, language)}\n" in text

    @pytest.mark.parametrize(
        ("language", "said"), [("fr", "Entre parenthèses, l’état"), ("en", "In brackets, the")]
    )
    def test_a_status_in_brackets_is_explained(
        self, read: Read, language: Language, said: str
    ) -> None:
        """Where there is one: in March 2022 nothing had gone further than the latest."""
        for as_of, is_said in (("", True), ("2022-03", False)):
            track = read(as_of, language=language)
            assert (said in render_overview(track)) is is_said
            assert (said in render_markdown(make_overview(track))) is is_said

    def test_columns_stand_under_their_names(self, read: Read) -> None:
        """Words are not broken where there is room."""
        lines = render_overview(read(language="fr"), width=80).splitlines()
        header = next(line for line in lines if line.startswith("Recommandation"))
        row = next(line for line in lines if line.startswith("4. "))
        assert row.index("annoncé") == header.index("État")
        assert row.index("2022") == header.index("Date")

    def test_without_older_facts_there_is_no_second_table(self, read: Read) -> None:
        """Nothing is shown empty."""
        assert "Earlier facts" in render_overview(read("2019"))
        assert "Earlier facts" not in render_overview(read("2018"))

    def test_a_word_longer_than_the_terminal_is_broken(self, read: Read) -> None:
        """Rather than the table."""
        assert max(map(len, render_overview(read(), width=1).splitlines())) <= 40


class TestPortrait:
    """One recommendation with all its evidence."""

    @pytest.mark.parametrize(
        ("language", "said"),
        [
            (
                "fr",
                [
                    "Recommandation\u00a01\u00a0· Réseau de recherche",
                    "État\u00a0: fait.",
                    "En mars 2022\u00a0: en partie. Cela fait suite à la recommandation. "
                    "Confiance élevée.",
                    "Le réseau commence.",
                    "Constaté\u00a0: Étoile, Réseau et Zone.",
                    "Source\u00a0: Communiqué\u00a0· Genopole\u00a0· "
                    "publication\u00a0: 1er juin 2022\u00a0· Page dans son ensemble",
                    "https://example.org/late#:~:text=one",
                ],
            ),
            (
                "en",
                [
                    "Recommendation\u00a01\u00a0· Research network",
                    "Status: done.",
                    "In March 2022: partly. This follows the recommendation. High confidence.",
                    "The network begins.",
                    "Observed: Area, Étoile and Network.",
                    "Source: Press release\u00a0· Genopole\u00a0· published: 1 June 2022\u00a0· "
                    "The page as a whole",
                    "https://example.org/late#:~:text=one",
                ],
            ),
        ],
    )
    def test_says_all_of_a_fact(self, read: Read, language: Language, said: list[str]) -> None:
        """Date, status, relation, summary, things observed, sources with links, confidence."""
        track = read(language=language)
        text = render_portrait(track, track.find(1), width=200)
        page = render_markdown(make_portrait(track, track.find(1)))
        flat = page.replace("\\", "").replace("[^1]", "").replace("\u202f", "")
        for each in said:
            assert each in text
            words = re.sub(r"^Source.*?: ", "", each)
            assert words.rstrip(".") in flat

    def test_a_publisher_that_the_name_tells_is_not_told_again(self, read: Read) -> None:
        """« Page de la Région », by the Région."""
        track = read(language="fr")
        text = render_portrait(track, track.find(1), width=200)
        assert "Source\u00a0: Page de la Région\u00a0· Premier paragraphe" in text

    @pytest.mark.parametrize(
        ("language", "said", "unsaid"),
        [
            ("fr", "Date\u00a0: 2019. Cela précède la recommandation.", "\u00a0: fait"),
            ("en", "Date: 2019. This precedes the recommendation.", ": done"),
        ],
    )
    def test_an_older_fact_has_no_status(
        self, read: Read, *, language: Language, said: str, unsaid: str
    ) -> None:
        """It is told apart, and brings the recommendation nowhere."""
        track = read(language=language)
        for text in (
            render_portrait(track, track.find(2)),
            render_markdown(make_portrait(track, track.find(2))),
        ):
            assert said in text
            assert unsaid not in text

    def test_older_facts_are_headed_as_such(self, read: Read) -> None:
        """In both languages."""
        for track in (read(language="fr"), read(language="en")):
            heading = {"fr": "Antérieur\u00a0: Fait ancien", "en": "Earlier: Old fact"}
            page = render_markdown(make_portrait(track, track.find(2)))
            assert f"\n## {heading[track.language]}\n" in page

    def test_control_characters_do_not_reach_the_terminal(self, read: Read) -> None:
        """What is not text is left out; what is shown as an address is no link."""
        track = read()
        text = render_portrait(track, track.find(10))
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", text)
        assert "<b>quite</b>" in text


class TestSentences:
    """Counts and dates, as people write them."""

    @pytest.mark.parametrize(
        ("as_of", "french", "english"),
        [
            (
                "",
                "On connaît une suite à 3 recommandations sur 5.",
                "A follow-up is known for 3 of the 5 recommendations.",
            ),
            (
                "2022-04",
                "À la fin d’avril 2022, on connaissait une suite à 1 recommandation sur 5.",
                "At the end of April 2022, a follow-up was known for 1 of the 5 recommendations.",
            ),
            (
                "2022-05-12",
                "Le 12 mai 2022, on connaissait une suite à 2 recommandations sur 5.",
                "On 12 May 2022, a follow-up was known for 2 of the 5 recommendations.",
            ),
            (
                "2021-05-01",
                "Le 1er mai 2021, on ne connaissait de suite à aucune des 5 recommandations.",
                "On 1 May 2021, no follow-up was known for any of the 5 recommendations.",
            ),
        ],
    )
    def test_how_many_have_a_followup(
        self, read: Read, as_of: str, *, french: str, english: str
    ) -> None:
        """On the terminal and in the document."""
        for language in LANGUAGES:
            sentence = french if language == "fr" else english
            track = read(as_of, language=language)
            assert sentence in render_overview(track, width=200)
            assert sentence in render_markdown(make_overview(track))

    @pytest.mark.parametrize(
        ("as_of", "french", "english"),
        [
            ("2021-10-01", "État le 1er octobre 2021", "Status on 1 October 2021"),
            ("2021-10", "État à la fin d’octobre 2021", "Status at the end of October 2021"),
            ("2021", "État à la fin de 2021", "Status at the end of 2021"),
        ],
    )
    def test_the_date_is_told(self, read: Read, as_of: str, *, french: str, english: str) -> None:
        """A year or a month is meant to its end."""
        for language in LANGUAGES:
            words, colon = (french, "\u00a0:") if language == "fr" else (english, ":")
            track = read(as_of, language=language)
            none = track.find(3).status.name
            assert f"{words}{colon} {none}." in render_portrait(track, track.find(3))
            assert f"{words}{colon} {none}." in render_markdown(make_portrait(track, track.find(3)))

    @pytest.mark.parametrize(
        ("language", "said", "unsaid"),
        [
            (
                "fr",
                "À la fin d’avril 2021, les recommandations n’existaient pas encore\u00a0: elles "
                "sont issues d’un événement tenu en mai 2021 (Rencontre).",
                "aucune suite connue",
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
        track = read("2021-04", language=language)
        for text in (
            render_overview(track, width=200),
            render_portrait(track, track.find(2), width=200),
            render_markdown(make_overview(track)),
            render_markdown(make_portrait(track, track.find(2))),
        ):
            assert text.count(said.removesuffix("(Rencontre).").removesuffix("(Meeting).")) == 1
            assert unsaid not in text
            assert {"fr": "Fait ancien", "en": "Old fact"}[language] in text
        assert said in render_overview(track, width=200)

    @pytest.mark.parametrize(
        ("name", "date", "shown"),
        [
            ("Accord, mai 2022", "2022-05", "Accord"),
            ("Accord en mai 2022", "2022-05-12", "Accord"),
            ("Accord signé le 12 mai 2022", "2022-05-12", "Accord signé"),
            ("Accord, 2022", "2022-05-12", "Accord"),
            ("Accord annoncé pour 2022", "2022", "Accord annoncé pour 2022"),
            ("Accord en mai 2021", "2022-05", "Accord en mai 2021"),
            ("Accord en mai 2022", "2022", "Accord en mai 2022"),
            ("Accord", "mai", "Accord"),
        ],
    )
    def test_a_date_is_told_once(self, read: Read, *, name: str, date: str, shown: str) -> None:
        """A name loses its own at its end, where it says no more than the date beside it."""
        fact = read(language="fr").find(1).followups[0]
        assert say_title(replace(fact, name=name, date=date), "fr") == shown

    def test_french_is_set_as_french(self, read: Read) -> None:
        """A no-break space before each tall sign, and no straight apostrophe."""
        track = read("2022", language="fr")
        texts = [
            render_overview(track),
            *(render_portrait(track, r) for r in track.recommendations),
        ]
        for text in (re.sub(r"\S+://\S+", "", text) for text in texts):
            assert not re.search(r"[^\u00a0\u202f][:;!?]|'", text)


class TestDocuments:
    """Markdown and HTML."""

    def test_the_table_has_a_row_a_recommendation(self, read: Read) -> None:
        """With the title of the axis, and a note for each source of the latest evidence."""
        markdown = render_markdown(make_overview(read()))
        assert (
            "| 1. Research network | 1\u00a0· Structure the ecosystem | done | "
            "Beginning (partly)[^1]\u202f[^2] | March 2022 |\n"
        ) in markdown
        assert "| 3. Without any | 2\u00a0· Attract | none known | – | – |\n" in markdown
        assert "| 2. Old one | Old fact[^2] | 2019 |\n" in markdown

    def test_statuses_are_counted_from_the_furthest(self, read: Read) -> None:
        """With the numbers of the recommendations."""
        markdown = render_markdown(make_overview(read(language="fr")))
        assert markdown.partition("## Par état\n\n")[2].splitlines()[2:6] == [
            "| fait | 1 |",
            "| annoncé | 4 |",
            "| incertain | 10 |",
            "| aucune suite connue | 2 et 3 |",
        ]

    def test_text_of_the_data_stays_text(self, read: Read) -> None:
        """Pipes, stars, tags and addresses that are none."""
        track = read()
        page = make_portrait(track, track.find(10))
        assert "Hazy announcement \\| \\*“bold”\\*" in render_markdown(page)
        html = render_html(page)
        assert "&lt;b&gt;quite&lt;/b&gt;" in html
        assert 'href="javascript' not in html

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_same_data_same_bytes(self, read: Read, language: Language) -> None:
        """Whenever it is made."""
        for make in (make_overview, lambda track: make_portrait(track, track.find(1))):
            first, second = (make(read("2023", language=language)) for _ in range(2))
            assert render_html(first) == render_html(second)
            assert render_markdown(first) == render_markdown(second)


class TestCsv:
    """A row a recommendation, or a row a fact."""

    def test_all_recommendations(self, read: Read) -> None:
        """Dates as they are written, statuses as their keys and names."""
        rows = list(csv.DictReader(io.StringIO(render_csv(read()), newline="")))
        assert [row["number"] for row in rows] == ["1", "2", "3", "4", "10"]
        assert rows[0] == {
            "number": "1",
            "recommendation": "https://w3id.org/bioprod/id/recommendation/a",
            "title": "Research network",
            "axis_number": "1",
            "axis": "Structure the ecosystem",
            "status": "done",
            "status_name": "done",
            "latest": "https://w3id.org/bioprod/id/follow-up/a-tie-partly",
            "latest_title": "Beginning",
            "date": "2022-03",
            "latest_status": "partly",
        }
        assert (rows[2]["status"], rows[2]["latest"], rows[2]["date"]) == ("none-known", "", "")

    def test_one_recommendation(self, read: Read) -> None:
        """Older facts after the others, told by their relation; lines end as RFC 4180 has it."""
        track = read()
        text = render_csv(track, track.find(2))
        assert text.count("\r\n") == 2
        (row,) = csv.DictReader(io.StringIO(text, newline=""))
        assert (row["relation"], row["confidence"]) == ("precedes", "high-confidence")
        (*_, row) = csv.DictReader(io.StringIO(render_csv(track, track.find(1)), newline=""))
        assert row["sources"] == "https://example.org/late#:~:text=one|https://example.org/undated"
        assert len(row["observes"].split("|")) == 3


class TestJson:
    """The schema of the docstring."""

    def test_one_schema_for_all_and_for_one(self, read: Read) -> None:
        """One recommendation is a list of one."""
        track = read("2022")
        whole = json.loads(render_json(track))
        alone = json.loads(render_json(track, [track.find(1)]))
        assert (whole["as_of"], whole["language"]) == ("2022", "en")
        assert alone["recommendations"] == whole["recommendations"][:1]
        assert json.loads(render_json(read()))["as_of"] is None
        assert (whole["event"]["name"], whole["event"]["date"]) == ("Meeting", "2021-05")

    def test_a_recommendation(self, read: Read) -> None:
        """What is not known is null, never an empty text."""
        first, second, third, *_ = json.loads(render_json(read()))["recommendations"]
        assert list(first) == [
            "number", "id", "title", "summary", "sources", "axis", "status", "latest", "date",
            "follow_ups", "earlier",
        ]  # fmt: skip
        assert first["latest"] == first["follow_ups"][-1]["id"]
        assert first["date"] == "2022-03"
        assert (third["status"]["key"], third["latest"], third["date"]) == (
            "none-known",
            None,
            None,
        )
        assert [fact["relation"]["key"] for fact in second["earlier"]] == ["precedes"]
        assert second["follow_ups"] == []

    def test_a_fact(self, read: Read) -> None:
        """With the things observed and the sources."""
        first, *_ = json.loads(render_json(read()))["recommendations"]
        fact = first["follow_ups"][0]
        assert list(fact) == [
            "id", "title", "date", "status", "relation", "confidence", "summary", "observes",
            "sources",
        ]  # fmt: skip
        assert fact["observes"] == [
            {"id": "https://w3id.org/bioprod/id/initiative/network", "name": "Network"}
        ]
        assert [source["issued"] for source in fact["sources"]] == ["2022-06-01", "2023"]
        assert first["follow_ups"][1]["sources"][0]["issued"] is None
        assert first["follow_ups"][1]["sources"][0]["not_before"] is None
