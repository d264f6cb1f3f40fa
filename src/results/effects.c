/* What people do differently under the regime: claimed benefits beside chilled acts, and the harms that
   need neither score nor refusal. */
#include "results/format.h"
#include "results/names.h"
#include "results/say.h"

#include <string.h>

#define NAME_WIDTH 20
#define CLASS_WIDTH 14
#define FIGURE_WIDTH 22

cs_conduct_class cs_results_class(const cs_scenario *s, int kind)
{
    if (CS_ITEMS(cs_conduct, s->conduct)[kind].protected_as != CS_PROTECTED_NONE)
        return CS_CONDUCT_PROTECTED;
    for (int r = 0; s->score && r < s->score->rules.count; r++) {
        const cs_rule *rule = &CS_ITEMS(cs_rule, s->score->rules)[r];
        if (rule->on == kind && rule->points > 0) return CS_CONDUCT_REWARDED;
    }
    return CS_CONDUCT_AGAINST;
}

/* Acts of one class of conduct, per 1,000 persons and year. */
typedef struct class_of { const cs_scenario *scenario; cs_conduct_class class; } class_of;

static cs_status acts_of_class(const cs_ledger *ledger, const void *what, double *value,
                               bool *defined)
{
    const class_of *class = what;
    size_t cells = (size_t)ledger->extent[CS_DIM_CELL];
    int64_t acts = 0;
    /* conduct that nobody responds to is the same under every regime, though a world whose sensors see
       less of it may have drawn it anew (docs/model.md 8.2) */
    const bool *responded = class->scenario->in_full;
    for (int k = 0; k < ledger->extent[CS_DIM_KIND]; k++)
        if (responded && responded[k] && cs_results_class(class->scenario, k) == class->class)
            acts += ledger->acts[(size_t)k * cells];
    *defined = ledger->persons[0] > 0 && ledger->horizon_days > 0;
    *value = *defined ? 1000.0 * 365.0 * (double)acts /
                            ((double)ledger->persons[0] * ledger->horizon_days) : 0;
    return CS_OK;
}

static void write_figure(char cell[CS_LINE], const cs_estimate *e, int decimals)
{
    char room[3][CS_CELL];
    cs_format_number(room[0], e->mean, decimals);
    cs_format_number(room[1], e->low, decimals);
    cs_format_number(room[2], e->high, decimals);
    if (!e->defined) snprintf(cell, CS_LINE, "undefined");
    else if (e->mean == 0 && e->low == 0 && e->high == 0) snprintf(cell, CS_LINE, "none");
    else if (!e->has_interval) snprintf(cell, CS_LINE, "%.20s", room[0]);
    else snprintf(cell, CS_LINE, "%.20s (%.20s%s%.20s)", room[0], room[1], e->low < 0 ? " to " : "-", room[2]);
}

/* With as many digits as the column has room for. */
static void add_figure(cs_text *text, const cs_estimate *e)
{
    char cell[CS_LINE];
    int decimals = cs_format_decimals(e->has_interval ? (e->high - e->low) / 2 : e->mean, 0, 4);
    do write_figure(cell, e, decimals);
    while (strlen(cell) >= FIGURE_WIDTH && decimals-- > 0);
    cs_text_format(text, " %*s", FIGURE_WIDTH - 1, cell);
}

cs_status cs_say_effects(cs_text *text, cs_results *results, const cs_ranked *order, cs_error *err)
{
    static const char *const heads[2][CS_CONDUCT_CLASSES] = {
        {"unlawful acts", "rewarded acts", "protected acts"}, {"averted", "gained", "lost"}};
    int worlds = cs_results_guarded(results), none = worlds;
    if (none == results->worlds) return CS_OK;
    cs_text_add(text, "\nAgainst no regime at all, per 1,000 people and year: what the regime "
                      "claims, and\nwhat it costs in acts that are a right (mean difference, 95 % "
                      "interval)\n");
    for (int line = 0; line < 2; line++) {
        cs_text_format(text, "%*s", CLASS_WIDTH, "");
        for (int c = 0; c < CS_CONDUCT_CLASSES; c++)
            cs_text_format(text, "%*s", FIGURE_WIDTH, heads[line][c]);
        cs_text_add(text, "\n");
    }
    cs_format_rule(text);
    for (int i = 0; i < worlds; i++) {
        int world = i > 0 && order ? order[i - 1].world : i;
        cs_format_name(text, results->world[world].name, CLASS_WIDTH);
        for (int c = 0; c < CS_CONDUCT_CLASSES; c++) {
            cs_estimate change;
            class_of class = {results->world[0].scenario, (cs_conduct_class)c};
            bool gain = c == CS_CONDUCT_REWARDED;
            int more = gain ? world : none, less = gain ? none : world;
            CS_TRY(cs_results_paired(results, more, less, acts_of_class, &class, &change, err));
            add_figure(text, &change);
        }
        cs_text_add(text, "\n");
    }
    return CS_OK;
}

/* ---- what responses did, in the base world ---- */

static cs_status mean_of(cs_results *results, cs_metric metric, int conduct, cs_estimate *estimate,
                         cs_error *err)
{
    cs_query query = cs_query_all(metric);
    query.conduct = conduct;
    return cs_results_estimate(results, 0, &query, estimate, err);
}

static cs_status conduct_row(cs_text *text, cs_results *results, int kind, cs_error *err)
{
    static const cs_metric metrics[] = {CS_METRIC_WITHHELD_SHARE, CS_METRIC_ADDED_SHARE,
                                        CS_METRIC_HIDDEN_SHARE};
    cs_estimate share[3];
    bool any = false;
    for (int i = 0; i < 3; i++) {
        CS_TRY(mean_of(results, metrics[i], kind, &share[i], err));
        any = any || share[i].mean > 0;
    }
    if (!any) return CS_OK;
    cs_format_name(text, cs_conduct_name(results->world[0].scenario, kind), NAME_WIDTH);
    for (int i = 0; i < 3; i++) {
        char room[CS_CELL];
        cs_format_figure(room, share[i].mean, CS_UNIT_SHARE);
        cs_text_format(text, "%20s", share[i].mean > 0 ? room : "none");
    }
    cs_text_add(text, "\n");
    return CS_OK;
}

static cs_status count_row(cs_text *text, cs_results *results, cs_metric metric, const char *what,
                           cs_error *err)
{
    cs_estimate count;
    char room[CS_CELL], line[200];
    CS_TRY(mean_of(results, metric, -1, &count, err));
    if (!count.defined || count.mean <= 0) return CS_OK;
    cs_format_figure(room, 1000.0 * count.mean /
                               (double)results->world[0].scenario->population.persons, CS_UNIT_NONE);
    snprintf(line, sizeof line, "%s, per 1,000 people: %.20s.", what, room);
    cs_format_paragraph(text, 0, line);
    return CS_OK;
}

cs_status cs_say_responses(cs_text *text, cs_results *results, cs_error *err)
{
    const cs_scenario *s = results->world[0].scenario;
    if (s->responses.count > 0) {
        cs_text_add(text, "\nHow people change what they do, of acts they would have done, whole "
                          "run (means)\n");
        cs_text_format(text, "%*s%20s%20s%20s\n", NAME_WIDTH, "", "left undone", "done in addition",
                       "kept from a sensor");
        cs_format_rule(text);
        for (int k = 0; k < s->conduct.count; k++) CS_TRY(conduct_row(text, results, k, err));
    }
    CS_TRY(count_row(text, results, CS_METRIC_SETBACKS, "Refusals that changed later life", err));
    return count_row(text, results, CS_METRIC_CONTACTS_LOST,
                     "Contacts lost by coming onto a published list", err);
}
