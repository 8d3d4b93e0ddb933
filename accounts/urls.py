"""The addresses of the accounts app. Included at the root of the site."""

from django.urls import path

from accounts.views import design

app_name = "accounts"

urlpatterns = [
    path("design/", design.gallery, name="design"),
    path("design/<slug:page>/", design.gallery, name="design_page"),
]
