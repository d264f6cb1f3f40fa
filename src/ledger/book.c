/* Bookkeeping of penalties. */
#include "ledger/book.h"

static uint32_t key_of(uint16_t person, int slot)
{
    return (uint32_t)person * 8u + (uint32_t)slot;
}

cs_status cs_account_add(cs_sparse *accounts, uint16_t person, int slot, int tag, int amount,
                         cs_error *err)
{
    void *value;
    CS_TRY(cs_sparse_make(accounts, key_of(person, slot), &value, err));
    cs_account *account = value;
    account->by_tag[tag] += amount;
    for (int t = 0; t < CS_TAGS; t++)
        if (account->by_tag[t]) return CS_OK;
    cs_sparse_remove(accounts, key_of(person, slot));
    return CS_OK;
}

static cs_cause cause_of_tag(int tag)
{
    return (cs_cause)(CS_CAUSE_FALSE_MATCH + (tag - CS_TAG_FALSE_MATCH));
}

/* The error a person was last listed under; CS_CAUSE_NONE when it was none. */
static cs_cause error_before(const cs_standing *s, int list)
{
    const cs_penalty *penalty =
        s->penalties ? cs_sparse_find(s->penalties, key_of(s->person, list)) : NULL;
    if (!penalty || penalty->cause < CS_CAUSE_FALSE_MATCH || penalty->cause > CS_CAUSE_STALE)
        return CS_CAUSE_NONE;
    return (cs_cause)penalty->cause;
}

/* The sub-ladder of error: tags are added in their order until the penalty holds. Where nothing on
   file now puts the person there, and only the gap between the bands of entry and of leaving keeps
   them, the cause stays what it was; failing that it is the tag that takes most points away. */
static cs_cause error_by_points(const cs_account *account, int score, int below, cs_cause before)
{
    int worst = CS_TAG_FALSE_MATCH;
    for (int t = CS_TAG_FALSE_MATCH; t < CS_TAGS; t++) {
        score += account->by_tag[t];
        if (score < below) return cause_of_tag(t);
        if (account->by_tag[t] < account->by_tag[worst]) worst = t;
    }
    return before != CS_CAUSE_NONE ? before : cause_of_tag(worst);
}

static cs_cause error_cause(const cs_standing *s, const cs_sparse *accounts,
                            const cs_list_view *view, int list)
{
    const cs_account *account =
        cs_sparse_find(accounts, key_of(s->person, view->by_band ? CS_ACCOUNT_SCORE : list));
    cs_cause before = error_before(s, list);
    if (!account) return before != CS_CAUSE_NONE ? before : CS_CAUSE_FALSE_RECORD;
    if (view->by_band)
        return error_by_points(account, s->kept[CS_LANE_PROTECTED], view->below, before);
    for (int t = CS_TAG_FALSE_MATCH; t < CS_TAGS; t++)
        if (account->by_tag[t] > 0) return cause_of_tag(t);
    return CS_CAUSE_FALSE_RECORD;
}

/* First lane whose bits touch the mask, CS_LANES for none. */
static int first_lane(const uint8_t *lists, uint8_t mask)
{
    int lane = 0;
    while (lane < CS_LANES && !(lists[lane] & mask)) lane++;
    return lane;
}

cs_cause cs_cause_of_any(const cs_standing *s, const cs_sparse *accounts,
                         const cs_list_view *views, int lists, uint8_t mask)
{
    int lane = first_lane(s->lists, mask);
    if (lane == CS_LANES) return CS_CAUSE_NONE;
    if (!(s->lists[CS_LANE_APPLIED] & mask)) return (cs_cause)(CS_CAUSE_SPARED_CONDUCT + lane);
    if (lane == CS_LANE_CONDUCT) return CS_CAUSE_RULE_CONSISTENT;
    if (lane == CS_LANE_PROTECTED) return CS_CAUSE_PROTECTED;
    if (lane == CS_LANE_APPLIED) return CS_CAUSE_ASSOCIATION;
    cs_cause cause = CS_CAUSE_STALE;
    for (int list = 0; list < lists; list++)
        if (mask & s->lists[CS_LANE_RECORDED] & (1u << list)) {
            cs_cause one = error_cause(s, accounts, &views[list], list);
            if (one < cause) cause = one;
        }
    return cause;
}

cs_cause cs_cause_of(const cs_standing *s, const cs_sparse *accounts, const cs_list_view *view,
                     int list)
{
    uint8_t mask = (uint8_t)(1u << list);
    int lane = first_lane(s->lists, mask);
    if (lane == CS_LANE_RECORDED && s->lists[CS_LANE_APPLIED] & mask)
        return error_cause(s, accounts, view, list);
    return cs_cause_of_any(s, accounts, NULL, 0, mask);
}

cs_cause cs_cause_noted(const cs_sparse *penalties, uint16_t person, uint8_t mask)
{
    static const cs_cause unspared[] = {CS_CAUSE_RULE_CONSISTENT, CS_CAUSE_PROTECTED,
                                        CS_CAUSE_FALSE_RECORD};
    cs_cause first = CS_CAUSE_NONE;
    bool listed = false;
    for (int list = 0; mask >> list; list++) {
        const cs_penalty *penalty =
            mask >> list & 1 ? cs_sparse_find(penalties, key_of(person, list)) : NULL;
        if (!penalty || penalty->cause == CS_CAUSE_NONE) continue;
        bool spared = cs_causes[penalty->cause].spared;
        cs_cause cause = spared ? unspared[penalty->cause - CS_CAUSE_SPARED_CONDUCT]
                                : (cs_cause)penalty->cause;
        listed = listed || !spared;
        if (cause < first) first = cause;
    }
    if (first == CS_CAUSE_NONE || listed) return first;
    return (cs_cause)(CS_CAUSE_SPARED_CONDUCT + cs_causes[first].lane);
}

cs_status cs_penalty_note(cs_sparse *penalties, uint16_t person, int slot, cs_cause cause, int day,
                          cs_move *move, bool *moved, cs_error *err)
{
    cs_penalty *penalty = cs_sparse_find(penalties, key_of(person, slot));
    *moved = false;
    if (!penalty) {
        if (cause == CS_CAUSE_NONE) return CS_OK;
        void *value;
        CS_TRY(cs_sparse_make(penalties, key_of(person, slot), &value, err));
        penalty = value;
        penalty->cause = CS_CAUSE_NONE;
    }
    if (penalty->cause == cause) return CS_OK;
    bool listed = cause != CS_CAUSE_NONE && !cs_causes[cause].spared;
    *moved = true;
    move->slot = (uint8_t)slot;
    move->from = penalty->cause;
    move->to = (uint8_t)cause;
    move->first = listed && !penalty->ever;
    move->length = (uint16_t)(day - penalty->since);
    move->day = (uint16_t)day;
    penalty->cause = (uint8_t)cause;
    penalty->ever |= listed;
    penalty->since = (uint16_t)day;
    if (cause == CS_CAUSE_NONE && !penalty->ever) cs_sparse_remove(penalties, key_of(person, slot));
    return CS_OK;
}

/* ---- kept ---- */

void cs_account_archive(cs_archive *a, void *item)
{
    cs_account *account = item;
    cs_archive_numbers(a, account->by_tag, CS_TAGS, sizeof *account->by_tag);
}

/* A cause is an index: what is read must be one, or none. */
static void archive_cause(cs_archive *a, uint8_t *cause)
{
    cs_archive_number(a, *cause);
    if (*cause >= CS_CAUSES && *cause != CS_CAUSE_NONE)
        cs_archive_damaged(a, "a penalty has cause number %d", *cause);
}

void cs_penalty_archive(cs_archive *a, void *item)
{
    cs_penalty *penalty = item;
    archive_cause(a, &penalty->cause);
    cs_archive_number(a, penalty->ever);
    cs_archive_number(a, penalty->since);
}

void cs_move_archive(cs_archive *a, void *item)
{
    cs_move *move = item;
    cs_archive_number(a, move->stratum);
    cs_archive_number(a, move->region);
    cs_archive_number(a, move->slot);
    archive_cause(a, &move->from);
    archive_cause(a, &move->to);
    cs_archive_number(a, move->first);
    cs_archive_number(a, move->length);
    cs_archive_number(a, move->day);
}
