from pathlib import Path

import pytest
import requests.utils

from ringback_proxy.client_setup import variables
from ringback_proxy.client_setup.variables import ClientVariables, Trust, find_own_bundles

PROXY = "http://127.0.0.1:8080"
ROOT, BUNDLE, HASHED = Path("/ca.pem"), Path("/bundle.pem"), Path("/certs")
TRUST = Trust(ROOT, BUNDLE, HASHED)


def make(**environ: str) -> ClientVariables:
    return variables.make_variables(PROXY, TRUST, environ)


# The variables that clients were measured to read, in the spellings that they read.
@pytest.mark.parametrize(
    "name", ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]
)
def test_a_client_finds_the_proxy(name: str) -> None:
    assert make().variables[name] == PROXY


@pytest.mark.parametrize(
    "name",
    [
        "SSL_CERT_FILE",
        "CURL_CA_BUNDLE",
        "AWS_CA_BUNDLE",
        "PIP_CERT",
        "GIT_SSL_CAINFO",
        "CARGO_HTTP_CAINFO",
        "HTTPLIB2_CA_CERTS",
    ],
)
def test_what_replaces_a_trust_store_names_the_bundle(name: str) -> None:
    assert make().variables[name] == str(BUNDLE)


def test_requests_gets_the_hashed_folder() -> None:
    assert make().variables["REQUESTS_CA_BUNDLE"] == str(HASHED)


def test_the_shim_of_python_knows_which_folder_replaces_which_file() -> None:
    made = make().variables

    assert (made["RINGBACK_CA_BUNDLE"], made["RINGBACK_CA_PATH"]) == (str(BUNDLE), str(HASHED))


def test_the_users_own_folder_of_openssl_is_left_alone() -> None:
    assert "SSL_CERT_DIR" not in make(SSL_CERT_DIR="/certs").variables


@pytest.mark.parametrize("name", ["NODE_EXTRA_CA_CERTS", "DENO_CERT"])
def test_what_adds_to_a_trust_store_names_the_root(name: str) -> None:
    assert make().variables[name] == str(ROOT)


def test_node_reads_the_proxy_from_the_environment() -> None:
    assert make().variables["NODE_USE_ENV_PROXY"] == "1"


def test_a_nested_ringback_recognises_its_parent() -> None:
    assert make().variables["RINGBACK_ACTIVE"] == PROXY


@pytest.mark.parametrize("name", ["NO_PROXY", "no_proxy"])
def test_local_calls_do_not_go_through_the_proxy(name: str) -> None:
    assert make().variables[name] == "localhost,127.0.0.1,::1"


def test_the_users_exemptions_stay_first_and_once() -> None:
    made = make(NO_PROXY="a.example, localhost", no_proxy="a.example,b.example")

    assert made.variables["NO_PROXY"] == "a.example,localhost,b.example,127.0.0.1,::1"
    assert made.dropped == ()


COVERING = [
    "*",
    "com",
    ".com",
    "twilio.com",
    ".twilio.com",
    "*.twilio.com",
    "TWILIO.COM",
    "twilio.com.",
    "conversations.twilio.com",
    "conversations.twilio.com:443",
    "sydney.au1.twilio.com",
]


@pytest.mark.parametrize("entry", COVERING)
def test_an_exemption_that_covers_twilio_is_dropped_and_reported(entry: str) -> None:
    made = make(NO_PROXY=f"a.example,{entry}")

    assert made.dropped == (entry,)
    assert entry not in made.variables["NO_PROXY"].split(",")


@pytest.mark.parametrize(
    "entry", ["a.example", "nottwilio.com", "twilio.com.example", "10.0.0.0/8", "[::1]:80", "."]
)
def test_an_exemption_that_does_not_cover_twilio_stays(entry: str) -> None:
    made = make(NO_PROXY=entry)

    assert made.dropped == ()
    assert entry in made.variables["NO_PROXY"].split(",")


@pytest.mark.parametrize("entry", COVERING)
def test_requests_uses_the_proxy_whatever_was_exempt(
    monkeypatch: pytest.MonkeyPatch, entry: str
) -> None:
    for name, value in make(NO_PROXY=entry, no_proxy=entry).variables.items():
        monkeypatch.setenv(name, value)

    proxies = requests.utils.get_environ_proxies("https://conversations.twilio.com/v1", None)

    assert proxies["https"] == PROXY


def test_the_users_own_cas_are_found_each_once() -> None:
    environ = {
        "REQUESTS_CA_BUNDLE": "/company.pem",
        "SSL_CERT_FILE": "/company.pem",
        "CURL_CA_BUNDLE": "",
        "NODE_EXTRA_CA_CERTS": "/node.pem",
        "OTHER": "/other.pem",
    }

    assert find_own_bundles(environ) == (Path("/company.pem"), Path("/node.pem"))


def test_without_cas_of_the_users_there_are_none() -> None:
    assert find_own_bundles({}) == ()


@pytest.mark.parametrize("scheme", ["https", "http"])
def test_a_nested_ringback_gets_the_original_proxy(scheme: str) -> None:
    company = "http://company.example:3128"

    chained = make(**{f"{scheme.upper()}_PROXY": company}).variables

    assert chained[f"RINGBACK_COMPANY_{scheme.upper()}_PROXY"] == company
    # The same for a third one inside.
    again = variables.make_variables("http://127.0.0.1:9", TRUST, chained).variables
    assert again[f"RINGBACK_COMPANY_{scheme.upper()}_PROXY"] == company


def test_without_a_company_proxy_none_is_passed_on() -> None:
    assert not [name for name in make().variables if "COMPANY" in name]
