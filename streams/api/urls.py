from django.urls import path

from streams.api import streams, views

urlpatterns = [
    path("activities/", views.Activities.as_view(), name="activities"),
    # A redirect to the slash would turn a POST into a GET.
    path("activities", views.Activities.as_view()),
    path("activities.<slug:format>", views.ActivityPage.as_view(), name="activities-in"),
    path("activities/<str:uid>/", views.OneActivity.as_view(), name="activity"),
    path("activities/<str:uid>", views.OneActivity.as_view()),
    path("activities/<str:uid>/actions/<str:key>/", views.Action.as_view(), name="action"),
    path("streams/<str:slug>/activities/", streams.StreamPage.as_view(), name="stream-activities"),
    path("streams/<str:slug>/activities.<slug:format>", streams.StreamPage.as_view(), name="stream-activities-in"),
]
