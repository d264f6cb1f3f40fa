/* Which safeguard changes it: paired differences, world minus base. */
#include "report/section.h"

#include "core/mem.h"
#include "results/stats.h"

#include <stdlib.h>

/* harm_p, missed_p: adjusted for the number of safeguards compared by that figure. */
typedef struct effect {
    int world;
    cs_estimate harm, missed;
    double harm_p, missed_p;
} effect;

/* Largest saving first; what cannot be compared last; ties by the scenario's order. */
static int by_effect(const void *a, const void *b)
{
    const effect *x = a, *y = b;
    if (x->harm.defined != y->harm.defined) return y->harm.defined - x->harm.defined;
    if (x->harm.mean != y->harm.mean) return x->harm.mean < y->harm.mean ? -1 : 1;
    return x->world - y->world;
}

static bool compared(const cs_estimate *difference)
{
    return difference->defined && difference->has_interval;
}

static int count_compared(const effect *effects, int count)
{
    int found = 0;
    for (int i = 0; i < count; i++) found += compared(&effects[i].harm);
    return found;
}

static cs_status adjust(effect *effects, int count, cs_error *err)
{
    double *p = cs_alloc((size_t)count, sizeof *p);
    size_t found = 0;
    if (!p) return cs_fail_memory(err, "the safeguards of the report");
    for (int i = 0; i < count; i++)
        if (compared(&effects[i].harm)) p[found++] = effects[i].harm.p;
    cs_adjust_holm(p, found);
    for (int i = count - 1; i >= 0; i--) effects[i].harm_p = compared(&effects[i].harm) ? p[--found] : 1.0;
    for (int i = 0; i < count; i++)
        if (compared(&effects[i].missed)) p[found++] = effects[i].missed.p;
    cs_adjust_holm(p, found);
    for (int i = count - 1; i >= 0; i--)
        effects[i].missed_p = compared(&effects[i].missed) ? p[--found] : 1.0;
    cs_free(p);
    return CS_OK;
}

static cs_status measure(const cs_facts *facts, const cs_lead *lead, effect *effects, cs_error *err)
{
    cs_query harm = cs_query_all(lead->harm), missed = cs_query_all(lead->cost);
    harm.of = missed.of = lead->of;
    for (int w = 1; w < facts->worlds; w++) {
        effect *e = &effects[w - 1];
        e->world = w;
        CS_TRY(cs_results_difference(facts->results, w, &harm, &e->harm, err));
        CS_TRY(cs_results_difference(facts->results, w, &missed, &e->missed, err));
    }
    qsort(effects, (size_t)(facts->worlds - 1), sizeof *effects, by_effect);
    return adjust(effects, facts->worlds - 1, err);
}

static bool told_from_zero(const cs_estimate *difference)
{
    return difference->defined &&
           !(difference->has_interval && difference->low <= 0.0 && difference->high >= 0.0) &&
           difference->mean != 0.0;
}

/* Four columns more: the bootstrap interval, and whether it stays told from zero. */
static void more_columns(cs_page *page, cs_page_table *table, const char *key, int count)
{
    static const char *const ends[] = {"low", "high"};
    for (int i = 0; i < 2; i++) {
        cs_text name = {0};
        cs_text_format(&name, "%s_boot_%s", key, ends[i]);
        cs_table_column(table, cs_page_keep_text(page, &name), i ? "bootstrap high" : "bootstrap low",
                        CS_COLUMN_DIFFERENCE);
    }
    cs_text name = {0}, label = {0};
    cs_text_format(&name, "%s_clear", key);
    if (count > 1) cs_text_format(&label, "still told from zero after %d comparisons", count);
    else cs_text_add(&label, "told from zero");
    cs_table_column(table, cs_page_keep_text(page, &name), cs_page_keep_text(page, &label), CS_COLUMN_TEXT);
}

static void more_cells(cs_page *page, cs_page_table *table, const cs_estimate *difference, double p)
{
    cs_text words = {0};
    cs_estimate boot = *difference;
    boot.low = boot.boot_low;
    boot.high = boot.boot_high;
    cs_table_ends(page, table, &boot);
    if (!compared(difference)) cs_text_add(&words, "–");
    else if (difference->mean == 0.0 && difference->sd == 0.0) cs_text_add(&words, "no difference");
    else if (p < 0.001) cs_text_add(&words, "yes, p < 0.001");
    else cs_text_format(&words, "%s, p %.*f", p < 0.05 ? "yes" : "no", p < 0.0995 ? 3 : 2, p);
    cs_table_text(page, table, cs_page_keep_text(page, &words));
}

static void table(cs_page *page, const cs_facts *facts, const cs_lead *lead, cs_page_section *section,
                  const char *name, const effect *effects)
{
    int worlds = facts->worlds - 1;
    cs_text caption = {0};
    cs_text_format(&caption, "Safeguard minus base, same people and same chance. %s", lead->both);
    cs_page_table *table = cs_page_add_table(section, name, cs_page_keep_text(page, &caption));
    cs_table_column(table, "safeguard", "safeguard", CS_COLUMN_TEXT);
    cs_table_column(table, "about", "what it does", CS_COLUMN_TEXT);
    cs_table_interval(page, table, "harm", lead->harm_label, CS_COLUMN_DIFFERENCE);
    more_columns(page, table, "harm", count_compared(effects, worlds));
    cs_table_interval(page, table, "missed", lead->cost_label, CS_COLUMN_DIFFERENCE);
    more_columns(page, table, "missed", count_compared(effects, worlds));
    cs_table_column(table, "pairs", "pairs", CS_COLUMN_COUNT);
    for (int i = 0; i < worlds; i++) {
        const cs_world *world = cs_results_world(facts->results, effects[i].world);
        cs_table_text(page, table, cs_page_words(page, world->name));
        cs_table_text(page, table, cs_page_words(page, world->about));
        cs_table_estimate(page, table, &effects[i].harm);
        more_cells(page, table, &effects[i].harm, effects[i].harm_p);
        cs_table_estimate(page, table, &effects[i].missed);
        more_cells(page, table, &effects[i].missed, effects[i].missed_p);
        cs_table_number(page, table, (double)effects[i].harm.replicates);
    }
}

static void say_best(cs_page *page, const cs_facts *facts, const cs_lead *lead, cs_text *text,
                     const effect *best)
{
    const cs_world *world = cs_results_world(facts->results, best->world);
    cs_text_format(text, CS_SAY_B "%s" CS_SAY_B_END " saves most: ",
                   cs_page_words(page, world->name));
    cs_write_bold(text, best->harm.mean, CS_COLUMN_DIFFERENCE);
    cs_text_format(text, " %s%s", lead->harm_label, lead->per);
    cs_write_interval(text, &best->harm, CS_COLUMN_DIFFERENCE);
    if (!told_from_zero(&best->missed)) {
        cs_text_add(text, lead->nothing);
        return;
    }
    cs_text_add(text, lead->changes);
    cs_write_number(text, best->missed.mean, CS_COLUMN_DIFFERENCE);
    cs_write_interval(text, &best->missed, CS_COLUMN_DIFFERENCE);
    cs_text_format(text, "%s.", lead->per);
}

/* Those that make it worse stand last, before those that cannot be compared. */
static void say_worse(cs_page *page, const cs_facts *facts, cs_text *text, const effect *effects,
                      int worse)
{
    int said = 0;
    cs_text_add(text, " It gets worse with ");
    for (int i = 0; i < facts->worlds - 1; i++) {
        if (!told_from_zero(&effects[i].harm) || effects[i].harm.mean <= 0.0) continue;
        cs_write_joint(text, said++, worse, "and");
        cs_text_add(text, cs_page_words(
                              page, cs_results_world(facts->results, effects[i].world)->name));
    }
    cs_text_add(text, ".");
}

/* Of several comparisons some stand out by chance. */
static void say_family(cs_text *text, const effect *effects, int count)
{
    int found = count_compared(effects, count), clear = 0, alone = 0;
    if (found < 2) return;
    for (int i = 0; i < count; i++) {
        clear += compared(&effects[i].harm) && effects[i].harm_p < 0.05;
        alone += compared(&effects[i].harm) && effects[i].harm.p < 0.05;
    }
    if (alone == 0) return;
    cs_text_add(text, " After ");
    cs_write_small(text, found);
    cs_text_add(text, " comparisons, of which some may stand out by chance, ");
    cs_write_few(text, clear);
    cs_text_format(text, " %s still told from zero.", clear < 2 ? "is" : "are");
}

static void say_disputed(cs_page *page, const cs_facts *facts, cs_text *text, const effect *effects,
                         int count)
{
    int disputed = 0, said = 0;
    for (int i = 0; i < count; i++) disputed += cs_estimate_disputed(&effects[i].harm);
    if (!disputed) return;
    cs_text_add(text, " The t and the bootstrap interval disagree for ");
    for (int i = 0; i < count; i++) {
        if (!cs_estimate_disputed(&effects[i].harm)) continue;
        cs_write_joint(text, said++, disputed, "and");
        cs_text_add(text, cs_page_words(page, cs_results_world(facts->results, effects[i].world)->name));
    }
    cs_text_add(text, ": replicates are few or lopsided there, and the wider of the two is the safer.");
}

static void say(cs_page *page, const cs_facts *facts, const cs_lead *lead, cs_text *text,
                const effect *effects)
{
    int count = facts->worlds - 1, unclear = 0, worse = 0;
    for (int i = 0; i < count; i++) {
        unclear += !told_from_zero(&effects[i].harm);
        worse += told_from_zero(&effects[i].harm) && effects[i].harm.mean > 0.0;
    }
    if (told_from_zero(&effects[0].harm) && effects[0].harm.mean < 0.0)
        say_best(page, facts, lead, text, &effects[0]);
    else
        cs_text_format(text, "%s safeguard in this run saves anything that can be told from zero.",
                       lead->of == CS_FIRMS ? "no" : "No");
    if (unclear && unclear < count) {
        cs_text_add(text, " Of the others, ");
        cs_write_small(text, unclear);
        cs_text_add(text, " cannot be told from zero here.");
    }
    if (worse) say_worse(page, facts, text, effects, worse);
    say_family(text, effects, count);
    say_disputed(page, facts, text, effects, count);
}

static const char how[] =
    "Paired worlds: with and without the safeguard share people, acts and chance (the same seeds), so the "
    "difference has a far smaller error than either figure. Each safeguard is switched on alone. Intervals: 95% t "
    "interval of the mean difference; the bootstrap interval in the table does not suppose a bell curve. A hollow "
    "dot: the interval contains zero. p: how often chance alone would make so clear a difference (t test), made "
    "larger by Holm's method for the number of safeguards compared by one figure. Safeguards stand in order of "
    "effect, not of cost or lawfulness.";

static cs_page_section *begin(cs_page *page)
{
    cs_page_section *section = cs_page_begin(page, "safe", "Which safeguard changes it?");
    section->chart = "safeguards";
    section->how = how;
    return section;
}

/* People first; then firms, which the same safeguards may serve worse. */
cs_status cs_section_safeguards(cs_page *page, const cs_facts *facts, cs_error *err)
{
    cs_status status = CS_OK;
    cs_page_section *section = NULL;
    if (facts->worlds < 2) return CS_OK;
    effect *effects = cs_alloc((size_t)facts->worlds - 1, sizeof *effects);
    if (!effects) return cs_fail_memory(err, "the safeguards of the report");
    if (facts->lead) {
        CS_GO(measure(facts, facts->lead, effects, err));
        section = begin(page);
        table(page, facts, facts->lead, section, "safeguards", effects);
        say(page, facts, facts->lead, &section->answer, effects);
    }
    if (facts->scenario->firms) {
        CS_GO(measure(facts, &cs_lead_firms, effects, err));
        if (!section) section = begin(page);
        cs_text_format(&section->answer, "%sFor firms: ", section->answer.length ? " " : "");
        table(page, facts, &cs_lead_firms, section, "firm_safeguards", effects);
        say(page, facts, &cs_lead_firms, &section->answer, effects);
    }
out:
    cs_free(effects);
    return status;
}
