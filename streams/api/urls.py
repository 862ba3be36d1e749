from django.urls import path

from streams.api import views

urlpatterns = [
    path("activities/", views.Activities.as_view(), name="activities"),
    path("activities/<uuid:uid>/", views.OneActivity.as_view(), name="activity"),
    path("activities/<uuid:uid>/actions/<slug:key>/", views.Action.as_view(), name="action"),
]
