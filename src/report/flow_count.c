/* How much passes the parts of a regime, and how much of it is wrong, from the tables of a ledger. */
#include "report/flow.h"

/* A count, and how much of it is wrong; told: whether that is told apart. */
typedef struct passed { double all, wrong; bool told; } passed;

/* Sums over the first cell, everyone, of a table by (index, cell, cause). */
static passed by_cause(const cs_ledger *l, const int64_t *table, int index)
{
    const int64_t *row = table + (int64_t)index * l->extent[CS_DIM_CELL] * CS_CAUSES;
    passed sum = {.told = true};
    for (int c = 0; c < CS_CAUSES; c++) {
        if (!cs_causes[c].spared) sum.all += (double)row[c];
        if (cs_causes[c].wrongful) sum.wrong += (double)row[c];
    }
    return sum;
}

static passed records(const cs_ledger *l, int sensor, bool from_acts)
{
    passed sum = {.told = true};
    for (int tag = 0; tag < CS_TAGS; tag++) {
        bool nothing_done = tag == CS_TAG_FALSE_MATCH || tag == CS_TAG_FALSE_RECORD;
        double filed = (double)l->records[((int64_t)sensor * CS_TAGS + tag) * l->extent[CS_DIM_CELL]];
        if (from_acts && nothing_done) continue;
        sum.all += filed;
        if (tag != CS_TAG_CORRECT) sum.wrong += filed;
    }
    return sum;
}

/* Steps of recourse; wrongful: the same of people wrongfully listed. */
static passed steps(const cs_ledger *l, int list, unsigned which, unsigned wrongful)
{
    passed sum = {.told = true};
    int at = list < 0 ? l->extent[CS_DIM_LIST] - 1 : list;
    const int64_t *row = l->recourse + (int64_t)at * l->extent[CS_DIM_CELL] * CS_STAGES;
    for (int s = 0; s < CS_STAGES; s++) {
        if (which >> s & 1u) sum.all += (double)row[s];
        if (wrongful >> s & 1u) sum.wrong += (double)row[s];
    }
    return sum;
}

static passed copies(const cs_ledger *l, const cs_scenario *of, const cs_flow_count *count)
{
    const cs_arrow *arrow = CS_ITEMS(cs_arrow, of->sharing);
    passed sum = {0};
    for (int a = 0; a < of->sharing.count; a++) {
        if (count->what == CS_FLOW_COPIES_FROM && arrow[a].from != count->index) continue;
        if (count->what == CS_FLOW_COPIES_TO && arrow[a].to != count->index) continue;
        sum.all += (double)l->copies[((int64_t)a * CS_COPIES + CS_COPY_MADE) * l->extent[CS_DIM_CELL]];
    }
    return sum;
}

static passed repairs(const cs_ledger *l, int which)
{
    int at = which == CS_LEDGER_REPAIRS - 1 ? l->extent[CS_DIM_REPAIR] - 1 : which;
    int64_t row = (int64_t)at * l->extent[CS_DIM_CELL] * CS_PAIDS;
    return (passed){.all = (double)l->repairs[row + CS_PAID_TIMES]};
}

static passed loans(const cs_ledger *l, unsigned fates, unsigned wrong)
{
    passed sum = {.told = wrong != 0};
    for (int file = 0; file < l->extent[CS_DIM_FILE]; file++)
        for (int fate = 0; fate < CS_FATES; fate++) {
            double n = (double)l->loans[((int64_t)file * CS_FATES + fate) * l->extent[CS_DIM_CELL]];
            if (fates >> fate & 1u) sum.all += n;
            if (wrong >> fate & 1u) sum.wrong += n;
        }
    return sum;
}

#define STEP(name) (1u << CS_STAGE_##name)

/* False where it is not counted. */
static bool passed_of(const cs_ledger *l, const cs_scenario *of, const cs_flow_count *count, passed *sum)
{
    const unsigned granted = STEP(GRANTED) | STEP(OVERDUE), refused = STEP(REFUSED),
                   granted_wrongly = STEP(GRANTED_WRONGFUL) | STEP(OVERDUE_WRONGFUL),
                   refused_wrongly = STEP(REFUSED_WRONGFUL),
                   turned_down = 1u << CS_FATE_REFUSED_GOOD | 1u << CS_FATE_REFUSED_BAD,
                   lent = 1u << CS_FATE_REPAID | 1u << CS_FATE_DEFAULTED;
    int64_t cells = l->extent[CS_DIM_CELL];
    int i = count->index;
    *sum = (passed){0};
    switch (count->what) {
    case CS_FLOW_ACTS: sum->all = (double)l->acts[(int64_t)i * cells]; return true;
    case CS_FLOW_RECORDS: *sum = records(l, i, false); return true;
    case CS_FLOW_FROM_ACTS: *sum = records(l, i, true); return true;
    case CS_FLOW_ENTRIES: *sum = by_cause(l, l->entries, i); return true;
    case CS_FLOW_DENIALS: *sum = by_cause(l, l->denials, i); return true;
    case CS_FLOW_COPIES:
    case CS_FLOW_COPIES_FROM:
    case CS_FLOW_COPIES_TO: *sum = copies(l, of, count); return true;
    case CS_FLOW_REACHED: sum->all = (double)l->reached[(int64_t)i * cells]; return true;
    case CS_FLOW_ANSWERED: *sum = by_cause(l, l->answered, 0); return true;
    case CS_FLOW_TOLD: *sum = steps(l, i, STEP(TOLD), STEP(TOLD_WRONGFUL)); return true;
    case CS_FLOW_DISPUTED: *sum = steps(l, i, STEP(DISPUTED), STEP(DISPUTED_WRONGFUL)); return true;
    case CS_FLOW_REVIEWED:
        *sum = steps(l, i, granted | refused, granted_wrongly | refused_wrongly);
        return true;
    case CS_FLOW_GRANTED: *sum = steps(l, i, granted, granted_wrongly); return true;
    case CS_FLOW_QUEUED: sum->all = (double)l->queues[i * CS_QUEUEDS + CS_QUEUED_CAME]; return true;
    case CS_FLOW_REPAIRED: *sum = repairs(l, i); return true;
    case CS_FLOW_ASKED: *sum = loans(l, turned_down | lent, 0); return true;
    case CS_FLOW_LENT: *sum = loans(l, lent, 0); return true;
    case CS_FLOW_REFUSED: *sum = loans(l, turned_down, 1u << CS_FATE_REFUSED_GOOD); return true;
    default: return false;
    }
}

/* The population that a count is about, and its share of 1,000. People answer for firms. */
static bool count_in(const cs_scenario *scenario, const cs_ledger *ledger, const cs_flow_count *count,
                     passed *sum)
{
    bool firms = count->of == CS_FIRMS && count->what != CS_FLOW_ANSWERED;
    const cs_ledger *own = cs_ledger_of(ledger, firms ? CS_FIRMS : CS_PERSONS);
    const cs_scenario *of = firms ? scenario->firms : scenario;
    if (!own || !of || own->persons[0] <= 0 || !passed_of(own, of, count, sum)) return false;
    sum->all *= 1000.0 / (double)own->persons[0];
    sum->wrong *= 1000.0 / (double)own->persons[0];
    return true;
}

/* What counts in a score is what flows into it, where that is known of every sensor. */
static bool scored(const cs_flow *flow, int node, const cs_scenario *scenario, const cs_ledger *ledger,
                   passed *sum)
{
    int sensors = 0;
    *sum = (passed){.told = true};
    for (int i = 0; i < flow->links; i++) {
        passed part;
        if (flow->link[i].to != node || flow->node[flow->link[i].from].stage != CS_FLOW_SENSOR) continue;
        if (!count_in(scenario, ledger, &flow->link[i].count, &part)) return false;
        sensors++;
        sum->all += part.all;
        sum->wrong += part.wrong;
    }
    return sensors > 0;
}

static bool passed_node(const cs_flow *flow, int node, const cs_scenario *scenario,
                        const cs_ledger *ledger, passed *sum)
{
    const cs_flow_count *count = &flow->node[node].count;
    return count->what == CS_FLOW_SCORED ? scored(flow, node, scenario, ledger, sum)
                                         : count_in(scenario, ledger, count, sum);
}

bool cs_flow_node_amount(const cs_flow *flow, int node, const cs_scenario *scenario,
                         const cs_ledger *ledger, double *value)
{
    passed sum;
    if (!passed_node(flow, node, scenario, ledger, &sum)) return false;
    *value = sum.all;
    return true;
}

bool cs_flow_link_amount(const cs_flow *flow, int link, const cs_scenario *scenario,
                         const cs_ledger *ledger, double *value)
{
    passed sum;
    if (!count_in(scenario, ledger, &flow->link[link].count, &sum)) return false;
    *value = sum.all;
    return true;
}

bool cs_flow_node_wrong(const cs_flow *flow, int node, const cs_scenario *scenario,
                        const cs_ledger *ledger, double *value)
{
    passed sum;
    if (!passed_node(flow, node, scenario, ledger, &sum) || !sum.told || sum.all <= 0.0) return false;
    *value = sum.wrong / sum.all;
    return true;
}
