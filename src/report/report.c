/* The report: results in, one self-contained page out. It is a function of the results file alone:
   the same file gives the same bytes. */
#include "report/section.h"

static cs_status fill(cs_page *page, const cs_facts *facts, cs_error *err)
{
    const cs_scenario *scenario = facts->scenario;
    const char *title = scenario->title && *scenario->title ? scenario->title : scenario->name;
    page->title = cs_page_words(page, title);
    page->name = cs_page_keep(page, scenario->name);
    page->scenario = cs_page_keep(page, scenario->text);
#define X(name) CS_TRY(cs_section_##name(page, facts, err));
    CS_SECTION_LIST(X)
#undef X
    cs_page_tidy(page);
    return cs_page_check(page, err);
}

/* Gather from the results, then print one way or the other. */
static cs_status print(cs_results *results,
                       cs_status (*way)(const cs_page *page, char **text, cs_error *err),
                       char **text, cs_error *err)
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
