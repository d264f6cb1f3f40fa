/* What a scenario may say about a kind of conduct. */
#include "conduct/conduct.h"

static const cs_word streams[] = {
    {"administrative", 0, "towards public offices: traffic, permits, local rules"},
    {"commercial", 1, "towards firms and banks: bills, loans, contracts"},
    {"social", 2, "among people: speech, neighbourhood, family"},
    {"judicial", 3, "towards courts: judgments obeyed or not"},
    {0}};

static const cs_word rights[] = {
    {"none", CS_PROTECTED_NONE, "not protected"},
    {"expression", CS_PROTECTED_EXPRESSION, "freedom of expression"},
    {"assembly", CS_PROTECTED_ASSEMBLY, "freedom of assembly"},
    {"belief", CS_PROTECTED_BELIEF, "freedom of thought, conscience and religion"},
    {"association", CS_PROTECTED_ASSOCIATION, "freedom of association"},
    {"privacy", CS_PROTECTED_PRIVACY, "private and family life"},
    {0}};

static const cs_field fields[] = {
    {.key = "stream", .type = CS_FIELD_WORD, .offset = offsetof(cs_conduct, stream),
     .words = streams, .fallback = "administrative",
     .help = "The part of life it belongs to.", .example = "commercial"},
    {.key = "rate", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_RATE,
     .offset = offsetof(cs_conduct, rate), .low = 0, .high = 3650,
     .help = "Acts per person and year, before multipliers; acts are a Poisson process.",
     .example = "0.25 per year"},
    {.key = "by", .type = CS_FIELD_BY, .offset = offsetof(cs_conduct, by), .fallback = "",
     .low = 0, .high = 1e6, .help = "Multipliers of the rate by attribute; 1 where nothing is said.",
     .example = "{income: {low: 2, middle: 1, high: 0.4}}"},
    {.key = "frailty", .type = CS_FIELD_NUMBER, .offset = offsetof(cs_conduct, frailty),
     .low = 0, .high = 10, .fallback = "0",
     .help = "How unequal people are beyond their attributes: the coefficient of variation of a "
             "gamma factor with mean 1 that each person keeps for life.",
     .example = "1.5"},
    {.key = "protected", .type = CS_FIELD_WORD, .offset = offsetof(cs_conduct, protected_as),
     .words = rights, .fallback = "none",
     .help = "The right that protects this conduct; a penalty for it is classed as such.",
     .example = "expression"},
    {.key = "excused", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_conduct, excused), .low = 0, .high = 1, .fallback = "0 %",
     .help = "Share of these acts the regime's own rule exempts (a debtor who cannot pay, not will "
             "not). A record of an exempt act is a false record unless the sensor tells it apart.",
     .example = "40 %"},
    {0}};

const cs_spec cs_conduct_spec = {
    .name = "conduct",
    .about = "A kind of conduct: what people truly do, whether or not anyone sees it.",
    .size = sizeof(cs_conduct), .fields = fields};
