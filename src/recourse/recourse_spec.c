/* What a scenario may say about recourse. */
#include "recourse/recourse.h"

static const cs_field notice_fields[] = {
    {.key = "told", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_notice, told), .low = 0, .high = 1, .fallback = "0 %",
     .help = "Share of people put on a list who are told. Who does not know cannot dispute.",
     .example = "60 %"},
    {.key = "told_by", .type = CS_FIELD_BY, .offset = offsetof(cs_notice, told_by), .fallback = "",
     .low = 0, .high = 1e6, .help = "Multipliers of that share by attribute.",
     .example = "{income: {low: 0.6}}"},
    {.key = "delay", .type = CS_FIELD_DAYS, .unit = CS_UNIT_TIME,
     .offset = offsetof(cs_notice, delay_days), .low = 0, .high = 36500, .fallback = "0 days",
     .help = "Time from the listing to the notice.", .example = "14 days"},
    {.key = "finds_out", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_RATE,
     .offset = offsetof(cs_notice, finds_out), .low = 0, .high = 3650, .fallback = "0 per year",
     .help = "How fast listed people who were not told find out by themselves (a hazard).",
     .example = "0.5 per year"},
    {.key = "on_refusal", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_PROBABILITY,
     .offset = offsetof(cs_notice, on_refusal), .low = 0, .high = 1, .fallback = "0 %",
     .help = "Probability of finding out at each refusal of a service.", .example = "50 %"},
    {0}};

static const cs_spec notice_spec = {.name = "notice",
                                    .about = "How listed people come to know that they are.",
                                    .size = sizeof(cs_notice), .fields = notice_fields};

#define CS_CLASSES(base, what)                                                                     \
    {.key = "wrong", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,                               \
     .offset = (base) + offsetof(cs_by_class, wrong), .low = 0, .high = 1, .fallback = "0 %",      \
     .help = what " listed by error.", .example = "15 %"},                                         \
    {.key = "right", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,                               \
     .offset = (base) + offsetof(cs_by_class, right), .low = 0, .high = 1, .fallback = "0 %",      \
     .help = what " listed rightly, by the rules.", .example = "2 %"},                             \
    {.key = "protected", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,                           \
     .offset = (base) + offsetof(cs_by_class, protected_conduct), .low = 0, .high = 1,             \
     .fallback = "0 %", .help = what " listed for protected conduct.", .example = "10 %"},         \
    {.key = "association", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,                         \
     .offset = (base) + offsetof(cs_by_class, association), .low = 0, .high = 1,                   \
     .fallback = "0 %", .help = what " listed for what others did.", .example = "10 %"}

static const cs_field dispute_fields[] = {
    CS_CLASSES(offsetof(cs_dispute_config, share), "Share that disputes, of those who know and are"),
    {.key = "by", .type = CS_FIELD_BY, .offset = offsetof(cs_dispute_config, by), .fallback = "",
     .low = 0, .high = 1e6, .help = "Multipliers of these shares by attribute.",
     .example = "{income: {low: 0.5, high: 1.5}}"},
    {0}};

static const cs_spec dispute_spec = {.name = "dispute",
                                     .about = "Who contests a listing, once, when they learn of it.",
                                     .size = sizeof(cs_dispute_config), .fields = dispute_fields};

static const cs_field review_fields[] = {
    CS_CLASSES(offsetof(cs_review_config, grants), "Share granted, of disputes by people"),
    {.key = "gives_up", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_review_config, gives_up), .low = 0, .high = 1, .fallback = "100 %",
     .help = "Share of those refused who leave it at that; the others dispute again.",
     .example = "50 %"},
    {.key = "rounds", .type = CS_FIELD_COUNT, .offset = offsetof(cs_review_config, rounds),
     .low = 1, .high = 200, .fallback = "200",
     .help = "How often one listing can be disputed at most.", .example = "3"},
    {0}};

static const cs_spec review_spec = {
    .name = "review",
    .about = "What a review decides. It sees the file and the evidence the person brings, and how "
             "good that is depends on what the listing really is.",
    .size = sizeof(cs_review_config), .fields = review_fields};

static const cs_field reinserted_fields[] = {
    {.key = "share", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_reinserted, share), .low = 0, .high = 1,
     .help = "Share of corrections after which the wrong records come back.", .example = "1 %"},
    {.key = "after", .type = CS_FIELD_DAYS, .unit = CS_UNIT_TIME,
     .offset = offsetof(cs_reinserted, after_days), .low = 1, .high = 36500, .fallback = "60 days",
     .help = "How long after the correction.", .example = "60 days"},
    {.key = "stays", .type = CS_FIELD_DAYS, .unit = CS_UNIT_TIME,
     .offset = offsetof(cs_reinserted, stays_days), .low = 1, .high = CS_FOREVER,
     .fallback = "forever", .help = "How long they stay, unless they are corrected again.",
     .example = "1 year"},
    {0}};

static const cs_spec reinserted_spec = {
    .name = "reinserted",
    .about = "Corrected records that come back, as stale ones: corrected, but held again.",
    .size = sizeof(cs_reinserted), .fields = reinserted_fields};

static const cs_word forms[] = {
    {"exponential", CS_SERVICE_EXPONENTIAL, "times vary as those of a memoryless service"},
    {"fixed", CS_SERVICE_FIXED, "every dispute takes the same time"},
    {0}};

static const cs_field then_fields[] = {
    {.key = "median", .type = CS_FIELD_DAYS, .unit = CS_UNIT_TIME,
     .offset = offsetof(cs_then, median_days), .low = 0, .high = 36500, .fallback = "0 days",
     .help = "Median time from the decision until it is carried out.", .example = "20 days"},
    {.key = "sigma", .type = CS_FIELD_NUMBER, .offset = offsetof(cs_then, sigma), .low = 0,
     .high = 5, .fallback = "0",
     .help = "How heavy its tail is: the standard deviation of the logarithm of the time.",
     .example = "1.2"},
    {0}};

static const cs_spec then_spec = {
    .name = "then", .about = "A log-normal time between a decision and its effect.",
    .size = sizeof(cs_then), .fields = then_fields};

static const cs_field agency_fields[] = {
    {.key = "lists", .type = CS_FIELD_REFS, .offset = offsetof(cs_agency, lists),
     .space = CS_SPACE_LIST, .help = "The lists whose disputes it hears, and whose files it sets right.",
     .example = "[defaulters]"},
    {.key = "corrects", .type = CS_FIELD_REFS, .offset = offsetof(cs_agency, corrects),
     .space = CS_SPACE_LIST, .fallback = "",
     .help = "Lists of others that follow its corrections; elsewhere the wrong record stays.",
     .example = "[no_fly]"},
    {.key = "reviewers", .type = CS_FIELD_COUNT, .offset = offsetof(cs_agency, reviewers), .low = 0,
     .high = CS_REVIEWERS_MOST, .help = "Reviewers, who take disputes in the order of their coming; 0: nobody "
                             "decides.",
     .example = "10"},
    {.key = "pace", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_RATE,
     .offset = offsetof(cs_agency, pace), .low = 0.01, .high = 365000,
     .help = "Disputes that one reviewer decides while busy; days are those of the calendar.",
     .example = "1 per day"},
    {.key = "form", .type = CS_FIELD_WORD, .offset = offsetof(cs_agency, form), .words = forms,
     .fallback = "exponential", .help = "How the time for a dispute varies.",
     .example = "exponential"},
    {.key = "then", .type = CS_FIELD_BLOCK, .offset = offsetof(cs_agency, then),
     .table = &then_spec, .fallback = "{}",
     .help = "Further time until the decision is carried out; the reviewer is free meanwhile.",
     .example = "{median: 20 days, sigma: 1.2}"},
    {.key = "deadline", .type = CS_FIELD_DAYS, .unit = CS_UNIT_TIME,
     .offset = offsetof(cs_agency, deadline_days), .low = 1, .high = CS_FOREVER,
     .fallback = "forever",
     .help = "What is not decided and carried out by then is decided for the person (15 U.S.C. "
             "1681i: 30 days).",
     .example = "30 days"},
    {0}};

static const cs_spec agency_spec = {
    .name = "agency", .about = "An office that hears disputes: one queue, first in, first out.",
    .size = sizeof(cs_agency), .fields = agency_fields};

static const cs_field repair_fields[] = {
    {.key = "list", .type = CS_FIELD_REF, .offset = offsetof(cs_repair, list),
     .space = CS_SPACE_LIST, .help = "The list whose members do it.", .example = "defaulters"},
    {.key = "points", .type = CS_FIELD_POINTS, .unit = CS_UNIT_POINTS,
     .offset = offsetof(cs_repair, points), .low = 0, .high = 30000, .fallback = "0",
     .help = "Points it brings; 0: it ends the matter, and with it all records that hold the person "
             "on the list.",
     .example = "30"},
    {.key = "lasts", .type = CS_FIELD_DAYS, .unit = CS_UNIT_TIME,
     .offset = offsetof(cs_repair, lasts_days), .low = 1, .high = CS_FOREVER, .fallback = "forever",
     .help = "How long the points count.", .example = "1 year"},
    {.key = "rate", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_RATE,
     .offset = offsetof(cs_repair, rate), .low = 0, .high = 3650,
     .help = "How often a person on the list does it.", .example = "0.5 per year"},
    {.key = "by", .type = CS_FIELD_BY, .offset = offsetof(cs_repair, by), .fallback = "", .low = 0,
     .high = 1e6, .help = "Multipliers by attribute: who can pay.",
     .example = "{income: {low: 0.3, high: 2}}"},
    {.key = "price", .type = CS_FIELD_COUNT, .offset = offsetof(cs_repair, price), .low = 0,
     .high = 1e9, .fallback = "0", .help = "What it costs the person each time, in money.",
     .example = "200"},
    {0}};

static const cs_spec repair_spec = {
    .name = "repair",
    .about = "A way of making good: paying, an apology, a course. A fact, which counts in every lane.",
    .size = sizeof(cs_repair), .fields = repair_fields};

static const cs_field bought_fields[] = {
    {.key = "points", .type = CS_FIELD_POINTS, .unit = CS_UNIT_POINTS,
     .offset = offsetof(cs_bought_points, points), .low = 1, .high = 30000,
     .help = "Points in one purchase.", .example = "20"},
    {.key = "lasts", .type = CS_FIELD_DAYS, .unit = CS_UNIT_TIME,
     .offset = offsetof(cs_bought_points, lasts_days), .low = 1, .high = CS_FOREVER,
     .fallback = "forever", .help = "How long they count.", .example = "1 year"},
    {.key = "rate", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_RATE,
     .offset = offsetof(cs_bought_points, rate), .low = 0, .high = 3650,
     .help = "Purchases per person and year.", .example = "0.05 per year"},
    {.key = "by", .type = CS_FIELD_BY, .offset = offsetof(cs_bought_points, by), .fallback = "",
     .low = 0, .high = 1e6, .help = "Multipliers by attribute: who can pay.",
     .example = "{income: {low: 0, high: 3}}"},
    {.key = "price", .type = CS_FIELD_COUNT, .offset = offsetof(cs_bought_points, price), .low = 0,
     .high = 1e9, .fallback = "0", .help = "What one purchase costs, in money.", .example = "100"},
    {.key = "only_listed", .type = CS_FIELD_FLAG, .offset = offsetof(cs_bought_points, only_listed),
     .fallback = "false", .help = "Whether only people on a penal list buy.", .example = "true"},
    {0}};

static const cs_spec bought_spec = {
    .name = "bought points",
    .about = "The gray market: good deeds on file that nobody did, false records in the buyer's "
             "favour.",
    .size = sizeof(cs_bought_points), .fields = bought_fields};

static const cs_field fields[] = {
    {.key = "notice", .type = CS_FIELD_BLOCK, .offset = offsetof(cs_recourse, notice),
     .table = &notice_spec, .fallback = "{}", .help = "How listed people come to know.",
     .example = "{told: 60 %, delay: 14 days}"},
    {.key = "dispute", .type = CS_FIELD_BLOCK, .offset = offsetof(cs_recourse, dispute),
     .table = &dispute_spec, .fallback = "{}", .help = "Who contests a listing.",
     .example = "{wrong: 15 %, right: 2 %}"},
    {.key = "review", .type = CS_FIELD_BLOCK, .offset = offsetof(cs_recourse, review),
     .table = &review_spec, .fallback = "{}", .help = "What a review decides.",
     .example = "{wrong: 80 %, right: 5 %, gives_up: 50 %}"},
    {.key = "reinserted", .type = CS_FIELD_MAYBE, .offset = offsetof(cs_recourse, reinserted),
     .table = &reinserted_spec, .fallback = "none", .help = "Corrected records that come back.",
     .example = "{share: 1 %, after: 60 days, stays: 1 year}"},
    {.key = "agencies", .type = CS_FIELD_MAP, .offset = offsetof(cs_recourse, agencies),
     .table = &agency_spec, .space = CS_SPACE_AGENCY, .fallback = "",
     .help = "Offices that hear disputes, at most 7; a list no agency hears cannot be disputed.",
     .example = "{court: {lists: [defaulters], reviewers: 10, pace: 1 per day}}"},
    {.key = "repair", .type = CS_FIELD_MAP, .offset = offsetof(cs_recourse, repair),
     .table = &repair_spec, .space = CS_SPACE_REPAIR, .fallback = "",
     .help = "Ways of making good, at most 7.",
     .example = "{course: {list: low, points: 30, rate: 0.5 per year, price: 200}}"},
    {.key = "bought_points", .type = CS_FIELD_MAYBE, .offset = offsetof(cs_recourse, bought),
     .table = &bought_spec, .fallback = "none", .help = "The gray market in points.",
     .example = "{points: 20, rate: 0.05 per year, price: 100}"},
    {0}};

static const char *check(const void *config, const char **key, char room[200])
{
    const cs_recourse *r = config;
    (void)room;
    if (r->agencies.count > CS_AGENCIES_MOST) {
        *key = "agencies";
        return "more than 7 agencies; no more lists than that can be disputed";
    }
    if (r->repair.count > CS_REPAIRS_MOST) {
        *key = "repair";
        return "more than 7 ways of making good";
    }
    return NULL;
}

const cs_spec cs_recourse_spec = {
    .name = "recourse",
    .about = "What people can do about being listed: learn of it, dispute it, have it reviewed and "
             "corrected, make good, or buy their way out.",
    .size = sizeof(cs_recourse), .fields = fields, .check = check};
