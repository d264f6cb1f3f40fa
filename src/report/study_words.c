/* Names and numbers as the sections of a study write them. */
#include "report/study.h"

#include "ledger/metrics.h"
#include "results/study_text.h"

#include <string.h>

const char *cs_studied_figure(cs_page *page, const cs_studied_facts *facts, int figure)
{
    return cs_page_words(page, facts->plan->figure[figure].name);
}

const char *cs_studied_figure_help(const cs_studied_facts *facts, int figure)
{
    int metric = facts->plan->figure[figure].metric;
    return metric >= 0 && metric < CS_METRICS ? cs_metric_words[metric].help : "";
}

cs_unit cs_studied_figure_unit(const cs_studied_facts *facts, int figure)
{
    return cs_metric_unit((cs_metric)facts->plan->figure[figure].metric);
}

const char *cs_studied_figure_word(const cs_studied_facts *facts, int figure)
{
    const cs_asked *asked = &facts->plan->figure[figure];
    const char *word = cs_figure_unit(asked);
    return *word == 'p' && strstr(asked->name, word) ? "" : word;
}

void cs_studied_write_unit(cs_text *text, const cs_studied_facts *facts, int figure)
{
    const char *word = cs_studied_figure_word(facts, figure);
    if (*word && *word != '%') cs_text_format(text, " %s", word);
}

const char *cs_studied_head(cs_page *page, const cs_studied_facts *facts, int figure)
{
    cs_text text = {0};
    const char *word = cs_studied_figure_word(facts, figure);
    cs_text_add(&text, cs_studied_figure(page, facts, figure));
    if (*word && *word != '%') cs_text_format(&text, " (%s)", word);
    return cs_page_keep_text(page, &text);
}

cs_column_type cs_studied_type(const cs_studied_facts *facts, int figure, bool difference)
{
    if (cs_studied_figure_unit(facts, figure) == CS_UNIT_SHARE) return CS_COLUMN_SHARE;
    return difference ? CS_COLUMN_DIFFERENCE : CS_COLUMN_RATE;
}

const char *cs_studied_world(cs_page *page, const char *safeguard)
{
    cs_text text = {0};
    if (!safeguard || !*safeguard) return "base";
    if (!strcmp(safeguard, CS_NO_REGIME)) return "no regime";
    for (const char *from = safeguard; *from; from++) {
        if (*from == '+') cs_text_add(&text, " + ");
        else cs_text_add_bytes(&text, from, 1);
    }
    return cs_page_words(page, cs_page_keep_text(page, &text));
}

const char *cs_studied_scenario(cs_page *page, const char *scenario)
{
    const char *slash = strrchr(scenario, '/');
    cs_text text = {0};
    const char *name = slash ? slash + 1 : scenario;
    size_t length = strlen(name);
    if (length > 5 && !strcmp(name + length - 5, ".yaml")) length -= 5;
    cs_text_add_bytes(&text, name, length);
    return cs_page_clean(page, cs_page_keep_text(page, &text));
}

const char *cs_studied_point(cs_page *page, const cs_studied_facts *facts, int point)
{
    const cs_point *p = &facts->plan->point[point];
    cs_text text = {0};
    if (p->label && *p->label) return cs_page_clean(page, p->label);
    cs_text_add(&text, cs_studied_scenario(page, p->scenario));
    cs_text_format(&text, ", %s", cs_studied_world(page, p->safeguard));
    return cs_page_keep_text(page, &text);
}

const char *cs_studied_set(cs_page *page, const cs_search_set *set)
{
    return cs_studied_world(page, set->name);
}

void cs_studied_write(cs_text *text, double value, cs_unit unit)
{
    const char *word = cs_page_unit(unit);
    if (unit == CS_UNIT_TIME && value >= CS_FOREVER) {
        cs_text_add(text, "forever");
        return;
    }
    cs_write_number(text, value * cs_page_scale(unit), CS_COLUMN_FIGURE);
    if (*word) cs_text_format(text, "%s%s", *word == '%' ? "" : " ", word);
}

const char *cs_studied_range(cs_page *page, double low, double high, cs_unit unit)
{
    cs_text text = {0};
    if (high != low) {
        cs_write_number(&text, low * cs_page_scale(unit), CS_COLUMN_FIGURE);
        cs_text_add(&text, " to ");
    }
    cs_studied_write(&text, high, unit);
    return cs_page_keep_text(page, &text);
}
