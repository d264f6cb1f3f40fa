/* How many replicates are needed, in words: for the run's main figure, and for what safeguards change of it. */
#include "results/format.h"
#include "results/lead.h"
#include "results/say.h"
#include "results/stats.h"

#include <math.h>

/* The figure that a run is about; where nobody is wronged, how many are listed. */
typedef struct lead { cs_query query; const char *name; } lead;

static cs_status find_lead(cs_results *results, lead *found, cs_error *err)
{
    cs_found there;
    cs_estimate estimate;
    CS_TRY(cs_results_found(results, &there, err));
    const cs_lead *of = cs_lead_of(&there, cs_results_world(results, 0)->scenario);
    *found = (lead){.name = NULL};
    if (!of) return CS_OK;
    *found = (lead){cs_query_all(of->harm), of->harm_label};
    CS_TRY(cs_results_estimate(results, 0, &found->query, &estimate, err));
    if (estimate.defined && estimate.mean > 0) return CS_OK;
    *found = (lead){cs_query_all(CS_METRIC_LISTED_SHARE), "people listed on the last day"};
    CS_TRY(cs_results_estimate(results, 0, &found->query, &estimate, err));
    if (!estimate.defined || estimate.mean <= 0) found->name = NULL;
    return CS_OK;
}

/* "12 are enough", "about 340 are needed", "more than a million are needed". */
static void say_count(char room[CS_CELL], int64_t needed, int64_t at_hand)
{
    char count[CS_CELL];
    cs_format_number(count, (double)needed, 0);
    if (needed > 1000000) snprintf(room, CS_CELL, "more than a million are needed");
    else if (needed <= at_hand) snprintf(room, CS_CELL, "%.20s are enough", count);
    else snprintf(room, CS_CELL, "about %.20s are needed", count);
}

cs_status cs_say_needed(cs_text *text, cs_results *results, cs_error *err)
{
    lead of;
    cs_estimate estimate;
    char line[400], count[CS_CELL];
    CS_TRY(find_lead(results, &of, err));
    if (!of.name) return CS_OK;
    CS_TRY(cs_results_estimate(results, 0, &of.query, &estimate, err));
    int64_t needed = cs_replicates_needed(&estimate, CS_WANTED_SHARE * estimate.mean);
    if (needed == 0) return CS_OK;
    say_count(count, needed, estimate.replicates);
    snprintf(line, sizeof line,
             "How many replicates: for the mean of %s to be known within a tenth of itself, %s; this run has "
             "%lld.",
             of.name, count, (long long)estimate.replicates);
    cs_format_paragraph(text, 0, line);
    return CS_OK;
}

/* Over safeguards: the most that any effect which can be told from zero needs, and how many the others
   would need from and to. */
typedef struct most { int64_t told, unclear_least, unclear_most, at_hand; int world, unclear; } most;

static void take(most *m, int world, const cs_estimate *difference)
{
    int64_t needed = cs_replicates_needed(difference, CS_WANTED_OF_EFFECT * fabs(difference->mean));
    if (needed == 0) return;
    m->at_hand = difference->replicates;
    if (difference->has_interval && difference->p < 0.05) {
        if (needed > m->told) m->world = world;
        if (needed > m->told) m->told = needed;
        return;
    }
    if (!m->unclear || needed < m->unclear_least) m->unclear_least = needed;
    if (needed > m->unclear_most) m->unclear_most = needed;
    m->unclear++;
}

static void say_unclear(cs_text *text, const most *m)
{
    char line[400], low[CS_CELL], high[CS_CELL];
    cs_format_number(low, (double)m->unclear_least, 0);
    cs_format_number(high, (double)m->unclear_most, 0);
    if (m->unclear_most > 1000000) snprintf(high, sizeof high, "more than a million");
    if (m->unclear_least > 1000000)
        snprintf(line, sizeof line, "Effects that cannot be told from zero would need more than a million, "
                                    "if they are as small as they look.");
    else if (m->unclear_least == m->unclear_most)
        snprintf(line, sizeof line, "%s would need about %.20s, if as small as it looks.",
                 m->unclear == 1 ? "The effect that cannot be told from zero"
                                 : "Each that cannot be told from zero", low);
    else
        snprintf(line, sizeof line, "Effects that cannot be told from zero would need about %.20s to %.24s, "
                                    "if they are as small as they look.", low, high);
    cs_format_paragraph(text, 0, line);
}

cs_status cs_say_needed_effects(cs_text *text, cs_results *results, cs_error *err)
{
    lead of;
    most m = {0};
    char line[500], count[CS_CELL];
    CS_TRY(find_lead(results, &of, err));
    if (!of.name) return CS_OK;
    for (int world = 1; world < cs_results_guarded(results); world++) {
        cs_estimate difference;
        CS_TRY(cs_results_difference(results, world, &of.query, &difference, err));
        take(&m, world, &difference);
    }
    bool named = m.told > CS_INTERVAL_REPLICATES && cs_results_guarded(results) > 2;
    if (m.told) {
        say_count(count, m.told, m.at_hand);
        snprintf(line, sizeof line,
                 "How many replicates: for each effect on %s that can be told from zero to be known within "
                 "half of itself, %s%s%.60s%s; this run has %lld.", of.name, count, named ? " (" : "",
                 named ? results->world[m.world].name : "", named ? " needs most)" : "",
                 (long long)m.at_hand);
        cs_format_paragraph(text, 0, line);
    }
    if (m.unclear && m.at_hand >= CS_INTERVAL_REPLICATES) say_unclear(text, &m);
    return CS_OK;
}
