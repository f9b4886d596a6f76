"""Make docs/cli.md and docs/incidents.md from the code; with --check only say whether they are up to date."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click

from geomap import schema
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


def incident_page() -> str:
    """Return the page on the incident record."""
    out = [
        "# The incident record",
        "",
        "Made by `python docs/build.py` from `geomap/schema.py`.",
        "",
        "One row is one incident: something that happened at one place on one date (or a short span) between the same parties.",
        "Claims and sources hang below it: JSON arrays in GeoJSON and CSV, child tables in the GeoPackage.",
        "An empty cell means *not reported*; 0 stands only where a source says none.",
        "",
        "| column | type | label | ACLED | UCDP GED | HXL |",
        "|---|---|---|---|---|---|",
    ]
    out += [
        f"| {c.name} | {c.type} | {c.label} | {c.acled or '-'} | {c.ucdp or '-'} | {c.hxl or '-'} |"
        for c in schema.INCIDENT_COLUMNS
    ]
    out += ["", "## Vocabularies", ""]
    out += [f"- **{kind}**: {', '.join(subs)}" for kind, subs in schema.SUB_EVENT_TYPES.items()]
    for name, words in (
        ("realis", schema.REALIS),
        ("weapons", schema.WEAPONS),
        ("place_relation", schema.PLACE_RELATIONS),
        ("initiator", schema.INITIATORS),
        ("review_status", schema.REVIEW_STATUSES),
        ("sector", schema.SECTORS),
    ):
        out += ["", f"**{name}**: {', '.join(words)}"]
    for title, codes in (("date_prec", schema.DATE_PRECISION), ("geo_precision", schema.GEO_PRECISION)):
        out += ["", f"**{title}**: " + ", ".join(f"{code} {text}" for code, text in codes.items())]
    return "\n".join([*out, ""])


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
    made = {"cli.md": pages(), "incidents.md": incident_page()}
    if "--check" not in sys.argv:
        for name, text in made.items():
            (HERE / name).write_text(text, "utf-8")
        return 0
    faults = broken_links()
    for name, text in made.items():
        if not (HERE / name).exists() or (HERE / name).read_text("utf-8") != text:
            faults.append(f"docs/{name} is out of date: run python docs/build.py")
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
