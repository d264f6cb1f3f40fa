/* Spec tables: what a scenario may say, written down once.
   A mechanism describes its parameters in one static table. The scenario reader parses and checks
   with it, `counterscore schema` and `counterscore docs` print it, and the report takes its labels
   from it. Adding a parameter is one line in one table. */
#ifndef CS_CORE_SPEC_H
#define CS_CORE_SPEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A time without end, where a table allows the word `forever`. */
#define CS_FOREVER INT32_MAX

typedef enum cs_unit {
    CS_UNIT_NONE,        /* a bare number: multipliers, counts */
    CS_UNIT_SHARE,       /* "5 %"; stored as 0.05 */
    CS_UNIT_PROBABILITY, /* "1.7e-8", "5 %" or "1 in 6000"; stored as a number in [0, 1] */
    CS_UNIT_TIME,        /* "14 days", "6 months", "1 year"; stored as whole days */
    CS_UNIT_RATE,        /* "0.8 per year", "3 per day"; stored per year of 365 days */
    CS_UNIT_POINTS       /* whole points, a bare integer */
} cs_unit;

/* The name spaces of a scenario; a map declares its keys in one, a reference looks one up. */
typedef enum cs_space {
    CS_SPACE_NONE,
    CS_SPACE_SOURCE,
    CS_SPACE_ATTRIBUTE,
    CS_SPACE_REGION,
    CS_SPACE_RECORD, /* kinds of record: every kind of conduct, then kinds that sensors file */
    CS_SPACE_SENSOR,
    CS_SPACE_BAND,
    CS_SPACE_LIST,
    CS_SPACE_SERVICE,
    CS_SPACE_CROWD,
    CS_SPACE_ASSOCIATION,
    CS_SPACE_CONDUCT, /* a part of CS_SPACE_RECORD, same indices: kinds of conduct only */
    CS_SPACE_AGENCY,
    CS_SPACE_REPAIR,
    CS_SPACE_PERSONS_LIST, /* in the section of the firms: the lists of the persons' part */
    CS_SPACE_RESPONSE,
    CS_SPACES
} cs_space;

typedef enum cs_field_type {
    CS_FIELD_TEXT,   /* const char *: one line of text, or a folded block */
    CS_FIELD_FLAG,   /* bool: true or false */
    CS_FIELD_WORD,   /* int: one of `words` */
    CS_FIELD_COUNT,  /* int64_t: a whole number; 1_000_000 is allowed */
    CS_FIELD_NUMBER, /* double, in the field's unit; -1 for `none` where that is the fallback */
    CS_FIELD_DAYS,   /* int32_t: CS_UNIT_TIME; CS_FOREVER when `high` is CS_FOREVER */
    CS_FIELD_POINTS, /* int32_t */
    CS_FIELD_NEW,    /* const char *: a name this field declares in `space` (a record kind) */
    CS_FIELD_REF,    /* int32_t: index in `space`, -1 when absent */
    CS_FIELD_REFS,   /* cs_refs: a list of names, or one name */
    CS_FIELD_BY,     /* cs_by: multipliers by attribute */
    CS_FIELD_SUMS,   /* cs_by: terms that are added, 0 where nothing is said */
    CS_FIELD_SHARES, /* cs_shares: {name: share, ...} adding up to 100 % */
    CS_FIELD_PER,    /* cs_per: {name: number, ...}, each name looked up in `space` */
    CS_FIELD_BOUNDS, /* cs_bounds: {name: whole number, ...}, highest first (bands) */
    CS_FIELD_RANGES, /* cs_ranges: {name: "20-39", ...} or "60+": whole years (age bands) */
    CS_FIELD_REGIONS,/* cs_shares: a count, or {name: share, ...}; declares CS_SPACE_REGION */
    CS_FIELD_ATTRIBUTES, /* cs_attributes; declares CS_SPACE_ATTRIBUTE */
    CS_FIELD_CELL,   /* int32_t: "income.low" or "region.north", as a cell; 0 when absent: everyone */
    CS_FIELD_EXPECT, /* cs_expect: a number or [low, high], any unit */
    CS_FIELD_BLOCK,  /* the struct of `table`, inline at offset */
    CS_FIELD_MAYBE,  /* pointer to the struct of `table`, NULL when absent or `none` */
    CS_FIELD_LIST,   /* cs_array of the struct of `table` */
    CS_FIELD_MAP,    /* the same, each item named: the struct begins with `const char *name` */
    CS_FIELD_KINDS,  /* cs_array of cs_kinded: named items that pick their table by `kind:`; what all
                        kinds may say is in `table`, and goes into the cs_kinded itself */
    CS_FIELD_SAFEGUARDS, /* kept as text; the reader applies them as patches */
    CS_FIELD_SOURCES,/* {name: text}; declares CS_SPACE_SOURCE; kept in cs_scenario.sources */
    CS_FIELD_TREE    /* const struct cs_node *: kept as it stands, NULL when absent; who knows more reads it */
} cs_field_type;

typedef struct cs_refs { int32_t count; int32_t *index; } cs_refs;
typedef struct cs_array { int32_t count; void *items; } cs_array;

/* Multipliers by attribute: the factor of a person is the product over terms of
   times[the person's value of that attribute]; 1 where the scenario says nothing. */
typedef struct cs_by_term { int32_t attribute; int32_t values; double *times; } cs_by_term;
typedef struct cs_by { int32_t count; cs_by_term *terms; } cs_by;

/* Numbers by name, in the field's unit. index: of the name in the field's space; -1 where the field
   has none and a check that spans sections looks it up. */
typedef struct cs_per { int32_t count; const char **names; int32_t *index; double *value; } cs_per;

typedef struct cs_shares { int32_t count; const char **names; double *share; } cs_shares;
typedef struct cs_bounds { int32_t count; const char **names; int32_t *at_least; } cs_bounds;
/* first[i] .. last[i] in whole years, both included; last is CS_FOREVER for "60+". */
typedef struct cs_ranges { int32_t count; const char **names; int32_t *first, *last; } cs_ranges;

/* An attribute: value names, and shares either for everyone (given = -1, rows = 1) or one row per
   value of the attribute `given`. share is [rows][values]; each row adds up to 1.
   Attributes that the population profile brings (age, sex) have share NULL. */
typedef struct cs_attribute {
    const char *name;
    int32_t values;
    const char **value_names;
    int32_t given;
    int32_t rows;
    double *share;
} cs_attribute;
typedef struct cs_attributes { int32_t count; cs_attribute *items; } cs_attributes;

/* What a published figure is said to be: low == high for a single number. Canonical units. */
typedef struct cs_expect { double low, high; cs_unit unit; } cs_expect;

typedef struct cs_word { const char *word; int value; const char *help; } cs_word; /* ends {0} */

typedef struct cs_spec cs_spec;

typedef struct cs_field {
    const char *key;
    cs_field_type type;
    size_t offset;
    cs_unit unit;
    double low, high;      /* permitted, both ends included, in canonical units; 0,0: no limit */
    const char *fallback;  /* YAML text used when the key is absent; NULL: the key is required;
                              "": may be absent, the member stays zero (REF: -1) */
    const char *help;      /* one sentence: what it is, and where a default comes from */
    const char *example;   /* YAML text of a sensible value, for docs and completion */
    const cs_spec *table;  /* BLOCK, MAYBE, LIST, MAP, KINDS */
    cs_space space;        /* REF(S): looked up in; MAP, KINDS, BOUNDS, NEW: declares */
    const cs_word *words;  /* WORD */
    const struct cs_kind *const *kinds; /* KINDS: NULL-terminated */
} cs_field;

struct cs_spec {
    const char *name;      /* "conduct", "sensor registry", ... */
    const char *about;     /* what the block is, one or two sentences */
    size_t size;           /* of the struct it fills */
    const cs_field *fields;/* ends with {0} */
    /* Checks that span fields: NULL, or returns NULL when all is well, else a sentence (static or
       written to room[200]) and the key it is about in *key. */
    const char *(*check)(const void *config, const char **key, char room[200]);
    bool apart;            /* a second population: the names in it are its own */
};

/* One kind of a mechanism (a sensor): its word, its parameters. Behaviour is in the kind's own
   struct, which begins with this one. */
typedef struct cs_kind { const char *word; cs_spec spec; } cs_kind;
/* where: what every kind may say, from the table of the field that holds the kinds. */
typedef struct cs_kinded {
    const char *name;
    const cs_kind *kind;
    void *config;
    cs_refs where;         /* regions; empty: all */
} cs_kinded;

#endif
