/* Opening scenario files carefully, and following `extends`. */
#include "scenario/files.h"

#include "core/text.h"
#include "scenario/kind.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_BYTES = 4096, BUNDLED_MOST = 64 };

const cs_shelf cs_scenario_shelf = {"scenario", cs_embedded_scenarios};

static const char *find_bundled(const cs_shelf *shelf, const char *name)
{
    for (const cs_embedded *file = shelf->files; file->name; file++)
        if (strcmp(file->name, name) == 0) return (const char *)file->bytes;
    return NULL;
}

static void suggest_bundled(const cs_shelf *shelf, const char *name, char hint[200])
{
    const char *names[BUNDLED_MOST];
    int count = 0;
    for (; count < BUNDLED_MOST && shelf->files[count].name; count++)
        names[count] = shelf->files[count].name;
    const char *near = cs_nearest_word(name, names, count);
    hint[0] = 0;
    if (near) snprintf(hint, 200, "; did you mean the bundled `%.100s`?", near);
}

static cs_origin *keep_origin(cs_yaml *yaml, const char *name, const char *text, size_t length)
{
    cs_origin *origin = cs_arena_alloc(yaml->arena, 1, sizeof *origin);
    if (origin) {
        origin->name = cs_arena_text(yaml->arena, name, strlen(name));
        origin->text = text;
        origin->length = length;
    }
    if (origin && origin->name) return origin;
    cs_log_no_memory(yaml->log);
    return NULL;
}

/* Read a regular file of at most `most` + 1 bytes (one more shows that it is too large). Returns 0
   or an errno; -1 when it is not a regular file. */
static int read_file(const char *path, char *bytes, size_t most, size_t *length)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) return errno;
    struct stat about;
    int trouble = fstat(file, &about) != 0 ? errno : S_ISREG(about.st_mode) ? 0 : -1;
    *length = 0;
    while (trouble == 0 && *length <= most) {
        ssize_t got = read(file, bytes + *length, most + 1 - *length);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) trouble = errno;
        if (got <= 0) break;
        *length += (size_t)got;
    }
    close(file);
    return trouble;
}

/* Room for the file, without trusting the size it had when it was looked at. */
static int load_file(cs_yaml *yaml, const char *path, const char **text, size_t *length)
{
    struct stat about;
    size_t most = CS_TEXT_BYTES_MOST;
    if (stat(path, &about) == 0 && S_ISREG(about.st_mode) && about.st_size < CS_TEXT_BYTES_MOST)
        most = (size_t)about.st_size + 4096;
    char *bytes = cs_arena_alloc(yaml->arena, most + 2, 1);
    if (!bytes) return ENOMEM;
    *text = bytes;
    return read_file(path, bytes, most, length);
}

static const char *why(int trouble)
{
    return trouble < 0 ? "it is not a regular file" : strerror(trouble);
}

bool cs_is_file_name(const char *name)
{
    size_t length = strlen(name);
    return strchr(name, '/') || (length > 5 && strcmp(name + length - 5, ".yaml") == 0) ||
           (length > 4 && strcmp(name + length - 4, ".yml") == 0);
}

/* What is no text of either language, or bundled on the other shelf. Which of the two a text is, its reader
   says. */
static bool is_elsewhere(const char *path, bool read)
{
    cs_kind_of_file kind = cs_kind_of(path);
    bool text = kind == CS_IS_SCENARIO || kind == CS_IS_STUDY_TEXT;
    return read ? !text && kind != CS_IS_OTHER && kind != CS_IS_NONE : text;
}

cs_status cs_document_open(cs_yaml *yaml, const cs_shelf *shelf, const char *path_or_name,
                           cs_document *out, cs_error *err)
{
    const char *text = cs_is_file_name(path_or_name) ? NULL : find_bundled(shelf, path_or_name);
    size_t length = text ? strlen(text) : 0;
    *out = (cs_document){0};
    if (!text) {
        int trouble = load_file(yaml, path_or_name, &text, &length);
        const char *slash = strrchr(path_or_name, '/');
        char hint[200];
        suggest_bundled(shelf, slash ? slash + 1 : path_or_name, hint);
        cs_kind_of_file wanted = shelf == &cs_scenario_shelf ? CS_IS_SCENARIO : CS_IS_STUDY_TEXT;
        if (trouble == ENOMEM) return cs_fail_memory(err, "a file");
        if (is_elsewhere(path_or_name, trouble == 0)) return cs_fail_kind(err, path_or_name, wanted);
        if (trouble)
            return cs_fail(err, CS_IO, "cannot read the %s %.400s: %s%s", shelf->what,
                           path_or_name, why(trouble), trouble == ENOENT ? hint : "");
        size_t folder = slash ? (size_t)(slash - path_or_name) + 1 : 0;
        out->folder = cs_arena_text(yaml->arena, path_or_name, folder);
        if (!out->folder) return cs_fail_memory(err, "a folder");
    }
    out->origin = keep_origin(yaml, path_or_name, text, length);
    return out->origin ? CS_OK : cs_fail_memory(err, "a name");
}

/* The document that `extends` names, from the folder of the one that says so. */
static bool open_beside(cs_yaml *yaml, const cs_document *from, const cs_node *name,
                        cs_document *out)
{
    char path[PATH_BYTES], hint[200];
    const char *text = cs_is_file_name(name->text) ? NULL : find_bundled(&cs_scenario_shelf, name->text);
    size_t length = text ? strlen(text) : 0;
    *out = (cs_document){0};
    suggest_bundled(&cs_scenario_shelf, name->text, hint);
    if (!text && !from->folder)
        return cs_complain(yaml->log, name,
                           "`extends` names `%.100s`, which is no bundled scenario%s", name->text,
                           hint);
    if (strchr(name->text, '/'))
        return cs_complain(yaml->log, name,
                           "`extends` names `%.100s`; a file beside this one is wanted, "
                           "without a folder",
                           name->text);
    if (!text) {
        snprintf(path, sizeof path, "%s%s", from->folder, name->text);
        int trouble = load_file(yaml, path, &text, &length);
        if (trouble == ENOMEM) return cs_log_no_memory(yaml->log);
        if (trouble)
            return cs_complain(yaml->log, name,
                               "`extends` names `%.100s`, which cannot be read: %s%s", name->text,
                               why(trouble), hint);
        out->folder = from->folder;
    }
    out->origin = keep_origin(yaml, text && out->folder ? path : name->text, text, length);
    return out->origin != NULL;
}

/* The chain of documents being extended, to see a circle. */
typedef struct chained {
    const struct chained *up;
    const cs_document *document;
} chained;

static bool check_chain(cs_yaml *yaml, const cs_node *name, const cs_document *next,
                        const chained *chain)
{
    int depth = 0;
    for (const chained *l = chain; l; l = l->up, depth++)
        if (strcmp(l->document->origin->name, next->origin->name) == 0)
            return cs_complain(yaml->log, name,
                               "`extends` goes in a circle: `%.100s` is being read already",
                               name->text);
    if (depth <= CS_EXTENDS_MOST) return true;
    return cs_complain(yaml->log, name, "`extends` goes more than %d files deep", CS_EXTENDS_MOST);
}

static cs_node *read_chain(cs_yaml *yaml, const cs_document *document, const chained *up)
{
    chained here = {up, document};
    cs_document below;
    cs_node *tree = cs_yaml_read(yaml, document->origin, 0);
    if (tree && tree->type != CS_NODE_MAPPING) {
        cs_complain(yaml->log, tree,
                    "this is %s; a scenario is a map of sections, beginning with `title:`",
                    cs_node_kind_text(tree));
        return NULL;
    }
    int at = cs_node_find(tree, "extends");
    if (at < 0) return tree;
    const cs_node *name = tree->items[at];
    if (name->type != CS_NODE_SCALAR || !name->text[0]) {
        cs_complain(yaml->log, name,
                    "`extends` must be the name of a file or of a bundled scenario");
        return NULL;
    }
    if (!open_beside(yaml, document, name, &below) || !check_chain(yaml, name, &below, &here))
        return NULL;
    cs_node *base = read_chain(yaml, &below, &here);
    if (!base) return NULL;
    cs_node_remove(tree, at);
    base->origin = tree->origin; /* what is missing is missing here */
    base->line = tree->line;
    base->column = tree->column;
    if (cs_node_merge(yaml->arena, base, tree)) return base;
    cs_log_no_memory(yaml->log);
    return NULL;
}

cs_node *cs_document_read(cs_yaml *yaml, const cs_document *document)
{
    return read_chain(yaml, document, NULL);
}
