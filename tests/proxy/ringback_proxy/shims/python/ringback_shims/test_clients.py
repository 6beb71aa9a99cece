"""Clients that read no variables, led by a folder on PYTHONPATH or by the plugin's patch."""

import subprocess
import sys
from pathlib import Path

import pytest
from trustme import CA

from ringback_proxy.client_setup.hashed_folder import write_hashed_folder
from tests.support.process.ringback import CREDENTIALS, run

URL = "https://conversations.twilio.com/v1/Conversations"
AUTH = "('AC' + '1' * 32, 't')"
HEADERS = "{'Authorization': 'Basic ' + base64.b64encode(b'AC' + b'1' * 32 + b':t').decode()}"
PREPARED = f"requests.Request('GET', '{URL}', auth={AUTH}).prepare()"

# Each prints the status.
CLIENTS = {
    "a prepared request": f"""
import requests
print(requests.Session().send({PREPARED}).status_code)""",
    "verify=None": f"""
import requests
print(requests.Session().send({PREPARED}, verify=None).status_code)""",
    "an adapter": f"""
import os, requests
proxies = {{"https": os.environ["HTTPS_PROXY"]}}
print(requests.adapters.HTTPAdapter().send({PREPARED}, proxies=proxies).status_code)""",
    "trust_env=False": f"""
import requests
session = requests.Session()
session.trust_env = False
print(session.get("{URL}", auth={AUTH}).status_code)""",
    "urllib3.PoolManager": f"""
import base64, urllib3
print(urllib3.PoolManager(retries=False).request("GET", "{URL}", headers={HEADERS}).status)""",
    "urllib3.HTTPSConnectionPool": f"""
import base64, urllib3
pool = urllib3.HTTPSConnectionPool("conversations.twilio.com", timeout=20)
print(pool.request("GET", "/v1/Conversations", headers={HEADERS}).status)""",
    "urllib3.ProxyManager": f"""
import base64, os, urllib3
pool = urllib3.ProxyManager(os.environ["HTTPS_PROXY"])
print(pool.request("GET", "{URL}", headers={HEADERS}).status)""",
    "http.client": f"""
import base64, http.client
connection = http.client.HTTPSConnection("conversations.twilio.com")
for _ in range(2):
    connection.request("GET", "/v1/Conversations", headers={HEADERS})
    response = connection.getresponse()
    response.read()
print(response.status)""",
    "httplib2": f"""
import base64, httplib2
print(httplib2.Http().request("{URL}", headers={HEADERS})[0].status)""",
    "httplib2 without a proxy": f"""
import base64, httplib2
print(httplib2.Http(proxy_info=None).request("{URL}", headers={HEADERS})[0].status)""",
}
each = pytest.mark.parametrize("client", CLIENTS)


@each
def test_a_program_is_led_by_its_command(client: str, tmp_path: Path) -> None:
    program = (sys.executable, "-c", CLIENTS[client])

    finished = run("fake", "--", *program, folder=tmp_path, environment=CREDENTIALS)

    assert finished.stdout.strip() == "200", finished.stderr


@pytest.mark.parametrize("before", ["", "import requests, urllib3, http.client, httplib2"])
@each
def test_a_test_s_own_process_is_led(client: str, before: str) -> None:
    body = CLIENTS[client].strip().replace("\n", "\n    ")
    program = f"{before}\nimport ringback_proxy\nwith ringback_proxy.serve():\n    {body}"

    printed = subprocess.check_output((sys.executable, "-c", program), text=True)

    assert printed.strip() == "200"


@pytest.mark.parametrize("verify", ["False", "'/no/such/file'"])
def test_an_explicit_verify_stays(verify: str, tmp_path: Path) -> None:
    program = f"""
import requests
from requests.adapters import HTTPAdapter
original = HTTPAdapter.cert_verify
def report(self, conn, url, verify, cert):
    print("verify:", verify)
    return original(self, conn, url, verify, cert)
HTTPAdapter.cert_verify = report
session = requests.Session()
try:
    session.send({PREPARED}, verify={verify})
except OSError:
    pass
session.verify = {verify}
try:
    session.send({PREPARED})
except OSError:
    pass
"""
    command = (sys.executable, "-W", "ignore", "-c", program)

    finished = run("fake", "--", *command, folder=tmp_path, environment=CREDENTIALS)

    assert finished.stdout.split("\n")[:2] == [f"verify: {verify.strip(chr(39))}"] * 2


def test_sessions_of_aiohttp_trust_the_environment_unless_told_otherwise(tmp_path: Path) -> None:
    program = """
import asyncio, aiohttp
async def main():
    async with aiohttp.ClientSession() as one, aiohttp.ClientSession(trust_env=False) as other:
        print(one.trust_env, other.trust_env)
asyncio.run(main())
"""
    finished = run(
        "fake", "--", sys.executable, "-c", program, folder=tmp_path, environment=CREDENTIALS
    )

    assert finished.stdout.strip() == "True False"


# What a client may do to trust the CAs that the variables name; each prints what it has loaded.
CONTEXTS = {
    "OpenSSL's defaults": "ssl.create_default_context()",
    "SSL_CERT_FILE": "ssl.create_default_context(cafile=os.environ['SSL_CERT_FILE'])",
    "a path": "ssl.create_default_context(cafile=pathlib.Path(os.environ['CURL_CA_BUNDLE']))",
    "a folder taken for a file": "ssl.create_default_context(None or ssl.Purpose.SERVER_AUTH, "
    "cafile=os.environ['REQUESTS_CA_BUNDLE'])",
    "a folder": "ssl.create_default_context(capath=os.environ['REQUESTS_CA_BUNDLE'])",
    "httpx": "__import__('httpx').create_ssl_context()",
}
LOAD = """
import os, pathlib, socket, ssl, sys
from urllib.parse import urlsplit
context = {context}
proxy = urlsplit(os.environ["HTTPS_PROXY"])
connection = socket.create_connection((proxy.hostname, proxy.port))
connection.sendall(b"CONNECT conversations.twilio.com:443 HTTP/1.1\\r\\n\\r\\n")
while not connection.recv(4096).endswith(b"\\r\\n\\r\\n"):
    pass
context.wrap_socket(connection, server_hostname="conversations.twilio.com").close()
print(len(context.get_ca_certs()))
"""


@pytest.mark.parametrize("context", CONTEXTS.values(), ids=CONTEXTS)
def test_only_the_ca_that_is_needed_is_loaded(context: str, tmp_path: Path) -> None:
    program = (sys.executable, "-c", LOAD.format(context=context))

    finished = run("fake", "--", *program, folder=tmp_path, environment=CREDENTIALS)

    assert finished.stdout.strip() == "1", finished.stderr


def test_cas_that_a_program_adds_are_loaded(tmp_path: Path) -> None:
    root = CA()
    own = tmp_path / "own.pem"
    root.cert_pem.write_to_path(own)
    program = f"""
import os, ssl
context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.load_verify_locations({str(own)!r})
context.load_verify_locations(os.environ["SSL_CERT_FILE"], None, open({str(own)!r}).read())
print(len(context.get_ca_certs()))
try:
    context.load_verify_locations()
except TypeError as error:
    print(error)
try:
    context.load_verify_locations("/no/such/file")
except FileNotFoundError as error:
    print(error)
"""
    finished = run("fake", "--", sys.executable, "-c", program, folder=tmp_path)

    assert finished.stdout.splitlines() == [
        "1",
        "cafile, capath and cadata cannot be all omitted",
        "[Errno 2] No such file or directory",
    ]


def test_a_file_that_the_program_chooses_itself_is_all_that_is_trusted(tmp_path: Path) -> None:
    own = tmp_path / "own.pem"
    CA().cert_pem.write_to_path(own)
    program = f"""
import os, ssl
os.environ["SSL_CERT_FILE"] = {str(own)!r}
context = ssl.create_default_context()
print([dict(sum(each["subject"], ()))["organizationName"] for each in context.get_ca_certs()])
"""
    finished = run("fake", "--", sys.executable, "-c", program, folder=tmp_path)

    assert finished.stdout.startswith("['trustme v"), finished


def test_the_users_folder_of_openssl_is_trusted_too(tmp_path: Path) -> None:
    root = CA()
    own = write_hashed_folder(tmp_path, [root.cert_pem.bytes().decode().strip()])
    leaf = root.issue_cert("localhost")
    leaf.private_key_and_cert_chain_pem.write_to_path(tmp_path / "leaf.pem")
    program = f"""
import socket, ssl, threading
server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
server.load_cert_chain({str(tmp_path / "leaf.pem")!r})
one, other = socket.socketpair()
serve = lambda: server.wrap_socket(one, server_side=True).recv(1)
threading.Thread(target=serve).start()
context = ssl.create_default_context()
context.wrap_socket(other, server_hostname="localhost").send(b"x")
print("trusted")
"""
    finished = run(
        "fake", "--", sys.executable, "-c", program,
        folder=tmp_path, environment={"SSL_CERT_DIR": str(own)},
    )  # fmt: skip

    assert finished.stdout.strip() == "trusted", finished
