import json
from pathlib import Path

import pytest
import yaml

from tests.support.cassettes.commands import CLEAN, LEAKING
from tests.support.cassettes.exchanges import render_cassette, write_cassette


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    return write_cassette(tmp_path / "clean.yaml", CLEAN)


@pytest.fixture
def leaking(tmp_path: Path) -> Path:
    """As vcrpy records."""
    path = tmp_path / "leaking.yaml"
    path.write_text(yaml.dump(yaml.safe_load(render_cassette(LEAKING))))
    return path


@pytest.fixture
def tree(clean: Path, leaking: Path) -> Path:
    """A folder with a leaking cassette in each place where a cassette may be."""
    folder = clean.parent / "tree"
    (folder / "test_module").mkdir(parents=True)
    clean.rename(folder / "top.yaml")
    text = leaking.read_text()
    (folder / "test_module" / "test_a.yaml").write_text(text)
    (folder / "leak.yml").write_text(text)
    (folder / "leak.json").write_text(json.dumps(yaml.safe_load(text)))
    (folder / "old.yaml.pending").write_text(text)
    return folder
