"""The addresses of the accounts app. Included at the root of the site."""

from django.urls import path

from accounts.views import design, own_second_step

app_name = "accounts"

urlpatterns = [
    path("second-step/", own_second_step.SecondStepPage.as_view(), name="second_step"),
    path("design/", design.gallery, name="design"),
    path("design/<slug:page>/", design.gallery, name="design_page"),
]
