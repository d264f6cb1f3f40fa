/* The ledger: what one world counted. It sees both sides of the wall and changes neither.
   Every table is a block of int64 counts over named dimensions, listed once below; the struct, its
   allocation, the result hash, the SQL schema, CSV and docs/results.md come from the list. */
#ifndef CS_LEDGER_LEDGER_H
#define CS_LEDGER_LEDGER_H

#include "core/archive.h"
#include "ledger/causes.h"
#include "model/truth/look.h"
#include "model/truth/provenance.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Dimensions. list: the scenario's lists, then `any penal list`. cell: everyone, then each value of
   each attribute, then each region. day: 0 .. horizon (state at the end of that day; day 0 = start).
   sample: every `every` days. INSPECTION: sensors, where one of them learns, else none. LOOK: visits,
   finds, reports, count (cs_look). list_cell: list * cells + cell (two columns in the database). length: days a spell lasted, 0 .. horizon. */
#define CS_DIM_LIST(X)                                                                             \
    X(NONE, "none") X(LIST, "list") X(CELL, "cell") X(CAUSE, "cause") X(DAY, "day")                \
    X(SAMPLE, "sample") X(LENGTH, "length") X(KIND, "kind") X(SENSOR, "sensor") X(TAG, "tag")      \
    X(LISTCELL, "list_cell") X(SERVICE, "service") X(LANE, "lane") X(BAND, "band") X(OUTCOME, "outcome") X(MOMENT, "moment") \
    X(RESPONSE, "response")                                                                        \
    X(FILE, "file") X(FATE, "fate") X(LEVEL, "level")                                              \
    X(ASSOCIATION, "association") X(SIZE, "size") X(STEP, "step")                                  \
    X(INSPECTION, "sensor") X(INSPECTIONCELL, "sensor_cell") X(LOOK, "look")                       \
    X(ARROW, "arrow") X(COPY, "copy")                                                              \
    X(STAGE, "stage") X(AGENCY, "agency") X(QUEUED, "queued") X(DELAY, "delay")                      \
    X(REPAIR, "repair") X(PAID, "paid")                                                            \
    /* the end */

typedef enum cs_dim {
#define X(name, key) CS_DIM_##name,
    CS_DIM_LIST(X)
#undef X
    CS_DIMS
} cs_dim;
extern const char *const cs_dim_names[CS_DIMS];

/* OUTCOME: positive means penalised; truth is lane `as_written` where the scenario turns it on, else lane
   `conduct`; the world table in the results says which. */
typedef enum cs_outcome { CS_TRUE_POSITIVE, CS_FALSE_POSITIVE, CS_FALSE_NEGATIVE, CS_TRUE_NEGATIVE, CS_OUTCOMES } cs_outcome;
/* COPY: put on the other list; then, when the original had ended, told of it or not. A copy still on its
   way when the original ends is told of it or not, and made all the same. */
typedef enum cs_copied { CS_COPY_MADE, CS_COPY_CORRECTED, CS_COPY_KEPT, CS_COPIES } cs_copied;
/* MOMENT: powers of the score summed over persons. */
/* SIZE: 0 .. CS_CASCADE_MOST; STEP: 0 .. CS_STEPS_MOST; the last takes in whatever is more. */
#define CS_CASCADE_MOST 1000
#define CS_STEPS_MOST 10
typedef enum cs_moment { CS_MOMENT_COUNT, CS_MOMENT_SUM, CS_MOMENT_SQUARES, CS_MOMENTS } cs_moment;

/* STAGE: what became of listings and disputes. AGENCY: as the scenario names them, 7 at most. DELAY: days, 0 ..
   horizon. REPAIR: as the scenario names them, 7 at most, then bought points.
   X(name, word, what is counted); `wrongful` as of causes. */
#define CS_STAGE_LIST(X)                                                                            \
    X(TOLD, "told", "people who came to know of a listing")                                        \
    X(TOLD_WRONGFUL, "told_wrongful", "of them, wrongfully listed")                                \
    X(DISPUTED, "disputed", "people who disputed a listing")                                       \
    X(DISPUTED_WRONGFUL, "disputed_wrongful", "of them, wrongfully listed")                        \
    X(AGAIN, "disputed_again", "further disputes, after a refusal")                                \
    X(GRANTED, "granted", "disputes granted by a review")                                          \
    X(GRANTED_WRONGFUL, "granted_wrongful", "of them, by people wrongfully listed")                \
    X(REFUSED, "refused", "disputes refused by a review")                                          \
    X(REFUSED_WRONGFUL, "refused_wrongful", "of them, by people wrongfully listed")                \
    X(OVERDUE, "overdue", "disputes granted because the deadline was over")                        \
    X(OVERDUE_WRONGFUL, "overdue_wrongful", "of them, by people wrongfully listed")                \
    X(GAVE_UP, "gave_up", "people who left it at a refusal")                                       \
    X(LAPSED, "lapsed", "decisions about listings that had ended by then")                         \
    X(REINSERTED, "reinserted", "corrections undone: the wrong records came back")                 \
    X(STOPPED, "stopped", "listings stopped before they took effect")                              \
    X(STOPPED_WRONGFUL, "stopped_wrongful", "of them, wrongful")

typedef enum cs_stage {
#define X(name, word, help) CS_STAGE_##name,
    CS_STAGE_LIST(X)
#undef X
    CS_STAGES
} cs_stage;

/* QUEUED: X(name, word). Waits are those for a reviewer; seconds of 86,400 to a day. */
#define CS_QUEUED_LIST(X)                                                                          \
    X(CAME, "came_in") X(BEGUN, "taken_up") X(WAITED, "taken_up_after_waiting")                    \
    X(WAIT_SECONDS, "seconds_waited_by_those") X(QUEUE_SECONDS, "seconds_waited_within_the_run")
typedef enum cs_queued {
#define X(name, word) CS_QUEUED_##name,
    CS_QUEUED_LIST(X)
#undef X
    CS_QUEUEDS
} cs_queued;
#define CS_LEDGER_AGENCIES 7
#define CS_LEDGER_REPAIRS 8 /* the last: bought points */
typedef enum cs_paid { CS_PAID_TIMES, CS_PAID_MONEY, CS_PAIDS } cs_paid;

/* X(table, dim 1, dim 2, dim 3, what one count is). A table of a mechanism comes after `band`: where it
   counted nothing it is left out of the result hash, so that a mechanism which is absent, or does
   nothing, changes no hash. */
#define CS_LEDGER_TABLES(X)                                                                        \
    X(persons, CELL, NONE, NONE, "persons in the cell")                                            \
    X(stock, LIST, CELL, CAUSE, "persons on the list on the last day, by cause")                   \
    X(person_days, LIST, CELL, CAUSE, "days persons spent on the list, by cause")                  \
    X(entries, LIST, CELL, CAUSE, "times a person came onto the list after the start, by cause")   \
    X(exits, LIST, CELL, CAUSE, "times a person left the list, by cause on the day before")        \
    X(ever, LIST, CELL, CAUSE, "persons ever on the list: first cause they were listed under")     \
    X(daily, DAY, LIST, CAUSE, "persons on the list at the end of the day")                        \
    X(series, SAMPLE, LISTCELL, CAUSE, "persons on the list at the end of the sampled day, by cell") \
    X(ended, LIST, CAUSE, LENGTH, "spells under one cause that ended after so many days")          \
    X(standing, LIST, CAUSE, LENGTH, "spells still standing on the last day, by days so far")      \
    X(contributing, LIST, CAUSE, NONE, "persons listed on the last day with this cause among those that contribute") \
    X(confusion, LIST, CELL, OUTCOME, "persons on the last day by truth and penalty")              \
    X(acts, KIND, CELL, NONE, "acts truly done")                                                   \
    X(records, SENSOR, TAG, CELL, "records filed, by what they are, in the cell of the person filed under") \
    X(attempts, SERVICE, CELL, NONE, "attempts to use the service")                                \
    X(denials, SERVICE, CELL, CAUSE, "attempts refused, by cause of the listing")                  \
    X(score, LANE, CELL, MOMENT, "count, sum and sum of squares of scores on the last day")        \
    X(band, LANE, BAND, CELL, "persons in the band on the last day")                               \
    X(answered, CELL, CAUSE, NONE, "times a person was made to answer for a listed firm, by the cause of the firm's listing") \
    X(withheld, RESPONSE, KIND, CELL, "acts left undone because of the response")                  \
    X(added, RESPONSE, KIND, CELL, "acts done because of the response that would not have been")   \
    X(hidden, RESPONSE, KIND, CELL, "acts done out of the sight of the sensor avoided")            \
    X(setbacks, RESPONSE, CELL, CAUSE, "refusals that changed the person's later life, by cause of the listing") \
    X(shunned, LIST, CELL, CAUSE, "times a person came onto a published list and lost contacts by it") \
    X(contacts_lost, LIST, CELL, CAUSE, "contacts lost by coming onto a published list, by cause of the listing") \
    X(contact_days_lost, LIST, CELL, CAUSE, "days times contacts lost while on a published list, by cause at the time of listing") \
    X(loans, FILE, FATE, CELL, "applications for a loan, by what came of them; of those refused, what would have") \
    X(loans_by_level, LEVEL, FATE, CELL, "applications of people with a score, by the score and what came of them") \
    X(loans_expected, LEVEL, CELL, NONE, "repayments the lender expects of those applications, in millionths") \
    X(loan_profit, CELL, NONE, NONE, "what loans brought the lender, in thousandths")              \
    X(credit_change, CELL, NONE, NONE, "how far loans moved the scores of people who had one, in thousandths of a point") \
    X(credit_points, SAMPLE, CELL, NONE, "sum of credit scores at the end of the sampled day, in thousandths of a point") \
    X(credit_persons, SAMPLE, CELL, NONE, "persons with a credit score at the end of the sampled day") \
    X(loan_terms, CELL, NONE, NONE, "1 where the lender has a threshold for the group")            \
    X(loan_threshold, CELL, NONE, NONE, "the lowest score lent to at the end, in thousandths of a point") \
    X(foretold_persons, BAND, CELL, NONE, "persons in the band on the day that the score is held to") \
    X(foretold_did, BAND, CELL, NONE, "of them, persons who then did what the score is meant to foretell") \
    X(foretold_said, BAND, CELL, NONE, "of them, how many the scorecard said would, in millionths") \
    X(reached, ASSOCIATION, CELL, NONE, "times the rule of association reached a person")          \
    X(cascades, LIST, SIZE, NONE, "cascades of association by persons they put on the list, the first included; 1,000: or more") \
    X(cascade_powers, LIST, MOMENT, NONE, "count, sum and sum of squares of those sizes")          \
    X(steps, LIST, STEP, NONE, "persons so many acquaintances away from the nearest one listed on the last day; 10: or more, or no way") \
    X(step_points, LIST, STEP, NONE, "their scores with the contacts' share less the base, in millionths of a point, summed") \
    X(inspected, INSPECTION, CELL, LOOK, "of sensors that learn, by place and up to the last day: visits, acts found, acts reported, and the count that steers the visits (in thousandths)") \
    X(inspected_series, SAMPLE, INSPECTIONCELL, LOOK, "the same up to the sampled day") \
    X(moves, CELL, NONE, NONE, "times a person moved to another region, in the cell of the region at the start") \
    X(copies, ARROW, COPY, CELL, "listings copied along an arrow of sharing; and of those whose original ended, told of it or not") \
    X(recourse, LIST, CELL, STAGE, "what became of listings and disputes, by list; any penal list: all lists together") \
    X(corrections, LIST, DELAY, NONE, "wrong listings set right after a dispute, by days since the listing") \
    X(queues, AGENCY, QUEUED, NONE, "disputes, and the time they waited for a reviewer")           \
    X(waits, AGENCY, DELAY, NONE, "disputes by whole days they waited for a reviewer")             \
    X(repairs, REPAIR, CELL, PAID, "times somebody made good or bought points, and the money it took") \
    /* the end */

/* One thing in the history of a tracked person. Written for replicate 0 only. */
typedef enum cs_event_kind {
    CS_EVENT_ACT,      /* what: conduct, detail: 1 when the rule exempts it; truth */
    CS_EVENT_RECORD,   /* what: sensor, detail: record kind, lane, tag; arrived on file */
    CS_EVENT_EXPIRED,  /* what: rule, CS_EVENT_NO_RULE for points of recourse; they no longer count */
    CS_EVENT_LISTED,   /* what: list, lane: first lane, tag: cause */
    CS_EVENT_LEFT,     /* what: list */
    CS_EVENT_CAUSE,    /* what: list; still on it, but for another cause (tag) */
    CS_EVENT_DENIED,   /* what: service, tag: cause */
    CS_EVENT_SCORE,    /* points: score in lane applied, detail: score in lane conduct, after the day */
    CS_EVENT_ANSWERS,  /* what: list of the firms, tag: cause of the firm's listing, points: what it brought */
    CS_EVENT_LOAN,     /* what: cs_fate, detail: cs_credit_file, points: credit score afterwards, in thousandths */
    CS_EVENT_ASSOCIATION, /* what: rule of association that reached the person, points: it brought */
    CS_EVENT_NOTICE,   /* what: list, tag: cause, detail: 0 told, 1 found out, 2 at a refusal */
    CS_EVENT_DISPUTE,  /* what: list, tag: cause, detail: which time */
    CS_EVENT_DECISION, /* what: list, tag: cause, detail: 0 refused, 1 granted, 2 granted as overdue */
    CS_EVENT_REINSERTED, /* what: list; points that came back with it */
    CS_EVENT_REPAIR    /* what: repair, CS_LEDGER_REPAIRS - 1 for bought points; points */
} cs_event_kind;

#define CS_EVENT_NO_RULE 255

typedef struct cs_event {
    uint32_t person;
    int32_t day;
    uint8_t kind;      /* cs_event_kind */
    int8_t lane;       /* of a record or listing; -1 where none */
    int8_t tag;        /* cs_tag of a record, cs_cause of a listing or denial; -1 where none */
    int16_t what;      /* index of the thing named above */
    int16_t detail;
    int32_t points;    /* of a record: points it brought; of CS_EVENT_SCORE: the score */
} cs_event;

/* The populations of a scenario. */
typedef enum cs_who { CS_PERSONS, CS_FIRMS, CS_WHO } cs_who;

typedef struct cs_ledger {
    int extent[CS_DIMS];   /* size of each dimension; NONE is 1 */
    int horizon_days, every_days;
    bool as_written;
#define X(table, a, b, c, help) int64_t *table;
    CS_LEDGER_TABLES(X)
#undef X
    size_t events;
    cs_event *event;       /* sorted by person, day, order of happening */
    struct cs_ledger *firms; /* what was counted among the firms; owned; NULL: there are none */
} cs_ledger;

/* Tables zeroed; extents as set by the caller in ledger->extent. Errors: CS_NOMEM. */
cs_status cs_ledger_init(cs_ledger *ledger, cs_error *err);
/* Gives the ledger an empty one of the firms; its extents are still to be set, its tables to be made.
   Errors: CS_NOMEM. */
cs_status cs_ledger_add_firms(cs_ledger *ledger, cs_error *err);
void cs_ledger_free(cs_ledger *ledger);
/* The ledger of a population: this one, or its firms' (NULL: there are none). */
static inline const cs_ledger *cs_ledger_of(const cs_ledger *ledger, int who)
{
    return who == CS_FIRMS ? ledger->firms : ledger;
}

/* The tables as data, for sinks and hashes. */
typedef struct cs_ledger_table {
    const char *name, *help;
    cs_dim dim[3];
    size_t offset;         /* of the int64_t * in cs_ledger */
} cs_ledger_table;
extern const cs_ledger_table cs_ledger_tables[];
extern const int cs_ledger_table_count;
#define CS_LEDGER_FIRST_OF_MECHANISMS 18 /* number of the table after `band` */
static inline int64_t *cs_ledger_cells(const cs_ledger *ledger, const cs_ledger_table *table)
{
    return *(int64_t *const *)(const void *)((const char *)ledger + table->offset);
}
/* Product of a table's extents. */
size_t cs_ledger_size(const cs_ledger *ledger, const cs_ledger_table *table);
/* What is counted so far: of this ledger, not of its firms'. Shaped and made before. */
void cs_ledger_archive(cs_archive *archive, cs_ledger *ledger);
void cs_event_archive(cs_archive *archive, void *event);

#endif
