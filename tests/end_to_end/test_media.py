"""Files on hosts of their own: faked in full, and never passed on in an offline mode."""

from pathlib import Path

import pytest

from tests.support.process.ringback import CONVERSATIONS
from tests.support.process.starting import Start

SERVICES = "https://conversations.twilio.com/v1/Services"
MCS = "https://mcs.us1.twilio.com"
CONTENT = bytes(range(256)) * 4_096  # 1 MiB
TYPE = {"Content-Type": "image/png"}


def test_a_file_is_uploaded_sent_and_downloaded(start: Start) -> None:
    server = start("fake")
    with server.client() as client, server.client(auth=None) as anyone:
        service = client.get(SERVICES).json()["services"][0]["sid"]
        url = f"{MCS}/v1/Services/{service}/Media"
        raw = client.post(url, content=CONTENT, headers=TYPE).json()
        part = client.post(url, files={"Media": ("a.png", CONTENT, "image/png")}).json()
        fetched = client.get(MCS + raw["url"]).json()
        conversation = client.post(CONVERSATIONS).json()
        messages = conversation["links"]["messages"]
        sent = client.post(messages, data={"MediaSid": part["sid"]}).json()

        assert raw["size"] == part["size"] == len(CONTENT)
        assert client.get(MCS + raw["links"]["content"]).content == CONTENT
        assert anyone.get(fetched["links"]["content_direct_temporary"]).content == CONTENT
        assert sent["media"] == [
            {
                "sid": part["sid"],
                "size": len(CONTENT),
                "content_type": "image/png",
                "filename": "a.png",
            }
        ]


@pytest.mark.parametrize("host", ["mcs.us1.twilio.com", "media.us1.twilio.com", "mcs.twilio.com"])
def test_a_replay_passes_no_file_on(start: Start, tmp_path: Path, host: str) -> None:
    cassette = tmp_path / "empty.yaml"
    cassette.write_text("interactions: []\nversion: 1\n")
    with start("replay", "--cassette", cassette).client() as client:
        reply = client.post(f"https://{host}/v1/Services/IS1/Media", content=b"x", headers=TYPE)

    assert reply.status_code == 501
    assert reply.headers["ringback"] == "miss"


def test_a_replay_can_have_files_faked(start: Start, tmp_path: Path) -> None:
    cassette = tmp_path / "empty.yaml"
    cassette.write_text("interactions: []\nversion: 1\n")
    server = start("replay", "--cassette", cassette, "--on-miss", "fake")
    service = "IS" + "a" * 32
    with server.client() as client:
        url = f"{MCS}/v1/Services/{service}/Media"
        made = client.post(url, content=CONTENT, headers=TYPE)
        back = client.get(MCS + made.json()["links"]["content"])

    assert (made.status_code, back.content) == (201, CONTENT)
