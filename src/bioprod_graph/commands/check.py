"""Check tables, shapes, queries, answers and scenes, without building; tell what is found.

The gravest come first, and of these what stands in tables; what follows from a finding is counted
under it. Exit 1 if a finding is an error, or as grave as --severity says. With --reasoner hermit,
ontology and data are also given to HermiT (needs Java), which says whether they are consistent and
every class can have an individual. What it refuses is a finding; after ten minutes it is stopped.
Each question is asked: that it fails is a finding, and where its answer lies beside it
(NAME.tsv, .txt or .ttl), that another one is found.
"""

from bioprod_graph.checks import render_findings, render_findings_json, render_findings_shacl
from bioprod_graph.clock import read_day
from bioprod_graph.commands.context import Context
from bioprod_graph.commands.options import Option
from bioprod_graph.findings import (
    UNCHECKED,
    Finding,
    Severity,
    has_error,
    keep_severe,
    sort_findings,
)
from bioprod_graph.language import Message

_ENGINES = ("oxishacl", "pyshacl")
_SEVERITIES: dict[str, Severity] = {"error": "error", "warning": "warning", "note": "info"}
OPTIONS = (
    Option(
        "--format", "how to write the findings", choices=("table", "json", "shacl"), default="table"
    ),
    Option(
        "--severity",
        "show what is at least so grave, and exit 1 for it (default: show all, exit 1 for errors)",
        choices=tuple(_SEVERITIES),
    ),
    Option("--all", "also show each finding that follows from another; JSON and SHACL always do"),
    Option("--reasoner", "also ask this OWL 2 DL reasoner", choices=("hermit",)),
    Option(
        "--shapes-engine",
        "which SHACL engine validates the shapes (default: oxishacl, ours)",
        choices=_ENGINES,
        default=_ENGINES[0],
    ),
)


def run(context: Context) -> int:
    """Check and write the findings."""
    given, findings = context.given, _find(context)
    least = _SEVERITIES.get(given.severity)
    findings = keep_severe(findings, least) if least else findings
    written = {
        "table": lambda: render_findings(findings, context.language, unfolded=given.all),
        "json": lambda: render_findings_json(findings),
        "shacl": lambda: render_findings_shacl(findings, context.project.prefixes),
    }[given.format]()
    context.write(written, exact=given.format != "table")
    return 1 if (findings if least else has_error(findings)) else 0


def _find(context: Context) -> list[Finding]:
    from bioprod_graph.pipeline import assemble_project
    from bioprod_graph.questions import check_answers
    from bioprod_graph.scenes import check_scenes

    given = context.given
    if given.shapes_engine != _ENGINES[0]:
        from bioprod_graph.checks import load_pyshacl

        load_pyshacl()  # before anything is read, so that its absence is told at once
    with context.progress() as progress:
        assembly = assemble_project(
            context.project,
            progress=progress,
            shapes_engine=given.shapes_engine,
            today=read_day(),
        )
        findings = [*assembly.findings, *check_scenes(context.project)]
        if all(finding.check != UNCHECKED for finding in findings):
            findings += check_answers(assembly.store, context.project)
        findings = sort_findings(findings)
    return sort_findings([*findings, *_reason(context)]) if given.reasoner else findings


def _reason(context: Context) -> tuple[Finding, ...]:
    from bioprod_graph.checks import check_consistency
    from bioprod_graph.pipeline import read_stated

    result = check_consistency(read_stated(context.project))
    if result.ran:
        told = Message(
            "HermiT was not given {number} statements whose value it does not take "
            "(xsd:date, xsd:gYear, geo:wktLiteral, INF)",
            number=result.left_out,
        )
        context.tell(told)
    return result.findings
