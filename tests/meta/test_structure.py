"""The shape of the code base: one direction, quick imports, errors that travel and tell."""

from __future__ import annotations

import ast
import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest

import geomap
from geomap import errors
from geomap.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "geomap"

# a room may import from the rooms before it; the first tuple may be imported by all
COMMON = ("records", "schema", "errors", "settings", "files", "gazetteer")
ORDER = (
    "read", "recognise", "resolve", "incidents", "llm", "engine", "work", "toponyms",
    "merge", "join", "layers", "maps", "export", "decisions", "assemble", "remerge", "pipeline", "watch", "scale", "cli",
)  # fmt: skip


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" if node.module == "geomap" else node.module for alias in node.names}
    return {name for name in found if name.startswith("geomap.")}


MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_imports_only_from_the_stages_before_it(path):
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if own in {"__init__", "__main__"}:
        return
    for name in imports_of(path):
        other = room(name)
        if other == own or other in COMMON:
            if own in COMMON and own != "gazetteer":
                assert other != "gazetteer", f"{path.name} imports {name}"
            continue
        assert own not in COMMON, f"{own} is below every stage but imports {name}"
        if {own, other} == {"maps", "export"}:
            pytest.fail(f"{own} imports {name}: the two doors out stand side by side")
        assert ORDER.index(other) < ORDER.index(own), f"{own} imports {name}, a later stage"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_only_maps_imports_folium_and_no_module_is_too_long(path):
    text = path.read_text("utf-8")
    if path.relative_to(PACKAGE).parts[0] != "maps":
        assert not re.search(r"^\s*(import|from) folium", text, re.MULTILINE)
    assert text.count("\n") <= 600


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_library_code_does_not_print_or_assert_or_swallow(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        assert not isinstance(node, ast.Assert), f"assert in line {node.lineno}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "print", f"print in line {node.lineno}"
        if isinstance(node, ast.ExceptHandler) and all(isinstance(part, ast.Pass) for part in node.body):
            names = ast.unparse(node.type) if node.type else "everything"
            assert names not in {"everything", "Exception", "BaseException"}, f"swallowed in line {node.lineno}"


def test_importing_geomap_loads_nothing_heavy():
    code = "import sys, geomap; print([m for m in ('pandas','geopandas','spacy','folium','numpy','shapely') if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_the_help_page_loads_nothing_heavy():
    code = (
        "import sys\nfrom geomap.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "print([m for m in ('pandas','geopandas','spacy','folium','numpy','rich') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip().endswith("[]")
    assert all(name in found.stdout for name in COMMANDS)


def test_every_public_name_is_there():
    for name in geomap.__all__:
        assert getattr(geomap, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = geomap.nonsense


def error_classes() -> list[type[errors.GeomapError]]:
    return sorted(
        (c for c in vars(errors).values() if isinstance(c, type) and issubclass(c, errors.GeomapError)),
        key=lambda c: c.__name__,
    )


@pytest.mark.parametrize("cls", error_classes(), ids=lambda cls: cls.__name__)
def test_an_error_reads_as_one_message_and_pickles_whole(cls):
    error = cls("the date 31/02/2023 does not exist", hint="write it as YYYY-MM-DD", file="a.csv", row=3)
    assert str(error) == "the date 31/02/2023 does not exist (file=a.csv, row=3)\n  hint: write it as YYYY-MM-DD"
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is cls
    assert str(again) == str(error)
    assert again.context == {"file": "a.csv", "row": 3}
    assert cls.exit_code in {1, 2, 3, 4, 5, 6}


def test_nothing_in_the_tree_holds_a_path_of_a_machine_or_a_registry_host():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    words = re.compile(r"/work/(main|shared)|/tmp/w/|/root/\.|registry\.npmjs|files\.pythonhosted|deb\.debian\.org")
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.suffix in {".py", ".md", ".toml", ".csv", ".json", ".js", ".txt", ".html"} and path.exists():
            if path == Path(__file__) or "vendor" in path.parts:
                continue
            found = words.search(path.read_text("utf-8", errors="replace"))
            assert not found, f"{name} holds {found.group()!r}"
