"""Addresses of a system's description, level and risks."""

from django.urls import include, path

from benhan.dossier.systems import (
    asset_pages,
    description_pages,
    diagram_pages,
    discovery_pages,
    level_pages,
    risk_pages,
    zone_pages,
)

_OF_SYSTEM = [
    path("mo-ta/", description_pages.description),
    path("tai-san/", asset_pages.assets),
    path("tai-san/them/", asset_pages.add),
    path("tai-san/nhap/", asset_pages.take_in),
    path("tai-san/xuat/", asset_pages.export),
    path("tai-san/phat-hien/", discovery_pages.discovered),
    path("tai-san/<uuid:asset>/", asset_pages.one),
    path("vung/", zone_pages.zones),
    path("vung/them/", zone_pages.add_zone),
    path("vung/<int:zone>/", zone_pages.one_zone),
    path("vung/ket-noi/them/", zone_pages.add_link),
    path("vung/ket-noi/<int:link>/", zone_pages.one_link),
    path("so-do/", diagram_pages.diagrams),
    path("so-do/<str:name>.svg", diagram_pages.drawing),
    path("luong/", diagram_pages.flows),
    path("luong/them/", diagram_pages.add_flow),
    path("luong/<int:flow>/", diagram_pages.one_flow),
    path("cap-do/", level_pages.level),
    path("cap-do/xac-dinh/", level_pages.ask),
    path("cap-do/ly-do/", level_pages.trigger),
    path("rui-ro/", risk_pages.risks),
    path("rui-ro/them/", risk_pages.add),
    path("rui-ro/thu-vien/", risk_pages.shelf),
    path("rui-ro/<int:risk>/", risk_pages.one),
]
urlpatterns = [
    path("he-thong/moi/", description_pages.new),
    path("he-thong/<slug:system>/", include(_OF_SYSTEM)),
]
