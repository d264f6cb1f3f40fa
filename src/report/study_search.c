/* What does less harm cost: sets of safeguards, the front of those no other set beats, and the cheapest
   under the bound. */
#include "report/study.h"

static cs_column_type harm_type(const cs_search *search)
{
    return search->unit == CS_UNIT_SHARE ? CS_COLUMN_SHARE : CS_COLUMN_RATE;
}

/* As whoever asked wrote it: 600, and not 600.0. */
static cs_column_type bound_type(const cs_search *search)
{
    return search->unit == CS_UNIT_SHARE ? CS_COLUMN_SHARE : CS_COLUMN_FIGURE;
}

/* The interval of how well the mean is known, as the bound was judged by it. */
static cs_estimate known(const cs_estimate *estimate)
{
    cs_estimate mean = *estimate;
    mean.low = estimate->mean_low;
    mean.high = estimate->mean_high;
    return mean;
}

static bool whole_costs(const cs_search *search)
{
    for (int i = 0; i < search->sets; i++)
        if (search->set[i].cost != (double)(int64_t)search->set[i].cost) return false;
    return true;
}

static void sets_table(cs_page *page, cs_page_section *section, const cs_studied_facts *facts)
{
    const cs_search *search = &facts->search;
    const char *head = cs_studied_head(page, facts, 0);
    bool counts = whole_costs(search);
    cs_column_type signed_type =
        harm_type(search) == CS_COLUMN_SHARE ? CS_COLUMN_SHARE : CS_COLUMN_DIFFERENCE;
    cs_page_table *table = cs_page_add_table(
        section, "sets", "Every set, by cost. Harm: mean with its 95% t interval. Change: from no safeguard at "
                         "all, replicate by replicate. Keeps: the upper end of the interval is at the bound or "
                         "below");
    table->undefined = "undefined";
    cs_table_column(table, "set", "set of safeguards", CS_COLUMN_TEXT);
    cs_table_column(table, "size", "safeguards", CS_COLUMN_COUNT);
    cs_table_column(table, "cost", "cost", counts ? CS_COLUMN_COUNT : CS_COLUMN_FIGURE);
    cs_table_interval(page, table, "harm", head, harm_type(search));
    cs_table_interval(page, table, "change", "change", signed_type);
    cs_table_column(table, "front", "on the front", CS_COLUMN_TEXT);
    cs_table_column(table, "keeps", "keeps the bound", CS_COLUMN_TEXT);
    cs_table_column(table, "chosen", "cheapest that keeps it", CS_COLUMN_TEXT);
    for (int i = 0; i < search->sets; i++) {
        const cs_search_set *set = &search->set[i];
        cs_estimate harm = known(&set->harm), change = known(&set->change);
        cs_table_text(page, table, cs_studied_set(page, set));
        cs_table_number(page, table, set->size);
        cs_table_number(page, table, set->cost);
        cs_table_estimate(page, table, &harm);
        cs_table_estimate(page, table, &change);
        cs_table_text(page, table, set->front ? "yes" : "");
        cs_table_text(page, table, search->bounded && set->keeps ? "yes" : "");
        cs_table_text(page, table, set->cheapest ? "yes" : "");
    }
}

static void costs_table(cs_page *page, cs_page_section *section, const cs_search *search)
{
    cs_page_table *table = cs_page_add_table(
        section, "costs", "The safeguards chosen from, and what each was said to cost");
    cs_table_column(table, "safeguard", "safeguard", CS_COLUMN_TEXT);
    cs_table_column(table, "cost", "cost", CS_COLUMN_FIGURE);
    for (int i = 0; i < search->safeguards; i++) {
        cs_table_text(page, table, cs_studied_world(page, search->name[i]));
        cs_table_number(page, table, search->cost[i]);
    }
}

static void bound_table(cs_page *page, cs_page_section *section, const cs_search *search)
{
    if (!search->bounded) return;
    cs_page_table *table = cs_page_add_table(section, "bound", "The bound");
    cs_table_column(table, "bound", "bound", bound_type(search));
    cs_table_number(page, table, search->bound);
}

static void say_cost(cs_text *text, double cost)
{
    cs_text_add(text, ", at a cost of ");
    cs_write_number(text, cost, CS_COLUMN_FIGURE);
}

static void say_set(cs_page *page, cs_text *text, const cs_studied_facts *facts, const cs_search_set *set)
{
    const cs_search *search = &facts->search;
    cs_estimate harm = known(&set->harm);
    cs_text_format(text, CS_SAY_B "%s" CS_SAY_B_END, cs_studied_set(page, set));
    say_cost(text, set->cost);
    cs_text_add(text, ": it is then ");
    cs_write_bold(text, harm.mean, harm_type(search));
    cs_write_interval(text, &harm, harm_type(search));
    cs_studied_write_unit(text, facts, 0);
    cs_text_add(text, ".");
}

static const cs_search_set *find_set(const cs_search *search, bool cheapest)
{
    const cs_search_set *found = NULL;
    for (int i = 0; i < search->sets; i++) {
        const cs_search_set *set = &search->set[i];
        if (cheapest ? set->cheapest
                     : set->harm.defined && (!found || set->harm.mean < found->harm.mean)) {
            if (cheapest) return set;
            found = set;
        }
    }
    return found;
}

static void say(cs_page *page, const cs_studied_facts *facts, cs_text *text)
{
    const cs_search *search = &facts->search;
    const cs_search_set *best = find_set(search, true), *least = find_set(search, false);
    if (search->bounded) {
        cs_text_format(text, "The cheapest set that keeps “%s” at ",
                       cs_page_words(page, search->figure));
        cs_write_number(text, search->bound, bound_type(search));
        cs_studied_write_unit(text, facts, 0);
        cs_text_add(text, " or less: ");
        if (best) say_set(page, text, facts, best);
        else cs_text_add(text, CS_SAY_B "none does" CS_SAY_B_END ".");
        if (search->cheapest > 1)
            cs_text_format(text, " %d sets cost the same.", search->cheapest);
        cs_text_add(text, " Of ");
        cs_write_number(text, search->sets, CS_COLUMN_COUNT);
        cs_text_format(text, " set%s ", search->sets == 1 ? "" : "s");
        cs_write_number(text, search->keeping, CS_COLUMN_COUNT);
        cs_text_format(text, " keep%s it there. ", search->keeping == 1 ? "s" : "");
    }
    if (least && least != best) {
        cs_text_add(text, "The least harm is with ");
        say_set(page, text, facts, least);
    }
}

static void add_apart(cs_page *page, cs_page_section *section, const cs_search *search)
{
    for (int i = 0; i < search->apart && i < CS_PAGE_ITEMS_MOST; i++) {
        cs_text text = {0};
        cs_text_format(&text, "Cannot be combined: %s", search->why_apart[i]);
        section->item[i] = cs_page_clean(page, cs_page_keep_text(page, &text));
    }
}

cs_status cs_studied_section_front(cs_page *page, const cs_studied_facts *facts, cs_error *err)
{
    (void)err;
    if (facts->plan->kind != CS_STUDY_SAFEGUARDS) return CS_OK;
    const cs_search *search = &facts->search;
    cs_text how = {0};
    cs_page_section *section = cs_page_begin(page, "front", "What does less harm cost?");
    if (find_set(search, false)) section->chart = "front";
    cs_text_format(&how, "Only safeguards are searched, never a regime that penalises more. The harm: %s. "
                         "Costs are what whoever asked gave each safeguard (one each, where nothing was "
                         "given). All sets share people and chance. On the front: no other set costs no "
                         "more, harms no more and does better in one of the two. Intervals are 95%% each "
                         "by itself: of sets that lie just at a bound, one in forty passes it by luck.",
                   search->harm);
    section->how = cs_page_keep_text(page, &how);
    sets_table(page, section, facts);
    costs_table(page, section, search);
    bound_table(page, section, search);
    add_apart(page, section, search);
    say(page, facts, &section->answer);
    return CS_OK;
}
