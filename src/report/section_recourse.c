/* Who objects, and what comes of it: from the listing to its correction, and what making good costs. */
#include "report/section.h"

static double steps(const cs_ledger *ledger, int list, unsigned which)
{
    const int64_t *row = ledger->recourse + (int64_t)list * ledger->extent[CS_DIM_CELL] * CS_STAGES;
    int64_t sum = 0;
    for (int step = 0; step < CS_STAGES; step++)
        if (which >> step & 1u) sum += row[step];
    return (double)sum;
}

static bool per_1000(const cs_ledger *ledger, double count, double *value)
{
    *value = 1000.0 * count / (double)ledger->persons[0];
    return ledger->persons[0] > 0;
}

/* Steps (bits of cs_stage) of the list, per 1,000 people; what->tag: steps taken off again. */
static bool step_figure(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    return per_1000(ledger, steps(ledger, what->list, what->causes) -
                                steps(ledger, what->list, (unsigned)what->tag), value);
}

/* Times somebody came onto a penal list for one of the causes, all lists together; those on it from
   the start are not among them. */
static bool came_on(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    double sum = 0.0;
    for (int l = 0; l < what->scenario->lists.count; l++)
        if (CS_ITEMS(cs_list, what->scenario->lists)[l].penal)
            sum += cs_fact_row(ledger, ledger->entries, l, what);
    return per_1000(ledger, sum, value);
}

/* ---- the steps ---- */

/* What happened, to everybody and to those listed wrongly; wrongful 0: it is not told apart. */
static const struct { const char *key, *label; unsigned all, wrongful; } rows[] = {
    {"stopped", "stopped by a review before it took effect", 1u << CS_STAGE_STOPPED,
     1u << CS_STAGE_STOPPED_WRONGFUL},
    {"told", "came to know of it", 1u << CS_STAGE_TOLD, 1u << CS_STAGE_TOLD_WRONGFUL},
    {"disputed", "disputed it", 1u << CS_STAGE_DISPUTED, 1u << CS_STAGE_DISPUTED_WRONGFUL},
    {"granted", "were granted it by a review", 1u << CS_STAGE_GRANTED, 1u << CS_STAGE_GRANTED_WRONGFUL},
    {"overdue", "were granted it because the deadline was over", 1u << CS_STAGE_OVERDUE,
     1u << CS_STAGE_OVERDUE_WRONGFUL},
    {"refused", "were refused by a review, each time", 1u << CS_STAGE_REFUSED,
     1u << CS_STAGE_REFUSED_WRONGFUL},
    {"again", "disputed again", 1u << CS_STAGE_AGAIN, 0},
    {"gave_up", "gave up after a refusal", 1u << CS_STAGE_GAVE_UP, 0},
    {"lapsed", "were decided about when the listing had ended", 1u << CS_STAGE_LAPSED, 0},
    {"reinserted", "were set right, and then listed again", 1u << CS_STAGE_REINSERTED, 0},
};

static void measure(const cs_facts *facts, unsigned which, unsigned without, cs_estimate *value)
{
    cs_facts_estimate(facts, step_figure,
                      CS_WHAT(.list = facts->any_list, .causes = which, .tag = (int)without), value);
}

static void add_came_on(cs_page *page, cs_page_table *table, const cs_facts *facts)
{
    const unsigned causes[] = {facts->wrongful, facts->penalised & ~facts->wrongful};
    cs_estimate value;
    cs_table_text(page, table, "listed");
    cs_table_text(page, table, "came onto a penal list");
    for (int i = 0; i < 2; i++) {
        cs_facts_estimate(facts, came_on,
                          CS_WHAT(.causes = causes[i], .scenario = facts->scenario), &value);
        cs_table_estimate(page, table, &value);
    }
}

static void steps_table(cs_page *page, const cs_facts *facts, cs_page_section *section)
{
    cs_estimate value;
    cs_page_table *table = cs_page_add_table(
        section, "steps", "What became of listings, whole run, times per 1,000 people");
    table->undefined = "not told apart";
    cs_table_column(table, "step", "step", CS_COLUMN_TEXT);
    cs_table_column(table, "label", "people who", CS_COLUMN_TEXT);
    cs_table_interval(page, table, "wrongful", "listed wrongly", CS_COLUMN_RATE);
    cs_table_interval(page, table, "right", "listed rightly", CS_COLUMN_RATE);
    cs_table_interval(page, table, "together", "together", CS_COLUMN_RATE);
    add_came_on(page, table, facts);
    cs_facts_estimate(facts, came_on,
                      CS_WHAT(.causes = facts->penalised, .scenario = facts->scenario), &value);
    cs_table_estimate(page, table, &value);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        static const cs_estimate apart = {0};
        measure(facts, rows[i].all, 0, &value);
        if (value.mean == 0.0) continue;
        cs_estimate all = value;
        cs_table_text(page, table, rows[i].key);
        cs_table_text(page, table, rows[i].label);
        measure(facts, rows[i].wrongful, 0, &value);
        cs_table_estimate(page, table, rows[i].wrongful ? &value : &apart);
        measure(facts, rows[i].all, rows[i].wrongful, &value);
        cs_table_estimate(page, table, rows[i].wrongful ? &value : &apart);
        cs_table_estimate(page, table, &all);
    }
}

/* ---- days ---- */

/* The day by which what->tag per cent of a table by delay have come; false: there are none. */
static bool quantile(const int64_t *days, int delays, int per_cent, double *value)
{
    int64_t all = 0, so_far = 0;
    for (int d = 0; d < delays; d++) all += days[d];
    for (int d = 0; d < delays && all > 0; d++) {
        so_far += days[d];
        *value = d;
        if (so_far * 100 >= all * per_cent) break;
    }
    return all > 0;
}

static bool days_to_right(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    int delays = ledger->extent[CS_DIM_DELAY];
    return quantile(ledger->corrections + (int64_t)what->list * delays, delays, what->tag, value);
}

static bool days_waited(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    int delays = ledger->extent[CS_DIM_DELAY];
    return quantile(ledger->waits + (int64_t)what->service * delays, delays, what->tag, value);
}

static bool corrected(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    int delays = ledger->extent[CS_DIM_DELAY];
    double sum = 0.0;
    for (int d = 0; d < delays; d++) sum += (double)ledger->corrections[what->list * delays + d];
    return per_1000(ledger, sum, value);
}

static void add_quartiles(cs_page *page, cs_page_table *table, const cs_facts *facts, cs_fact what,
                          cs_fact_of figure)
{
    for (what.tag = 25; what.tag <= 75; what.tag += 25) {
        cs_estimate value;
        cs_facts_estimate(facts, figure, &what, &value);
        cs_table_estimate(page, table, &value);
    }
}

static void quartile_columns(cs_page *page, cs_page_table *table)
{
    cs_table_interval(page, table, "quarter", "a quarter by day", CS_COLUMN_COUNT);
    cs_table_interval(page, table, "half", "half by day", CS_COLUMN_COUNT);
    cs_table_interval(page, table, "three_quarters", "three quarters by day", CS_COLUMN_COUNT);
}

static void days_table(cs_page *page, const cs_facts *facts, cs_page_section *section)
{
    const cs_list *lists = CS_ITEMS(cs_list, facts->scenario->lists);
    cs_page_table *table = cs_page_add_table(
        section, "corrected", "Wrong listings set right after a dispute, and days since the listing. "
                              "Those not set right within the run are not among them.");
    table->undefined = "undefined: none";
    cs_table_column(table, "list", "list", CS_COLUMN_TEXT);
    cs_table_interval(page, table, "corrected", "set right, per 1,000 people", CS_COLUMN_RATE);
    quartile_columns(page, table);
    for (int l = 0; l <= facts->any_list; l++) {
        cs_estimate value;
        bool any = l == facts->any_list;
        if (!any && !lists[l].penal) continue;
        cs_facts_estimate(facts, corrected, CS_WHAT(.list = l), &value);
        cs_table_text(page, table, any ? "all lists" : cs_page_words(page, lists[l].name));
        cs_table_estimate(page, table, &value);
        add_quartiles(page, table, facts, (cs_fact){.list = l}, days_to_right);
    }
}

/* ---- agencies ---- */

static double queued(const cs_ledger *ledger, int agency, cs_queued which)
{
    return (double)ledger->queues[agency * CS_QUEUEDS + (int)which];
}

static bool came_in(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    return per_1000(ledger, queued(ledger, what->service, CS_QUEUED_CAME), value);
}

static bool still_waiting(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    return per_1000(ledger, queued(ledger, what->service, CS_QUEUED_CAME) -
                                queued(ledger, what->service, CS_QUEUED_BEGUN), value);
}

static void agencies_table(cs_page *page, const cs_facts *facts, cs_page_section *section)
{
    const cs_recourse *recourse = facts->scenario->recourse;
    cs_estimate value;
    if (!recourse || !recourse->agencies.count) return;
    cs_page_table *table =
        cs_page_add_table(section, "agencies", "Who decides, and how long a dispute waits until a "
                                               "reviewer takes it up, in whole days");
    table->undefined = "undefined: none";
    cs_table_column(table, "agency", "agency", CS_COLUMN_TEXT);
    cs_table_column(table, "reviewers", "reviewers", CS_COLUMN_COUNT);
    cs_table_interval(page, table, "came", "disputes, per 1,000 people", CS_COLUMN_RATE);
    cs_table_interval(page, table, "left", "never taken up", CS_COLUMN_RATE);
    quartile_columns(page, table);
    for (int a = 0; a < recourse->agencies.count; a++) {
        const cs_agency *agency = &CS_ITEMS(cs_agency, recourse->agencies)[a];
        cs_table_text(page, table, cs_page_words(page, agency->name));
        cs_table_number(page, table, (double)agency->reviewers);
        cs_facts_estimate(facts, came_in, CS_WHAT(.service = a), &value);
        cs_table_estimate(page, table, &value);
        cs_facts_estimate(facts, still_waiting, CS_WHAT(.service = a), &value);
        cs_table_estimate(page, table, &value);
        add_quartiles(page, table, facts, (cs_fact){.service = a}, days_waited);
    }
}

/* ---- making good ---- */

/* Times (CS_PAID_TIMES) or money, per 1,000 people. */
static bool paid(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    int cells = ledger->extent[CS_DIM_CELL];
    return per_1000(ledger,
                    (double)ledger->repairs[what->service * cells * CS_PAIDS + what->tag], value);
}

static void add_repair(cs_page *page, cs_page_table *table, const cs_facts *facts, int repair,
                       const char *name, double price)
{
    cs_estimate value;
    cs_table_text(page, table, name);
    cs_table_number(page, table, price);
    for (int what = CS_PAID_TIMES; what <= CS_PAID_MONEY; what++) {
        cs_facts_estimate(facts, paid, CS_WHAT(.service = repair, .tag = what), &value);
        cs_table_estimate(page, table, &value);
    }
}

static void repairs_table(cs_page *page, const cs_facts *facts, cs_page_section *section)
{
    const cs_recourse *recourse = facts->scenario->recourse;
    if (!recourse || (!recourse->repair.count && !recourse->bought)) return;
    cs_page_table *table = cs_page_add_table(
        section, "repairs", "Making good and buying points, whole run, per 1,000 people");
    cs_table_column(table, "repair", "how", CS_COLUMN_TEXT);
    cs_table_column(table, "price", "price", CS_COLUMN_RATE);
    cs_table_interval(page, table, "times", "times", CS_COLUMN_RATE);
    cs_table_interval(page, table, "money", "money paid", CS_COLUMN_RATE);
    for (int r = 0; r < recourse->repair.count; r++) {
        const cs_repair *repair = &CS_ITEMS(cs_repair, recourse->repair)[r];
        add_repair(page, table, facts, r, cs_page_words(page, repair->name), (double)repair->price);
    }
    if (recourse->bought)
        add_repair(page, table, facts, CS_LEDGER_REPAIRS - 1, "bought points",
                   (double)recourse->bought->price);
}

/* ---- words ---- */

static void say_step(cs_text *text, const cs_facts *facts, unsigned which, unsigned without)
{
    cs_estimate value;
    measure(facts, which, without, &value);
    cs_write_bold(text, value.mean, CS_COLUMN_RATE);
    cs_write_interval(text, &value, CS_COLUMN_RATE);
}

static void say_disputes(const cs_facts *facts, cs_text *text)
{
    const unsigned granted = 1u << CS_STAGE_GRANTED | 1u << CS_STAGE_OVERDUE;
    const unsigned wrongful = 1u << CS_STAGE_GRANTED_WRONGFUL | 1u << CS_STAGE_OVERDUE_WRONGFUL;
    cs_estimate value;
    cs_facts_estimate(facts, came_on,
                      CS_WHAT(.causes = facts->wrongful, .scenario = facts->scenario), &value);
    cs_text_add(text, "For every 1,000 people, somebody was listed wrongly ");
    cs_write_bold(text, value.mean, CS_COLUMN_RATE);
    cs_write_interval(text, &value, CS_COLUMN_RATE);
    cs_text_add(text, " times. ");
    say_step(text, facts, 1u << CS_STAGE_TOLD_WRONGFUL, 0);
    cs_text_add(text, " came to know of it, ");
    say_step(text, facts, 1u << CS_STAGE_DISPUTED_WRONGFUL, 0);
    cs_text_add(text, " disputed it, and ");
    say_step(text, facts, wrongful, 0);
    cs_text_add(text, " were granted it.");
    cs_facts_estimate(facts, days_to_right, CS_WHAT(.list = facts->any_list, .tag = 50), &value);
    if (value.defined) {
        cs_text_add(text, " Of the wrong records taken off, half were off by day ");
        cs_write_bold(text, value.mean, CS_COLUMN_COUNT);
        cs_write_interval(text, &value, CS_COLUMN_COUNT);
        cs_text_add(text, " of the listing.");
    }
    measure(facts, granted, wrongful, &value);
    if (value.mean > 0.0) {
        cs_text_add(text, " Of every 1,000 people, ");
        say_step(text, facts, granted, wrongful);
        cs_text_add(text, " were listed rightly and taken off as well.");
    } else {
        cs_text_add(text, " Nobody who was listed rightly was taken off by a dispute.");
    }
    measure(facts, 1u << CS_STAGE_GAVE_UP, 0, &value);
    if (value.mean <= 0.0) return;
    cs_text_add(text, " After a refusal ");
    say_step(text, facts, 1u << CS_STAGE_GAVE_UP, 0);
    cs_text_add(text, " of 1,000 gave up, rightly or wrongly listed.");
}

static void say_stopped(const cs_facts *facts, cs_text *text)
{
    cs_text_add(text, text->length ? " Of listings" : "For every 1,000 people, of listings");
    cs_text_add(text, " reviewed before they took effect, ");
    say_step(text, facts, 1u << CS_STAGE_STOPPED, 0);
    cs_text_add(text, " were stopped, ");
    say_step(text, facts, 1u << CS_STAGE_STOPPED_WRONGFUL, 0);
    cs_text_add(text, " of them wrongful.");
}

cs_status cs_section_recourse(cs_page *page, const cs_facts *facts, cs_error *err)
{
    (void)err;
    cs_estimate stopped;
    const cs_recourse *recourse = facts->scenario->recourse;
    measure(facts, 1u << CS_STAGE_STOPPED, 0, &stopped);
    if (!facts->found.penal || (!recourse && stopped.mean <= 0.0)) return CS_OK;
    cs_page_section *section =
        cs_page_begin(page, "recourse", "Who objects, and what comes of it?");
    section->chart = "recourse";
    section->how =
        "Who does not know of a listing cannot dispute it. Times, not people: somebody may be on two "
        "lists, or on one twice. Wrongly: at the time, by error, by association or for protected "
        "conduct. Whether a listing was wrong is known here; a review sees the file and what the "
        "person brings.";
    if (recourse) say_disputes(facts, &section->answer);
    if (stopped.mean > 0.0) say_stopped(facts, &section->answer);
    steps_table(page, facts, section);
    if (recourse) days_table(page, facts, section);
    agencies_table(page, facts, section);
    repairs_table(page, facts, section);
    return CS_OK;
}
