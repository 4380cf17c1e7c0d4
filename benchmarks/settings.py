"""Production settings on loopback: no debug, collected static files, kept connections, a database of its own.

DATABASE_URL, when set, names a server: the bench works in a database beside it (its name + "_bench") and drops it.
"""

import os
import tempfile
from pathlib import Path

# The server that is measured inherits the folder of the run.
if "BENCH_DIR" not in os.environ:
    os.environ["BENCH_DIR"] = tempfile.mkdtemp(prefix="bench-")
PLACE = Path(os.environ["BENCH_DIR"])
os.environ["SECRET_KEY"] = "only-for-measuring-on-loopback-0123456789-0123456789"
os.environ["DEBUG"] = "0"
os.environ["EMBEDDED"] = "0"
os.environ["SECURE_SSL_REDIRECT"] = "0"
os.environ.setdefault("DATABASE_URL", f"sqlite:///{PLACE / 'bench.sqlite3'}")

from config.settings import *  # noqa: E402, F403
from config.settings import BASE_DIR, DATABASES, TEMPLATES  # noqa: E402

if not DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["NAME"] += "_bench"
ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
ROOT_URLCONF = "benchmarks.urls"
STATIC_ROOT = PLACE / "static"
MEDIA_ROOT = PLACE / "media"
TEMPLATES[0]["DIRS"] = [BASE_DIR / "templates", BASE_DIR / "benchmarks" / "templates"]
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
