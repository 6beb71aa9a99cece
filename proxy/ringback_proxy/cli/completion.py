"""`ringback completion`: print what makes a shell complete commands and options."""

import click
from click.shell_completion import get_completion_class

_HELP = """Print what makes a shell complete commands, options and their values.

\b
bash   add to ~/.bashrc:                   eval "$(ringback completion bash)"
zsh    add to ~/.zshrc, below compinit:    eval "$(ringback completion zsh)"
fish   write to a file in ~/.config/fish/completions, ringback.fish

The shell then asks ringback itself, which has to be on the PATH.

\b
Examples:
  eval "$(ringback completion bash)"
  ringback completion fish > ~/.config/fish/completions/ringback.fish
"""

SHELLS = ("bash", "zsh", "fish")
PROGRAM = "ringback"


@click.command(help=_HELP)
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print a script for a shell."""
    found = get_completion_class(shell)
    assert found is not None
    # The names by which the script asks, and by which click answers.
    group = click.get_current_context().find_root().command
    click.echo(found(group, {}, PROGRAM, f"_{PROGRAM.upper()}_COMPLETE").source())
