/* A calibration, told on a terminal. */
#include "results/calibration.h"

#include "results/format.h"

#include <math.h>
#include <string.h>

static void say_paragraph(cs_text *text, int indent, cs_text *line)
{
    if (!line->failed) cs_format_paragraph(text, indent, line->bytes ? line->bytes : "");
    text->failed |= line->failed;
    cs_text_drop(line);
}

static void say_head(cs_text *text, const cs_calibration *c)
{
    cs_text line = {0};
    bool abc = c->method == CS_METHOD_ABC;
    char parameters[CS_CELL], figures[CS_CELL], tries[CS_CELL], replicates[CS_CELL], kept[CS_CELL];
    char near[CS_CELL], share[CS_CELL];
    cs_format_count(parameters, c->parameters, "parameter", NULL);
    cs_format_count(figures, c->set_figures, "published figure", NULL);
    cs_format_count(tries, c->tries, abc ? "draw" : "try", abc ? NULL : "tries");
    cs_format_count(replicates, c->replicates, "replicate", NULL);
    cs_format_number(kept, c->accepted_count, 0);
    cs_format_figure(near, c->tolerance, CS_UNIT_SHARE);
    cs_format_figure(share, c->tries > 0 ? (double)c->accepted_count / c->tries : 0.0, CS_UNIT_SHARE);
    cs_text_format(&line, "%s: %s held against %s marked `set`, in %s of %s each, on people who do not exist.",
                   c->title, parameters, figures, tries, replicates);
    say_paragraph(text, 0, &line);
    if (abc && c->accepted_count == 0)
        cs_text_format(&line, "No draw came within %s of %s; none was kept.", near,
                       c->set_figures == 1 ? "it" : "all of them at once");
    else if (abc)
        cs_text_format(&line, "Of %s %s (%s) came within %s of %s and %s kept.", tries, kept, share, near,
                       c->set_figures == 1 ? "it" : "every one of them",
                       c->accepted_count == 1 ? "was" : "were");
    else if (isnan(c->misfit[c->best]))
        cs_text_add(&line, "No misfit can be told: in every try some figure is undefined or not run yet.");
    else if (c->best == 0)
        cs_text_format(&line, "No try was better than the scenario as stated, whose misfit is %.3g: "
                              "nothing is changed.", c->misfit[0]);
    else if (isnan(c->misfit[0]))
        cs_text_format(&line, "The misfit was undefined before and is %.3g after.", c->misfit[c->best]);
    else
        cs_text_format(&line, "The misfit was %.3g before and is %.3g after.", c->misfit[0],
                       c->misfit[c->best]);
    say_paragraph(text, 0, &line);
}

/* Fewer people than the scenario says: what grows otherwise than they do does not carry over. */
static void say_resized(cs_text *text, const cs_calibration *c)
{
    char run[CS_CELL], own[CS_CELL];
    cs_text line = {0};
    if (c->persons == c->own_persons) return;
    cs_format_number(run, (double)c->persons, 0);
    cs_format_number(own, (double)c->own_persons, 0);
    cs_text_format(&line, "Run at %s persons, the scenario says %s: counts were carried over in proportion, "
                          "which is wrong for those that grow otherwise, such as mistaken faces.", run, own);
    say_paragraph(text, 0, &line);
}

/* Where a run failed, its try was passed over, and another might have been the best. */
static void say_failed(cs_text *text, const cs_calibration *c)
{
    char rows[CS_CELL], failed[CS_CELL];
    cs_text line = {0};
    if (c->failed == 0) return;
    cs_format_count(rows, c->rows, "run", NULL);
    cs_format_number(failed, (double)c->failed, 0);
    cs_text_format(&line, "Of %s %s failed: what they belong to was passed over. The same call with --retry "
                          "tries them again.", rows, failed);
    say_paragraph(text, 0, &line);
}

/* What a reader must know before trusting the table. */
static void say_doubts(cs_text *text, const cs_calibration *c)
{
    cs_text line = {0};
    int ends = 0, untold = 0;
    for (int i = 0; i < c->parameters; i++) {
        ends += c->parameter[i].at_end != 0;
        untold += !c->parameter[i].told;
    }
    if (c->parameters > c->set_figures) {
        cs_text_format(&line, "There are more parameters (%d) than figures to fit them to (%d): other values "
                              "fit as well.", c->parameters, c->set_figures);
        say_paragraph(text, 0, &line);
    }
    if (ends > 0) {
        cs_text_add(&line, "A value at the end of its range was stopped there: either the range is wrong, or "
                           "something else of the scenario is.");
        say_paragraph(text, 0, &line);
    }
    if (c->method == CS_METHOD_ABC && !c->enough) {
        cs_text_format(&line, "Too few draws were kept for intervals (%d; at least %d are needed): make more "
                              "(--tries), or widen the --tolerance.", c->accepted_count, CS_ACCEPTED_LEAST);
        say_paragraph(text, 0, &line);
    } else if (c->method == CS_METHOD_ABC && untold > 0) {
        cs_text_format(&line, "Of %d parameter%s the figures say little: the draws kept are spread almost as "
                              "widely as all draws.", untold, untold == 1 ? "" : "s");
        say_paragraph(text, 0, &line);
    }
}

static void say_parameter(cs_text *text, const cs_calibration *c, const cs_fitted *p)
{
    char was[CS_CELL], fitted[CS_CELL], span[CS_CELL];
    cs_text line = {0};
    bool abc = c->method == CS_METHOD_ABC;
    cs_format_figure(was, p->was, p->unit);
    cs_format_figure(fitted, p->fitted, p->unit);
    cs_text_format(text, "%s\n", p->path);
    cs_text_format(&line, "was %s; ", was);
    if (abc && c->accepted_count == 0) cs_text_add(&line, "no draw was kept");
    else if (!abc && c->best == 0) cs_text_add(&line, "nothing better was tried");
    else cs_text_format(&line, "%s %s", abc ? "mean of the draws kept" : "fitted", fitted);
    if (abc && c->enough) {
        cs_format_span(span, p->fitted_low, p->fitted_high, p->unit);
        cs_text_format(&line, ", middle 95 %% of them %s", span);
        if (!p->told) cs_text_add(&line, ", which tells little");
    }
    if (p->at_end) cs_text_format(&line, ", at its %s end", p->at_end < 0 ? "low" : "high");
    cs_format_span(span, p->low, p->high, p->unit);
    cs_text_format(&line, " (range %s)", span);
    say_paragraph(text, 3, &line);
}

static void say_parameters(cs_text *text, const cs_calibration *c)
{
    cs_text_add(text, "\nParameters\n");
    for (int i = 0; i < c->parameters; i++) say_parameter(text, c, &c->parameter[i]);
}

static const char *const verdict_words[CS_VERDICTS] = {"holds", "does not hold", "undefined",
                                                       "not comparable"};

static void say_expected(cs_text *text, const cs_fit_figure *f)
{
    char low[CS_CELL], high[CS_CELL], within[CS_CELL];
    cs_format_figure(low, f->wanted.low, f->unit);
    cs_format_figure(high, f->wanted.high, f->unit);
    cs_format_figure(within, f->wanted.within, CS_UNIT_SHARE);
    cs_text_format(text, "   expected  %s", low);
    if (f->wanted.low != f->wanted.high) cs_text_format(text, " to %s", high);
    cs_text_format(text, "%s%s", *f->per ? " " : "", f->per);
    if (f->wanted.within > 0) cs_text_format(text, ", give or take %s", within);
    cs_text_add(text, "\n");
}

static void say_came(cs_text *text, const char *when, const cs_estimate *e, cs_verdict verdict,
                     const cs_fit_figure *f)
{
    cs_unit unit = f->unit;
    char mean[CS_CELL], low[CS_CELL], high[CS_CELL];
    cs_text_format(text, "   %-9s ", when);
    if (e->defined) {
        cs_format_figure(mean, e->mean, unit);
        cs_text_format(text, "%s%s%s", mean, *f->per ? " " : "", f->per);
        cs_format_figure(low, e->mean_low, unit);
        cs_format_figure(high, e->mean_high, unit);
        if (e->has_interval) cs_text_format(text, " (%s to %s)", low, high);
        cs_text_add(text, ": ");
    }
    cs_text_format(text, "%s\n", verdict_words[verdict]);
}

static void say_figures(cs_text *text, const cs_calibration *c, int as, const char *heading)
{
    cs_text line = {0};
    bool any = false;
    bool nothing = c->method == CS_METHOD_ABC && c->accepted_count == 0;
    for (int i = 0; i < c->figures; i++) {
        const cs_fit_figure *f = &c->figure[i];
        if (f->wanted.as != as) continue;
        if (!any) cs_text_format(text, "\n%s\n", heading);
        any = true;
        cs_text_format(&line, "%d. %s", i + 1, f->name);
        say_paragraph(text, 0, &line);
        say_expected(text, f);
        say_came(text, "before", &f->before, f->held, f);
        if (!nothing) say_came(text, "after", &f->after, f->holds, f);
        if (f->holds == CS_VERDICT_HOLDS || nothing || !*f->wanted.because) continue;
        cs_text_format(&line, "because %s", f->wanted.because);
        say_paragraph(text, 3, &line);
    }
}

static void say_notes(cs_text *text, const cs_calibration *c)
{
    cs_text_add(text, "\n");
    cs_format_paragraph(text, 0,
                        "That a figure holds to which a parameter was fitted tells nothing of the model; "
                        "that a predicted one does, or does not, tells something.");
    if (c->method == CS_METHOD_ABC)
        cs_format_paragraph(text, 0,
                            "Draws fill the ranges evenly (along the logarithm where they span a factor of "
                            "ten); each has luck of its own. A draw is kept when the mean of every set "
                            "figure lies inside what is expected, or is as near as the tolerance.");
    else
        cs_format_paragraph(text, 0,
                            "Misfit: root mean square over set figures of the distance from the nearest end "
                            "of what is expected, in units of `within` (5 % where there is none). All tries "
                            "share people and luck. The least misfit is one point; how well it is known, "
                            "--method abc tells.");
}

cs_status cs_calibration_print(const cs_calibration *c, char **out, cs_error *err)
{
    cs_text text = {0};
    say_head(&text, c);
    say_resized(&text, c);
    say_failed(&text, c);
    say_parameters(&text, c);
    say_doubts(&text, c);
    say_figures(&text, c, CS_FIGURE_SET, "Figures it was fitted to");
    say_figures(&text, c, CS_FIGURE_PREDICTED, "Predicted figures, which had no say: out of sample");
    say_notes(&text, c);
    return cs_text_take(&text, out, err);
}
