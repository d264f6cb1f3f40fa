/* The scenarios built into the program. */
#include "core/embedded.h"
#include "counterscore.h"

/* Entry i, or NULL: the table ends with an empty entry, and asking past it is allowed. */
static const cs_embedded *bundled(int i)
{
    if (i < 0) return NULL;
    for (const cs_embedded *file = cs_embedded_scenarios; file->name; file++)
        if (i-- == 0) return file;
    return NULL;
}

const char *cs_bundled_name(int i)
{
    const cs_embedded *file = bundled(i);
    return file ? file->name : NULL;
}

const char *cs_bundled_text(int i)
{
    const cs_embedded *file = bundled(i);
    return file ? (const char *)file->bytes : NULL;
}
