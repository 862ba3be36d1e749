"""The WSGI application that a server runs."""

import os

from django.core.wsgi import get_wsgi_application

from streams.web.chunked import with_length

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "streams.settings")
application = with_length(get_wsgi_application())
