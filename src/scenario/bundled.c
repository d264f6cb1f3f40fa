/* The scenarios and studies built into the program. */
#include "core/embedded.h"
#include "counterscore.h"

/* Entry i, or NULL: a table ends with an empty entry, and asking past it is allowed. */
static const cs_embedded *entry(const cs_embedded *files, int i)
{
    if (i < 0) return NULL;
    for (; files->name; files++)
        if (i-- == 0) return files;
    return NULL;
}

static const char *name_of(const cs_embedded *file) { return file ? file->name : NULL; }
static const char *text_of(const cs_embedded *file) { return file ? (const char *)file->bytes : NULL; }

const char *cs_bundled_name(int i) { return name_of(entry(cs_embedded_scenarios, i)); }
const char *cs_bundled_text(int i) { return text_of(entry(cs_embedded_scenarios, i)); }
const char *cs_bundled_study_name(int i) { return name_of(entry(cs_embedded_studies, i)); }
const char *cs_bundled_study_text(int i) { return text_of(entry(cs_embedded_studies, i)); }
