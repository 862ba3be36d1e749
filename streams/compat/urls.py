from django.urls import path

from streams.compat import acting, activities, feed, metadata

REST = "rest/activity-stream/1.0"
ACTIONS = "rest/jira-activity-stream/1.0/actions"
COMMENTS = "plugins/servlet/streamscomments"

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
    path(f"{REST}/url-proxy", acting.Proxy.as_view(), name="compat-proxy"),
    path(COMMENTS, acting.Comment.as_view(), name="compat-comments"),
    path(f"{COMMENTS}/<str:provider>/<path:path>", acting.Comment.as_view()),
    path(f"{ACTIONS}/issue-vote/<str:key>", acting.OnIssue.as_view(action="vote"), name="compat-vote"),
    path(f"{ACTIONS}/issue-watch/<str:key>", acting.OnIssue.as_view(action="watch"), name="compat-watch"),
    path("rest/activities/1.0/", activities.ThirdPartyActivities.as_view(), name="thirdparty-activities"),
    path("rest/activities/1.0", activities.ThirdPartyActivities.as_view()),
    path("rest/activities/1.0/<str:uid>", activities.ThirdPartyActivity.as_view(), name="thirdparty-activity"),
    path("rest/activities/1.0/<str:uid>/", activities.ThirdPartyActivity.as_view()),
]
