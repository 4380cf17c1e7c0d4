"""Measure the pages against their floors, in one run: `python -m benchmarks [--rounds N] [--strict]`."""

import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
django.setup()

from benchmarks.run import main  # noqa: E402 - models can be imported from here on only

sys.exit(main())
