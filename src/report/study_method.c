/* Method and limits of a study, how to make it again, and the downloads. */
#include "report/study.h"

#include <string.h>

static const char *const limits[] = {
    "Every person here is synthetic, drawn from aggregate tables. No result is about anyone.",
    "A regime here is a model of published rules, not the running system. Practice that was never "
    "published is not in it.",
    "“Wrongful” is defined by the regime’s own rules minus protected conduct. It does not say that the "
    "rules themselves are just.",
    "A study varies what it was told to vary. A mechanism that is not in the model, or a number that was "
    "left alone, is in none of its intervals.",
    "A safeguard that does little here may do much elsewhere, and the other way round.",
};

/* What is special about a kind of study. */
static const char *const kind_limits[CS_STUDY_KINDS] = {
    [CS_STUDY_SWEEP] = "With many points, some difference is the largest by luck: of twenty comparisons at "
                       "95% one is expected to err.",
    [CS_STUDY_MORRIS] = "Elementary effects rank parameters; they are no measure of what is right.",
    [CS_STUDY_SOBOL] = "Shares of variance are shares of the variance these ranges make, and of no other.",
    [CS_STUDY_PRIOR] = "Parameters are drawn independently and evenly from their ranges. Where two really go "
                       "together, the spread here is too wide or too narrow.",
    [CS_STUDY_CALIBRATION] = "That figures can be met does not show that the mechanism is the one behind them.",
    [CS_STUDY_SAFEGUARDS] = "What a safeguard costs was given to the search, not found by it.",
};

static const char *const kind_names[CS_STUDY_KINDS] = {
#define X(name, word, help) [CS_STUDY_##name] = word ": " help,
    CS_STUDY_KIND_LIST(X)
#undef X
};

static void add_fact(cs_page *page, cs_page_table *table, const char *key, const char *value)
{
    cs_table_text(page, table, key);
    cs_table_text(page, table, value ? value : "");
}

static const char *luck(cs_page *page, const cs_study_plan *plan)
{
    cs_text text = {0};
    cs_text_format(&text, "seed %lld, %lld replicate%s of every point, numbered from 0; %s",
                   (long long)plan->seed, (long long)plan->replicates,
                   plan->replicates == 1 ? "" : "s",
                   plan->own_luck ? "every point draws people and luck of its own"
                                  : "the same people and chance at every point");
    return cs_page_keep_text(page, &text);
}

static const char *hash(cs_page *page, const cs_studied_facts *facts)
{
    cs_text text = {0};
    cs_text_format(&text, "%s (the same for any number of threads or processes, compiler or machine, and "
                          "however the study was stopped and taken up again)%s", facts->hash,
                   facts->counts.done < facts->counts.rows ? "; of the rows that are done" : "");
    return cs_page_keep_text(page, &text);
}

cs_status cs_studied_section_method(cs_page *page, const cs_studied_facts *facts, cs_error *err)
{
    (void)err;
    const cs_study_plan *plan = facts->plan;
    cs_page_section *section = cs_page_begin(page, "method", "Method and limits");
    int said = 0;
    cs_text_add(&section->answer,
                "Many worlds were computed, each a scenario with its own settings, and the same people and "
                "luck were met in each. What differs between them is then due to the settings alone.");
    if (plan->own_luck) {
        cs_text_drop(&section->answer);
        cs_text_add(&section->answer,
                    "Many worlds were computed, each a scenario with its own settings, people and luck.");
    }
    for (; said < (int)(sizeof limits / sizeof limits[0]); said++) section->item[said] = limits[said];
    section->item[said] = kind_limits[plan->kind];
    cs_page_table *table = cs_page_add_table(section, "run", "The study behind this page");
    table->open = true;
    cs_table_column(table, "key", "what", CS_COLUMN_TEXT);
    cs_table_column(table, "value", "value", CS_COLUMN_TEXT);
    add_fact(page, table, "Program", "counterscore " CS_VERSION);
    add_fact(page, table, "Kind", kind_names[plan->kind]);
    add_fact(page, table, "Replicates and seed", luck(page, plan));
    add_fact(page, table, "Result hash", hash(page, facts));
    add_fact(page, table, "Asked for", cs_studied_asked(page, facts));
    add_fact(page, table, "Make it again", cs_studied_again(page, facts));
    add_fact(page, table, "What that needs", cs_studied_again_needs(page, facts));
    return CS_OK;
}

/* ---- downloads ---- */

static bool told_before(const cs_study_plan *plan, int point)
{
    for (int p = 0; p < point; p++)
        if (!strcmp(plan->point[p].scenario, plan->point[point].scenario)) return true;
    return false;
}

/* The text of each scenario as it was at the first point that has it. */
static cs_status add_scenarios(cs_page *page, const cs_studied_facts *facts, cs_error *err)
{
    for (int p = 0; p < facts->plan->points; p++) {
        char of[33], *kept = NULL;
        cs_text label = {0};
        if (told_before(facts->plan, p)) continue;
        CS_TRY(cs_worklist_scenario(facts->list, p, of, &kept, err));
        if (!kept) continue;
        const char *name = cs_studied_scenario(page, facts->plan->point[p].scenario);
        cs_text_format(&label, "Scenario %s", name);
        cs_page_add_file(page, cs_page_keep_text(page, &label), name, kept);
        cs_text_free(kept);
    }
    return CS_OK;
}

cs_status cs_studied_section_downloads(cs_page *page, const cs_studied_facts *facts, cs_error *err)
{
    cs_page_section *section = cs_page_begin(page, "downloads", "Downloads");
    section->chart = "downloads";
    cs_text_add(&section->answer,
                "The tables, what was asked for and the scenarios are inside this one file; nothing is "
                "fetched. Every single row stays in the study file, which any SQLite program reads.");
    if (facts->plan->kind == CS_STUDY_SWEEP)
        cs_page_add_file(page, "Study", page->name, facts->plan->text);
    return add_scenarios(page, facts, err);
}
