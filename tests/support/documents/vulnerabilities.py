"""Known vulnerabilities of the installed packages, and whether they can be fixed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name


@dataclass(frozen=True, slots=True)
class Finding:
    """A known vulnerability of an installed package, and the versions that fix it."""

    package: str
    version: str
    name: str
    fixed_in: tuple[str, ...]

    def __str__(self) -> str:
        fixed = ", ".join(self.fixed_in) or "no version"
        return f"{self.package} {self.version}: {self.name}, fixed in {fixed}"

    def is_blocked(self, pins: Mapping[str, SpecifierSet]) -> bool:
        """Return whether there is no fix, or mitmproxy's pins forbid it."""
        allowed = pins.get(canonicalize_name(self.package), SpecifierSet())
        return not any(allowed.contains(version) for version in self.fixed_in)


def parse_findings(report: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield the findings in pip-audit's JSON."""
    for package in report["dependencies"]:
        for vulnerability in package.get("vulns", ()):
            yield Finding(
                package["name"],
                package["version"],
                vulnerability["id"],
                tuple(vulnerability["fix_versions"]),
            )


def parse_pins(requirements: Iterable[str], name: str, version: str) -> dict[str, SpecifierSet]:
    """Return the versions that a package's requirements allow, by package.

    The package itself is pinned to at most the installed version.
    """
    read = map(Requirement, requirements)
    pins = {str(canonicalize_name(one.name)): one.specifier for one in read if _applies(one)}
    return {**pins, str(canonicalize_name(name)): SpecifierSet(f"<={version}")}


def _applies(requirement: Requirement) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": ""})
