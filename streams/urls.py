from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("streams.api.urls")),
    path("", include("streams.compat.urls")),
    path("", include("gadget.urls")),
    path("admin/", admin.site.urls),
]
