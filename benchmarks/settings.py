"""The site's settings as a production server runs them, but for HTTPS and hashed static files."""

import os

os.environ["DEBUG"] = "False"

from config.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = False
