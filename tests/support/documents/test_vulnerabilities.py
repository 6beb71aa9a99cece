import pytest

from tests.support.documents.vulnerabilities import Finding, parse_findings, parse_pins

PINS = parse_pins(
    [
        "h11<=0.14.0,>=0.11",
        "ruamel.yaml<0.19",
        "pydivert<2; sys_platform == 'win32'",
        "x; extra=='y'",
    ],
    "mitmproxy",
    "11.0.2",
)


def test_the_report_of_pip_audit_is_read() -> None:
    report = {
        "dependencies": [
            {"name": "a", "version": "1", "vulns": []},
            {"name": "b", "skip_reason": "not found"},
            {
                "name": "h11",
                "version": "0.14.0",
                "vulns": [{"id": "PYSEC-1", "fix_versions": ["0.16.0"], "description": "..."}],
            },
        ]
    }

    (found,) = parse_findings(report)

    assert str(found) == "h11 0.14.0: PYSEC-1, fixed in 0.16.0"


@pytest.mark.parametrize(
    ("package", "fixed_in"),
    [
        ("h11", ("0.16.0",)),
        ("mitmproxy", ("11.1.2",)),
        ("ruamel-yaml", ("0.19.1",)),
        ("requests", ()),
    ],
    ids=["pinned", "itself", "spelled otherwise", "no fix"],
)
def test_findings_without_a_possible_fix_are_blocked(
    package: str, fixed_in: tuple[str, ...]
) -> None:
    assert Finding(package, "0", "PYSEC-1", fixed_in).is_blocked(PINS)


@pytest.mark.parametrize(
    ("package", "fixed_in"),
    [("requests", ("2.33",)), ("h11", ("0.16.0", "0.13.1")), ("pydivert", ("3",)), ("x", ("2",))],
    ids=["free", "an older line", "a pin for another system", "a pin of an extra"],
)
def test_findings_with_a_possible_fix_are_not_blocked(
    package: str, fixed_in: tuple[str, ...]
) -> None:
    assert not Finding(package, "0", "PYSEC-1", fixed_in).is_blocked(PINS)
