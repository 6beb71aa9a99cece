import os
import re
import subprocess
from pathlib import Path

import pytest
from trustme import CA

from ringback_proxy.client_setup import java
from tests.support.process.programs import require_program

PROXY = "http://127.0.0.1:8080"
PEM = re.compile("BEGIN CERTIFICATE-----(.+?)-----END", re.DOTALL)
STORE = Path("/run/truststore.jks")


def options(own: str = "", *exempt: str) -> str:
    return java.make_tool_options(PROXY, STORE, exempt, {"JAVA_TOOL_OPTIONS": own} if own else {})


def non_proxy_hosts(own: str, *exempt: str) -> str:
    tokens = options(own, *exempt).split()
    return next(t.partition("=")[2] for t in tokens if t.startswith("-Dhttp.nonProxyHosts="))


@pytest.mark.parametrize(
    "option",
    [
        "-Dhttps.proxyHost=127.0.0.1",
        "-Dhttps.proxyPort=8080",
        "-Dhttp.proxyHost=127.0.0.1",
        "-Dhttp.proxyPort=8080",
        "-Djavax.net.ssl.trustStore=/run/truststore.jks",
        "-Djavax.net.ssl.trustStorePassword=changeit",
        "-Djavax.net.ssl.trustStoreType=JKS",
    ],
)
def test_java_gets_the_proxy_and_the_trust_store(option: str) -> None:
    assert option in options().split()


def test_the_users_own_options_stay_first() -> None:
    assert options("-Xmx1g -Dname='a b'").startswith("-Xmx1g -Dname='a b' -Dhttps.proxyHost=")


def test_the_users_own_proxy_and_trust_store_are_replaced() -> None:
    own = '-Dhttps.proxyHost=company "-Djavax.net.ssl.trustStore=/a b/store" -Xmx1g'

    assert options(own) == f"-Xmx1g {options()}"


def test_nothing_is_put_in_twice() -> None:
    assert options(options()) == options()


def test_a_path_with_a_space_is_quoted() -> None:
    spaced = java.make_tool_options(PROXY, Path("/my run/store"), (), {})

    assert '"-Djavax.net.ssl.trustStore=/my run/store"' in spaced


def test_java_reads_a_path_with_quotes(tmp_path: Path) -> None:
    """A home folder may be called o'brien, and the JVM exits if it cannot split an option."""
    path = Path('/home/o\'brien/my "run"/store')
    source = tmp_path / "Show.java"
    source.write_text(
        "class Show { public static void main(String[] a) {"
        ' System.out.println(System.getProperty("javax.net.ssl.trustStore")); } }'
    )

    shown = subprocess.run(
        (require_program("java"), str(source)),
        env={**os.environ, "JAVA_TOOL_OPTIONS": java.make_tool_options(PROXY, path, (), {})},
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip

    assert shown.strip() == str(path)


@pytest.mark.parametrize(
    ("entry", "patterns"),
    [
        ("localhost", "localhost|*.localhost"),
        ("127.0.0.1", "127.*"),
        ("::1", "[::1]"),
        ("[::1]:80", "[::1]"),
        (".intra.example", "intra.example|*.intra.example"),
        ("*.intra.example", "intra.example|*.intra.example"),
        ("intra.example:8443", "intra.example|*.intra.example"),
        ("10.0.0.7", "10.0.0.7"),
        (".", ""),
    ],
)
def test_an_exemption_is_spelled_as_java_does(entry: str, patterns: str) -> None:
    assert non_proxy_hosts("", entry) == patterns


def test_the_users_own_exemptions_stay_unless_they_cover_twilio() -> None:
    own = "-Dhttp.nonProxyHosts=a.example|*.twilio.com"

    assert non_proxy_hosts(own, "::1") == "[::1]|a.example"


@pytest.mark.parametrize(
    ("own", "found"),
    [
        ("", None),
        ("-Xmx1g", None),
        ("-Djavax.net.ssl.trustStore=/s", (Path("/s"), "changeit")),
        (
            '"-Djavax.net.ssl.trustStore=/a b" -Djavax.net.ssl.trustStorePassword=x=y',
            (Path("/a b"), "x=y"),
        ),
    ],
)
def test_the_users_own_trust_store_is_found(own: str, found: tuple[Path, str] | None) -> None:
    assert java.find_own_store({"JAVA_TOOL_OPTIONS": own}) == found


def test_java_reads_the_trust_store(tmp_path: Path) -> None:
    bundle = "".join(CA().cert_pem.bytes().decode() for _ in range(3))
    store = tmp_path / "truststore.jks"
    store.write_bytes(java.make_trust_store(bundle))

    listed = subprocess.run(
        (require_program("keytool"), "-list", "-rfc",
         "-keystore", str(store), "-storepass", java.PASSWORD),
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip

    assert sorted(pems(listed)) == sorted(pems(bundle))


def pems(text: str) -> list[str]:
    return ["".join(match.split()) for match in PEM.findall(text)]
