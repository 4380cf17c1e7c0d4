"""Prepare the environment: virtual environment, pinned dependencies, compiled translations.

Run by make with the machine's own Python, so it imports nothing but the standard library until the environment exists:
`python3 config/environment.py base|dev|compile`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
COMPILE = """
import pathlib, polib, sys
for po in pathlib.Path(sys.argv[1]).rglob("*.po"):
    catalogue = polib.pofile(str(po))
    if po.parent.parent.name == "fr":
        # Source strings are French: a plural is its own translation, but zero takes the singular.
        for entry in catalogue:
            if entry.msgid_plural:
                entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
    catalogue.save_as_mofile(str(po.with_suffix(".mo")))
"""


def say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


def stop(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")
    raise SystemExit(1)


def run(*command: str) -> None:
    """Run one step; when it fails, say which and stop."""
    if subprocess.run(command, cwd=ROOT, check=False).returncode:  # noqa: S603 - our own commands
        stop("Cette étape a échoué : " + " ".join(command))


def make_environment() -> None:
    """Create .venv when it is missing, with a sentence for the machine that lacks the means."""
    if sys.version_info < (3, 11):  # noqa: UP036 - the machine's Python may be older than ours
        stop(f"Portevoix demande Python 3.11 ou plus récent ; cette machine donne {sys.version.split()[0]}.")
    # pip comes last: a first attempt that was cut short, or lacked python3-venv, left a Python without it.
    if PYTHON.exists() and (VENV / "bin" / "pip").exists():
        return
    say("Première fois : préparation de l’environnement (une minute environ).")
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], cwd=ROOT, check=False)  # noqa: S603
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        stop(
            "Python ne sait pas créer d’environnement ici. Sous Debian ou Ubuntu : apt install python3-venv, "
            "puis recommencez."
        )


def install(name: str) -> None:
    """Install the pinned requirements `name`, refusing any file whose hash differs."""
    make_environment()
    run(
        str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input",
        "--require-hashes", "-r", f"requirements/{name}.txt",
    )  # fmt: skip
    for done in ("base", "dev") if name == "dev" else ("base",):
        (VENV / f".{done}").touch()


def compile_messages() -> None:
    """Turn locale/*.po into .mo with the library we ship, so that no gettext is needed."""
    run(str(PYTHON), "-c", COMPILE, str(ROOT / "locale"))
    (VENV / ".messages").touch()


if __name__ == "__main__":
    step = sys.argv[1] if len(sys.argv) > 1 else "base"
    if step == "compile":
        compile_messages()
    else:
        install(step)
