/* What a file is, by how it begins. */
#include "scenario/kind.h"

#include "core/embedded.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { HEAD_BYTES = 65536, MARK_AT = 68 };

static bool is_shelved(const cs_embedded *files, const char *name)
{
    for (; files->name; files++)
        if (strcmp(files->name, name) == 0) return true;
    return false;
}

static bool has_log(const char *path)
{
    char log[PATH_MAX];
    struct stat found;
    int length = snprintf(log, sizeof log, "%s-wal", path);
    return length > 0 && (size_t)length < sizeof log && stat(log, &found) == 0;
}

/* A line of the text that begins with the key, and not within anything. */
static bool has_key(const char *text, const char *key)
{
    size_t length = strlen(key);
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, key, length) == 0 && line[length] == ':') return true;
    }
    return false;
}

static cs_kind_of_file kind_of_text(const char *text, size_t length)
{
    if (strlen(text) != length) return CS_IS_OTHER;
    if (has_key(text, "study")) return CS_IS_STUDY_TEXT;
    return has_key(text, "title") || has_key(text, "population") || has_key(text, "extends")
               ? CS_IS_SCENARIO : CS_IS_OTHER;
}

/* A study that was only begun may say what it is in its log alone. Source of the places: "Database File
   Format", sqlite.org, section 1.3. */
static cs_kind_of_file kind_of_bytes(const char *path, const char *head, size_t length)
{
    const unsigned char *mark = (const unsigned char *)head + MARK_AT;
    size_t magic = length < CS_CHECKPOINT_MAGIC_BYTES ? length : CS_CHECKPOINT_MAGIC_BYTES;
    if (length > 0 && memcmp(head, CS_CHECKPOINT_MAGIC, magic) == 0) return CS_IS_CHECKPOINT;
    if (length < MARK_AT + 4 || memcmp(head, "SQLite format 3", 16) != 0)
        return length < MARK_AT + 4 && has_log(path) ? CS_IS_STUDY : kind_of_text(head, length);
    switch ((uint32_t)mark[0] << 24 | (uint32_t)mark[1] << 16 | (uint32_t)mark[2] << 8 | mark[3]) {
    case CS_APPLICATION_ID: return CS_IS_RESULTS;
    case CS_STUDY_APPLICATION_ID: return CS_IS_STUDY;
    case 0: return has_log(path) ? CS_IS_STUDY : CS_IS_DATABASE;
    default: return CS_IS_DATABASE;
    }
}

/* Nothing is allocated here: who asks is often about to fail, and must not be told less for want of memory. */
cs_kind_of_file cs_kind_of(const char *path)
{
    char head[HEAD_BYTES + 1];
    struct stat found;
    if (stat(path, &found) != 0)
        return is_shelved(cs_embedded_scenarios, path) ? CS_IS_SCENARIO
               : is_shelved(cs_embedded_studies, path) ? CS_IS_STUDY_TEXT : CS_IS_NONE;
    FILE *file = S_ISREG(found.st_mode) ? fopen(path, "rb") : NULL;
    if (!file) return CS_IS_NONE;
    size_t length = fread(head, 1, HEAD_BYTES, file);
    fclose(file);
    head[length] = 0;
    return kind_of_bytes(path, head, length);
}

cs_status cs_fail_kind(cs_error *err, const char *path, cs_kind_of_file wanted)
{
    static const struct { const char *called, *found, *wanted; } kinds[] = {
#define X(name, called, found, wanted) {called, found, wanted},
        CS_KIND_LIST(X)
#undef X
    };
    cs_kind_of_file kind = cs_kind_of(path); /* by how it begins; who calls has looked further */
    return cs_fail(err, CS_FORMAT, "%.300s is not %s: it %s; %s", path, kinds[wanted].called,
                   kind == wanted ? "is cut short, damaged, or a database of another program"
                                  : kinds[kind].found, kinds[wanted].wanted);
}

/* A bundled name means what is bundled, whatever files there are. */
bool cs_study_is_text(const char *path_or_name)
{
    return is_shelved(cs_embedded_studies, path_or_name) ||
           (!is_shelved(cs_embedded_scenarios, path_or_name) &&
            cs_kind_of(path_or_name) == CS_IS_STUDY_TEXT);
}
