from django.urls import path

from streams.compat import activities

# With and without the trailing slash: clients send both, and a redirect would lose the body of a POST.
urlpatterns = [
    path("rest/activities/1.0/", activities.ThirdPartyActivities.as_view(), name="thirdparty-activities"),
    path("rest/activities/1.0", activities.ThirdPartyActivities.as_view()),
    path("rest/activities/1.0/<str:uid>", activities.ThirdPartyActivity.as_view(), name="thirdparty-activity"),
    path("rest/activities/1.0/<str:uid>/", activities.ThirdPartyActivity.as_view()),
]
