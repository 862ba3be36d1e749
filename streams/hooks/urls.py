from django.urls import path

from streams.hooks.views import Hook

urlpatterns = [
    path("<str:key>/", Hook.as_view(), name="hook"),
    # A redirect to the slash would lose what was posted.
    path("<str:key>", Hook.as_view()),
]
