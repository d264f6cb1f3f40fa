/* Ranks of parameters, from the tables that the program carries. A table is CSV with comments ('#') and the header
   `rank,path,mu_star`. */
#include "serve/influence.h"

#include "core/embedded.h"

#include <stdlib.h>
#include <string.h>

static const char *table_of(const char *scenario)
{
    for (const cs_embedded *file = cs_embedded_influence; file->name; file++)
        if (strcmp(file->name, scenario) == 0) return (const char *)file->bytes;
    return NULL;
}

int cs_influence_rank(const char *scenario, const char *path)
{
    size_t length = strlen(path);
    const char *line = table_of(scenario);
    while (line && *line) {
        const char *comma = strchr(line, ',');
        if (line[0] >= '1' && line[0] <= '9' && comma && strncmp(comma + 1, path, length) == 0 &&
            comma[1 + length] == ',')
            return (int)strtol(line, NULL, 10);
        line = strchr(line, '\n');
        if (line) line++;
    }
    return 0;
}
