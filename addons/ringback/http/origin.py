"""Origins: the scheme, host and port of a URL."""

from dataclasses import dataclass

DEFAULT_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Origin:
    """A scheme, a host without brackets, and a port; `str` is the URL without a path."""

    scheme: str
    host: str
    port: int

    @property
    def address(self) -> str:
        """The host with the port, even if that is the scheme's default: `[::1]:443`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def authority(self) -> str:
        """The host and, unless it is the scheme's default, the port, as in a Host header."""
        at_default = DEFAULT_PORTS.get(self.scheme) == self.port
        return self.address.rpartition(":")[0] if at_default else self.address

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}"
