/* The report: a results file or a study file in, one self-contained page out. It is a function of that
   file alone: the same file gives the same bytes. */
#include "report/section.h"
#include "report/study.h"

static cs_status fill(cs_page *page, const cs_facts *facts, cs_error *err)
{
    const cs_scenario *scenario = facts->scenario;
    const char *title = scenario->title && *scenario->title ? scenario->title : scenario->name;
    page->title = cs_page_words(page, title);
    page->name = cs_page_keep(page, scenario->name);
    page->from = "one results file";
    page->lead = facts->lead ? facts->lead->key : NULL;
    cs_page_add_file(page, "Scenario", scenario->name, scenario->text);
#define X(name) CS_TRY(cs_section_##name(page, facts, err));
    CS_SECTION_LIST(X)
#undef X
    cs_page_tidy(page);
    return cs_page_check(page, err);
}

typedef cs_status (*page_printer)(const cs_page *page, char **text, cs_error *err);

/* Gather from the results, then print one way or the other. */
static cs_status print(cs_results *results, page_printer way, char **text, cs_error *err)
{
    cs_page page = {0};
    cs_facts facts;
    cs_status status;
    CS_TRY(cs_facts_load(&facts, results, err));
    CS_GO(fill(&page, &facts, err));
    CS_GO(way(&page, text, err));
out:
    cs_page_free(&page);
    cs_facts_free(&facts);
    return status;
}

cs_status cs_report_print(cs_results *results, char **html, cs_error *err)
{
    return print(results, cs_page_html, html, err);
}

cs_status cs_report_data_print(cs_results *results, char **json, cs_error *err)
{
    return print(results, cs_page_json, json, err);
}

/* ---- studies ---- */

static cs_status fill_study(cs_page *page, const cs_studied_facts *facts, cs_error *err)
{
    const cs_study_plan *plan = facts->plan;
    page->title = cs_page_words(page, plan->title && *plan->title ? plan->title : "study");
    page->name = "study";
    page->from = "one study file";
#define X(name) CS_TRY(cs_studied_section_##name(page, facts, err));
    CS_STUDY_SECTION_LIST(X)
#undef X
    return cs_page_check(page, err);
}

static cs_status print_study(cs_worklist *list, page_printer way, char **text, cs_error *err)
{
    cs_page page = {0};
    cs_studied_facts facts;
    cs_status status;
    CS_TRY(cs_studied_facts_load(&facts, list, err));
    CS_GO(fill_study(&page, &facts, err));
    CS_GO(way(&page, text, err));
out:
    cs_page_free(&page);
    cs_studied_facts_free(&facts);
    return status;
}

static cs_status print_file(const char *path, page_printer way, char **text, cs_error *err)
{
    cs_results *results = NULL;
    cs_worklist *list = NULL;
    cs_status status;
    if (cs_worklist_is(path)) {
        CS_TRY(cs_worklist_read(path, &list, err));
        status = print_study(list, way, text, err);
        cs_worklist_close(list);
        return status;
    }
    CS_TRY(cs_results_open(path, &results, err));
    status = print(results, way, text, err);
    cs_results_close(results);
    return status;
}

cs_status cs_report_file_print(const char *path, char **html, cs_error *err)
{
    return print_file(path, cs_page_html, html, err);
}

cs_status cs_report_file_data_print(const char *path, char **json, cs_error *err)
{
    return print_file(path, cs_page_json, json, err);
}
