"""What is known against the packages that are installed, and what can be done about it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name


@dataclass(frozen=True, slots=True)
class Finding:
    """One known vulnerability of what is installed, and the versions that have it no more."""

    package: str
    version: str
    name: str
    fixed_in: tuple[str, ...]

    def __str__(self) -> str:
        fixed = ", ".join(self.fixed_in) or "no version"
        return f"{self.package} {self.version}: {self.name}, fixed in {fixed}"

    def is_held_back(self, pins: Mapping[str, SpecifierSet]) -> bool:
        """Return whether nothing can be done: there is no fix, or mitmproxy's pins forbid it."""
        allowed = pins.get(canonicalize_name(self.package), SpecifierSet())
        return not any(allowed.contains(version) for version in self.fixed_in)


def findings(report: Mapping[str, Any]) -> Iterator[Finding]:
    """Read pip-audit's JSON."""
    for package in report["dependencies"]:
        for vulnerability in package.get("vulns", ()):
            yield Finding(
                package["name"],
                package["version"],
                vulnerability["id"],
                tuple(vulnerability["fix_versions"]),
            )


def pins_of(requirements: Iterable[str], name: str, version: str) -> dict[str, SpecifierSet]:
    """Return what a package's requirements allow; of itself, only what is the newest here."""
    read = map(Requirement, requirements)
    pins = {str(canonicalize_name(one.name)): one.specifier for one in read if _applies(one)}
    return {**pins, str(canonicalize_name(name)): SpecifierSet(f"<={version}")}


def _applies(requirement: Requirement) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": ""})
