"""The addresses of the pages of people and licenses, below the account."""

from django.urls import URLPattern, URLResolver, path

from curule.web.portal.people import (
    adding,
    asking,
    importing,
    invited,
    licenses,
    member,
    members,
    selected,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("members", members.members, name="members"),
    path("members.csv", members.members_csv, name="members_csv"),
    path("members/add", adding.add_people, name="add_people"),
    path("members/import", importing.import_people, name="import_people"),
    path("members/import/sample.csv", importing.import_sample, name="import_sample"),
    path("members/import/<uuid:import_id>", importing.import_list, name="import_list"),
    path("members/import/<uuid:import_id>/list.csv", importing.import_csv, name="import_csv"),
    path("members/invited", invited.invited, name="invited"),
    path("members/removed", invited.removed, name="removed"),
    path("members/requests", asking.requests, name="requests"),
    path("members/ask", asking.ask_for_seat, name="ask_for_seat"),
    path("members/selected", selected.selected, name="selected_people"),
    path("members/<uuid:person_id>", member.member, name="member"),
    path("members/<uuid:person_id>/unassign", member.unassign, name="unassign"),
    path("members/<uuid:person_id>/remove", member.remove, name="remove_member"),
    path("licenses", licenses.licenses, name="licenses"),
    path("licenses/<uuid:seat_id>/unbind", licenses.unbind, name="unbind"),
]
