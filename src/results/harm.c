/* Which figures count harm, and why the others are refused. */
#include "results/harm.h"

#include "results/names.h"

#include <stdio.h>

static const char *const harms[CS_METRICS] = {
#define X(name, of) [CS_METRIC_##name] = of,
    CS_HARM_LIST(X)
#undef X
};

/* Figures that look like harm, and what a bound on them would be met by. */
static const struct { int metric; const char *why; } others[] = {
    {CS_METRIC_MISSED, "counts people who are not penalised; a bound on it asks for more penalties"},
    {CS_METRIC_WRONGFUL_SHARE, "is a share of those listed and falls, too, when more people are "
                               "rightly listed; bound wrongful_days or ever_wrongful"},
    {CS_METRIC_PRECISION, "is better where it is larger, and says nothing of how many records are "
                          "wrong; bound false_records"},
    {CS_METRIC_DENIALS_PER_LISTED_YEAR, "is per person listed and falls, too, when more are listed; "
                                        "bound denials"},
    {CS_METRIC_DENIALS_PER_EVER_LISTED, "is per person listed and falls, too, when more are listed; "
                                        "bound denials"},
    {CS_METRIC_LISTS_EACH, "is per person listed and falls, too, when more are listed; bound "
                           "listed_share"},
    {CS_METRIC_ANSWERED_WRONGFUL, "is a share of those who answer and falls, too, when more are made "
                                  "to; bound answered"},
    {CS_METRIC_CONTACTS_LOST_PER_ENTRY, "is per person listed and falls, too, when more are listed; "
                                        "bound contacts_lost"},
    {CS_METRIC_TRUE_RECORDS, "counts what was rightly recorded"},
    {CS_METRIC_REFUSED_WRONGFUL, "falls, too, when fewer people are heard; bound wrongful_days"},
    {CS_METRIC_HIDDEN_SHARE, "counts what was kept from a sensor"},
};

static const char *why_not(const cs_query *query)
{
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (others[i].metric == query->metric) return others[i].why;
    return "is not known to count harm, such that less of it is less harm done";
}

const char *cs_harm_of(const cs_query *query, const cs_scenario *scenario, char room[300])
{
    const cs_scenario *s = query->of == CS_FIRMS && scenario->firms ? scenario->firms : scenario;
    const char *harm = harms[query->metric];
    const cs_list *lists = CS_ITEMS(cs_list, s->lists);
    const cs_conduct *conduct = CS_ITEMS(cs_conduct, s->conduct);
    if (!harm) {
        snprintf(room, 300, "%s", why_not(query));
        return NULL;
    }
    if (query->list >= 0 && query->list < s->lists.count && !lists[query->list].penal) {
        snprintf(room, 300, "is asked of the list %s, which is no penalty (`penal: false`)",
                 lists[query->list].name);
        return NULL;
    }
    if (query->metric != CS_METRIC_WITHHELD_SHARE) return harm;
    if (query->conduct >= 0 && query->conduct < s->conduct.count &&
        conduct[query->conduct].protected_as != CS_PROTECTED_NONE)
        return harm;
    snprintf(room, 300, "counts harm where the conduct left undone is a right; name one with "
                        "conduct=..., `protected:` in the scenario");
    return NULL;
}
