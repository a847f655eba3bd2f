"""Print a script that lets a shell complete commands, options, and what they take.

Names of questions, things, networks and tables are those of the project. Where the line goes that
turns it on in every shell:

  ~/.bashrc  eval "$(bioprod completion bash)"
  ~/.zshrc   eval "$(bioprod completion zsh)"
  fish       bioprod completion fish > ~/.config/fish/completions/bioprod.fish

In ~/.zshrc it stands after compinit.
"""

from pathlib import Path

from bioprod_graph.commands.context import Context
from bioprod_graph.commands.options import Option
from bioprod_graph.files import read_text

_SHELLS = Path(__file__).parent / "shells"
OPTIONS = (Option("shell SHELL", "the shell", choices=("bash", "zsh", "fish")),)


def run(context: Context) -> int:
    """Print the script of the shell."""
    script = read_text(_SHELLS / f"bioprod.{context.given.shell}", limit=10_000)
    context.write(script, exact=True)
    return 0
