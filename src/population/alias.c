/* Building an alias table. */
#include "population/alias.h"

#include "core/mem.h"
#include "core/rng.h"

/* Pair columns that have too little with columns that have too much. scaled[] averages 1 and is used
   up; queue holds the poor from the front and the rich from the back. */
static void pair_columns(cs_alias *alias, double *scaled, uint32_t *queue)
{
    uint32_t n = alias->count, poor = 0, rich = n;
    for (uint32_t i = 0; i < n; i++) {
        alias->columns[i] = (cs_alias_column){UINT32_MAX, i};
        if (scaled[i] < 1.0) queue[poor++] = i;
        else queue[--rich] = i;
    }
    while (poor > 0 && rich < n) {
        uint32_t p = queue[--poor], r = queue[rich];
        alias->columns[p] = (cs_alias_column){(uint32_t)cs_threshold(scaled[p]), r};
        /* just below 1 may round up to 2^32, which is "always" */
        if (cs_threshold(scaled[p]) > UINT32_MAX) alias->columns[p] = (cs_alias_column){UINT32_MAX, p};
        scaled[r] = scaled[r] + scaled[p] - 1.0;
        if (scaled[r] < 1.0) {
            rich++;
            queue[poor++] = r;
        }
    }
    /* Whoever is left has 1 but for rounding, and keeps its own column as set above. */
}

cs_status cs_alias_init(cs_alias *alias, const double *weight, uint32_t count, cs_error *err)
{
    cs_status status = CS_OK;
    double sum = 0.0;
    *alias = (cs_alias){.count = count};
    alias->columns = cs_alloc(count, sizeof *alias->columns);
    double *scaled = cs_alloc(count, sizeof *scaled);
    uint32_t *queue = cs_alloc(count, sizeof *queue);
    if (!alias->columns || !scaled || !queue) {
        cs_alias_free(alias);
        status = cs_fail_memory(err, "a table to draw people from");
        goto out;
    }
    for (uint32_t i = 0; i < count; i++) sum += weight[i];
    for (uint32_t i = 0; i < count; i++) scaled[i] = weight[i] * count / sum;
    pair_columns(alias, scaled, queue);
out:
    cs_free(scaled);
    cs_free(queue);
    return status;
}

void cs_alias_free(cs_alias *alias)
{
    cs_free(alias->columns);
    *alias = (cs_alias){0};
}
