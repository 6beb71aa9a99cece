from pathlib import Path

from ringback_proxy.client_setup import wget

BUNDLE = Path("/bundle.pem")


def test_wget_gets_the_bundle() -> None:
    assert wget.make_wgetrc("", BUNDLE) == "ca_certificate = /bundle.pem\n"


def test_the_users_own_settings_stay_and_the_bundle_wins() -> None:
    text = wget.make_wgetrc("timeout = 5\nca_certificate = /theirs.pem", BUNDLE)

    assert text.splitlines() == [
        "timeout = 5",
        "ca_certificate = /theirs.pem",
        "ca_certificate = /bundle.pem",
    ]


def test_nothing_is_put_in_twice() -> None:
    once = wget.make_wgetrc("timeout = 5\n", BUNDLE)

    assert wget.make_wgetrc(once, BUNDLE) == once
