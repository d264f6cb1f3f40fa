/* Who is on which list, in every lane. */
#include "consequences/membership.h"

#include "core/math.h"

static uint32_t spell_key(uint16_t person, int list)
{
    return (uint32_t)person * 8u + (uint32_t)list;
}

cs_status cs_membership_hold(cs_membership *file, uint16_t person, int list, int lane, cs_error *err)
{
    void *value;
    CS_TRY(cs_sparse_make(&file->spells, spell_key(person, list), &value, err));
    cs_spells *spells = value;
    if (spells->held[lane] == UINT16_MAX)
        return cs_fail(err, CS_RANGE,
                       "more than 65,535 records hold one person on list number %d; lower the rates "
                       "or shorten the stay",
                       list);
    spells->held[lane]++;
    return CS_OK;
}

void cs_membership_release(cs_membership *file, uint16_t person, int list, int lane)
{
    cs_spells *spells = cs_sparse_find(&file->spells, spell_key(person, list));
    if (!spells || spells->held[lane] == 0) return;
    spells->held[lane]--;
    for (int l = 0; l < CS_LANES_MOST; l++)
        if (spells->held[l]) return;
    cs_sparse_remove(&file->spells, spell_key(person, list));
}

/* ---- amendments ---- */

static cs_amend *amend_of(const cs_membership *file, uint16_t person, int slot)
{
    return cs_sparse_find(&file->amends, spell_key(person, slot));
}

static cs_status make_amend(cs_membership *file, uint16_t person, int slot, cs_amend **amend,
                            cs_error *err)
{
    void *value;
    CS_TRY(cs_sparse_make(&file->amends, spell_key(person, slot), &value, err));
    *amend = value;
    return CS_OK;
}

uint16_t cs_membership_made(const cs_membership *file, uint16_t person, int slot)
{
    const cs_amend *amend = amend_of(file, person, slot);
    return amend ? amend->made : 0;
}

bool cs_membership_dropped(const cs_membership *file, uint16_t person, int slot, int lane,
                           unsigned made)
{
    const cs_amend *amend = lane == CS_LANE_APPLIED ? NULL : amend_of(file, person, slot);
    if (!amend) return false;
    return made < (lane == CS_LANE_RECORDED ? amend->made : amend->settled);
}

cs_status cs_membership_amend(cs_membership *file, uint16_t person, int slot, bool all,
                              cs_error *err)
{
    cs_amend *amend;
    CS_TRY(make_amend(file, person, slot, &amend, err));
    if (amend->made == CS_AMENDS_MOST)
        return cs_fail(err, CS_RANGE, "one person's file was amended more than %d times; lower the "
                                      "rates of recourse", CS_AMENDS_MOST);
    amend->made++;
    if (all) amend->settled = amend->made;
    return CS_OK;
}

cs_status cs_membership_clear(cs_membership *file, uint16_t person, int list, bool all,
                              int *released, cs_error *err)
{
    cs_spells *spells = cs_sparse_find(&file->spells, spell_key(person, list));
    bool left = false;
    *released = 0;
    if (!spells) return CS_OK;
    for (int l = 0; l < CS_LANES_MOST; l++) {
        if (l == CS_LANE_RECORDED || (all && l != CS_LANE_APPLIED)) {
            *released += spells->held[l];
            spells->held[l] = 0;
        }
        left = left || spells->held[l] > 0;
    }
    if (!left) cs_sparse_remove(&file->spells, spell_key(person, list));
    return *released ? cs_membership_amend(file, person, list, all, err) : CS_OK;
}

cs_status cs_membership_let_off(cs_membership *file, uint16_t person, int list, int lane,
                                cs_error *err)
{
    cs_amend *amend;
    CS_TRY(make_amend(file, person, list, &amend, err));
    if (amend->let_off == 0 || lane < amend->let_off) amend->let_off = (uint8_t)lane;
    return CS_OK;
}

void cs_membership_reopen(cs_membership *file, uint16_t person, int list)
{
    cs_amend *amend = amend_of(file, person, list);
    if (amend) amend->let_off = 0;
}

cs_status cs_membership_afresh(cs_membership *file, uint16_t person, int list, cs_error *err)
{
    cs_amend *amend;
    CS_TRY(make_amend(file, person, list, &amend, err));
    amend->afresh = 1;
    return CS_OK;
}

/* The bits a list entered by band looks back on: of those told to forget, what lane protected has. */
static void look_back(const cs_membership *file, uint16_t person, int list, const uint8_t *before,
                      uint8_t *was)
{
    const cs_amend *amend = amend_of(file, person, list);
    uint8_t bit = (uint8_t)(1u << list);
    for (int l = 0; l < file->lanes; l++) was[l] = before[l];
    for (int l = CS_LANE_RECORDED; amend && amend->afresh && l <= CS_LANE_APPLIED; l++)
        was[l] = (uint8_t)((was[l] & ~bit) | (was[CS_LANE_PROTECTED] & bit));
}

/* Listings that are lifted, taken out; one that would stand no longer is lifted no longer. */
static void lift(cs_membership *file, uint16_t person, int list, uint8_t *after)
{
    cs_amend *amend = amend_of(file, person, list);
    uint8_t bit = (uint8_t)(1u << list);
    if (!amend) return;
    amend->afresh = 0;
    if (!amend->let_off) return;
    if (!(after[amend->let_off] & bit)) amend->let_off = 0;
    else if (amend->let_off == CS_LANE_RECORDED || !(after[CS_LANE_RECORDED] & bit))
        for (int l = amend->let_off; l <= CS_LANE_APPLIED; l++) after[l] &= (uint8_t)~bit;
}

/* ---- settlement ---- */

/* Bit `list` of every lane, by spells. */
static void settle_record(const cs_membership *file, uint16_t person, int list, uint8_t *after)
{
    const cs_spells *spells = cs_sparse_find(&file->spells, spell_key(person, list));
    if (!spells || !(file->held >> list & 1)) return;
    bool held = false;
    for (int l = 0; l < file->lanes; l++) {
        if (l == CS_LANE_AS_WRITTEN) held = false; /* stands alone */
        held = held || spells->held[l] > 0;
        if (held) after[l] |= (uint8_t)(1u << list);
    }
}

static void settle_band(const cs_membership *file, const cs_list_rule *rule, int list,
                        const int16_t *kept, const uint8_t *before, uint8_t *after)
{
    for (int l = 0; l < file->lanes; l++) {
        bool on = before[l] >> list & 1;
        if (!((on ? file->held : file->open) >> list & 1)) continue;
        if (kept[l] < (on ? rule->stay_below : rule->enter_below))
            after[l] |= (uint8_t)(1u << list);
    }
}

/* Most people at most settlements: on no list in any lane, held by no record, and every lane's score
   above the bands of entry. */
static bool is_quiet(const cs_membership *file, uint16_t person, const int16_t *kept)
{
    const uint8_t *bits = file->lists + (size_t)person * (size_t)file->lanes;
    for (int l = 0; l < file->lanes; l++)
        if (bits[l] || (kept && kept[l] < file->quiet_from)) return false;
    bool held = cs_sparse_may_have(&file->spells, spell_key(person, 0));
    for (int list = 0; held && list < file->by_record; list++)
        if (cs_sparse_find(&file->spells, spell_key(person, list))) return false;
    bool amended = cs_sparse_may_have(&file->amends, spell_key(person, 0));
    for (int list = 0; amended && list < CS_LISTS_MOST; list++) {
        const cs_amend *amend = amend_of(file, person, list);
        if (amend && (amend->let_off || amend->afresh)) return false;
    }
    return true;
}

bool cs_membership_settle(cs_membership *file, const cs_list_rule *rules, int lists,
                          uint16_t person, const int16_t *kept, uint8_t *before, uint8_t *after)
{
    if (is_quiet(file, person, kept)) return false;
    uint8_t *bits = file->lists + (size_t)person * (size_t)file->lanes, any = 0;
    bool amended = cs_sparse_may_have(&file->amends, spell_key(person, 0));
    for (int l = 0; l < file->lanes; l++) {
        before[l] = bits[l];
        after[l] = 0;
        any |= bits[l];
    }
    for (int list = 0; list < lists; list++) {
        uint8_t was[CS_LANES_MOST];
        if (rules[list].by_band) {
            if (amended) look_back(file, person, list, before, was);
            settle_band(file, &rules[list], list, kept, amended ? was : before, after);
        } else if (file->spells.count) {
            settle_record(file, person, list, after);
        }
        if (amended) lift(file, person, list, after);
    }
    for (int l = 0; l < file->lanes; l++) {
        any |= after[l];
        bits[l] = after[l];
    }
    return any != 0;
}

int32_t cs_listing_days(const cs_list_rule *rule, uint32_t luck, uint32_t person, bool *overdue)
{
    cs_words w = cs_philox(luck, person, 0, 0, rule->key);
    int32_t days = rule->after_days;
    *overdue = w.w[2] < rule->overdue;
    if (rule->leave_per_day > 0.0) {
        /* the listing began at some moment of its day; count the day ends it lives to see, so that
           their mean is the mean stay */
        double until = ((double)w.w[3] + 0.5) * 0x1p-32 -
                       cs_log(cs_uniform(w.w[0], w.w[1])) / rule->leave_per_day;
        if (until < 40000.0 && (int32_t)until < days) days = (int32_t)until;
    }
    return days;
}

int32_t cs_listing_rest(const cs_list_rule *rule, uint32_t person, bool *overdue)
{
    cs_words w = cs_philox(person, 1, 0, 0, rule->key), v = cs_philox(person, 2, 0, 0, rule->key);
    int32_t days = rule->after_days;
    *overdue = v.w[0] < rule->overdue;
    if (days != CS_FOREVER) days = 1 + (int32_t)cs_below((uint32_t)days, w.w[0], w.w[1]);
    if (rule->leave_per_day > 0.0) {
        double until = 1.0 - cs_log(cs_uniform(w.w[2], w.w[3])) / rule->leave_per_day;
        if (until < 40000.0 && (int32_t)until < days) days = (int32_t)until;
    }
    return days;
}

/* ---- kept ---- */

static void archive_spells(cs_archive *a, void *item)
{
    cs_spells *spells = item;
    cs_archive_numbers(a, spells->held, CS_LANES_MOST, sizeof *spells->held);
}

static void archive_amend(cs_archive *a, void *item)
{
    cs_amend *amend = item;
    cs_archive_number(a, amend->made);
    cs_archive_number(a, amend->settled);
    cs_archive_number(a, amend->let_off);
    cs_archive_number(a, amend->afresh);
}

/* Set anew for each person who is settled, and so not kept: quiet_from, by_record, open, held. */
void cs_membership_archive(cs_archive *a, cs_membership *file, uint32_t persons)
{
    cs_archive_same(a, (uint64_t)file->lanes, "the number of lanes");
    cs_archive_bytes(a, file->lists, (size_t)persons * (size_t)file->lanes);
    cs_sparse_archive(a, &file->spells, persons * 8u, archive_spells, "spells on lists");
    cs_sparse_archive(a, &file->amends, persons * 8u, archive_amend, "amendments of files");
}
