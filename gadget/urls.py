from django.urls import include, path

from gadget import api, oembed, opensocial, views
from gadget.signing_in import SignInPage

urlpatterns = [
    path("", views.home),
    path("embed/<slug:slug>/", views.embed, name="embed"),
    path("embed/<slug:slug>/sign-in/", SignInPage.as_view(), name="embed-sign-in"),
    path("gadgets/<slug:slug>.xml", opensocial.gadget_xml, name="gadget-xml"),
    path("gadgets/", include("gadget.builder.urls")),
    path("oembed", oembed.oembed, name="oembed"),
    path("demo/", views.demo, name="demo"),
    path("demo/token/", views.demo_token, name="demo-token"),
    path("api/v1/gadgets/<slug:slug>/activities/", api.GadgetActivities.as_view(), name="gadget-activities"),
    path("api/v1/gadgets/<slug:slug>/activities.<slug:format>", api.GadgetFeed.as_view(), name="gadget-activities-in"),
    path("api/v1/gadgets/<slug:slug>/filters/", api.GadgetFilters.as_view(), name="gadget-filters"),
    path(
        "api/v1/gadgets/<slug:slug>/filters/<slug:option>/",
        api.GadgetFilterValues.as_view(),
        name="gadget-filter-values",
    ),
    path("api/v1/gadgets/<slug:slug>/tokens/", api.GadgetTokens.as_view(), name="gadget-tokens"),
    path("api/v1/gadgets/<slug:slug>/sign-in/", api.GadgetSignIn.as_view(), name="gadget-sign-in"),
]
