from django.urls import path

from streams.compat import activities, feed, metadata

REST = "rest/activity-stream/1.0"

# With and without the trailing slash: clients send both, and a redirect would lose the body of a POST.
urlpatterns = [
    path("activity", feed.ActivityFeed.as_view(), name="compat-feed"),
    path("activity/", feed.ActivityFeed.as_view()),
    path("plugins/servlet/streams", feed.ActivityFeed.as_view()),
    path(f"{REST}/config", metadata.Config.as_view(), name="compat-config"),
    path(f"{REST}/preferences", metadata.Preferences.as_view(), name="compat-preferences"),
    path(f"{REST}/validate", metadata.Validate.as_view(), name="compat-validate"),
    path(f"{REST}/i18n/key/<str:key>", metadata.Translation.as_view(), name="compat-translation"),
    path(f"{REST}/i18n/prefix/<str:prefix>", metadata.Translations.as_view(), name="compat-translations"),
    path("rest/activities/1.0/", activities.ThirdPartyActivities.as_view(), name="thirdparty-activities"),
    path("rest/activities/1.0", activities.ThirdPartyActivities.as_view()),
    path("rest/activities/1.0/<str:uid>", activities.ThirdPartyActivity.as_view(), name="thirdparty-activity"),
    path("rest/activities/1.0/<str:uid>/", activities.ThirdPartyActivity.as_view()),
]
