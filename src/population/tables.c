/* From the shares of a profile and of a scenario to weights: age bands, household sizes. */
#include "population/tables.h"

#include <stdio.h>
#include <string.h>

const char *cs_ages_check(const cs_ranges *bands, const cs_profile *profile, char room[200])
{
    int open_from = profile->age_first[profile->ages - 1];
    int wanted = 0;
    for (int b = 0; b < bands->count; b++) {
        int first = bands->first[b], last = bands->last[b];
        if (first != wanted || last < first) {
            snprintf(room, 200,
                     "band %.40s begins at %d, and %d is wanted: the bands run from 0 upwards "
                     "without gap or overlap", bands->names[b], first, wanted);
            return room;
        }
        if (first > open_from) {
            snprintf(room, 200,
                     "band %.40s begins at %d, inside the table's open band %d+, whose years are "
                     "not known", bands->names[b], first, open_from);
            return room;
        }
        if (last == CS_FOREVER && b + 1 == bands->count) return NULL;
        if (last == CS_FOREVER) break;
        wanted = last + 1;
    }
    snprintf(room, 200, "the last band, and only the last, must be open, like \"60+\"");
    return room;
}

/* Share of a table band's years [from, to) that lie in the scenario's band [first, last]. */
static double overlap(int from, int to, int first, int last)
{
    int low = from > first ? from : first;
    int high = to - 1 < last ? to - 1 : last;
    return high < low ? 0.0 : (double)(high - low + 1) / (to - from);
}

void cs_ages_cut(const cs_ranges *bands, const cs_profile *profile, int sexes, double *share)
{
    for (int b = 0; b < bands->count; b++) {
        double male = 0.0, female = 0.0;
        for (int a = 0; a < profile->ages; a++) {
            bool open = a + 1 == profile->ages;
            double part = open ? (bands->last[b] == CS_FOREVER ? 1.0 : 0.0)
                               : overlap(profile->age_first[a], profile->age_first[a + 1],
                                         bands->first[b], bands->last[b]);
            male += part * profile->male[a];
            female += part * profile->female[a];
        }
        if (sexes == 2) {
            share[b * 2] = male;
            share[b * 2 + 1] = female;
        } else {
            share[b] = male + female;
        }
    }
}

/* "3" is 3 and "6+" is 6 (*open); 0 for anything else. */
static int size_of(const char *name, bool *open)
{
    int size = 0;
    const char *c = name;
    for (; *c >= '0' && *c <= '9' && c - name < 3; c++) size = size * 10 + (*c - '0');
    *open = *c == '+';
    if (c == name || c[*open ? 1 : 0] || name[0] == '0') return 0;
    return size <= CS_HOUSEHOLD_MOST ? size : 0;
}

/* The scenario's own table. NULL, or a sentence. */
static const char *own_shares(const cs_shares *households, double share[CS_HOUSEHOLD_MOST],
                              char room[200])
{
    bool seen[CS_HOUSEHOLD_MOST + 1] = {false};
    int largest = 0, open_size = 0;
    for (int i = 0; i < households->count; i++) {
        bool open;
        int size = size_of(households->names[i], &open);
        if (size == 0 || seen[size]) {
            snprintf(room, 200, "%s%.40s%s: household sizes are whole numbers from 1 to %d, each "
                     "once, the largest perhaps open, like \"6+\"", "\"", households->names[i], "\"",
                     CS_HOUSEHOLD_MOST);
            return room;
        }
        seen[size] = true;
        share[size - 1] = households->share[i];
        if (size > largest) largest = size;
        if (open) open_size = size;
    }
    if (open_size && open_size < largest) {
        snprintf(room, 200, "household size \"%d+\" is open, but there is a larger one, %d",
                 open_size, largest);
        return room;
    }
    return NULL;
}

const char *cs_household_shares(const cs_shares *households, const cs_profile *profile,
                                double share[CS_HOUSEHOLD_MOST], double *mean, char room[200])
{
    const char *trouble = NULL;
    memset(share, 0, CS_HOUSEHOLD_MOST * sizeof *share);
    if (households->count > 0) trouble = own_shares(households, share, room);
    else if (profile) memcpy(share, profile->household, CS_HOUSEHOLD_MOST * sizeof *share);
    else share[0] = 1.0;
    double sum = 0.0, persons = 0.0;
    for (int i = 0; i < CS_HOUSEHOLD_MOST; i++) {
        sum += share[i];
        persons += share[i] * (i + 1);
    }
    *mean = sum > 0.0 ? persons / sum : 1.0;
    if (!trouble && !(sum > 0.0)) {
        snprintf(room, 200, "the shares of households add up to nothing");
        return room;
    }
    return trouble;
}
