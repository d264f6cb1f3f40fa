/* Going on from a checkpoint, as it was or with something changed from its day on. A change is written into
   the scenario as a safeguard that starts on that day, and is read, checked and kept in the results as one. */
#include "core/mem.h"
#include "study/running.h"

#include <string.h>

typedef struct branching {
    const cs_branch_options *options;
    cs_checkpoint *from;
    cs_branching change;
    const char *safeguard[CS_CHECKPOINT_WORLDS]; /* names of the worlds beside the base one */
    cs_run_options run;
    cs_running running;
} branching;

static bool is_changed(const branching *b)
{
    return b->options->set_count > 0 || b->options->safeguard_count > 0;
}

/* Which worlds there are. */
static cs_status name_worlds(branching *b, cs_error *err)
{
    const cs_branch_options *o = b->options;
    size_t worlds = b->from->head.worlds;
    if (is_changed(b)) worlds = 1 + (o->safeguard_count ? (size_t)o->safeguard_count : 1);
    if (worlds > CS_CHECKPOINT_WORLDS)
        return cs_fail(err, CS_USAGE, "%zu safeguards are named; at most %u can be", worlds - 1,
                       CS_CHECKPOINT_WORLDS - 1);
    for (size_t i = 1; i < worlds; i++)
        b->safeguard[i - 1] = !is_changed(b)           ? b->from->head.world[i]
                              : o->safeguard_count > 0 ? o->safeguards[i - 1]
                                                       : CS_BRANCH;
    b->running.worlds = (int)worlds;
    b->run.safeguards = b->safeguard;
    b->run.safeguard_count = (int)worlds - 1;
    return CS_OK;
}

static cs_status load(branching *b, const char *safeguard, bool changed, cs_scenario **out,
                      cs_complaints *complaints, cs_error *err)
{
    const cs_checkpoint_head *head = &b->from->head;
    return cs_scenario_branch(head->text, head->scenario, changed ? &b->change : NULL, safeguard, out,
                              complaints, err);
}

/* The scenario as it was kept. */
static cs_status load_kept(branching *b, cs_scenario **kept, cs_complaints *complaints, cs_error *err)
{
    const cs_checkpoint_head *head = &b->from->head;
    CS_TRY(load(b, NULL, false, kept, complaints, err));
    const cs_scenario *s = *kept;
    if (strcmp(s->hash, head->hash) == 0 && s->seed == head->seed && s->replicates == head->replicates &&
        s->population.persons == head->persons)
        return CS_OK;
    return cs_fail(err, CS_FORMAT,
                   "%s is of another scenario than it says: the text in it has hash %s, and %.40s is "
                   "wanted", b->options->checkpoint, s->hash, head->hash);
}

/* Acts that somebody responds to, under the change alone, were not drawn one and all. */
static bool draws_more(const cs_scenario *kept, const cs_scenario *now)
{
    for (int k = 0; k < kept->conduct.count; k++)
        if (now->in_full[k] && !kept->in_full[k]) return true;
    return false;
}

static cs_status load_worlds(branching *b, cs_complaints *complaints, cs_error *err)
{
    cs_running *s = &b->running;
    cs_scenario *kept = NULL;
    cs_status status;
    s->scenario = cs_alloc((size_t)s->worlds, sizeof(cs_scenario *));
    if (!s->scenario) return cs_fail_memory(err, "the worlds of a branch");
    CS_GO(load_kept(b, &kept, complaints, err));
    CS_GO(load(b, NULL, is_changed(b), &s->scenario[0], complaints, err));
    for (int i = 1; i < s->worlds; i++) {
        const char *name = b->safeguard[i - 1];
        CS_GO(cs_running_check_named(s, i - 1, err));
        if (is_changed(b) && strcmp(name, CS_NO_REGIME) == 0)
            CS_GO(cs_fail(err, CS_USAGE, "the world %s is the same from its first day on; it cannot "
                                         "begin with a checkpoint", name));
        CS_GO(load(b, name, is_changed(b), &s->scenario[i], complaints, err));
        CS_GO(cs_running_check_once(s, i, err));
    }
    s->anew = draws_more(kept, s->scenario[0]);
out:
    cs_scenario_free(kept);
    return status;
}

cs_status cs_branch_run(const cs_branch_options *options, cs_complaints *complaints, cs_error *err)
{
    branching b = {.options = options};
    cs_status status = CS_OK;
    if (complaints) *complaints = (cs_complaints){0};
    CS_GO(cs_checkpoint_open(options->checkpoint, &b.from, err));
    b.change = (cs_branching){.day = b.from->head.day, .safeguards = options->safeguards,
                              .sets = options->sets, .safeguard_count = options->safeguard_count,
                              .set_count = options->set_count};
    b.run = (cs_run_options){.scenario = b.from->head.scenario, .results = options->results,
                             .force = options->force,
                             .threads = options->threads, .progress = options->progress,
                             .context = options->context};
    b.running = (cs_running){.options = &b.run, .from = b.from, .own_persons = b.from->head.own_persons};
    cs_running_start(&b.running);
    CS_GO(name_worlds(&b, err));
    CS_GO(load_worlds(&b, complaints, err));
    b.running.changed = is_changed(&b);
    CS_GO(cs_running_go(&b.running, err));
out:
    cs_running_free(&b.running);
    cs_checkpoint_close(b.from);
    return status;
}
