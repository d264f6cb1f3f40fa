/* What links the parts of a regime, and what a ledger has counted along each link. */
#include "report/flow_parts.h"

#include "core/mem.h"
#include "observation/observe.h"

enum { FORWARD = 0, BACK = 1 };

/* A link between two nodes, where both are there; once. */
static void join(cs_flow_builder *b, int from, int to, int back, int what, int index)
{
    cs_flow *flow = b->flow;
    if (from < 0 || to < 0 || b->failed) return;
    for (int i = 0; i < flow->links; i++)
        if (flow->link[i].from == from && flow->link[i].to == to) return;
    if (cs_reserve((void **)&flow->link, &flow->link_room, (size_t)flow->links + 1,
                   sizeof *flow->link, "the flow", NULL) != CS_OK) {
        b->failed = true;
        return;
    }
    flow->link[flow->links++] = (cs_flow_link){
        from, to, back != FORWARD, {what, index, b->of->of_firms ? CS_FIRMS : CS_PERSONS}};
}

static int at_list(cs_flow_builder *b, int list)
{
    const cs_list *lists = CS_ITEMS(cs_list, b->of->lists);
    return list >= 0 && list < b->of->lists.count ? cs_flow_at(b, "lists", lists[list].name) : -1;
}

/* ---- what goes into the file ---- */

static bool scores(const cs_scenario *of, int record)
{
    for (int r = 0; of->score && r < of->score->rules.count; r++)
        if (CS_ITEMS(cs_rule, of->score->rules)[r].on == record) return true;
    return false;
}

static bool enters(const cs_list *list, int record)
{
    for (int i = 0; i < list->enter.record.count; i++)
        if (list->enter.record.index[i] == record) return true;
    return false;
}

/* Of what a sensor files, how many kinds of record there are, and how many of them count in the score
   (list NULL), or put people on the list. */
static int filed(const cs_scenario *of, const cs_flow_refs *refs, const cs_list *list, int *all)
{
    int some = 0;
    *all = 0;
    for (int k = 0; k < of->record_kinds && k < CS_FLOW_NAMES_MOST; k++) {
        if (!refs->records[k]) continue;
        (*all)++;
        some += list ? enters(list, k) : scores(of, k);
    }
    return some;
}

/* A link's volume is known where all that the sensor files takes it. */
static void join_records(cs_flow_builder *b, int node, int sensor, const cs_flow_refs *refs)
{
    int all, some = filed(b->of, refs, NULL, &all);
    const cs_list *lists = CS_ITEMS(cs_list, b->of->lists);
    if (some)
        join(b, node, cs_flow_at(b, "score", NULL), FORWARD,
             some == all ? CS_FLOW_RECORDS : CS_FLOW_UNCOUNTED, sensor);
    for (int l = 0; l < b->of->lists.count; l++)
        if ((some = filed(b->of, refs, &lists[l], &all)) > 0)
            join(b, node, at_list(b, l), FORWARD, some == all ? CS_FLOW_RECORDS : CS_FLOW_UNCOUNTED,
                 sensor);
}

static void join_sensor(cs_flow_builder *b, int sensor)
{
    const cs_kinded *item = CS_ITEMS(cs_kinded, b->of->sensors) + sensor;
    const cs_conduct *conduct = CS_ITEMS(cs_conduct, b->of->conduct);
    const cs_crowd *crowd = CS_ITEMS(cs_crowd, b->of->crowds);
    int node = cs_flow_at(b, "sensors", item->name), seen = 0;
    cs_flow_refs refs = {0};
    cs_flow_refer(&item->kind->spec, item->config, b->of, &refs);
    for (int k = 0; k < b->of->conduct.count; k++) seen += refs.conduct[k];
    for (int k = 0; k < b->of->conduct.count; k++)
        if (refs.conduct[k])
            join(b, cs_flow_at(b, "conduct", conduct[k].name), node, FORWARD,
                 seen == 1 ? CS_FLOW_FROM_ACTS : CS_FLOW_UNCOUNTED, sensor);
    for (int c = 0; c < b->of->crowds.count; c++)
        if (refs.crowd[c])
            join(b, cs_flow_at(b, "crowds", crowd[c].name), node, FORWARD, CS_FLOW_RECORDS, sensor);
    join_records(b, node, sensor, &refs);
    /* It is sent where the file says, or searches for those who are on a list. */
    for (int l = 0; l < b->of->lists.count; l++)
        if (refs.list[l]) join(b, at_list(b, l), node, BACK, CS_FLOW_UNCOUNTED, 0);
    if (refs.bands) join(b, cs_flow_at(b, "score", NULL), node, BACK, CS_FLOW_UNCOUNTED, 0);
}

/* ---- what follows from it ---- */

static void join_lists(cs_flow_builder *b)
{
    const cs_list *list = CS_ITEMS(cs_list, b->of->lists);
    const cs_service *service = CS_ITEMS(cs_service, b->of->services);
    int denies[CS_FLOW_NAMES_MOST] = {0};
    for (int l = 0; l < b->of->lists.count; l++)
        for (int d = 0; d < list[l].denies.count; d++) denies[list[l].denies.index[d]]++;
    for (int l = 0; l < b->of->lists.count; l++) {
        const cs_list_enter *enter = &list[l].enter;
        bool only = enter->record.count == 0 && !enter->shared;
        if (enter->band >= 0)
            join(b, cs_flow_at(b, "score", NULL), at_list(b, l), FORWARD,
                 only ? CS_FLOW_ENTRIES : CS_FLOW_UNCOUNTED, l);
        for (int d = 0; d < list[l].denies.count; d++) {
            int s = list[l].denies.index[d];
            join(b, at_list(b, l), cs_flow_at(b, "services", service[s].name), FORWARD,
                 denies[s] == 1 ? CS_FLOW_DENIALS : CS_FLOW_UNCOUNTED, s);
        }
        const char *published = cs_flow_format(b->flow->arena, "%s.published", list[l].name);
        if (!published) b->failed = true;
        else join(b, at_list(b, l), cs_flow_at(b, "lists", published), FORWARD, CS_FLOW_ENTRIES, l);
    }
}

static void join_sharing(cs_flow_builder *b)
{
    const cs_arrow *arrow = CS_ITEMS(cs_arrow, b->of->sharing);
    int node = cs_flow_at(b, "sharing", NULL);
    for (int a = 0; a < b->of->sharing.count; a++)
        join(b, at_list(b, arrow[a].from), node, FORWARD, CS_FLOW_COPIES_FROM, arrow[a].from);
    for (int a = 0; a < b->of->sharing.count; a++)
        join(b, node, at_list(b, arrow[a].to), BACK, CS_FLOW_COPIES_TO, arrow[a].to);
}

static void join_association(cs_flow_builder *b)
{
    const cs_association *rule = CS_ITEMS(cs_association, b->of->association);
    int score = cs_flow_at(b, "score", NULL), contacts = cs_flow_at(b, "score.contacts", NULL);
    for (int a = 0; a < b->of->association.count; a++) {
        int node = cs_flow_at(b, "association", rule[a].name);
        join(b, rule[a].list >= 0 ? at_list(b, rule[a].list) : score, node, FORWARD, CS_FLOW_REACHED, a);
        if (rule[a].points) join(b, node, score, BACK, CS_FLOW_REACHED, a);
        for (int e = 0; e < rule[a].enters.count; e++)
            join(b, node, at_list(b, rule[a].enters.index[e]), BACK, CS_FLOW_REACHED, a);
    }
    join(b, score, contacts, FORWARD, CS_FLOW_UNCOUNTED, 0);
    join(b, contacts, score, BACK, CS_FLOW_UNCOUNTED, 0);
}

/* From the firms to the people who answer for them. */
static void join_responsible(cs_flow_builder *b)
{
    const cs_responsible *answers = b->of->responsible;
    cs_flow_builder persons = {b->flow, b->whole, b->whole, b->failed};
    if (!answers) return;
    int node = cs_flow_at(b, "responsible", NULL);
    for (int l = 0; l < answers->lists.count; l++)
        join(b, at_list(b, answers->lists.index[l]), node, FORWARD,
             answers->lists.count == 1 ? CS_FLOW_ANSWERED : CS_FLOW_UNCOUNTED, 0);
    for (int e = 0; e < answers->enters.count; e++)
        join(b, node, at_list(&persons, answers->enters.index[e]), BACK, CS_FLOW_ANSWERED, 0);
    if (answers->points) join(b, node, cs_flow_at(&persons, "score", NULL), BACK, CS_FLOW_ANSWERED, 0);
}

static void join_lending(cs_flow_builder *b)
{
    int scores_at = cs_flow_at(b, "lending.table", NULL), limit = cs_flow_at(b, "lending.policy", NULL),
        lent = cs_flow_at(b, "lending.lent", NULL);
    join(b, cs_flow_at(b, "lending.rate", NULL), scores_at, FORWARD, CS_FLOW_ASKED, 0);
    join(b, scores_at, limit, FORWARD, CS_FLOW_ASKED, 0);
    join(b, limit, cs_flow_at(b, "lending.refused", NULL), FORWARD, CS_FLOW_REFUSED, 0);
    join(b, limit, lent, FORWARD, CS_FLOW_LENT, 0);
    join(b, lent, scores_at, BACK, CS_FLOW_LENT, 0);
}

/* ---- what can be done about it ---- */

static void join_agency(cs_flow_builder *b, int number)
{
    const cs_agency *agency = CS_ITEMS(cs_agency, b->of->recourse->agencies) + number;
    int node = cs_flow_at(b, "recourse.agencies", agency->name),
        review = cs_flow_at(b, "recourse.review", NULL);
    for (int l = 0; l < agency->lists.count; l++)
        join(b, at_list(b, agency->lists.index[l]), cs_flow_at(b, "recourse.notice", NULL), FORWARD,
             CS_FLOW_TOLD, agency->lists.index[l]);
    join(b, cs_flow_at(b, "recourse.dispute", NULL), node, FORWARD, CS_FLOW_QUEUED, number);
    join(b, node, review, FORWARD, CS_FLOW_QUEUED, number);
    for (int l = 0; l < agency->lists.count; l++)
        join(b, review, at_list(b, agency->lists.index[l]), BACK, CS_FLOW_GRANTED,
             agency->lists.index[l]);
}

static void join_recourse(cs_flow_builder *b)
{
    const cs_recourse *recourse = b->of->recourse;
    if (!recourse) return;
    const cs_agency *agency = CS_ITEMS(cs_agency, recourse->agencies);
    const cs_repair *repair = CS_ITEMS(cs_repair, recourse->repair);
    int score = cs_flow_at(b, "score", NULL), review = cs_flow_at(b, "recourse.review", NULL);
    for (int a = 0; a < recourse->agencies.count; a++) join_agency(b, a);
    join(b, cs_flow_at(b, "recourse.notice", NULL), cs_flow_at(b, "recourse.dispute", NULL), FORWARD,
         CS_FLOW_DISPUTED, -1);
    for (int a = 0; a < recourse->agencies.count; a++)
        for (int c = 0; c < agency[a].corrects.count; c++)
            join(b, review, at_list(b, agency[a].corrects.index[c]), BACK, CS_FLOW_UNCOUNTED, 0);
    for (int r = 0; r < recourse->repair.count; r++) {
        int node = cs_flow_at(b, "recourse.repair", repair[r].name);
        join(b, at_list(b, repair[r].list), node, FORWARD, CS_FLOW_REPAIRED, r);
        join(b, node, repair[r].points ? score : at_list(b, repair[r].list), BACK, CS_FLOW_REPAIRED, r);
    }
    join(b, cs_flow_at(b, "recourse.bought_points", NULL), score, BACK, CS_FLOW_REPAIRED,
         CS_LEDGER_REPAIRS - 1);
}

void cs_flow_add_links(cs_flow_builder *b)
{
    for (int s = 0; s < b->of->sensors.count; s++) join_sensor(b, s);
    join_lists(b);
    join_sharing(b);
    join_association(b);
    join_responsible(b);
    join_lending(b);
    join_recourse(b);
}
