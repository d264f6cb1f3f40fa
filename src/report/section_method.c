/* Method and limits, what the run was, and how to make it again; then the downloads. */
#include "report/section.h"

#include "observation/observe.h"

static bool recognises_faces(const cs_scenario *scenario)
{
    for (int i = 0; i < scenario->sensors.count; i++)
        if (CS_ITEMS(cs_kinded, scenario->sensors)[i].kind == &cs_face_recognition_kind.kind)
            return true;
    return false;
}

static bool nobody_disputes(const cs_scenario *scenario)
{
    return !scenario->recourse || !scenario->recourse->agencies.count;
}

static bool nobody_responds(const cs_scenario *scenario)
{
    return scenario->responses.count == 0;
}

/* holds: whether it is a limit of this run; NULL: of every one. */
static const struct { bool (*holds)(const cs_scenario *scenario); const char *words; } limits[] = {
    {NULL, "Every person here is synthetic, drawn from aggregate tables. No result is about anyone."},
    {NULL, "A regime here is a model of published rules, not the running system. Practice that was "
           "never published is not in it."},
    {NULL, "“Wrongful” is defined by the regime’s own rules minus protected conduct. It does not say "
           "that the rules themselves are just."},
    {recognises_faces, "Recognition is a pair of error rates; no face was compared."},
    {nobody_disputes, "Nobody here disputes a penalty, and no review sets one right."},
    {nobody_responds, "Nobody here changes what they do because of the regime: no deterrence is "
                      "credited to it, and no chilling charged."},
    {NULL, "A safeguard that does little here may do much elsewhere, and the other way round."},
    {NULL, "Group labels are the scenario’s. Differences between groups follow from rates the "
           "scenario gives them."},
};

static void add_limits(cs_page_section *section, const cs_scenario *scenario)
{
    int said = 0;
    for (size_t i = 0; i < sizeof limits / sizeof limits[0] && said < CS_PAGE_ITEMS_MOST; i++)
        if (!limits[i].holds || limits[i].holds(scenario)) section->item[said++] = limits[i].words;
}

static void add_fact(cs_page *page, cs_page_table *table, const char *key, const char *value)
{
    cs_table_text(page, table, key);
    cs_table_text(page, table, value ? value : "");
}

/* The command that makes the results again. */
static const char *command(cs_page *page, const cs_facts *facts)
{
    cs_text text = {0};
    int worlds = cs_results_worlds(facts->results);
    bool compared = worlds > 1;
    /* the scenario as it was run, with what the call set, is in the page */
    cs_text_format(&text, "counterscore %s %s.yaml --seed %lld --replicates %lld",
                   compared ? "compare" : "run", facts->scenario->name ? facts->scenario->name : "",
                   (long long)facts->meta->seed, (long long)facts->meta->replicates);
    for (int w = 1; w < worlds; w++)
        cs_text_format(&text, "%s%s", w == 1 ? " --safeguards " : ",",
                       cs_results_world(facts->results, w)->name);
    cs_text_format(&text, " -o results.db && counterscore report results.db -o report.html, with the "
                          "scenario under Downloads saved as %s.yaml",
                   facts->scenario->name ? facts->scenario->name : "");
    return cs_page_keep_text(page, &text);
}

static const char *seeds(cs_page *page, const cs_facts *facts)
{
    cs_text text = {0};
    cs_text_format(&text, "%lld finished of %lld; seed %lld, replicates numbered from 0, the same "
                          "people and chance in every world compared",
                   (long long)facts->replicates, (long long)facts->meta->replicates,
                   (long long)facts->meta->seed);
    return cs_page_keep_text(page, &text);
}

static const char *program(cs_page *page, const cs_facts *facts)
{
    cs_text text = {0};
    cs_text_format(&text, "%s, engine %s", facts->meta->program, facts->meta->engine);
    return cs_page_keep_text(page, &text);
}

static const char *hash(cs_page *page, const cs_facts *facts)
{
    cs_text text = {0};
    cs_text_format(&text, "%s (the same for any number of threads, compiler or machine)",
                   facts->hash);
    return cs_page_keep_text(page, &text);
}

cs_status cs_section_method(cs_page *page, const cs_facts *facts, cs_error *err)
{
    (void)err;
    cs_page_section *section = cs_page_begin(page, "method", "Method and limits");
    cs_text_add(&section->answer,
                "A simulation alone knows what every person truly did. It can therefore ask of every "
                "penalty whether it would be there but for a protected act, a wrong record or somebody "
                "else. It cannot say more than its rules and rates contain.");
    add_limits(section, facts->scenario);
    cs_page_table *table = cs_page_add_table(section, "run", "The run behind this page");
    table->open = true;
    cs_table_column(table, "key", "what", CS_COLUMN_TEXT);
    cs_table_column(table, "value", "value", CS_COLUMN_TEXT);
    add_fact(page, table, "Program", program(page, facts));
    add_fact(page, table, "Replicates and seed", seeds(page, facts));
    add_fact(page, table, "Scenario hash", facts->scenario->hash);
    add_fact(page, table, "Result hash", hash(page, facts));
    add_fact(page, table, "Made", facts->meta->created);
    add_fact(page, table, "Machine", facts->meta->machine);
    add_fact(page, table, "Make it again", command(page, facts));
    return CS_OK;
}

cs_status cs_section_downloads(cs_page *page, const cs_facts *facts, cs_error *err)
{
    (void)facts;
    (void)err;
    cs_page_section *section = cs_page_begin(page, "downloads", "Downloads");
    section->chart = "downloads";
    cs_text_add(&section->answer,
                "The tables and the scenario are inside this one file; nothing is fetched. The whole "
                "ledger stays in the results file: counterscore export writes it out, with a data "
                "dictionary.");
    return CS_OK;
}
