/* What was asked for, in words, and the command that makes the same study again. Whatever the study file
   says is written out, also where it is the default: defaults may change. */
#include "report/study.h"

#include "results/settings.h"
#include "scenario/quantity.h"
#include "scenario/scenario.h"

#include <stdlib.h>
#include <string.h>

/* ---- words of a command line ---- */

static void add_option(cs_text *text, const char *option, const char *word)
{
    cs_text_format(text, " %s ", option);
    cs_text_add_word(text, word);
}

static void add_count(cs_text *text, const char *option, int64_t count)
{
    if (count > 0) cs_text_format(text, " %s %lld", option, (long long)count);
}

/* The shortest digits that are read as this number. */
static void add_number(cs_text *text, double number)
{
    char room[40];
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(room, sizeof room, "%.*g", digits, number);
        if (!strchr(room, '+') && strtod(room, NULL) == number) break;
    }
    cs_text_add(text, room);
}

/* A bound with its unit, as the command reads it back. */
static void add_bound(cs_text *text, double bound, cs_unit unit)
{
    static const char *const tails[] = {[CS_UNIT_SHARE] = " %", [CS_UNIT_TIME] = " days",
                                        [CS_UNIT_RATE] = " per year", [CS_UNIT_POINTS] = ""};
    const char *tail = unit < sizeof tails / sizeof *tails && tails[unit] ? tails[unit] : "";
    char room[80], why[300];
    for (int digits = 1; digits <= 17; digits++) {
        const cs_measure *used;
        double read;
        snprintf(room, sizeof room, "%.*g%s", digits, bound * cs_page_scale(unit), tail);
        if (!cs_quantity_read(room, unit, NULL, "", &used, &read, why) && read == bound && !strchr(room, '+'))
            break;
    }
    cs_text_add(text, room);
}

/* ---- which scenario ---- */

#define PERSONS "population.persons="

static bool is_bundled(const char *scenario)
{
    for (int i = 0; cs_bundled_name(i); i++)
        if (!strcmp(cs_bundled_name(i), scenario)) return true;
    return false;
}

static const char *scenario_word(cs_page *page, const cs_studied_facts *facts)
{
    cs_text text = {0};
    const char *scenario = facts->plan->point[0].scenario;
    if (is_bundled(scenario)) return cs_page_clean(page, scenario);
    cs_text_format(&text, "%s.yaml", cs_studied_scenario(page, scenario));
    return cs_page_keep_text(page, &text);
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* --persons stands in the file as settings behind those of the call: population.persons, and of how many
   firms. How many of a point's settings are the call's own; *persons: what --persons said, 0: nothing. */
static int own_sets(const cs_studied_facts *facts, int64_t *persons)
{
    const cs_study_plan *plan = facts->plan;
    const cs_point *point = &plan->point[0];
    int last = point->set_count;
    int64_t own = cs_settings_count(plan->settings, "own_persons", 0);
    *persons = 0;
    while (last > 0 && begins(point->sets[last - 1], "firms.")) last--;
    if (last == 0 || !begins(point->sets[last - 1], PERSONS)) return point->set_count;
    if (own == facts->persons) return point->set_count;
    *persons = facts->persons;
    return last - 1;
}

static void add_base(cs_page *page, cs_text *text, const cs_studied_facts *facts)
{
    const cs_point *point = &facts->plan->point[0];
    int64_t persons, own = cs_settings_count(facts->plan->settings, "own_persons", 0);
    int sets = own_sets(facts, &persons);
    bool said = false;
    for (int i = 0; i < sets; i++) {
        said = said || begins(point->sets[i], PERSONS);
        add_option(text, "--set", cs_page_clean(page, point->sets[i]));
    }
    /* the scenario that the page carries is of as many as were run, and counts are told for those it had */
    if (persons && !said && own > 0 && own != persons && !is_bundled(point->scenario))
        cs_text_format(text, " --set population.persons=%lld", (long long)own);
    add_count(text, "--persons", persons);
}

/* ---- what each kind has of its own ---- */

static void add_paths(cs_page *page, cs_text *text, const char *option, const cs_study_plan *plan)
{
    cs_text paths = {0};
    for (int f = 0; f < plan->factors; f++)
        cs_text_format(&paths, "%s%s", f ? "," : "", plan->factor[f].path);
    add_option(text, option, cs_page_clean(page, cs_page_keep_text(page, &paths)));
}

/* All that have a range is the default. */
static bool varies_all(const cs_studied_facts *facts)
{
    int ranges = 0;
    for (int i = 0; facts->scenario && i < facts->scenario->input_count; i++)
        ranges += cs_input_has_range(&facts->scenario->inputs[i]);
    return ranges == facts->plan->factors;
}

/* Figures that were asked for are called as they were asked for; the headline figures have other names. */
static void add_figures(cs_page *page, cs_text *text, const cs_study_plan *plan)
{
    for (int f = 0; f < plan->figures; f++) {
        cs_text room = {0};
        cs_asked asked;
        cs_error ignored = {0};
        cs_text_add(&room, plan->figure[f].name);
        if (room.bytes && !room.failed && cs_asked_read(room.bytes, &asked, &ignored) == CS_OK)
            add_option(text, "--of", cs_page_clean(page, plan->figure[f].name));
        cs_text_drop(&room);
    }
}

static void add_explored(cs_page *page, cs_text *text, const cs_studied_facts *facts)
{
    const cs_study_plan *plan = facts->plan;
    if (!varies_all(facts)) add_paths(page, text, "--parameters", plan);
    add_figures(page, text, plan);
    if (facts->effects) {
        if (plan->kind == CS_STUDY_SOBOL) cs_text_add(text, " --method sobol");
        if (facts->effects[0].safeguard && *facts->effects[0].safeguard)
            add_option(text, "--effect", facts->effects[0].safeguard);
        add_count(text, "--samples", cs_settings_count(plan->settings, "samples", 0));
        return;
    }
    cs_text worlds = {0};
    for (int w = 1; w < facts->prior.worlds; w++)
        cs_text_format(&worlds, "%s%s", w > 1 ? "," : "", facts->prior.world[w]);
    add_option(text, "--safeguards", facts->prior.worlds > 1 ? cs_page_keep_text(page, &worlds) : "none");
    add_count(text, "--draws", cs_settings_count(plan->settings, "draws", 0));
    cs_text_drop(&worlds);
}

static void add_search(cs_page *page, cs_text *text, const cs_search *search)
{
    cs_text word = {0};
    for (int i = 0; i < search->safeguards; i++)
        cs_text_format(&word, "%s%s", i ? "," : "", search->name[i]);
    add_option(text, "--among", cs_page_keep_text(page, &word));
    for (int i = 0; i < search->safeguards; i++) {
        cs_text_format(&word, "%s=", search->name[i]);
        add_number(&word, search->cost[i]);
        add_option(text, "--cost", cs_page_keep_text(page, &word));
    }
    add_count(text, "--most", search->most);
    cs_text_add(&word, search->figure);
    if (search->bounded) {
        cs_text_add(&word, " <= ");
        add_bound(&word, search->bound, search->unit);
    }
    add_option(text, search->bounded ? "--keep" : "--of", cs_page_keep_text(page, &word));
}

/* The first try is the scenario as it stands, which is none that was asked for. */
static void add_calibration(cs_page *page, cs_text *text, const cs_studied_facts *facts)
{
    const cs_calibration *fit = &facts->calibration;
    add_paths(page, text, "--free", facts->plan);
    cs_text_format(text, " --method %s", cs_fit_method_words[fit->method]);
    add_count(text, "--tries", fit->tries);
    if (fit->method != CS_METHOD_ABC) return;
    cs_text_add(text, " --tolerance ");
    add_number(text, fit->tolerance);
}

/* ---- the command ---- */

const char *cs_studied_again(cs_page *page, const cs_studied_facts *facts)
{
    static const char *const command[CS_STUDY_KINDS] = {
        [CS_STUDY_SWEEP] = "study",        [CS_STUDY_MORRIS] = "sensitivity",
        [CS_STUDY_SOBOL] = "sensitivity",  [CS_STUDY_PRIOR] = "prior",
        [CS_STUDY_CALIBRATION] = "calibrate", [CS_STUDY_SAFEGUARDS] = "safeguards",
    };
    const cs_study_plan *plan = facts->plan;
    cs_text text = {0};
    cs_text_format(&text, "counterscore %s ", command[plan->kind]);
    if (plan->kind == CS_STUDY_SWEEP) {
        cs_text_add(&text, "study.yaml -o study.db");
        return cs_page_keep_text(page, &text);
    }
    cs_text_add_word(&text, scenario_word(page, facts));
    add_base(page, &text, facts);
    if (plan->kind == CS_STUDY_SAFEGUARDS) add_search(page, &text, &facts->search);
    else if (plan->kind == CS_STUDY_CALIBRATION) add_calibration(page, &text, facts);
    else add_explored(page, &text, facts);
    cs_text_format(&text, " --seed %lld --replicates %lld -o study.db", (long long)plan->seed,
                   (long long)plan->replicates);
    return cs_page_keep_text(page, &text);
}

const char *cs_studied_again_needs(cs_page *page, const cs_studied_facts *facts)
{
    const cs_study_plan *plan = facts->plan;
    cs_text text = {0};
    if (plan->kind == CS_STUDY_SWEEP)
        cs_text_add(&text, "study.yaml is the study under Downloads; the scenarios that it names have to lie "
                           "beside it as they were when it was made");
    else if (is_bundled(plan->point[0].scenario))
        cs_text_add(&text, "the scenario is bundled with the program");
    else
        cs_text_format(&text, "%s is the scenario under Downloads", scenario_word(page, facts));
    return cs_page_keep_text(page, &text);
}

/* ---- what was asked for, in words ---- */

static void say_count(cs_text *text, int64_t count, const char *one, const char *more)
{
    cs_write_number(text, (double)count, CS_COLUMN_COUNT);
    cs_text_format(text, " %s", count == 1 ? one : more);
}

static void say_explored(const cs_studied_facts *facts, cs_text *text)
{
    const cs_study_plan *plan = facts->plan;
    int64_t samples = cs_settings_count(plan->settings, "samples", 0);
    if (plan->kind == CS_STUDY_MORRIS) {
        say_count(text, samples, "trajectory", "trajectories");
        cs_text_format(text, ", on %lld levels of each range,",
                       (long long)cs_settings_count(plan->settings, "levels", 0));
    } else if (plan->kind == CS_STUDY_SOBOL) {
        say_count(text, samples, "pair of points", "pairs of points");
    } else {
        say_count(text, cs_settings_count(plan->settings, "draws", 0), "draw", "draws");
    }
    cs_text_add(text, " over the ranges of ");
    say_count(text, plan->factors, "parameter", "parameters");
    if (plan->kind != CS_STUDY_PRIOR) {
        cs_text_add(text, ", and each parameter alone at the ends of its range");
        return;
    }
    if (facts->prior.worlds < 2) return;
    cs_text_add(text, ", each draw with none and with each of ");
    cs_text_format(text, "%d safeguard%s", facts->prior.worlds - 1, facts->prior.worlds == 2 ? "" : "s");
}

static void say_searched(cs_page *page, const cs_search *search, cs_text *text)
{
    cs_text_format(text, "%s of ", search->most ? "Sets" : "Every set");
    for (int i = 0; i < search->safeguards; i++) {
        cs_write_joint(text, i, search->safeguards, "and");
        cs_text_format(text, "%s (cost ", cs_page_words(page, search->name[i]));
        cs_write_number(text, search->cost[i], CS_COLUMN_FIGURE);
        cs_text_add(text, ")");
    }
    if (search->most) cs_text_format(text, ", %d at most at once", search->most);
    cs_text_format(text, "; %s %s", search->bounded ? "to keep" : "to hold against their cost:",
                   cs_page_words(page, search->figure));
    if (!search->bounded) return;
    cs_text_add(text, " at ");
    cs_studied_write(text, search->bound, search->unit);
    cs_text_add(text, " or less");
}

static void say_calibrated(const cs_studied_facts *facts, cs_text *text)
{
    const cs_calibration *fit = &facts->calibration;
    bool draws = fit->method == CS_METHOD_ABC;
    say_count(text, fit->tries, draws ? "draw" : "try", draws ? "draws" : "tries");
    cs_text_add(text, draws ? " from the ranges of " : " of an optimiser, free to move ");
    say_count(text, fit->parameters, "parameter", "parameters");
    cs_text_add(text, ", held against ");
    say_count(text, fit->set_figures, "published figure", "published figures");
    if (!draws) return;
    cs_text_add(text, "; kept within ");
    cs_write_number(text, fit->tolerance, CS_COLUMN_SHARE);
    cs_text_add(text, " of each");
}

const char *cs_studied_asked(cs_page *page, const cs_studied_facts *facts)
{
    const cs_study_plan *plan = facts->plan;
    cs_text text = {0};
    int64_t own = cs_settings_count(plan->settings, "own_persons", facts->persons);
    if (plan->kind == CS_STUDY_SWEEP) {
        say_count(&text, plan->points, "point", "points");
        cs_text_add(&text, ", as the study under Downloads says");
        return cs_page_keep_text(page, &text);
    }
    if (plan->kind == CS_STUDY_SAFEGUARDS) say_searched(page, &facts->search, &text);
    else if (plan->kind == CS_STUDY_CALIBRATION) say_calibrated(facts, &text);
    else say_explored(facts, &text);
    if (facts->persons && own != facts->persons) {
        cs_text_add(&text, "; ");
        say_count(&text, facts->persons, "person", "persons");
        cs_text_add(&text, " instead of the scenario’s ");
        cs_write_number(&text, (double)own, CS_COLUMN_COUNT);
    }
    return cs_page_keep_text(page, &text);
}
