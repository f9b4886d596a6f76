"""Make docs/cli.md from the commands' own help; with --check only say whether it is up to date."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click

from geomap.cli import CONTEXT, cli

HERE = Path(__file__).parent


def help_of(command: click.Command, name: str) -> str:
    """Return the help text of a command as a terminal of 100 columns shows it."""
    context = click.Context(command, info_name=name, max_content_width=100, terminal_width=100)
    return command.get_help(context).rstrip()


def pages() -> str:
    """Return the whole reference."""
    out = ["# Commands", "", "Made by `python docs/build.py` from the commands' own help.", ""]
    out += ["```text", help_of(cli, "geomap"), "```", ""]
    context = click.Context(cli, info_name="geomap", **CONTEXT)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        if command is None:
            continue
        out += [f"## geomap {name}", "", "```text", help_of(command, f"geomap {name}"), "```", ""]
        if isinstance(command, click.Group):
            for sub in sorted(command.commands):
                text = help_of(command.commands[sub], f"geomap {name} {sub}")
                out += [f"### geomap {name} {sub}", "", "```text", text, "```", ""]
    return "\n".join(out)


def broken_links() -> list[str]:
    """Return links in README and docs/ to files that are not there."""
    broken = []
    for page in [HERE.parent / "README.md", *sorted(HERE.rglob("*.md"))]:
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                broken.append(f"{page.name}: {target}")
    return broken


def main() -> int:
    """Write or check."""
    target, text = HERE / "cli.md", pages()
    if "--check" not in sys.argv:
        target.write_text(text, "utf-8")
        return 0
    faults = broken_links()
    if not target.exists() or target.read_text("utf-8") != text:
        faults.append("docs/cli.md is out of date: run python docs/build.py")
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
