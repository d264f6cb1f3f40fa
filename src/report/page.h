/* What the report says, before it is written down: sections, each a question, an answer in words and
   the tables behind it. JSON and HTML are two ways to print this one thing, so a figure on the page
   and the figure in the data cannot differ. web/src/data.ts is the same contract from the other side.

   Builders remember a failed allocation in page->failed (cs_page_check reports it), so sections read
   as a list of statements. */
#ifndef CS_REPORT_PAGE_H
#define CS_REPORT_PAGE_H

#include "core/error.h"
#include "core/spec.h"
#include "core/text.h"

#include <stdbool.h>

/* How a column's numbers are written; web/src/format.ts follows the same rules.
   X(name, word in the JSON) */
#define CS_COLUMN_LIST(X)                                                                          \
    X(TEXT, "text")                                                                                \
    X(COUNT, "count")           /* whole, with thousands separated */                              \
    X(RATE, "rate")             /* one decimal; none from 1,000; two figures below 0.1 */          \
    X(SHARE, "share")           /* stored 0..1, written in per cent; two figures below 1% */        \
    X(RATIO, "ratio")           /* as rate, with one decimal more */                               \
    X(DIFFERENCE, "difference") /* as rate, with its sign */                                       \
    X(FIGURE, "figure")         /* three figures, no zeros behind them: parameters, mixed units */

typedef enum cs_column_type {
#define X(name, word) CS_COLUMN_##name,
    CS_COLUMN_LIST(X)
#undef X
    CS_COLUMN_TYPES
} cs_column_type;
extern const char *const cs_column_words[CS_COLUMN_TYPES];

typedef struct cs_page_column { const char *key, *label; cs_column_type type; } cs_page_column;

/* text set: text; else a number, or an empty cell where it is not defined: what the table says of
   figures without a denominator, or a dash where there is merely no interval. */
typedef struct cs_page_cell { const char *text; double number; bool defined, dash; } cs_page_cell;

#define CS_PAGE_COLUMNS_MOST 36
typedef struct cs_page_table {
    const char *name, *caption;
    const char *undefined;     /* what an empty cell says that is not the end of an interval */
    bool fixed;                /* read by the place of its columns: keeps them all */
    bool open;                 /* stands open: it is the section, not the table behind a chart */
    cs_page_column column[CS_PAGE_COLUMNS_MOST];
    int columns;
    cs_page_cell *cell;        /* row by row */
    size_t cells, room;
} cs_page_table;

#define CS_PAGE_TABLES_MOST 4
#define CS_PAGE_ITEMS_MOST 12
typedef struct cs_page_section {
    const char *id, *question;
    cs_text answer;            /* with the marks below */
    const char *how;           /* how to read it, may be NULL */
    const char *chart;         /* drawn by the script, NULL: none */
    const char *item[CS_PAGE_ITEMS_MOST + 1]; /* a plain list, up to the first NULL */
    cs_page_table table[CS_PAGE_TABLES_MOST];
    int tables;
} cs_page_section;

/* Marks inside an answer: bold and "(low-high)". Names from a scenario lose control characters
   before they get here (cs_page_words), so they cannot forge one. */
#define CS_SAY_B "\x01"
#define CS_SAY_B_END "\x02"
#define CS_SAY_CI "\x03"
#define CS_SAY_CI_END "\x04"

/* A text that the page carries for whoever wants to make it again. label: "Scenario"; name: of the file. */
typedef struct cs_page_file { const char *label, *name, *text; } cs_page_file;

#define CS_PAGE_FILES_MOST 24
#define CS_PAGE_SECTIONS_MOST 32
typedef struct cs_page {
    cs_page_section section[CS_PAGE_SECTIONS_MOST];
    int sections;
    const char *title, *about, *eyebrow, *headline;
    const char *lead;          /* what a run is about (cs_lead.key); NULL: nothing, or a study */
    const char *name;          /* of the scenario or the study, for file names */
    const char *from;          /* what the page was made from: "one results file" */
    cs_page_file file[CS_PAGE_FILES_MOST];
    int files;
    char **kept;               /* texts the page owns */
    size_t kept_count, kept_room;
    bool failed;
} cs_page;

void cs_page_free(cs_page *page);
/* CS_NOMEM when anything that was put on the page did not fit. */
cs_status cs_page_check(const cs_page *page, cs_error *err) CS_MUST_CHECK;

/* A copy owned by the page ("" when there is no memory). */
const char *cs_page_keep(cs_page *page, const char *text);
/* Take over what was written to `text` and leave it empty. */
const char *cs_page_keep_text(cs_page *page, cs_text *text);
/* Beyond CS_PAGE_FILES_MOST nothing is added. name and text are copied. */
void cs_page_add_file(cs_page *page, const char *label, const char *name, const char *text);
/* Text without control characters; unlike cs_page_words it leaves paths what they are. */
const char *cs_page_clean(cs_page *page, const char *text);
/* A name for reading: "late_payment" as "late payment", control characters dropped. */
const char *cs_page_words(cs_page *page, const char *name);

cs_page_section *cs_page_begin(cs_page *page, const char *id, const char *question);
cs_page_table *cs_page_add_table(cs_page_section *section, const char *name, const char *caption);
void cs_table_column(cs_page_table *table, const char *key, const char *label, cs_column_type type);
/* The three columns of an estimate: key, key_low, key_high. */
void cs_table_interval(cs_page *page, cs_page_table *table, const char *key, const char *label,
                       cs_column_type type);
void cs_table_text(cs_page *page, cs_page_table *table, const char *text);
void cs_table_number(cs_page *page, cs_page_table *table, double number);
void cs_table_undefined(cs_page *page, cs_page_table *table);
void cs_table_estimate(cs_page *page, cs_page_table *table, const cs_estimate *estimate);
/* Columns in which every cell is the end of an interval that is not there are taken away. */
void cs_page_tidy(cs_page *page);
/* Its low and high alone. */
void cs_table_ends(cs_page *page, cs_page_table *table, const cs_estimate *estimate);

/* ---- words.c ---- */
/* A number as the page writes it. Minus is U+2212. */
void cs_write_number(cs_text *text, double number, cs_column_type type);
/* As in a sentence about people per 1,000: whole from 10 up, else one decimal. */
void cs_write_people(cs_text *text, double per_1000);
/* " (34.0-36.4)" as a mark; nothing without an interval. */
void cs_write_interval(cs_text *text, const cs_estimate *estimate, cs_column_type type);
void cs_write_bold(cs_text *text, double number, cs_column_type type);
/* "three years", "18 months", "100 days". */
void cs_write_days(cs_text *text, int days);
/* "two" .. "ten", else digits. */
void cs_write_small(cs_text *text, int64_t number);
/* So many of some that were named before: the same, but "none" for 0. */
void cs_write_few(cs_text *text, int64_t number);
/* "a", "a and b", "a, b and c": call with i of count before each piece. */
void cs_write_joint(cs_text *text, int i, int count, const char *last);
/* In tables whose rows have units of their own, numbers stand times the scale, with the word for the unit. */
double cs_page_scale(cs_unit unit);
const char *cs_page_unit(cs_unit unit);

/* ---- the two ways to print ---- */
cs_status cs_page_json(const cs_page *page, char **json, cs_error *err) CS_MUST_CHECK;
cs_status cs_page_html(const cs_page *page, char **html, cs_error *err) CS_MUST_CHECK;

#endif
