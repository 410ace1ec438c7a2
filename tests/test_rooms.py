"""The rooms: each starts alone, holds no imports in its ``__init__``, and loads nothing that is above it.

The import linter reads the source; these tests look at what a fresh interpreter really loaded.
"""

import ast
import json
import subprocess
import sys
import tomllib
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "uarazom"
ROOMS = sorted(folder.name for folder in PACKAGE.iterdir() if (folder / "__init__.py").exists())
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
LAYERS = [[room.strip(" ()") for room in layer.split("|")] for layer in CONTRACTS[0]["layers"]]

WITH_DJANGO = {"desk", "cli"}
RULES_AND_RENDERING = {"verify", "acts", "areas", "quotes", "cap", "editorial", "site", "delivery"}

# Import every module of one room, then say what that loaded, standard library aside.
LOAD_ROOM = """
import importlib, json, pkgutil, sys
room = importlib.import_module("uarazom." + sys.argv[1])
if sys.argv[1] == "desk":
    import os
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uarazom.desk.settings")
    import django
    django.setup()
for module in pkgutil.walk_packages(room.__path__, room.__name__ + "."):
    if not module.name.endswith(".__main__"):
        importlib.import_module(module.name)
json.dump(sorted(name for name in sys.modules if name.split(".")[0] not in sys.stdlib_module_names), sys.stdout)
"""


def loaded_by(room: str) -> set[str]:
    """The modules that a fresh interpreter holds after it has imported every module of a room."""
    return said_by(LOAD_ROOM, room)


def said_by(program: str, *words: str) -> set[str]:
    """The names that a program prints in a fresh interpreter."""
    command = [sys.executable, "-W", "error", "-c", program, *words]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, stdin=subprocess.DEVNULL)
    assert run.returncode == 0, run.stderr
    return set(json.loads(run.stdout))


def imported_by(source: Path) -> set[str]:
    """The modules that a source file names in its import statements."""
    nodes = list(ast.walk(ast.parse(source.read_text(encoding="utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}


def reachable_from(room: str) -> set[str]:
    """The room itself and every room in a lower layer."""
    depth = next(depth for depth, layer in enumerate(LAYERS) if room in layer)
    return {room, *(below for layer in LAYERS[depth + 1 :] for below in layer)}


def rooms_in(contract: str, key: str) -> set[str]:
    """The rooms that one contract lists under ``source_modules`` or ``forbidden_modules``."""
    found = next(c for c in CONTRACTS if c["name"].startswith(contract))
    return {name.removeprefix("uarazom.") for name in found[key] if name.startswith("uarazom.")}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_loads_nothing_above_it(room: str) -> None:
    loaded = loaded_by(room)
    rooms = {name.split(".")[1] for name in loaded if name.startswith("uarazom.")}
    assert rooms <= reachable_from(room)
    if room not in WITH_DJANGO:
        assert not {name for name in loaded if name.split(".")[0] == "django"}


def test_whoever_only_supervises_loads_neither_newsroom_nor_pages() -> None:
    """It stays for as long as the instance is served; the demonstration's begins anew once that is made."""
    loaded = said_by("import json, sys, uarazom.cli.commands.demo; json.dump(list(sys.modules), sys.stdout)")
    assert "uarazom.cli.supervisor" in loaded
    assert not loaded & {"django", "jinja2", "uarazom.desk", "uarazom.editorial", "uarazom.site"}


@pytest.mark.parametrize("init", sorted(PACKAGE.glob("**/__init__.py")), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_an_init_holds_a_docstring_and_nothing_else(init: Path) -> None:
    body = ast.parse(init.read_text(encoding="utf-8")).body
    if "migrations" not in init.parts:  # Django writes those empty
        assert len(body) == 1
        assert isinstance(body[0], ast.Expr)


def test_no_module_leads_back_to_itself() -> None:
    """Late imports and those for types alone count too: a circle is two modules that are one."""
    graph = grimp.build_graph("uarazom", cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    TopologicalSorter(imports).prepare()  # raises CycleError, which names the circle


def test_verify_names_only_the_standard_library_and_cryptography() -> None:
    for source in PACKAGE.glob("verify/**/*.py"):
        for name in imported_by(source):
            allowed = {*sys.stdlib_module_names, "cryptography"}
            assert name.split(".")[0] in allowed or name.startswith("uarazom.verify"), f"{source}: {name}"


def test_every_room_stands_in_each_contract_that_binds_it() -> None:
    """The linter refuses contracts about rooms that do not exist yet; this says where a new room must be added."""
    rooms = set(ROOMS)
    assert rooms_in("Django only", "source_modules") == rooms - WITH_DJANGO
    assert rooms_in("Rules and rendering", "source_modules") == rooms & RULES_AND_RENDERING
    assert rooms_in("site and delivery", "source_modules") == rooms & {"site", "delivery"}
    assert rooms_in("site and delivery", "forbidden_modules") == rooms & {"editorial", "quotes"}
