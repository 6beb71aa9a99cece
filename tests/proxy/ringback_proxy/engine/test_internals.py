"""Each private part of mitmproxy that is used still exists, on the mitmproxy that is installed."""

import ast
import inspect
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from ringback_proxy.engine.internals import INTERNALS, TRIED, Internal

ROOT = Path(__file__).parents[4]

# The modules of mitmproxy's API reference, and three that its examples use.
DOCUMENTED = {
    "mitmproxy.certs", "mitmproxy.connection", "mitmproxy.ctx", "mitmproxy.dns",
    "mitmproxy.exceptions", "mitmproxy.flow", "mitmproxy.http", "mitmproxy.io",
    "mitmproxy.net.server_spec",
    "mitmproxy.proxy.context", "mitmproxy.proxy.mode_specs", "mitmproxy.proxy.server_hooks",
    "mitmproxy.tls", "mitmproxy.addonmanager.Loader",
}  # fmt: skip


def load(internal: Internal) -> object:
    """Return the part; raise AttributeError or ImportError if it is gone."""
    module, _, name = internal.path.partition(":")
    found: object = import_module(module)
    return getattr(found, name) if name else found


def members(part: type) -> set[str]:
    """Return the attributes that a class and its instances have, as far as its source shows."""
    found = set(dir(part))
    for each in part.__mro__[:-1]:
        found |= set(inspect.get_annotations(each))
        nodes = ast.walk(ast.parse(inspect.getsource(sys.modules[each.__module__])))
        found |= {
            node.attr
            for node in nodes
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
        }
    return found


@pytest.mark.parametrize("internal", INTERNALS, ids=lambda internal: internal.path)
def test_a_part_exists_and_has_the_shape_that_is_used(internal: Internal) -> None:
    part = load(internal)

    if internal.members:
        assert isinstance(part, type)
        assert set(internal.members) - members(part) == set()
    for name, parameters in internal.parameters.items():
        function: Any = getattr(part, name) if name else part
        assert [each for each in inspect.signature(function).parameters if each != "self"] == list(
            parameters
        )
    if internal.texts:
        source = inspect.getsource(import_module(internal.path))
        assert [text for text in internal.texts if text not in source] == []


def test_the_mitmproxy_that_is_installed_has_been_tried() -> None:
    majors = {tried.partition(".")[0] for tried in TRIED}

    assert version("mitmproxy").partition(".")[0] in majors


def imported() -> Iterator[tuple[str, str]]:
    """Yield the module and the name of every import from mitmproxy."""
    for path in (*ROOT.glob("addons/**/*.py"), *ROOT.glob("proxy/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                assert not any(each.name.startswith("mitmproxy") for each in node.names), path
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("mitmproxy"):
                yield from ((str(node.module), each.name) for each in node.names)


def test_every_undocumented_import_is_in_the_table() -> None:
    listed = {internal.path for internal in INTERNALS}
    modules = {path.partition(":")[0] for path in listed}

    missing = {
        f"{module}:{name}"
        for module, name in imported()
        if not DOCUMENTED & {module, f"{module}.{name}"}
        and f"{module}:{name}" not in listed
        and f"{module}.{name}" not in modules
    }

    assert missing == set()


def test_each_part_is_listed_once() -> None:
    paths = [internal.path for internal in INTERNALS]

    assert sorted(set(paths)) == sorted(paths)
