/* What responses can see of the scenario they stand in, and whether they fit it. */
#include "scenario/responses.h"

#include "core/mem.h"
#include "observation/observe.h"

void cs_response_facts_free(cs_response_facts *facts)
{
    cs_free(facts->kind);
    cs_free(facts->sensor);
    cs_free((void *)(uintptr_t)facts->protects);
    cs_free((void *)(uintptr_t)facts->sees);
    *facts = (cs_response_facts){0};
}

cs_status cs_response_facts_of(const cs_scenario *s, cs_response_facts *facts, cs_error *err)
{
    size_t kinds = (size_t)s->conduct.count, sensors = (size_t)s->sensors.count;
    const cs_conduct *conduct = CS_ITEMS(cs_conduct, s->conduct);
    const cs_kinded *sensor = CS_ITEMS(cs_kinded, s->sensors);
    bool *protects = cs_alloc(kinds + 1, sizeof *protects);
    bool *sees = cs_alloc(kinds * sensors + 1, sizeof *sees);
    *facts = (cs_response_facts){.kinds = s->conduct.count, .sensors = s->sensors.count,
                                 .protects = protects, .sees = sees,
                                 .kind = cs_alloc(kinds + 1, sizeof *facts->kind),
                                 .sensor = cs_alloc(sensors + 1, sizeof *facts->sensor),
                                 .bands = s->score && s->score->bands.count > 1,
                                 .ties = s->population.ties != NULL};
    if (!protects || !sees || !facts->kind || !facts->sensor) {
        cs_response_facts_free(facts);
        return cs_fail_memory(err, "the responses");
    }
    for (size_t k = 0; k < kinds; k++) {
        facts->kind[k] = conduct[k].name;
        protects[k] = conduct[k].protected_as != CS_PROTECTED_NONE;
    }
    for (size_t i = 0; i < sensors; i++) {
        const cs_sensor_kind *kind = cs_sensor_kind_of(sensor[i].kind);
        facts->sensor[i] = sensor[i].name;
        for (size_t k = 0; k < kinds; k++)
            sees[i * kinds + k] = kind->observe && kind->sees(sensor[i].config, (int)k);
    }
    return CS_OK;
}

cs_status cs_responded_to(const cs_scenario *s, bool *full, cs_error *err)
{
    cs_response_facts facts;
    const cs_kinded *responses = CS_ITEMS(cs_kinded, s->responses);
    if (s->responses.count == 0) return CS_OK;
    CS_TRY(cs_response_facts_of(s, &facts, err));
    for (int i = 0; i < s->responses.count; i++) {
        const cs_response_kind *kind = cs_response_kind_of(responses[i].kind);
        if (kind->idle(responses[i].config)) continue;
        for (int k = 0; k < facts.kinds; k++)
            if (kind->concerns(responses[i].config, &facts, k)) full[k] = true;
    }
    cs_response_facts_free(&facts);
    return CS_OK;
}

static bool check_published(cs_reader *r, const cs_scenario *s, const cs_node *root)
{
    const cs_list *lists = CS_ITEMS(cs_list, s->lists);
    const cs_node *all = cs_node_get(root, "lists");
    bool fine = true;
    for (int l = 0; l < s->lists.count; l++)
        if (lists[l].published && !s->population.ties)
            fine = cs_complain(
                r->log, cs_node_get(cs_node_get(all, lists[l].name), "published"),
                "the list `%s` is shown to acquaintances, and people here have none; say `ties:` "
                "under `population`", lists[l].name);
    return fine;
}

bool cs_check_responses(cs_reader *r, const cs_node *root)
{
    const cs_scenario *s = r->scenario;
    const cs_kinded *responses = CS_ITEMS(cs_kinded, s->responses);
    const cs_node *all = cs_node_get(root, "response");
    cs_response_facts facts;
    bool fine = check_published(r, s, root);
    if (s->firms) fine &= check_published(r, s->firms, cs_node_get(root, "firms"));
    if (s->responses.count == 0) return fine;
    if (cs_response_facts_of(s, &facts, NULL) != CS_OK) return cs_log_no_memory(r->log);
    for (int i = 0; i < s->responses.count; i++) {
        const cs_response_kind *kind = cs_response_kind_of(responses[i].kind);
        char room[200];
        const char *wrong =
            kind->misfit ? kind->misfit(responses[i].config, &facts, room) : NULL;
        if (wrong)
            fine = cs_complain(r->log, cs_node_get(all, responses[i].name),
                               "the response `%s`: %s", responses[i].name, wrong);
    }
    cs_response_facts_free(&facts);
    return fine;
}
