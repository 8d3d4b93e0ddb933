"""The help and the accessibility statement.

Names: help, help_article, help_guide, accessibility.
"""

from django.urls import path

from autoupdate.views import helping

urlpatterns = [
    path("help/", helping.HelpPage.as_view(), name="help"),
    path("help/mis/<slug:product>/", helping.GuidePage.as_view(), name="help_guide"),
    path("help/<slug:slug>/", helping.ArticlePage.as_view(), name="help_article"),
    path("accessibility/", helping.AccessibilityPage.as_view(), name="accessibility"),
]
