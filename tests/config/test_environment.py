"""The first start on a fresh machine, and the next ones: what make decides to do again."""

import os
import shutil
import subprocess

import pytest
from django.conf import settings

from config import environment
from config.secret import kept_secret


@pytest.fixture
def tree(tmp_path):
    """A tree where everything was prepared a while ago."""
    shutil.copy(settings.BASE_DIR / "Makefile", tmp_path)
    for name in ("requirements/base.txt", "requirements/dev.txt", "config/environment.py"):
        _old(tmp_path / name, 100)
    _old(tmp_path / "locale/en/LC_MESSAGES/django.po", 100)
    for stamp in (".base", ".dev", ".messages"):
        _old(tmp_path / ".venv" / stamp, 200)
    return tmp_path


def _old(path, at):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    os.utime(path, (at, at))


def steps(tree, target):
    """What `make target` would run, without running it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    answer = subprocess.run(["make", "-n", target], cwd=tree, env=kept, capture_output=True, text=True, check=True)
    return answer.stdout.splitlines()


@pytest.mark.parametrize("target", ["run", "test"])
def test_what_is_ready_is_not_done_again(tree, target):
    assert not [step for step in steps(tree, target) if "environment.py" in step]


@pytest.mark.parametrize("target", ["setup", "run", "test", "bench"])
def test_a_new_translation_is_compiled_even_when_no_requirement_changed(tree, target):
    _old(tree / "locale/en/LC_MESSAGES/django.po", 300)
    assert [step for step in steps(tree, target) if "environment.py" in step] == [
        "python3 config/environment.py compile"
    ]


def test_a_new_requirement_is_installed(tree):
    _old(tree / "requirements/base.txt", 300)
    assert "python3 config/environment.py base" in steps(tree, "run")


def test_half_an_environment_is_made_again(tmp_path, monkeypatch):
    """Debian without python3-venv leaves a Python without pip behind: the next try must not believe it."""
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(environment, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    _old(environment.PYTHON, 100)
    environment.make_environment()
    assert (tmp_path / ".venv" / "bin" / "pip").exists()


def test_the_secret_is_made_once_and_for_its_owner_only(tmp_path):
    path = tmp_path / "var" / "secret_key"
    made = kept_secret(path)
    assert len(made) >= 50
    assert kept_secret(path) == made
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["secret_key"]
