"""Proxies with one state behind HAProxy, of which one is killed now and then, and started again."""

import random
import socket
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from tests.support.process.ringback import Server
from tests.support.state.haproxy import HAProxy

# Below those that the system gives to clients, so that a proxy gets its port again.
_PORTS = range(20_000, 32_000)
# Seconds from a start to the next kill.
_PAUSE = (2.0, 6.0)


class Fleet:
    """Running proxies: `ends` are the times at which one was killed."""

    def __init__(self, number: int, options: Sequence[str], folder: Path) -> None:
        self.ends: list[float] = []
        self.outputs: list[Path] = []
        self._folder = folder
        self._options = options
        self._ports = find_ports(2 * number)
        self._stopped = threading.Event()
        self.servers: list[Server] = []
        try:
            for place in range(number):
                self.servers.append(self._start(place))
            self.balancer = HAProxy(folder, self.servers)
        except BaseException:  # Ctrl-C, too, leaves no process behind
            self._stop_servers()
            raise
        self._killer = threading.Thread(target=self._kill_now_and_then)

    def _start(self, place: int) -> Server:
        own = self._folder / f"proxy-{place}-{len(self.ends)}"
        own.mkdir()
        self.outputs.append(own / "stderr")
        port, base_url_port = self._ports[2 * place : 2 * place + 2]
        ports = ("--port", str(port), "--base-url-port", str(base_url_port))
        return Server(("fake", "--quiet", *ports, *self._options), own)

    def begin_kills(self) -> None:
        """Kill proxies from now on."""
        self._killer.start()

    def end_kills(self) -> None:
        """Kill no further proxy; all are running afterwards."""
        self._stopped.set()
        self._killer.join()

    def _kill_now_and_then(self) -> None:
        while not self._stopped.wait(random.uniform(*_PAUSE)):
            place = random.randrange(len(self.servers))
            self.ends.append(time.time())
            self.servers[place].process.kill()
            self.servers[place].process.wait()
            self.servers[place] = self._start(place)

    def stop(self) -> None:
        """Stop everything."""
        self._stopped.set()
        if self._killer.ident is not None:
            self._killer.join()
        self.balancer.stop()
        self._stop_servers()

    def _stop_servers(self) -> None:
        for server in self.servers:
            server.stop()

    def find_tracebacks(self) -> list[str]:
        """Return the output of proxies that have printed a traceback."""
        texts = [path.read_text() for path in self.outputs]
        return [text for text in texts if "Traceback" in text]


def find_ports(number: int) -> list[int]:
    """Return ports that are free now."""
    found: list[int] = []
    for port in random.sample(_PORTS, len(_PORTS)):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            found.append(port)
        if len(found) == number:
            break
    return found
