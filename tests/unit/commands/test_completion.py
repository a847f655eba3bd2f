"""Completion as a person has it: the script in a shell of its own, what Tab makes of a line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.commands.line import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.unit.commands.conftest import Run

    Complete = Callable[[str], list[str]]

# How each shell is asked for what Tab would offer, the line being in the variable LINE.
BASH = """
source <(bioprod completion bash)
compopt() { case $* in *default*) echo FILES ;; *nospace*) echo NOSPACE ;; esac; }
read -ra COMP_WORDS <<< "$LINE"
COMP_LINE=$LINE COMP_POINT=${#LINE} COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:'
_bioprod bioprod
(( ${#COMPREPLY[@]} )) && printf '%s\\n' "${COMPREPLY[@]}" || true
"""
# zsh completes in a terminal alone: one is made, and Tab is typed there.
ZSH = """
zmodload zsh/zpty
zpty -b shell zsh -f -i
zpty -w shell 'PS1= PROMPT_EOL_MARK= LISTMAX=0; autoload -U compinit; compinit -D -u'
zpty -w shell 'eval "$(bioprod completion zsh)"'
zpty -w shell 'show() { print -r -- "<<<${(F)matched}>>>"; exit }; zle -N show; bindkey "^X" show'
zpty -w shell 'compadd() {
    local -a found; builtin compadd -O found "$@"; matched+=("${found[@]}"); builtin compadd "$@"
}; _files() { matched+=(FILES) }; typeset -gaU matched'
zpty -w shell 'print ready'
zpty -r shell said '*ready*ready*'
zpty -n -w shell "$LINE"$'\\t\\x18'
zpty -r shell said '*<<<*>>>*'
print -r -- "${${said##*<<<}%%>>>*}"
"""
FISH = """
bioprod completion fish | source
function __fish_complete_path
    echo FILES
end
complete -C "$LINE"
"""


@pytest.fixture(params=["bash", "zsh", "fish"])
def complete(request: pytest.FixtureRequest, tmp_path: Path, workshop: Path) -> Complete:
    """What a shell offers for a line."""
    shell = request.param
    if shutil.which(shell) is None:
        pytest.skip(f"needs {shell}, which is not installed here")
    script = {"bash": BASH, "zsh": ZSH, "fish": FISH}[shell]
    program = tmp_path / "bin" / "bioprod"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m bioprod_graph "$@"\n')
    program.chmod(0o755)
    environment = {
        **os.environ,
        "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
        "PATH": f"{program.parent}:{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "BIOPROD_PROJECT": str(workshop),
        "LC_ALL": "C.UTF-8",
        "TERM": "xterm",
    }

    def run(line: str) -> list[str]:
        done = subprocess.run(
            [shell, "-c", script],
            check=True,
            capture_output=True,
            text=True,
            timeout=60,
            env={**environment, "LINE": line},
            stdin=subprocess.DEVNULL,
        )
        return [each.partition("\t")[0] for each in done.stdout.splitlines()]

    return run


def _ask(bioprod: Run, workshop: Path, line: str) -> list[str]:
    """What the program offers a shell."""
    done = bioprod("__complete", line.replace("bioprod", f"bioprod --project {workshop}", 1))
    assert (done.status, done.err) == (0, "")
    return [each.partition("\t")[0] for each in done.out.splitlines()]


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("bioprod query parts", ["parts-of"]),
        ("bioprod explain thing/cl", ["thing/clock"]),
        ("bioprod query parts-of --param whole=thing/cl", ["whole=thing/clock"]),
        ("bioprod query --file ", ["FILES"]),
    ],
)
def test_a_shell_offers(complete: Complete, line: str, offered: list[str]) -> None:
    """Names of the project, things; files by its own means.

    Bash parts words at = and :, and is given what stands behind.
    """
    assert complete(line) in (offered, [each.partition("=")[2] for each in offered])


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("bioprod ", list(COMMANDS)),
        ("bioprod qu", ["query"]),
        ("bioprod help qu", ["query"]),
        ("bioprod querry ", []),
        ("bioprod query --form", ["--format"]),
        ("bioprod query parts-of --format js", ["json", "jsonld"]),
        ("bioprod query parts-of --format=js", ["--format=json", "--format=jsonld"]),
        ("bioprod query --layer ", ["page", "elsewhere", "register", "inferred"]),
        ("bioprod query --param whole=", []),
        ("bioprod query parts-of --param ", ["whole=", "lang="]),
        ("bioprod query parts-of --param whole=thing/c", ["whole=thing/clock"]),
        ("bioprod query --sparql 'SELECT ", []),
        ("bioprod cite clo", ["clock"]),
        ("bioprod draw clo", ["clock"]),
        ("bioprod cite thing/clock more ", []),
        ("bioprod explain clock tiny:partO", ["tiny:partOf"]),
        ("bioprod add th", ["things"]),
        ("bioprod measure --of no", []),
    ],
)
def test_the_program_offers(bioprod: Run, workshop: Path, *, line: str, offered: list[str]) -> None:
    """What may stand there, and nothing where a line makes no sense."""
    assert _ask(bioprod, workshop, line) == offered


def test_what_is_offered_is_told_in_the_language_of_the_line(bioprod: Run, workshop: Path) -> None:
    """Beside each, after a tab."""
    for language, told in (("fr", "Horloge"), ("en", "Clock")):
        line = f"bioprod --project {workshop} --lang {language} brief thing/clock"
        assert bioprod("__complete", line).out == f"thing/clock\t{told}\n"
