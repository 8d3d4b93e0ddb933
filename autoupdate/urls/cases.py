"""Service Desk > Raise an Issue: a school's cases, and the Service Desk's queue of all of them.

Names: cases, case_new, desk_case_new, case, case_answer, case_details, case_keys, case_close,
case_reopen, desk_cases, desk_case, desk_case_assign, desk_case_answer, desk_case_note,
desk_case_resolve, desk_case_carry_out.
"""

from django.urls import URLPattern, URLResolver, include, path

from autoupdate.views import case_keys, cases, desk_case, desk_case_plan, desk_cases, new_case

_case = [
    path("", cases.CasePage.as_view(), name="case"),
    path("answer/", cases.AnswerCase.as_view(), name="case_answer"),
    path("details/", cases.CaseDetailsPage.as_view(), name="case_details"),
    path("keys/", case_keys.CaseKeysPage.as_view(), name="case_keys"),
    path("close/", cases.CloseCase.as_view(), name="case_close"),
    path("reopen/", cases.ReopenCase.as_view(), name="case_reopen"),
]
_of_school: list[URLPattern | URLResolver] = [
    path("", cases.CasesPage.as_view(), name="cases"),
    path("new/", new_case.NewCasePage.as_view(), name="case_new"),
    path("new-for-school/", new_case.NewCaseForSchool.as_view(), name="desk_case_new"),
    path("<int:case_id>/", include(_case)),
]
_of_desk = [
    path("", desk_case.DeskCasePage.as_view(), name="desk_case"),
    path("assign/", desk_case.AssignCase.as_view(), name="desk_case_assign"),
    path("answer/", desk_case.AnswerAsDesk.as_view(), name="desk_case_answer"),
    path("note/", desk_case.NoteOnCase.as_view(), name="desk_case_note"),
    path("resolve/", desk_case.ResolveCase.as_view(), name="desk_case_resolve"),
    path("do/<slug:way>/", desk_case_plan.CarryOutPage.as_view(), name="desk_case_carry_out"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("schools/<int:school_id>/cases/", include(_of_school)),
    path("desk/cases/", desk_cases.DeskCasesPage.as_view(), name="desk_cases"),
    path("desk/cases/<int:case_id>/", include(_of_desk)),
]
