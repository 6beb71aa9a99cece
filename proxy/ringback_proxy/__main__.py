"""Runs the command line: `python -m ringback_proxy` is `ringback`."""

from ringback_proxy.engine import collector


def main() -> None:
    """Import the command line without searching it for garbage, and run it."""
    collector.pause()
    from ringback_proxy.cli import main as command_line

    collector.resume()
    command_line.main()


if __name__ == "__main__":
    main()
