/* The answer: the headline, the lead, and four figures. */
#include "report/section.h"
#include "report/survival.h"

#include <math.h>

/* "Of every 100 ", with as many zeros as it takes for the part to be a whole number above zero, or
   to differ from all. Returns the part. */
static double say_of_every(cs_text *text, double share)
{
    double base = 100.0;
    while (base < 1e6 && share > 0.0 && share < 1.0 &&
           (share * base < 0.995 || round(share * base) == base))
        base *= 10.0;
    cs_text_add(text, "Of every ");
    cs_write_number(text, base, CS_COLUMN_COUNT);
    return round(share * base);
}

/* "for a wrong record, for someone else, or for conduct the law protects": what occurs. */
static void say_reasons(const cs_facts *facts, cs_text *text)
{
    static const struct { int rung; const char *words; } reasons[] = {
        {CS_RUNG_ERROR, "for a wrong record"},
        {CS_RUNG_ASSOCIATION, "for someone else"},
        {CS_RUNG_PROTECTED, "for conduct the law protects"},
    };
    const char *words[3];
    int count = 0;
    for (int i = 0; i < 3; i++) {
        cs_estimate stock;
        cs_section_everyone(facts, cs_fact_stock, facts->rung[reasons[i].rung], &stock);
        if (stock.mean > 0.0) words[count++] = reasons[i].words;
    }
    for (int i = 0; i < count; i++) {
        cs_write_joint(text, i, count, "or");
        cs_text_add(text, words[i]);
    }
}

/* For a watch list the alerts come first: how many of them are right is what the field asks. */
static void headline_watch(const cs_facts *facts, cs_text *text)
{
    cs_estimate share, people;
    cs_facts_estimate(facts, cs_fact_records_share,
                      CS_WHAT(.sensor = -1, .causes = CS_TAGS_WRONG), &share);
    double part = say_of_every(text, share.mean);
    cs_text_add(text, " alerts of this watch list, ");
    cs_write_bold(text, part, CS_COLUMN_COUNT);
    cs_text_add(text, part == 1.0 ? " is wrong" : " are wrong");
    if (facts->found.penal) {
        cs_section_everyone(facts, cs_fact_ever_count, facts->wrongful, &people);
        bool whole = people.mean == 0.0 || people.mean >= 9.95;
        cs_text_add(text, "; ");
        cs_write_bold(text, people.mean, whole ? CS_COLUMN_COUNT : CS_COLUMN_RATE);
        cs_text_add(text, whole && round(people.mean) == 1.0 ? " person is" : " people are");
        cs_text_add(text, " penalised who should not be");
    }
    cs_text_add(text, ".");
}

/* Of everybody who asked for a loan, per 1,000 people: all, those refused, and of these who would have
   repaid. */
typedef struct { cs_estimate all, refused, good; } loans;

static loans loans_of(const cs_facts *facts)
{
    static const unsigned refused = 1u << CS_FATE_REFUSED_GOOD | 1u << CS_FATE_REFUSED_BAD;
    loans found;
    cs_facts_estimate(facts, cs_fact_loans_per_1000, CS_WHAT(.file = -1, .causes = CS_FATES_ALL), &found.all);
    cs_facts_estimate(facts, cs_fact_loans_per_1000, CS_WHAT(.file = -1, .causes = refused), &found.refused);
    cs_facts_estimate(facts, cs_fact_loans_per_1000, CS_WHAT(.file = -1, .causes = 1u << CS_FATE_REFUSED_GOOD),
                      &found.good);
    return found;
}

/* A lender lists nobody: what matters is whom it refuses. */
static void headline_lender(const cs_facts *facts, cs_text *text)
{
    loans found = loans_of(facts);
    if (found.refused.mean <= 0.0) {
        cs_text_add(text, found.all.mean > 0.0 ? "Everybody who asked for a loan was lent to."
                                               : "In this run nobody asked for a loan.");
        return;
    }
    double part = say_of_every(text, found.good.mean / found.refused.mean);
    cs_text_add(text, " people refused a loan, ");
    cs_write_bold(text, part, CS_COLUMN_COUNT);
    cs_text_add(text, " would have repaid it.");
}

static void lead_lender(const cs_facts *facts, cs_text *text)
{
    loans found = loans_of(facts);
    cs_text_add(text, "This is a lender, not a list. For every 1,000 people, in ");
    cs_write_days(text, facts->horizon_days);
    cs_text_add(text, ", ");
    cs_write_number(text, found.all.mean, CS_COLUMN_COUNT);
    cs_text_add(text, " loans were asked for and " CS_SAY_B);
    cs_write_people(text, found.refused.mean);
    cs_text_add(text, CS_SAY_B_END);
    cs_write_interval(text, &found.refused, CS_COLUMN_RATE);
    cs_text_add(text, " refused; " CS_SAY_B);
    cs_write_people(text, found.good.mean);
    cs_text_add(text, CS_SAY_B_END);
    cs_write_interval(text, &found.good, CS_COLUMN_RATE);
    cs_text_add(text, " of these would have been repaid.");
}

static void headline_nothing(const cs_facts *facts, cs_text *text)
{
    if (facts->scenario->lending) headline_lender(facts, text);
    else cs_text_add(text, facts->scenario->firms
                               ? "In this run nobody was penalised for anything, and nothing was filed about people."
                               : "In this run nothing was filed and nobody was penalised.");
}

static void headline(const cs_facts *facts, cs_text *text)
{
    cs_estimate share;
    if (facts->found.watch) {
        headline_watch(facts, text);
        return;
    }
    switch (cs_section_state(facts)) {
    case CS_STATE_WRONGFUL:
        cs_section_everyone(facts, cs_fact_stock_share, facts->wrongful, &share);
        if (!share.defined || share.mean <= 0.0) {
            cs_text_add(text, "On the last day nobody is penalised wrongly; before that, some were.");
            return;
        }
        double part = say_of_every(text, share.mean);
        cs_text_add(text, " people this regime penalises, ");
        cs_write_bold(text, part, CS_COLUMN_COUNT);
        cs_text_add(text, part == 1.0 ? " is penalised " : " are penalised ");
        say_reasons(facts, text);
        cs_text_add(text, ".");
        return;
    case CS_STATE_NONE_WRONGFUL:
        cs_text_add(text, "This regime penalises people, and nobody wrongly in any replicate.");
        return;
    case CS_STATE_RECORDS:
        cs_facts_estimate(facts, cs_fact_records_share,
                          CS_WHAT(.sensor = -1, .causes = CS_TAGS_WRONG), &share);
        part = say_of_every(text, share.mean);
        cs_text_add(text, " records this regime files, ");
        cs_write_bold(text, part, CS_COLUMN_COUNT);
        cs_text_add(text, part == 1.0 ? " is wrong." : " are wrong.");
        return;
    default: headline_nothing(facts, text);
    }
}

/* Where the last day shows nobody wrongly listed, though some were before it. */
static void lead_before(const cs_facts *facts, cs_text *text)
{
    cs_estimate ever, wrong;
    cs_section_everyone(facts, cs_fact_ever, facts->penalised, &ever);
    cs_section_everyone(facts, cs_fact_ever, facts->wrongful, &wrong);
    cs_text_add(text, "In the whole run " CS_SAY_B);
    cs_write_people(text, ever.mean);
    cs_text_add(text, " of every 1,000 people" CS_SAY_B_END);
    cs_write_interval(text, &ever, CS_COLUMN_RATE);
    cs_text_add(text, " came onto one, ");
    cs_write_bold(text, wrong.mean, CS_COLUMN_RATE);
    cs_write_interval(text, &wrong, CS_COLUMN_RATE);
    cs_text_add(text, " of them wrongly; by the last day none of these was left on it.");
}

static void lead_lists(const cs_facts *facts, cs_text *text)
{
    cs_estimate all, rule, wrong, missed;
    cs_section_everyone(facts, cs_fact_stock, facts->penalised, &all);
    cs_section_everyone(facts, cs_fact_stock, facts->rung[CS_RUNG_RULE], &rule);
    cs_section_everyone(facts, cs_fact_stock, facts->wrongful, &wrong);
    cs_section_everyone(facts, cs_fact_stock, facts->rung[CS_RUNG_MISSED], &missed);
    cs_text_add(text, "On the last day, " CS_SAY_B);
    cs_write_people(text, all.mean);
    cs_text_add(text, " of every 1,000 people" CS_SAY_B_END);
    cs_write_interval(text, &all, CS_COLUMN_RATE);
    cs_text_add(text, " were on a penal list. Correct records of what they did themselves put ");
    if (rule.mean > 0.0) cs_write_people(text, rule.mean);
    else cs_text_add(text, "none");
    cs_text_add(text, " of them there. ");
    if (wrong.mean > 0.0) {
        cs_text_add(text, rule.mean > 0.0 ? "The other " CS_SAY_B : "All " CS_SAY_B);
        cs_write_people(text, wrong.mean);
        cs_text_add(text, CS_SAY_B_END);
        cs_write_interval(text, &wrong, CS_COLUMN_RATE);
        cs_text_add(text, " were listed ");
        say_reasons(facts, text);
        cs_text_add(text, ".");
    } else if (facts->found.wronged) {
        lead_before(facts, text);
    } else {
        cs_text_add(text, "Listed wrongly: ");
        cs_section_say_none(facts, text);
        cs_text_add(text, ".");
    }
    if (missed.mean > 0.0) {
        cs_text_add(text, " It also missed ");
        cs_write_people(text, missed.mean);
        cs_text_add(text, " in 1,000 whom the rules, on true records alone, would have listed.");
    }
}

static void lead_records(const cs_facts *facts, cs_text *text)
{
    cs_estimate all, wrong, right;
    cs_facts_estimate(facts, cs_fact_records, CS_WHAT(.sensor = -1, .causes = CS_TAGS_ALL), &all);
    cs_facts_estimate(facts, cs_fact_records, CS_WHAT(.sensor = -1, .causes = CS_TAGS_WRONG),
                      &wrong);
    cs_facts_estimate(facts, cs_fact_records,
                      CS_WHAT(.sensor = -1, .causes = 1u << CS_TAG_CORRECT), &right);
    cs_text_add(text, "In ");
    cs_write_days(text, facts->horizon_days);
    cs_text_add(text, " it filed " CS_SAY_B);
    cs_write_number(text, all.mean, CS_COLUMN_COUNT);
    cs_text_add(text, " records" CS_SAY_B_END);
    cs_write_interval(text, &all, CS_COLUMN_COUNT);
    cs_text_add(text, ": ");
    cs_write_number(text, right.mean, CS_COLUMN_COUNT);
    cs_text_add(text, " were right and " CS_SAY_B);
    cs_write_number(text, wrong.mean, CS_COLUMN_COUNT);
    cs_text_add(text, CS_SAY_B_END);
    cs_write_interval(text, &wrong, CS_COLUMN_COUNT);
    cs_text_add(text, " were wrong. Nobody was on a penal list, so this page counts records, "
                      "not penalties.");
}

/* Counts of a gathering are small, and their means have a decimal; no number of people has one for nothing. */
static cs_column_type count_type(double mean)
{
    return mean >= 99.95 || fabs(mean - round(mean)) < 1e-9 ? CS_COLUMN_COUNT : CS_COLUMN_RATE;
}

static void lead_watch(const cs_facts *facts, cs_text *text)
{
    cs_estimate all, wrong, right, share;
    cs_fact what = {.sensor = -1, .causes = CS_TAGS_ALL};
    cs_facts_estimate(facts, cs_fact_records, &what, &all);
    what.causes = CS_TAGS_WRONG;
    cs_facts_estimate(facts, cs_fact_records, &what, &wrong);
    what.causes = 1u << CS_TAG_CORRECT;
    cs_facts_estimate(facts, cs_fact_records, &what, &right);
    cs_facts_estimate(facts, cs_fact_records_share, &what, &share);
    cs_text_add(text, "It raised " CS_SAY_B);
    cs_write_number(text, all.mean, count_type(all.mean));
    cs_text_add(text, " alerts" CS_SAY_B_END);
    cs_write_interval(text, &all, count_type(all.mean));
    cs_text_add(text, ": ");
    cs_write_number(text, right.mean, count_type(right.mean));
    cs_text_add(text, " right and " CS_SAY_B);
    cs_write_number(text, wrong.mean, count_type(wrong.mean));
    cs_text_add(text, " wrong" CS_SAY_B_END);
    cs_write_interval(text, &wrong, count_type(wrong.mean));
    cs_text_add(text, ". So ");
    cs_write_bold(text, share.mean, CS_COLUMN_SHARE);
    cs_write_interval(text, &share, CS_COLUMN_SHARE);
    cs_text_add(text, " of its alerts were right (precision).");
    if (!facts->found.penal) {
        cs_text_add(text, " Nobody was on a penal list for it.");
        return;
    }
    cs_section_everyone(facts, cs_fact_ever_count, facts->penalised, &all);
    cs_section_everyone(facts, cs_fact_ever_count, facts->wrongful, &wrong);
    cs_text_add(text, " It put ");
    cs_write_number(text, all.mean, count_type(all.mean));
    cs_text_add(text, " people on a penal list at some time, ");
    cs_write_bold(text, wrong.mean, count_type(wrong.mean));
    cs_write_interval(text, &wrong, count_type(wrong.mean));
    cs_text_add(text, " of them wrongly.");
}

static cs_page_table *figures_table(cs_page *page, cs_page_section *section)
{
    cs_page_table *table = cs_page_add_table(section, "figures", "The answer in four figures");
    table->fixed = true;
    cs_table_column(table, "figure", "figure", CS_COLUMN_TEXT);
    cs_table_interval(page, table, "value", "value", CS_COLUMN_RATE);
    cs_table_column(table, "unit", "unit", CS_COLUMN_TEXT);
    cs_table_column(table, "note", "note", CS_COLUMN_TEXT);
    table->undefined = "undefined";
    return table;
}

static void add_figure(cs_page *page, cs_page_table *table, const char *figure,
                       const cs_estimate *value, double times, const char *unit, const char *note)
{
    cs_estimate scaled = *value;
    scaled.mean *= times;
    scaled.low *= times;
    scaled.high *= times;
    cs_table_text(page, table, figure);
    cs_table_estimate(page, table, &scaled);
    cs_table_text(page, table, unit);
    cs_table_text(page, table, note);
}

static const char *over_horizon(cs_page *page, const cs_facts *facts, const char *what)
{
    cs_text text = {0};
    cs_text_format(&text, "%s, in ", what);
    cs_write_days(&text, facts->horizon_days);
    return cs_page_keep_text(page, &text);
}

static cs_status figures_lists(cs_page *page, const cs_facts *facts, cs_page_table *table,
                               cs_error *err)
{
    cs_estimate value;
    cs_survival survival;
    cs_section_everyone(facts, cs_fact_stock_share, facts->wrongful, &value);
    add_figure(page, table, "of those penalised are penalised wrongly", &value, 100.0, "%",
               "false discovery rate");
    cs_section_everyone(facts, cs_fact_person_days, facts->wrongful, &value);
    add_figure(page, table, over_horizon(page, facts, "wrongful person-days per 1,000 people"),
               &value, 1.0, "", "person-days");
    if (cs_section_state(facts) != CS_STATE_WRONGFUL) return CS_OK;
    CS_TRY(cs_survival_init(&survival, facts, facts->wrongful, err));
    cs_survival_lifted(&survival, 50, &value);
    cs_survival_free(&survival);
    add_figure(page, table, "until half of wrongful penalties were lifted", &value, 1.0, "days",
               value.defined ? "days, median" : "not reached in this run");
    return CS_OK;
}

static void figures_records(cs_page *page, const cs_facts *facts, cs_page_table *table)
{
    cs_estimate value;
    cs_fact wrong = {.sensor = -1, .causes = CS_TAGS_WRONG};
    cs_facts_estimate(facts, cs_fact_records_share, &wrong, &value);
    add_figure(page, table, "of the records filed are wrong", &value, 100.0, "%",
               "false discovery rate");
    cs_facts_estimate(facts, cs_fact_records, &wrong, &value);
    add_figure(page, table, over_horizon(page, facts, "wrong records"), &value, 1.0, "", "records");
    wrong.causes = 1u << CS_TAG_CORRECT;
    cs_facts_estimate(facts, cs_fact_records, &wrong, &value);
    add_figure(page, table, over_horizon(page, facts, "correct records"), &value, 1.0, "",
               "records");
}

static void figures_watch(cs_page *page, const cs_facts *facts, cs_page_table *table)
{
    cs_estimate value;
    cs_fact what = {.sensor = -1, .causes = 1u << CS_TAG_CORRECT};
    cs_facts_estimate(facts, cs_fact_records_share, &what, &value);
    add_figure(page, table, "of the alerts are right", &value, 100.0, "%", "precision");
    what.causes = CS_TAGS_WRONG;
    cs_facts_estimate(facts, cs_fact_records, &what, &value);
    add_figure(page, table, over_horizon(page, facts, "wrong alerts"), &value, 1.0, "", "records");
    if (!facts->found.penal) return;
    cs_section_everyone(facts, cs_fact_ever_count, facts->wrongful, &value);
    add_figure(page, table, over_horizon(page, facts, "people ever penalised wrongly"), &value, 1.0,
               "", "people");
}

static void figures_lender(cs_page *page, const cs_facts *facts, cs_page_table *table)
{
    cs_estimate value;
    cs_facts_estimate(facts, cs_fact_metric, CS_WHAT(.metric = CS_METRIC_LENT_SHARE, .band = -1), &value);
    add_figure(page, table, "of the loans asked for are granted", &value, 100.0, "%", "selection rate");
    cs_facts_estimate(facts, cs_fact_metric, CS_WHAT(.metric = CS_METRIC_LENT_GOOD_SHARE, .band = -1), &value);
    add_figure(page, table, "of those who repay are lent to", &value, 100.0, "%", "true positive rate");
    cs_facts_estimate(facts, cs_fact_metric, CS_WHAT(.metric = CS_METRIC_REFUSED_GOOD, .band = -1), &value);
    add_figure(page, table, "of those refused would have repaid", &value, 100.0, "%", "false omission rate");
    value = loans_of(facts).good;
    add_figure(page, table, over_horizon(page, facts, "loans refused to people who would have repaid, "
                                                      "per 1,000 people"),
               &value, 1.0, "", "refusals");
}

/* The fourth: what the best safeguard changes, else what wrongly listed people were refused. */
static cs_status last_figure(cs_page *page, const cs_facts *facts, cs_page_table *table,
                             cs_error *err)
{
    cs_estimate value;
    int world;
    CS_TRY(cs_section_best(facts, &world, &value, err));
    bool records = cs_section_counts_records(facts);
    if (world) {
        cs_text text = {0};
        const char *name = cs_page_words(page, cs_results_world(facts->results, world)->name);
        cs_text_format(&text, "change in %s with the safeguard “%s”", facts->lead->harm_label, name);
        add_figure(page, table, cs_page_keep_text(page, &text), &value, 1.0, "",
                   records ? "records, paired" : "per 1,000 people, paired");
        return CS_OK;
    }
    if (records || !facts->scenario->services.count) return CS_OK;
    cs_facts_estimate(facts, cs_fact_denials, CS_WHAT(.service = -1, .causes = facts->wrongful),
                      &value);
    add_figure(page, table, over_horizon(page, facts, "services refused to people listed wrongly, "
                                                      "per 1,000 people"),
               &value, 1.0, "", "refusals");
    return CS_OK;
}

static void eyebrow(cs_page *page, const cs_facts *facts)
{
    cs_text text = {0};
    cs_text_add(&text, "Scenario " CS_SAY_B);
    cs_text_add(&text, page->title);
    cs_text_add(&text, CS_SAY_B_END " · ");
    cs_write_number(&text, (double)facts->scenario->population.persons, CS_COLUMN_COUNT);
    cs_text_add(&text, " synthetic people · ");
    cs_write_days(&text, facts->horizon_days);
    cs_text_format(&text, " · %lld replicate%s", (long long)facts->replicates,
                   facts->replicates == 1 ? "" : "s");
    page->eyebrow = cs_page_keep_text(page, &text);
}

static const char *how(cs_page *page, const cs_facts *facts)
{
    cs_text text = {0};
    if (facts->replicates >= 8)
        cs_text_format(&text, "Brackets and ranges hold the middle 95%% of %lld replicates; of a "
                              "paired difference, the 95%% t interval of its mean. ",
                       (long long)facts->replicates);
    else {
        cs_text_add(&text, "With ");
        cs_write_small(&text, facts->replicates);
        cs_text_format(&text, " replicate%s the figures stand without intervals; eight or more are "
                              "needed. ", facts->replicates == 1 ? "" : "s");
    }
    if (facts->found.penal)
        cs_text_add(&text, "Positive means penalised. “Wrongful” means: absent from the lane that "
                           "sees only true, current records of a person’s own unprotected conduct. ");
    if (cs_section_counts_records(facts))
        cs_text_add(&text, "A record is wrong when it is about another person, about nothing, filed "
                           "twice, or out of date.");
    return cs_page_keep_text(page, &text);
}

cs_status cs_section_answer(cs_page *page, const cs_facts *facts, cs_error *err)
{
    cs_text title = {0};
    cs_page_section *section = cs_page_begin(page, "answer", "The answer");
    cs_state state = cs_section_state(facts);
    eyebrow(page, facts);
    headline(facts, &title);
    page->headline = cs_page_keep_text(page, &title);
    section->how = how(page, facts);
    if (state == CS_STATE_NOTHING && !facts->scenario->lending) {
        cs_text_add(&section->answer, "Nobody was on a penal list, and no sensor filed anything about people.");
        if (facts->scenario->firms)
            cs_text_add(&section->answer, " What happens to firms stands below.");
        return CS_OK;
    }
    cs_page_table *table = figures_table(page, section);
    if (state == CS_STATE_NOTHING) {
        lead_lender(facts, &section->answer);
        figures_lender(page, facts, table);
        return CS_OK;
    }
    if (facts->found.watch) {
        lead_watch(facts, &section->answer);
        figures_watch(page, facts, table);
    } else if (state == CS_STATE_RECORDS) {
        lead_records(facts, &section->answer);
        figures_records(page, facts, table);
    } else {
        lead_lists(facts, &section->answer);
        CS_TRY(figures_lists(page, facts, table, err));
    }
    return last_figure(page, facts, table, err);
}
