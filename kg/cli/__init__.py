"""The command ``kg``: one file a command, thin; a command imports its library when it runs.

Exit status: 0 done, 1 failed or nonconforming, 2 wrong usage. Standard output is data; everything said to people goes to standard error.
"""

import io
import os
import sys
from importlib import import_module
from typing import Final

import click

from kg import __version__
from kg.errors import KgError

__all__ = ["main"]

COMMANDS: Final = ("build", "query", "graph", "export", "show", "info", "validate", "tag", "formats", "demo")


class _Commands(click.Group):
    """Commands in the order of their use, each imported from the module of its name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"kg.cli.{cmd_name}").command
        return command


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kg")
def cli() -> None:
    """Turn bibliographic records into a knowledge graph, and ask it."""


def main() -> None:
    """Run ``kg``; what a user can mend is one line on standard error, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        # What a terminal's encoding lacks is escaped, not an error.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        cli.main(prog_name="kg", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except KgError as error:
        click.echo(f"kg: {error}", err=True)
        sys.exit(error.exit_code)
    except UnicodeEncodeError:
        click.echo("kg: an argument holds bytes that are not UTF-8", err=True)
        sys.exit(2)
    except BrokenPipeError:
        # The reader of our output went away (`kg query … | head`): nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except (click.Abort, KeyboardInterrupt):
        click.echo("kg: interrupted; nothing was published", err=True)
        sys.exit(130)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"kg: {where}{error.strerror or error}", err=True)
        sys.exit(1)
