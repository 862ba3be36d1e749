from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from streams.api.streams import LinkedStream

handler400 = "streams.web.problems.bad_request"
handler404 = "streams.web.problems.page_not_found"
handler500 = "streams.web.problems.server_error"

urlpatterns = [
    path("api/v1/", include("streams.api.urls")),
    path("hooks/", include("streams.hooks.urls")),
    path("", include("streams.probes.urls")),
    path("feeds/<str:secret>/<slug:slug>.<slug:format>", LinkedStream.as_view(), name="feed-link"),
    path("", include("streams.compat.urls")),
    path("", include("gadget.urls")),
    path("admin/", admin.site.urls),
    # Browsers ask for it on every page that names no icon, such as the API's.
    path("favicon.ico", RedirectView.as_view(url=f"{settings.STATIC_URL}streams/icon.svg")),
]
