/* Conduct: what people truly do. Truth side of the wall. */
#ifndef CS_CONDUCT_CONDUCT_H
#define CS_CONDUCT_CONDUCT_H

#include "core/spec.h"

typedef enum cs_protected {
    CS_PROTECTED_NONE, CS_PROTECTED_EXPRESSION, CS_PROTECTED_ASSEMBLY, CS_PROTECTED_BELIEF,
    CS_PROTECTED_ASSOCIATION, CS_PROTECTED_PRIVACY
} cs_protected;

typedef struct cs_conduct {
    const char *name;
    int stream;        /* administrative, commercial, social, judicial */
    double rate;       /* per person and year, before multipliers */
    cs_by by;
    double frailty;    /* coefficient of variation of a gamma factor between people; 0: none */
    int protected_as;  /* cs_protected */
    double excused;    /* share of acts the rule itself exempts (a debtor who cannot pay) */
} cs_conduct;

extern const cs_spec cs_conduct_spec;

#endif
