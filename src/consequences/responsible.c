/* Drawing who answers for a firm. */
#include "consequences/responsible.h"

#include <string.h>

/* Where so many draws in a row found no adult, there is hardly one: the last person drawn it is. */
#define TRIES_MOST 64

cs_answerable cs_answerable_of(const cs_population *pop, const cs_population_config *people,
                               cs_key key)
{
    cs_answerable a = {.pop = pop, .age = -1, .key = key};
    bool any = false;
    for (int i = 0; people->ages.count > 0 && i < people->attributes.count; i++)
        if (strcmp(people->attributes.items[i].name, "age") == 0) a.age = i;
    for (int b = 0; b < people->ages.count && b < CS_AGE_BANDS_MOST; b++) {
        a.adult[b] = people->ages.first[b] >= CS_ADULT_AGE;
        any = any || a.adult[b];
    }
    if (!any) a.age = -1;
    return a;
}

bool cs_answerable_has(const cs_answerable *a, uint32_t firm, double share)
{
    return cs_philox(firm, UINT32_MAX, 0, 0, a->key).w[0] < cs_threshold(share);
}

static bool may_answer(const cs_answerable *a, uint32_t person)
{
    if (a->age < 0) return true;
    size_t row = (size_t)cs_population_stratum(a->pop, person) * (size_t)a->pop->attributes;
    return a->adult[a->pop->stratum_value[row + (size_t)a->age]];
}

uint32_t cs_answerable_who(const cs_answerable *a, uint32_t firm, uint32_t first, uint32_t end)
{
    uint32_t person = first;
    for (uint32_t i = 0; i < TRIES_MOST; i++) {
        cs_words w = cs_philox(firm, i, 0, 0, a->key);
        person = first + cs_below(end - first, w.w[0], w.w[1]);
        if (may_answer(a, person)) break;
    }
    return person;
}
