from django.urls import include, path

from bench.das.feeds import view

urlpatterns = [path("newest/", view), path("activity/", include("actstream.urls"))]
