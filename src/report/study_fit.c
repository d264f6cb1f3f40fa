/* A calibration: where each free parameter ended in its range, and the published figures before and
   after, those it was shown and those it was not. */
#include "report/section.h"
#include "report/study.h"

#include <math.h>

static cs_estimate scaled(const cs_estimate *estimate, double scale, bool of_mean)
{
    cs_estimate result = *estimate;
    result.mean *= scale;
    result.low = (of_mean ? estimate->mean_low : estimate->low) * scale;
    result.high = (of_mean ? estimate->mean_high : estimate->high) * scale;
    return result;
}

static const char *end_words(const cs_calibration *fit, const cs_fitted *parameter)
{
    if (parameter->at_end) return parameter->at_end < 0 ? "at the low end of its range"
                                                        : "at the high end of its range";
    if (fit->method == CS_METHOD_ABC && fit->enough)
        return parameter->told ? "the figures narrow it" : "the figures say little about it";
    return "";
}

static void parameters_table(cs_page *page, cs_page_section *section, const cs_calibration *fit)
{
    cs_page_table *table = cs_page_add_table(
        section, "parameters", fit->method == CS_METHOD_ABC
                                   ? "Free parameters: before, and the mean and middle 95% of the draws kept"
                                   : "Free parameters: before, and in the best try");
    table->undefined = "undefined";
    cs_table_column(table, "input", "input", CS_COLUMN_TEXT);
    cs_table_column(table, "label", "what it is", CS_COLUMN_TEXT);
    cs_table_column(table, "unit", "unit", CS_COLUMN_TEXT);
    cs_table_column(table, "before", "before", CS_COLUMN_FIGURE);
    cs_table_interval(page, table, "after", "after", CS_COLUMN_FIGURE);
    cs_table_column(table, "low", "range from", CS_COLUMN_FIGURE);
    cs_table_column(table, "high", "to", CS_COLUMN_FIGURE);
    cs_table_column(table, "note", "note", CS_COLUMN_TEXT);
    for (int i = 0; i < fit->parameters; i++) {
        const cs_fitted *p = &fit->parameter[i];
        double scale = cs_page_scale(p->unit);
        cs_estimate after = {.mean = p->fitted * scale, .low = p->fitted_low * scale,
                             .high = p->fitted_high * scale, .defined = !isnan(p->fitted),
                             .has_interval = !isnan(p->fitted_low)};
        cs_table_text(page, table, cs_page_clean(page, p->path));
        cs_table_text(page, table, cs_page_clean(page, p->label));
        cs_table_text(page, table, cs_page_unit(p->unit));
        cs_table_number(page, table, p->was * scale);
        cs_table_estimate(page, table, &after);
        cs_table_number(page, table, p->low * scale);
        cs_table_number(page, table, p->high * scale);
        cs_table_text(page, table, end_words(fit, p));
    }
}

/* The tries, with their misfit; beyond so many the study file has them. */
#define TRIES_MOST 500

static void tries_table(cs_page *page, cs_page_section *section, const cs_calibration *fit)
{
    int shown = fit->points < TRIES_MOST ? fit->points : TRIES_MOST;
    cs_page_table *table = cs_page_add_table(
        section, "tries", "The tries in their order, 0 being the scenario as stated (500 at most). Misfit: "
                          "root mean square distance of set figures from what is published, in units of what "
                          "each may be off");
    table->undefined = "undefined";
    cs_table_column(table, "try", "try", CS_COLUMN_COUNT);
    cs_table_column(table, "misfit", "misfit", CS_COLUMN_FIGURE);
    cs_table_column(table, "kept", "kept", CS_COLUMN_TEXT);
    for (int i = 0; i < shown; i++) {
        bool kept = fit->method == CS_METHOD_ABC ? fit->accepted && fit->accepted[i] : i == fit->best;
        cs_table_number(page, table, i);
        if (isnan(fit->misfit[i])) cs_table_undefined(page, table);
        else cs_table_number(page, table, fit->misfit[i]);
        cs_table_text(page, table, kept ? "yes" : "");
    }
}

static void say_fit(cs_page *page, const cs_calibration *fit, cs_text *text)
{
    int ends = 0, untold = 0;
    for (int i = 0; i < fit->parameters; i++) {
        ends += fit->parameter[i].at_end != 0;
        untold += !fit->parameter[i].told;
    }
    if (fit->method == CS_METHOD_ABC) {
        cs_text_add(text, "Of ");
        cs_write_number(text, fit->tries, CS_COLUMN_COUNT);
        cs_text_format(text, " draw%s ", fit->tries == 1 ? "" : "s");
        cs_write_bold(text, fit->accepted_count, CS_COLUMN_COUNT);
        cs_text_add(text, " came within ");
        cs_write_number(text, fit->tolerance, CS_COLUMN_SHARE);
        cs_text_format(text, " of every figure the calibration was shown, and %s kept.",
                       fit->accepted_count == 1 ? "was" : "were");
        if (!fit->enough) cs_text_add(text, " That is too few for intervals.");
        else if (untold)
            cs_text_format(text, " About %d of %d parameter%s these figures say little.", untold,
                           fit->parameters, fit->parameters == 1 ? "" : "s");
        return;
    }
    cs_text_add(text, "In ");
    cs_write_number(text, fit->tries, CS_COLUMN_COUNT);
    cs_text_format(text, " %s ", fit->tries == 1 ? "try" : "tries");
    cs_write_small(text, fit->parameters);
    cs_text_format(text, " parameter%s moved.", fit->parameters == 1 ? " was" : "s were");
    if (fit->best == 0) {
        cs_text_add(text, " None was better than the scenario as stated.");
        return;
    }
    if (fit->best >= 0 && fit->tries > 0 && !isnan(fit->misfit[fit->best])) {
        cs_text_add(text, " The misfit went ");
        if (!isnan(fit->misfit[0])) {
            cs_text_add(text, "from ");
            cs_write_number(text, fit->misfit[0], CS_COLUMN_FIGURE);
        }
        cs_text_add(text, " to ");
        cs_write_bold(text, fit->misfit[fit->best], CS_COLUMN_FIGURE);
        cs_text_add(text, ".");
    }
    for (int i = 0, said = 0; i < fit->parameters && ends; i++) {
        if (!fit->parameter[i].at_end) continue;
        if (!said++) cs_text_add(text, " At the end of its range, which wants an explanation: ");
        else cs_text_add(text, ", ");
        cs_text_add(text, cs_page_clean(page, fit->parameter[i].path));
        if (said == ends) cs_text_add(text, ".");
    }
}

cs_status cs_studied_section_fit(cs_page *page, const cs_studied_facts *facts, cs_error *err)
{
    (void)err;
    if (facts->plan->kind != CS_STUDY_CALIBRATION) return CS_OK;
    const cs_calibration *fit = &facts->calibration;
    cs_page_section *section =
        cs_page_begin(page, "fit", "Where in its range did each parameter end?");
    if (fit->parameters) section->chart = "fit";
    section->how = fit->method == CS_METHOD_ABC
                       ? "Draws from the ranges are kept when every figure the calibration was shown is "
                         "near enough; the spread of those kept is what these figures leave open. Each "
                         "parameter has a scale of its own."
                       : "An optimiser looked for the least misfit to the figures it was shown, and moved "
                         "nothing beyond its range. Another set of values may fit as well. Each parameter "
                         "has a scale of its own.";
    parameters_table(page, section, fit);
    tries_table(page, section, fit);
    say_fit(page, fit, &section->answer);
    return CS_OK;
}

/* ---- published figures ---- */

static void add_target(cs_page *page, cs_page_table *table, const cs_calibration *fit,
                       const cs_fit_figure *figure)
{
    double scale = cs_page_scale(figure->unit);
    cs_estimate before = scaled(&figure->before, scale, true);
    cs_estimate after = scaled(&figure->after, scale, fit->method == CS_METHOD_FIT);
    bool set = figure->wanted.as == CS_FIGURE_SET;
    cs_table_text(page, table, cs_page_words(page, figure->name));
    cs_table_text(page, table, set ? "set" : "predicted");
    cs_table_text(page, table, *figure->per ? figure->per : cs_page_unit(figure->unit));
    cs_table_number(page, table, figure->wanted.low * scale);
    cs_table_number(page, table, figure->wanted.high * scale);
    cs_table_estimate(page, table, &before);
    cs_table_text(page, table, cs_section_verdict(figure->held));
    cs_table_estimate(page, table, &after);
    cs_table_text(page, table, cs_section_verdict(figure->holds));
    cs_table_text(page, table, figure->wanted.because ? cs_page_clean(page, figure->wanted.because) : "");
}

typedef struct tally { int all, held, hold; } tally;

static void targets_table(cs_page *page, cs_page_section *section, const cs_calibration *fit,
                          tally count[2])
{
    cs_page_table *table = cs_page_add_table(
        section, "targets", "Published figures: what is expected, and the simulated mean before and after. Inside: "
                            "the interval of the mean and the published range meet");
    table->undefined = "undefined";
    cs_table_column(table, "figure", "figure", CS_COLUMN_TEXT);
    cs_table_column(table, "kind", "kind", CS_COLUMN_TEXT);
    cs_table_column(table, "unit", "unit", CS_COLUMN_TEXT);
    cs_table_column(table, "published_from", "published from", CS_COLUMN_FIGURE);
    cs_table_column(table, "published_to", "to", CS_COLUMN_FIGURE);
    cs_table_interval(page, table, "before", "before", CS_COLUMN_FIGURE);
    cs_table_column(table, "held", "before it", CS_COLUMN_TEXT);
    cs_table_interval(page, table, "after", "after", CS_COLUMN_FIGURE);
    cs_table_column(table, "verdict", "after it", CS_COLUMN_TEXT);
    cs_table_column(table, "because", "why not", CS_COLUMN_TEXT);
    for (int predicted = 0; predicted < 2; predicted++)
        for (int i = 0; i < fit->figures; i++) {
            const cs_fit_figure *figure = &fit->figure[i];
            if ((figure->wanted.as != CS_FIGURE_SET) != (predicted == 1)) continue;
            count[predicted].all++;
            count[predicted].held += figure->held == CS_VERDICT_HOLDS;
            count[predicted].hold += figure->holds == CS_VERDICT_HOLDS;
            add_target(page, table, fit, figure);
        }
}

static void say_targets(cs_text *text, const tally *set, const tally *predicted)
{
    cs_text_add(text, "Of ");
    cs_write_small(text, set->all);
    cs_text_format(text, " figure%s it was " CS_SAY_B "set" CS_SAY_B_END " to, ",
                   set->all == 1 ? "" : "s");
    cs_write_few(text, set->hold);
    cs_text_format(text, " hold%s after it (", set->hold < 2 ? "s" : "");
    cs_write_few(text, set->held);
    cs_text_add(text, " before). ");
    if (!predicted->all) {
        cs_text_add(text, "Nothing was kept out of sight to test it on: that it fits says nothing about "
                          "whether it predicts.");
        return;
    }
    cs_text_add(text, "Of ");
    cs_write_small(text, predicted->all);
    cs_text_format(text, " it was " CS_SAY_B "not shown" CS_SAY_B_END ", ");
    cs_write_few(text, predicted->hold);
    cs_text_format(text, " hold%s (", predicted->hold < 2 ? "s" : "");
    cs_write_few(text, predicted->held);
    cs_text_add(text, " before). Only these are a test.");
}

cs_status cs_studied_section_targets(cs_page *page, const cs_studied_facts *facts, cs_error *err)
{
    (void)err;
    if (facts->plan->kind != CS_STUDY_CALIBRATION || !facts->calibration.figures) return CS_OK;
    tally count[2] = {{0}, {0}};
    cs_page_section *section =
        cs_page_begin(page, "targets", "Do published figures hold, and those it was not shown?");
    section->chart = "targets";
    section->how = facts->calibration.method == CS_METHOD_ABC
                       ? "Before: mean and its 95% interval. After: mean and middle 95% of the draws kept. "
                         "Each figure has a scale of its own."
                       : "Mean over replicates with its 95% interval. Each figure has a scale of its own.";
    targets_table(page, section, &facts->calibration, count);
    say_targets(&section->answer, &count[0], &count[1]);
    return CS_OK;
}
