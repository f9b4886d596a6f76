"""The command line: words over the API, one command a file, each loaded only when it is called."""

from __future__ import annotations

import importlib
import logging
import os
import signal
import sys
from typing import Any

import click

from geomap.errors import GeomapError

# name -> (module, one line for `geomap --help`); the modules import pandas and friends, so they wait
COMMANDS: dict[str, tuple[str, str]] = {
    "run": ("geomap.cli.run", "Reports and a table in; map, GeoJSON, GeoPackage and QGIS project out."),
    "watch": ("geomap.cli.watch", "Watch a folder: read new reports as they come, keep the map up to date."),
    "geocode": ("geomap.cli.geocode", "Find a place by its words: ranked candidates with reasons."),
    "geoparse": ("geomap.cli.geoparse", "JSON Lines of texts in; the same with resolved place names out."),
    "incidents": ("geomap.cli.incidents", "JSON Lines of reports in; incident records out."),
    "explain": ("geomap.cli.explain", "Show why each place name of a report was read as it was."),
    "map": ("geomap.cli.map", "Draw the HTML map of a finished run again, with another title or language."),
    "export": ("geomap.cli.export", "Write the incidents of a finished run in another format."),
    "import": ("geomap.cli.import_", "Make a run again of an exported file or a database."),
    "merge": ("geomap.cli.merge", "Show which reports were merged; undo a merge, put two incidents together."),
    "table": ("geomap.cli.table", "Place the rows of a table, and measure them to a border line."),
    "gazetteer": ("geomap.cli.gazetteer", "Build, extend and inspect the local gazetteer."),
    "check": ("geomap.cli.check", "Say what is installed, what is missing and how to get it."),
}
CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class LazyGroup(click.Group):
    """A group whose commands are imported on use, so that ``geomap --help`` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the command names in the order people need them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return a command, or None if there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the command list from the table, without importing the commands."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


def _version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:  # noqa: FBT001
    if value and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"geomap {version('geomap-incidents')}")
        ctx.exit()


@click.group(cls=LazyGroup, context_settings=CONTEXT)
@click.option("--version", is_flag=True, callback=_version, expose_value=False, is_eager=True, help="Show the version.")
@click.option("-q", "--quiet", is_flag=True, help="No progress and no counts; warnings only.")
@click.option("-v", "--verbose", is_flag=True, help="Say what each stage does.")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.pass_context
def cli(ctx: click.Context, *, quiet: bool, verbose: bool, debug: bool) -> None:
    """geomap: from news reports and tables with place words to incident records and a map, offline.

    \b
    Examples:
      geomap gazetteer build
      geomap run reports/ --records incidents.csv -o outputs
      geomap geocode "Kut" --near "Gegharkunik"
    """  # noqa: D301
    ctx.obj = {"quiet": quiet, "verbose": verbose, "debug": debug}
    level = logging.ERROR if quiet else logging.INFO if verbose else logging.WARNING
    logging.basicConfig(level=level, format="%(levelname)s: %(message)s", stream=sys.stderr)
    logging.getLogger("geomap").setLevel(level)


def main(argv: list[str] | None = None) -> Any:
    """Run the command line; exit with 0 done, 2 usage, 3 input, 4 resource, 5 strict or 130 Ctrl-C."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    arguments = sys.argv[1:] if argv is None else argv
    try:
        code = cli.main(args=arguments, prog_name="geomap", standalone_mode=False)
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except (click.exceptions.Abort, KeyboardInterrupt):
        click.echo("stopped; files that were finished are whole, the rest was not written", err=True)
        code = 130
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except BrokenPipeError:
        # the reader of our output went away (`| head`): end quietly, and keep Python from complaining at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except GeomapError as error:
        if "--debug" in arguments:
            raise
        click.echo(f"error: {error}", err=True)
        code = error.exit_code
    except MemoryError:
        click.echo("error: out of memory\n  hint: give fewer or smaller files at once", err=True)
        code = 4
    sys.exit(code if isinstance(code, int) else 0)
