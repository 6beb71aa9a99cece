"""What holds for every test: the developer's machine does not reach it."""

import os
import re
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.support.process.preloaded.forked_product import preload
from tests.support.state.kind import KIND, Kind, scale_examples

# `make test-state` with a database of PostgreSQL; read before the environment is cleaned.
STORED_IN_POSTGRESQL = os.environ.get("RINGBACK_TEST_STORE") == "postgresql"

# Nothing is asserted about time, and the machine may be busy. In CI the examples are the same every
# time: a new one that fails is for the next developer to find, not for an unrelated change.
settings.register_profile(
    "unhurried",
    max_examples=scale_examples(100),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="CI" in os.environ,
)
settings.load_profile("unhurried")

# Each of these changes what a client does, or what Ringback finds when it looks around, or makes
# every process that is started compile Ringback anew. pip's own settings stay: no client under test
# reads them.
OUTSIDE = re.compile(
    r"""
    .*_proxy | .*_ca_bundle | .*_ca_certs | .*_ca_certs_file | .*_cainfo
    | .*ssl_cert_(file|dir) | deno_cert | perl_lwp_ssl_ca_file | grpc_default_ssl_roots_file_path
    | node_options | node_use_.* | java_tool_options | php_ini_scan_dir
    | ringback_.* | twilio_.* | pg.* | pythondontwritebytecode
    """,
    re.VERBOSE | re.IGNORECASE,
)

FOLDERS = (
    "HOME",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_RUNTIME_DIR",
    "XDG_STATE_HOME",
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is about a state in memory, where the tests have theirs in a database."""
    if KIND is Kind.MEMORY:
        return
    left_out = [item for item in items if item.get_closest_marker("memory_only")]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


@pytest.fixture(scope="session", autouse=True)
def clean_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Drop the developer's proxies, CAs and credentials; keep the home folder out of reach."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if OUTSIDE.fullmatch(name)]:
            patch.delenv(name)
        for name in FOLDERS:
            patch.setenv(name, str(tmp_path_factory.mktemp(name.lower())))
        with preload():
            yield


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a server of PostgreSQL, which is started if none is given."""
    from tests.support.state.postgresql import running_server

    with running_server() as url:
        yield url


@pytest.fixture(scope="session")
def postgresql_database(postgresql_server: str) -> Iterator[str]:
    """The URL of a database that all tests of a process use in turn."""
    from tests.support.state.postgresql import new_database

    with new_database(postgresql_server) as url:
        yield url


@pytest.fixture
def postgresql_url(postgresql_database: str) -> str:
    """The URL of a database with nothing in it."""
    from tests.support.state.postgresql import empty

    empty(postgresql_database)
    return postgresql_database


@pytest.fixture(scope="session", autouse=STORED_IN_POSTGRESQL)
def postgresql_store(postgresql_server: str) -> Iterator[None]:
    """The database in which all models under test have their state; no test empties it."""
    from tests.support.state import store
    from tests.support.state.postgresql import new_database

    with new_database(postgresql_server) as url:
        store.use_database(url)
        yield
        store.close_database()
