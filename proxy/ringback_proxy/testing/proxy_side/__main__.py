"""Runs the proxy of a test run: `python -m ringback_proxy.testing.proxy_side`."""

from ringback_proxy.engine import collector


def main() -> None:
    """Import the proxy without searching it for garbage, until it listens, and run it."""
    collector.pause()
    from ringback_proxy.testing.proxy_side import main as proxy

    proxy.main()


if __name__ == "__main__":
    main()
