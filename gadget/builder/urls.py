"""Below /gadgets/."""

from django.urls import path

from gadget.builder import answers, pages, preview

OF_GADGET = "preview/api/v1/gadgets/<slug:slug>/"

urlpatterns = [
    path("new/", pages.Builder.as_view(), name="gadget-new"),
    path("<slug:slug>/edit/", pages.Builder.as_view(), name="gadget-edit"),
    path("sign-in/", pages.SignIn.as_view(), name="gadget-builder-sign-in"),
    path("answer/", answers.answer, name="gadget-builder-answer"),
    path("answer/<int:pk>/", answers.answer, name="gadget-builder-answer"),
    path("values/<slug:option>/", answers.values, name="gadget-builder-values"),
    path("preview/embed/<slug:slug>/", preview.page, name="gadget-preview"),
    path(f"{OF_GADGET}activities/", preview.OfDraft.as_view()),
    path(f"{OF_GADGET}filters/", preview.DraftFilters.as_view()),
    path(f"{OF_GADGET}filters/<slug:option>/", preview.DraftFilterValues.as_view()),
    path("preview/", preview.nothing_here, name="gadget-preview-server"),
    path("preview/<path:rest>", preview.nothing_here),
]
