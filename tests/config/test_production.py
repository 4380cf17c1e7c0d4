"""What whoever installs the house may rely on: it refuses to start half-configured, and says which half."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

COMPLETE = {
    "SECRET_KEY": "a-long-enough-secret-key-that-signs-nothing-of-value-0123456789-abcdef",
    "ALLOWED_HOSTS": "example.org",
    "SITE_URL": "https://example.org",
    "REDIS_URL": "redis://127.0.0.1:6379/9",
}


def check_deploy(**changes):
    """Run `check --deploy` in a process of its own, as an installer would; None removes a variable."""
    kept = {k: v for k, v in os.environ.items() if k not in {*COMPLETE, "EMBEDDED", "DEBUG"}}
    asked = {k: v for k, v in (COMPLETE | changes).items() if v is not None}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    environment = kept | asked | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    return subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False)


def test_a_complete_environment_passes():
    answer = check_deploy()
    assert answer.returncode == 0, answer.stderr


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"REDIS_URL": None}, "REDIS_URL is not set"),
        ({"SITE_URL": "http://example.org"}, "SITE_URL does not begin with https"),
        ({"SECRET_KEY": None, "EMBEDDED": "0"}, "Set SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
    ],
)
def test_what_is_missing_is_named(change, sentence):
    answer = check_deploy(**change)
    assert answer.returncode != 0
    assert sentence in answer.stderr
