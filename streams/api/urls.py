from django.urls import path

from streams.api import links, openapi, streams, views

urlpatterns = [
    path("activities/", views.Activities.as_view(), name="activities"),
    # A redirect to the slash would turn a POST into a GET.
    path("activities", views.Activities.as_view()),
    path("activities.<slug:format>", views.ActivityPage.as_view(), name="activities-in"),
    path("activities/<str:uid>/", views.OneActivity.as_view(), name="activity"),
    path("activities/<str:uid>", views.OneActivity.as_view()),
    path("activities/<str:uid>/actions/<str:key>/", views.Action.as_view(), name="action"),
    path("activities/<str:uid>/actions/<str:key>/ended/", views.Ended.as_view(), name="action-ended"),
    path("streams/", links.Streams.as_view(), name="streams"),
    path("streams/<str:slug>/links/", links.Links.as_view(), name="stream-links"),
    path("streams/<str:slug>/links/<str:number>/", links.Link.as_view(), name="stream-link"),
    path("streams/<str:slug>/activities/", streams.StreamPage.as_view(), name="stream-activities"),
    path("streams/<str:slug>/activities.<slug:format>", streams.StreamPage.as_view(), name="stream-activities-in"),
    path("openapi.json", openapi.Document.as_view(), name="openapi"),
    path("docs/", openapi.Docs.as_view(), name="docs"),
]
