/* What the parts of the scenario reader share: names, inputs, complaints, while one tree becomes
   one struct. Functions here return true when they understood what stood there, and false after a
   complaint (or without memory); the caller goes on, so that all mistakes are found at once. */
#ifndef CS_SCENARIO_READER_H
#define CS_SCENARIO_READER_H

#include "scenario/log.h"
#include "scenario/node.h"
#include "scenario/scenario.h"
#include "scenario/suggest.h"

/* The names of one name space, in the order of their indices. */
typedef struct cs_names {
    const char **names;
    int count, room;
} cs_names;

/* An attribute as declared: what `by:` and the shares need to know before anything is parsed. */
typedef struct cs_declared {
    const char *name;
    cs_names values;
    const cs_node *node; /* in `attributes`; NULL when the profile brings it */
} cs_declared;

typedef struct cs_reader {
    cs_arena *arena; /* of the scenario being filled in */
    cs_log *log;
    cs_scenario *scenario;
    cs_names spaces[CS_SPACES];
    cs_declared *attributes;
    int attribute_room; /* count: spaces[CS_SPACE_ATTRIBUTE].count */
    int input_room;
    int defaulted; /* > 0 while a fallback of a table is being parsed */
    int silent;    /* > 0 inside `reproduces`: its numbers are no inputs */
    bool of_firms; /* this is the reader of the firms' section, with names of its own */
    struct cs_reader *firms; /* that reader, seen from the persons'; NULL: no such section */
} cs_reader;

/* Where in the scenario the reader is: sensors . bank . misses. */
typedef struct cs_path {
    const struct cs_path *up;
    const char *segment;
} cs_path;

/* What is wanted of a number. */
typedef struct cs_wanted {
    const char *name; /* how complaints call it */
    cs_unit unit;
    bool whole;
    double low, high;  /* 0, 0: no limit; a time whose high is CS_FOREVER may be `forever` */
    const char *label; /* of the input */
} cs_wanted;

/* numbers.c: a number, bare or as {value, range, source}; it becomes an input of the scenario. */
bool cs_read_number(cs_reader *r, const cs_path *path, const cs_wanted *wanted, const cs_node *node,
                    double *out);
bool cs_read_expect(cs_reader *r, const char *name, const cs_node *node, cs_expect *out);

/* names.c */
bool cs_name_check(cs_reader *r, const cs_node *node, bool band);
int cs_names_find(const cs_names *names, const char *word);
bool cs_names_add(cs_reader *r, cs_names *names, const char *name);
/* First pass: note every name that `spec` lets a scenario declare in `node`. */
bool cs_declare(cs_reader *r, const cs_spec *spec, const cs_node *node);
/* The index of a name in a space; complains with the nearest one. */
bool cs_resolve(cs_reader *r, const char *field, cs_space space, const cs_node *node, int32_t *out);

/* cell.c: "income.low", "region.north". */
bool cs_read_cell(cs_reader *r, const char *field, const cs_node *node, int32_t *out);

/* shares.c */
bool cs_read_shares(cs_reader *r, const cs_path *path, const cs_field *f, const cs_node *node,
                    cs_shares *out);
bool cs_read_regions(cs_reader *r, const cs_path *path, const cs_field *f, const cs_node *node,
                     cs_shares *out);
bool cs_read_by(cs_reader *r, const cs_path *path, const cs_field *f, const cs_node *node,
                cs_by *out);
bool cs_read_per(cs_reader *r, const cs_path *path, const cs_field *f, const cs_node *node,
                 cs_per *out);
bool cs_read_bounds(cs_reader *r, const cs_path *path, const cs_field *f, const cs_node *node,
                    cs_bounds *out);
bool cs_read_ranges(cs_reader *r, const cs_field *f, const cs_node *node, cs_ranges *out);
bool cs_read_attributes(cs_reader *r, const cs_path *path, const cs_field *f, const cs_node *node,
                        cs_attributes *out);

/* parse.c */
bool cs_expect_type(cs_reader *r, const char *name, const cs_node *node, cs_node_type type,
                    const char *wanted);
/* A copy of text in the scenario's arena; NULL notes that memory ran out. */
const char *cs_keep_text(cs_reader *r, const char *text);
/* count items of size bytes in the arena; NULL notes that memory ran out. */
void *cs_keep_room(cs_reader *r, size_t count, size_t size);
/* The path of an item of a list: its first key's value when that is a name of its own, else its
 * number. */
const char *cs_item_segment(const cs_node *list, int i, char room[16]);
/* Fill the struct of `spec` from a mapping. */
bool cs_read_block(cs_reader *r, const cs_path *path, const cs_spec *spec, const cs_node *node,
                   void *out);
/* The kind that `kind:` of a sensor names, NULL when it is missing or unknown (no complaint). */
const cs_kind *cs_kind_find(const cs_kind *const *kinds, const cs_node *node);

/* safeguard.c: one entry under `safeguards`; `set` is kept as it stands. */
extern const cs_spec cs_safeguard_spec;

/* firms.c: the section of a second population, read by a reader of its own. Its inputs go to the
   scenario's like all others. */
bool cs_firms_declare(cs_reader *r, const cs_spec *spec, const cs_node *node);
/* After all names are declared: what the firms' part may name of the persons'. */
void cs_firms_introduce(cs_reader *r);
bool cs_firms_read(cs_reader *r, const cs_path *path, const cs_spec *spec, const cs_node *node,
                   cs_scenario *firms);
/* The reader for an item of a list: the firms', where the item says `of: firms`. */
cs_reader *cs_firms_reader(cs_reader *r, const cs_node *item);
/* Days, chance and what is kept: the firms' are the scenario's. */
void cs_firms_align(cs_scenario *scenario);

/* cross.c: checks that span sections. */
bool cs_cross_check(cs_reader *r, const cs_node *root);
/* places.c: places that sensors visit. */
bool cs_check_places(cs_reader *r, const cs_scenario *scenario, const cs_node *root);
bool cs_same_places(const cs_scenario *now, const cs_scenario *later);
/* cross_score.c */
/* root: of the persons' sections, or of the firms'. */
bool cs_check_score(cs_reader *r, const cs_scenario *scenario, const cs_node *root);
/* Whether two scores start everybody at the same points, and are held to the same acts. */
bool cs_same_base(const cs_score_config *a, const cs_score_config *b);
/* cross_lending.c */
bool cs_check_lending(cs_reader *r, const cs_node *root);
/* Whether two scenarios keep the same credit scores. */
bool cs_same_lending(const cs_lending *a, const cs_lending *b);
/* cross_association.c: association against the other sections. */
bool cs_check_association(cs_reader *r, const cs_node *root);
/* Whether some rule of association puts people on the list. */
bool cs_association_enters(const cs_scenario *scenario, int list);
/* Whether the rules may follow each other in one run. */
bool cs_same_association(const cs_array *a, const cs_array *b);
/* A safeguard keeps people, days and chance, or a comparison would not be one; complains at `at`. */
bool cs_check_same_world(cs_log *log, const cs_node *at, const cs_scenario *base,
                         const cs_scenario *patched);
/* A safeguard that starts later may change numbers, but not what there is; complains at `at`. */
bool cs_check_same_shape(cs_log *log, const cs_node *at, const cs_scenario *now,
                         const cs_scenario *later);

#endif
