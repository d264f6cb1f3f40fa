/* The reference engine's record linkage: everybody has a name and a birth date, and a report is held
   against everybody on file. */
#include "sim/reference.h"

#include "core/math.h"
#include "core/mem.h"

/* ---- names ---- */

static double share_of_name(const cs_name_shares *names, int64_t name)
{
    const cs_name_class *class = names->classes.items;
    if (names->classes.count == 0) return cs_exp(-names->exponent * cs_log((double)name + 1.0));
    while (name >= class->kinds) name -= (class++)->kinds;
    return class->share / (double)class->kinds;
}

static int64_t how_many_names(const cs_name_shares *names)
{
    int64_t count = names->kinds;
    for (int i = 0; i < names->classes.count; i++)
        count += CS_ITEMS(cs_name_class, names->classes)[i].kinds;
    return count;
}

/* Draw a name in proportion to its share, but not the one called `but` (-1: any). */
static uint32_t draw_name(const cs_name_shares *names, int64_t but, double roll)
{
    double all = 0.0, sum = 0.0;
    int64_t count = how_many_names(names), last = 0;
    for (int64_t i = 0; i < count; i++)
        if (i != but) all += share_of_name(names, i);
    for (int64_t i = 0; i < count; i++) {
        if (i == but) continue;
        sum += share_of_name(names, i);
        last = i;
        if (roll * all < sum) break;
    }
    return (uint32_t)last;
}

cs_status cs_reference_linkage_init(cs_reference_sensor *sensor, const cs_reference_run *run,
                                    const cs_linkage *linkage, cs_error *err)
{
    if (!linkage) return CS_OK;
    /* names are facts about people: every office that looks for them in the same place means the same */
    cs_key key = cs_reference_key(run, "population", "people", "names");
    double all = 0.0, squares = 0.0;
    for (int64_t i = 0; i < how_many_names(&linkage->names); i++) {
        double share = share_of_name(&linkage->names, i);
        all += share;
        squares += share * share;
    }
    sensor->same_name = squares / all / all;
    sensor->name = cs_alloc(run->persons, sizeof *sensor->name);
    sensor->birth_date = cs_alloc(run->persons, sizeof *sensor->birth_date);
    if (!sensor->name || !sensor->birth_date) return cs_fail_memory(err, "everyone's names");
    for (uint32_t p = 0; p < run->persons; p++) {
        cs_dice dice = cs_dice_at(key, p, (uint32_t)linkage->everybody, 0);
        sensor->name[p] = draw_name(&linkage->names, -1, cs_dice_roll(&dice));
        sensor->birth_date[p] = cs_dice_below(&dice, (uint32_t)linkage->birth_dates);
    }
    return CS_OK;
}

/* ---- reports ---- */

/* log2(m / u) where it agrees, log2((1 - m) / (1 - u)) where not. */
static double weight(bool agrees, double if_same, double if_other)
{
    double same = agrees ? if_same : 1.0 - if_same, other = agrees ? if_other : 1.0 - if_other;
    if (same <= 0.0) return -1e6;
    return other > 0.0 ? cs_log(same / other) / cs_log(2.0) : 1e6;
}

/* How well somebody on file matches; below 0: not enough. */
static double match(const cs_reference_sensor *sensor, const cs_linkage *l, bool name, bool date)
{
    if (l->match == CS_MATCH_NAME) return name ? 1.0 : -1.0;
    if (l->match == CS_MATCH_NAME_AND_BIRTH_DATE) return name && date ? 1.0 : -1.0;
    double bits = weight(name, l->name_agrees, sensor->same_name) +
                  weight(date, l->birth_date_agrees, 1.0 / (double)l->birth_dates);
    return bits - l->threshold;
}

bool cs_reference_link(const cs_reference_run *run, const cs_reference_sensor *sensor,
                       const cs_linkage *l, uint32_t person, cs_dice *dice, uint32_t *filed_under)
{
    uint32_t name = sensor->name[person], date = sensor->birth_date[person];
    uint32_t first = 0, end = run->persons, dates = (uint32_t)l->birth_dates, count = 0;
    double best = 0.0;
    if (!cs_dice_says(dice, l->name_agrees) && how_many_names(&l->names) > 1)
        name = draw_name(&l->names, name, cs_dice_roll(dice));
    if (!cs_dice_says(dice, l->birth_date_agrees) && dates > 1)
        date = (date + 1 + cs_dice_below(dice, dates - 1)) % dates;
    if (!l->everybody) {
        int region = cs_population_region(run->pop, person);
        first = run->pop->region_start[region];
        end = run->pop->region_start[region + 1];
    }
    for (uint32_t p = first; p < end; p++) {
        double bits = match(sensor, l, sensor->name[p] == name, sensor->birth_date[p] == date);
        if (bits < best) continue;
        if (bits > best) count = 0;
        best = bits;
        if (cs_dice_below(dice, ++count) == 0) *filed_under = p; /* each of them equally likely */
    }
    return count == 1 || (count > 1 && !l->unless_alone);
}
