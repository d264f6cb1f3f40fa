/* The reference engine, inside: the obvious program, kept as the oracle of the block engine.
   Everyone, every day, one draw; scores and lists worked out afresh from every record on file. It
   shares the people, the scenario and the ledger's tables with the block engine and nothing of its
   sampling, scoring, lists or counting. */
#ifndef CS_SIM_REFERENCE_H
#define CS_SIM_REFERENCE_H

#include "core/rng.h"
#include "ledger/ledger.h"
#include "population/ties.h"
#include "scenario/scenario.h"
#include "sim/firms.h"

#define CS_DAYS_MOST 36501

/* Dice thrown at one place (purpose, and three numbers such as person, day, act). */
typedef struct cs_dice {
    cs_key key;
    uint32_t place[3], rolls;
    cs_words words;
} cs_dice;

static inline cs_dice cs_dice_at(cs_key key, uint32_t a, uint32_t b, uint32_t c)
{
    return (cs_dice){.key = key, .place = {a, b, c}};
}
/* Uniform in (0, 1). */
double cs_dice_roll(cs_dice *dice);
/* True with probability p. */
bool cs_dice_says(cs_dice *dice, double p);
/* Uniform in 0 .. n - 1. */
uint32_t cs_dice_below(cs_dice *dice, uint32_t n);
/* Poisson with the mean, by inversion of one uniform (one per 500 of the mean). */
int cs_dice_poisson(cs_dice *dice, double mean, double none);

/* Something that people do or suffer at a rate. Shapes: [persons]. */
typedef struct cs_reference_rate {
    cs_key key;
    double *mean;          /* a day */
    double *none;          /* exp(-mean) */
} cs_reference_rate;

typedef struct cs_reference_sensor {
    cs_key key;
    bool *member;          /* [persons] platform: is on it; identify: is enrolled */
    double *weight;        /* [strata] face recognition: -log(1 - false match rate) */
    double finds;          /* likewise: share of those looked for who are recognised */
    double false_alert;    /* identify: chance that one search returns somebody wrong */
    double *up_to;         /* [persons] sum of the weights of the enrolled, up to the person */
    double total;          /* likewise of the whole gallery */
    cs_reference_rate rate;/* false records; identify: sightings */
    uint32_t *name, *birth_date; /* [persons] linkage */
    double same_name;      /* likewise: chance that two persons have the same */
    cs_reference_rate pictures; /* face recognition: of each person, without the person */
} cs_reference_sensor;

/* What an inspection has met in a place. */
typedef struct cs_reference_place {
    int64_t visits, taken, found, kept, reported; /* taken, kept: of visits and finds, those counted */
    double weight;         /* in the interval: chance of a visit, in proportion */
} cs_reference_place;

typedef struct cs_reference_inspector {
    cs_reference_place *place;
    int *today;            /* [days of the interval][places] visits */
} cs_reference_inspector;

/* A scenario with its tables; a run has two when a safeguard starts later. */
typedef struct cs_reference_regime {
    const cs_scenario *scenario;
    cs_reference_rate *conduct, *service;
    cs_reference_sensor *sensor;
} cs_reference_regime;

/* A record on its way: on file from the end of its day. */
typedef struct cs_reference_record {
    int32_t next;          /* the day's next record, -1: none */
    uint32_t person, luck;
    uint8_t kind, sensor, lane, tag;
} cs_reference_record;

/* What a record on file does: points of a rule, or holding the person on a list. */
typedef struct cs_reference_effect {
    int32_t next;          /* of the person, -1: none */
    int32_t points;
    int32_t term;          /* first day on which it rightly counts no longer */
    int32_t gone;          /* first day on which it counts no longer */
    int16_t rule, list;    /* the other is -1 */
    uint8_t lane, tag;
    bool overdue, copied;  /* copied: shared by another list */
} cs_reference_effect;

/* A copy of a listing on another list; all zero: none. */
typedef struct cs_reference_copy {
    int state, lane, tag, held_lane, held_tag;
    int make_on, made_on, ends_on, told_on; /* days */
    bool original, told;   /* the original stands; that it does not is told */
} cs_reference_copy;

/* A person's file, added up. */
typedef struct cs_reference_sums {
    int base;                          /* with nothing on file */
    int points[CS_LANES_MOST];         /* base and all points, neither floor nor ceiling */
    int tag_points[CS_TAGS];           /* points by wrong records */
    int held[CS_LISTS_MOST][CS_LANES_MOST]; /* records that hold the person there, by their lane */
    int tag_held[CS_LISTS_MOST][CS_TAGS];
    int own_held[CS_LISTS_MOST][CS_LANES_MOST], own_tag[CS_LISTS_MOST][CS_TAGS]; /* without copies */
} cs_reference_sums;

/* Somebody on a list or in a band, who may bring something upon somebody else. */
typedef struct cs_reference_passing {
    uint32_t from, to;
    int16_t rule;
    int32_t spell;         /* number of the spell that set it off */
    int32_t passes;        /* day on which it happens; NEVER: it does not */
    int32_t arrives, ends; /* days on which it comes into force and goes out of it; NEVER: not yet */
    int32_t points;
    uint32_t root;         /* first person of the cascade */
    int32_t effect[1 + CS_LISTS_MOST]; /* what it did, -1: nothing */
} cs_reference_passing;

typedef struct cs_reference_run {
    const cs_population *pop;
    const cs_scenario *base;
    cs_reference_regime regime[2], *now;
    uint64_t seed;
    uint32_t persons;
    int horizon, lanes, lists, from, to;
    cs_key luck_key, leave_key, overdue_key, decay_key, crowd_key;
    int32_t *day_records;              /* [horizon] first record of the day */
    size_t records, record_room;
    cs_reference_record *record;
    int32_t *person_effects;           /* [persons] first effect */
    size_t effects, effect_room;
    cs_reference_effect *effect;
    int32_t *good;                     /* [persons][lanes] points that last forever */
    int32_t *good_by_tag;              /* [persons][CS_TAGS] of wrong records among them */
    uint8_t *on;                       /* [persons][lanes] lists, a bit each */
    uint8_t *cause;                    /* [persons][lists + 1] cs_cause; the last: any penal list */
    uint16_t *since;                   /* likewise: day of the cause */
    bool *ever;                        /* likewise: was really listed once */
    struct cs_reference_recourse *recourse;
    int64_t *stock;                    /* [lists + 1][cells][CS_CAUSES] at the last settlement */
    cs_reference_inspector *inspector; /* [sensors] */
    int *home;                         /* [persons] region where they live now */
    int keys;                          /* copies there can be of a person's listings */
    cs_reference_copy *copy;           /* [persons][keys] */
    cs_key move_key, share_key;
    struct cs_reference_lives *lives;  /* what people respond to; see reference_response.h */
    int *foretold;                     /* [persons] the score that is held to what people then do */
    bool *did;                         /* [persons] and did it */
    struct cs_reference_credit *credit; /* NULL: nobody lends */
    const cs_scenario *rules;          /* whose rules of association are in force */
    cs_ties *ties;                     /* NULL: nobody asks for contacts */
    cs_key pass_key;
    size_t passings, passing_room;
    cs_reference_passing *passing;
    int32_t spells;
    int32_t *spell;                    /* [persons][rules] of association, -1: not set off */
    uint32_t *root;                    /* [persons][lists] first of the cascade, UINT32_MAX: none yet */
    double *average;                   /* [persons] score with the contacts' share */
    double *next_average;
    int *shift;                        /* [persons] what it adds to lane applied */
    cs_ledger *ledger;
    cs_firm_spells *firms;             /* filled in the firms' run, read in the persons' */
    size_t *open;                      /* firms' run: [persons][lists] spell number + 1, 0: none */
    struct cs_reference_duty *duty;    /* persons' run: [firms->count] who answers, and when */
} cs_reference_run;

static inline bool cs_reference_counts_in(int record_lane, int lane)
{
    if (record_lane == CS_LANE_AS_WRITTEN || lane == CS_LANE_AS_WRITTEN) return record_lane == lane;
    return record_lane <= lane;
}

/* ---- reference_regime.c ---- */
/* A key of the engine's own. */
cs_key cs_reference_key(const cs_reference_run *run, const char *section, const char *name,
                        const char *what);
/* Everyone's rate; finish it when the means are right. Errors: CS_NOMEM. */
cs_status cs_reference_rate_init(cs_reference_rate *rate, const cs_reference_run *run, cs_key key,
                                 double per_year, const cs_by *by, cs_error *err);
/* purpose: of the draws of the block engine, since the same people differ in the same way in both.
   Errors: CS_NOMEM. */
cs_status cs_reference_add_frailty(cs_reference_rate *rate, const cs_reference_run *run,
                                   const char *purpose, double frailty, cs_error *err);
void cs_reference_rate_finish(cs_reference_rate *rate, uint32_t persons);
cs_status cs_reference_regime_init(cs_reference_regime *regime, const cs_reference_run *run,
                                   const cs_scenario *scenario, cs_error *err);
void cs_reference_regime_free(cs_reference_regime *regime);

/* ---- reference_linkage.c ---- */
/* Give everybody a name and a birth date. Errors: CS_NOMEM. */
cs_status cs_reference_linkage_init(cs_reference_sensor *sensor, const cs_reference_run *run,
                                    const cs_linkage *linkage, cs_error *err);
/* Under whom a report about the person is filed; false: under nobody. */
bool cs_reference_link(const cs_reference_run *run, const cs_reference_sensor *sensor,
                       const cs_linkage *linkage, uint32_t person, cs_dice *dice,
                       uint32_t *filed_under);

/* ---- reference_faces.c ---- */
/* A camera's error rates, gallery and pictures. Errors: CS_NOMEM. */
cs_status cs_reference_face_init(cs_reference_sensor *sensor, const cs_reference_run *run,
                                 const cs_face_recognition *face, const char *name, cs_error *err);
/* An act before a camera: its record as it would be if it is recognised, and reviewed. Errors: CS_NOMEM. */
cs_status cs_reference_face_sees(cs_reference_run *run, int sensor, const cs_face_recognition *face,
                                 cs_dice *dice, int day, const cs_reference_record *record,
                                 cs_error *err);
/* A person's sightings, and those of pictures of the person, on a day. Errors: CS_NOMEM. */
cs_status cs_reference_face_sights(cs_reference_run *run, uint32_t person, int sensor,
                                   const cs_face_recognition *face, int day, cs_error *err);
/* What cameras make of the crowds of a day. Errors: CS_NOMEM. */
cs_status cs_reference_crowds(cs_reference_run *run, int day, cs_error *err);

/* ---- reference_sensors.c ---- */
/* What everybody does on a day, and what sensors make of it and of nothing. Errors: CS_NOMEM. */
cs_status cs_reference_live(cs_reference_run *run, int day, cs_error *err);

/* ---- reference_inspection.c ---- */
cs_status cs_reference_inspectors_init(cs_reference_run *run, cs_error *err);
void cs_reference_inspectors_free(cs_reference_run *run);
/* Where inspectors go in the interval that begins. */
void cs_reference_plan_visits(cs_reference_run *run);
/* Whether they see an act of the person's, which is counted where it counts. */
bool cs_reference_inspects(cs_reference_run *run, int sensor, const cs_inspection *config,
                           uint32_t person, int day, cs_dice *dice);
/* How things stand on days [from, to); from the horizon on: on the last day. */
void cs_reference_tell_visits(cs_reference_run *run, int from, int to);

/* ---- reference_regions.c ---- */
cs_status cs_reference_regions_init(cs_reference_run *run, cs_error *err);
void cs_reference_regions_free(cs_reference_run *run);
/* Whether residents of the region are meant. */
bool cs_reference_is_for(const cs_refs *where, int region);
/* Whether somebody can come onto the list where they live; and whether it can hold them there. */
bool cs_reference_is_open(const cs_reference_run *run, int list, uint32_t person);
bool cs_reference_can_hold(const cs_reference_run *run, int list, uint32_t person);
/* Those who move at the end of the day. */
void cs_reference_move(cs_reference_run *run, int day);
/* Copies that hold a person, into the sums of the file. */
void cs_reference_add_copies(const cs_reference_run *run, uint32_t person, cs_reference_sums *sums);
/* At settlement: what becomes of the originals of copies. Shapes: on [lanes], as settled. */
void cs_reference_notice(cs_reference_run *run, uint32_t person, const cs_reference_sums *sums,
                         const uint8_t *on);
/* What an office takes off the list of what others told it; all: of any lane of the person's own. True when
   there was something. */
bool cs_reference_clear_copies(cs_reference_run *run, uint32_t person, int list, bool all);
/* On the day: what becomes of copies. Errors: CS_NOMEM. */
cs_status cs_reference_share(cs_reference_run *run, int day, cs_error *err);

/* ---- reference_file.c ---- */

/* Send a record, to be on file on `day`. Errors: CS_NOMEM. */
cs_status cs_reference_send(cs_reference_run *run, int day, const cs_reference_record *record,
                            cs_error *err);
/* Put the records of the day on file. Errors: CS_NOMEM. */
cs_status cs_reference_arrive(cs_reference_run *run, int day, cs_error *err);
/* Those who are on lists on the first day. Errors: CS_NOMEM. */
cs_status cs_reference_begin(cs_reference_run *run, cs_error *err);
/* Add up a person's file as it stands at the end of `day` (-1: the start). */
void cs_reference_add_up(cs_reference_run *run, uint32_t person, int day, cs_reference_sums *sums);
/* The same as lane applied is read: with the contacts' share. */
void cs_reference_read(cs_reference_run *run, uint32_t person, int day, cs_reference_sums *sums);
/* Let everybody's lasting points fade from day `from` to day `to`. */
void cs_reference_fade(cs_reference_run *run, int from, int to);
/* A new regime is in force: what is overdue stays as long as it says. */
void cs_reference_reterm(cs_reference_run *run, int day);
int cs_reference_score(const cs_score_config *score, int points);
int cs_reference_band(const cs_score_config *score, int points);

/* Points for good, in every lane from `lane` up, each stopping at floor and ceiling. */
void cs_reference_give(cs_reference_run *run, uint32_t person, int lane, int points, int day);
/* Something that counts in a person's file from today on. Errors: CS_NOMEM. */
cs_status cs_reference_file(cs_reference_run *run, uint32_t person, const cs_reference_effect *effect,
                            cs_error *err);

/* ---- reference_firms.c ---- */
/* Note the firms that have come onto lists or left them, when the run is of firms. Errors: CS_NOMEM. */
cs_status cs_reference_note_firms(cs_reference_run *run, cs_error *err);
/* Persons who must answer for a firm from `day` on (-1: the start). Errors: CS_NOMEM. */
cs_status cs_reference_answer(cs_reference_run *run, int day, cs_error *err);

/* ---- reference_association.c ---- */
cs_status cs_reference_association_init(cs_reference_run *run, cs_error *err);
void cs_reference_association_free(cs_reference_run *run);
/* What comes from other people into force on `day`, and what goes out of it. Errors: CS_NOMEM. */
cs_status cs_reference_from_others(cs_reference_run *run, int day, cs_error *err);
/* At the end of a day under new numbers. Errors: CS_NOMEM. */
cs_status cs_reference_change_over(cs_reference_run *run, int day, cs_error *err);
/* Contacts' share in everybody's score, before settlement. */
void cs_reference_average(cs_reference_run *run);
/* Who is on what, after settlement. Errors: CS_NOMEM. */
cs_status cs_reference_set_off(cs_reference_run *run, cs_error *err);
/* The last day: sizes of cascades, how far the contacts' share reaches. Errors: CS_NOMEM. */
cs_status cs_reference_association_close(cs_reference_run *run, cs_error *err);

/* ---- reference_ledger.c ---- */
/* Lists and causes of everybody at the end of day run->to - 1. Errors: CS_RANGE. */
cs_status cs_reference_settle(cs_reference_run *run, cs_error *err);
/* What a listing in lane `recorded` really is, copies left out; called while causes are of before. */
int cs_reference_tag(const cs_reference_run *run, uint32_t person, const cs_reference_sums *sums,
                     int list);
/* The state stands for days [from, to). */
void cs_reference_stand(cs_reference_run *run, int from, int to);
/* Attempts to use services, and denials. Errors: CS_NOMEM. */
cs_status cs_reference_attempts(cs_reference_run *run, int day, cs_error *err);
/* The tables of the last day. */
cs_status cs_reference_close(cs_reference_run *run, cs_error *err);
/* One more in a table whose cells lie `stride` counts apart, in every cell of the person. */
void cs_reference_count(const cs_reference_run *run, uint32_t person, int64_t *cells,
                        size_t stride, int64_t amount);

/* ---- reference_foretelling.c ---- */
/* Before a day: the scores, where it is the day. Errors: CS_NOMEM. */
cs_status cs_reference_foretell(cs_reference_run *run, int day, cs_error *err);
/* Somebody acts. */
void cs_reference_did(cs_reference_run *run, uint32_t person, int kind, int day);
/* The tables of it, and its end. */
void cs_reference_foretold(cs_reference_run *run);

/* ---- reference_lending.c ---- */
/* Everybody's credit score at the start. Errors: CS_NOMEM. */
cs_status cs_reference_credit_begin(cs_reference_run *run, cs_error *err);
void cs_reference_credit_free(cs_reference_run *run);
/* The loans of a day. Errors: CS_NOMEM. */
cs_status cs_reference_lend(cs_reference_run *run, int day, cs_error *err);
/* At settlement: thresholds computed again, where it is time. Errors: CS_NOMEM. */
cs_status cs_reference_lend_settle(cs_reference_run *run, cs_error *err);
void cs_reference_lend_close(cs_reference_run *run);

#endif
