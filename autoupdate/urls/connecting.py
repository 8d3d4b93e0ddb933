"""Choosing a school's MIS, connecting it, testing the connection; and what the desk lets it see.

Names: choose_mis, choose_product, authorise, approved, connected, credentials, forget_connection,
test_connection, desk_mis, desk_mis_offer, desk_mis_hide.
"""

from django.urls import URLPattern, URLResolver, include, path

from autoupdate.views import choosing, connecting, connection, desk_mis

_settings: list[URLPattern | URLResolver] = [
    path("mis/", choosing.ChooseMisPage.as_view(), name="choose_mis"),
    path("mis/<slug:product>/", choosing.ChooseProductPage.as_view(), name="choose_product"),
    path("authorise/", connecting.AuthorisePage.as_view(), name="authorise"),
    path("connected/", connecting.ConnectedPage.as_view(), name="connected"),
    path("credentials/", connection.CredentialsPage.as_view(), name="credentials"),
    path("forget/", connecting.ForgetConnectionPage.as_view(), name="forget_connection"),
    path("test/", connection.ConnectionTestPage.as_view(), name="test_connection"),
]
_desk: list[URLPattern | URLResolver] = [
    path("", desk_mis.DeskMisPage.as_view(), name="desk_mis"),
    path("<slug:product>/offer/", desk_mis.OfferMis.as_view(), name="desk_mis_offer"),
    path("<slug:product>/hide/", desk_mis.HideMis.as_view(), name="desk_mis_hide"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("schools/<int:school_id>/autoupdate-settings/", include(_settings)),
    path("approved/", connecting.ApprovedPage.as_view(), name="approved"),
    path("desk/schools/<int:school_id>/mis/", include(_desk)),
]
