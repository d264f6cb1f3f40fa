/* The page's own files, the program, and the bundled scenarios. */
#include "serve/assets.h"
#include "serve/json.h"
#include "serve/server.h"

#include "core/mem.h"
#include "core/parallel.h"

#include <string.h>
#include <xxhash.h>

static cs_status asset(const cs_call *call, cs_reply *reply, const char *type, const unsigned char *bytes,
                       size_t size)
{
    const char *had = call->request->if_none_match;
    snprintf(reply->etag, sizeof reply->etag, "\"%016llx\"", (unsigned long long)XXH3_64bits(bytes, size));
    reply->type = type;
    reply->status = had && strcmp(had, reply->etag) == 0 ? 304 : 200;
    if (reply->status == 304) return CS_OK;
    reply->fixed = bytes;
    reply->length = size;
    return CS_OK;
}

cs_status cs_serve_page(const cs_call *call, cs_reply *reply, cs_error *err)
{
    (void)err;
    return asset(call, reply, "text/html; charset=utf-8", cs_asset_explorer_html, cs_asset_explorer_html_size);
}

cs_status cs_serve_style(const cs_call *call, cs_reply *reply, cs_error *err)
{
    (void)err;
    return asset(call, reply, "text/css; charset=utf-8", cs_asset_explorer_css, cs_asset_explorer_css_size);
}

cs_status cs_serve_script(const cs_call *call, cs_reply *reply, cs_error *err)
{
    (void)err;
    return asset(call, reply, "text/javascript; charset=utf-8", cs_asset_explorer_js, cs_asset_explorer_js_size);
}

cs_status cs_serve_program(const cs_call *call, cs_reply *reply, cs_error *err)
{
    cs_jobs *jobs = call->server->jobs;
    cs_job *opened = cs_jobs_find(jobs, "opened");
    cs_jobs_release(jobs, opened);
    return cs_reply_json(reply, 200,
                         json_pack("{s:s, s:s, s:i, s:i, s:{s:i, s:i, s:i}, s:o}", "program", "counterscore",
                                   "version", CS_VERSION, "threads",
                                   jobs->threads > 0 ? jobs->threads : cs_processors(), "quick_persons",
                                   CS_QUICK_PERSONS, "limits", "body_bytes", (int)CS_SERVE_BODY_BYTES, "waiting",
                                   CS_JOBS_WAITING, "kept", CS_JOBS_KEPT, "opened",
                                   opened ? json_string("opened") : json_null()),
                         err);
}

cs_status cs_serve_openapi(const cs_call *call, cs_reply *reply, cs_error *err)
{
    (void)err;
    return asset(call, reply, "application/json; charset=utf-8", cs_asset_openapi_json, cs_asset_openapi_json_size);
}

static cs_status add_head(json_t *list, int i, cs_error *err)
{
    cs_scenario *scenario = NULL;
    CS_TRY(cs_scenario_load(cs_bundled_name(i), NULL, &scenario, NULL, err));
    const char *title = cs_scenario_title(scenario), *about = cs_scenario_about(scenario);
    json_t *head = json_pack("{s:s, s:s, s:s, s:I, s:I, s:i, s:i}", "name", cs_bundled_name(i), "title",
                             title ? title : "", "about", about ? about : "", "persons",
                             (json_int_t)cs_scenario_persons(scenario), "replicates",
                             (json_int_t)cs_scenario_replicates(scenario), "horizon_days",
                             (int)scenario->horizon_days, "safeguards", cs_scenario_safeguards(scenario));
    cs_scenario_free(scenario);
    return json_array_append_new(list, head) == 0 ? CS_OK : cs_fail_memory(err, "the bundled scenarios");
}

cs_status cs_serve_scenarios(const cs_call *call, cs_reply *reply, cs_error *err)
{
    (void)call;
    json_t *list = json_array();
    for (int i = 0; cs_bundled_name(i); i++) {
        cs_status status = add_head(list, i, err);
        if (status == CS_OK) continue;
        json_decref(list);
        return status;
    }
    return cs_reply_json(reply, 200, json_pack("{s:o}", "scenarios", list), err);
}

cs_status cs_serve_scenario(const cs_call *call, cs_reply *reply, cs_error *err)
{
    int i = cs_bundled_find(call->word[0]);
    cs_scenario *scenario = NULL;
    if (i < 0)
        return cs_refuse(reply, err, 404, CS_REFUSE_NOT_FOUND,
                         "there is no bundled scenario %s; GET /api/v1/scenarios names them", call->word[0]);
    CS_TRY(cs_scenario_load(cs_bundled_name(i), NULL, &scenario, NULL, err));
    const char *title = cs_scenario_title(scenario);
    json_t *json = json_pack("{s:s, s:s, s:s}", "name", cs_bundled_name(i), "title", title ? title : "", "text",
                             cs_bundled_text(i));
    cs_scenario_free(scenario);
    return cs_reply_json(reply, 200, json, err);
}

cs_status cs_serve_model(const cs_call *call, cs_reply *reply, cs_error *err)
{
    cs_order order;
    cs_scenario *scenario = NULL;
    cs_complaints complaints = {0};
    cs_error why = {0};
    json_t *json = NULL;
    cs_status status = cs_order_read(&order, call->request, false, reply, err);
    if (status == CS_OK && reply->status == 0) {
        cs_load_options load = {.sets = order.sets, .set_count = order.set_count, .safeguard = order.base};
        status = order.text ? cs_scenario_parse(order.text, order.length, order.scenario, &load, &scenario,
                                                &complaints, &why)
                            : cs_scenario_load(order.scenario, &load, &scenario, &complaints, &why);
        if (status == CS_OK) status = cs_json_model(scenario, &json, &why);
        if (status == CS_OK) status = cs_reply_json(reply, 200, json, err);
        else status = cs_refuse_status(reply, status, &why, &complaints, err);
        cs_scenario_free(scenario);
        cs_complaints_free(&complaints);
    }
    cs_order_free(&order);
    return status;
}
