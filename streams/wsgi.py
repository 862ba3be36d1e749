"""The WSGI application that a server runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "streams.settings")
django_application = get_wsgi_application()

from streams.web.answers import Answering  # noqa: E402  (it needs the models)
from streams.web.chunked import with_length  # noqa: E402
from streams.web.request_id import with_request_id  # noqa: E402

application = with_request_id(Answering(with_length(django_application)))
