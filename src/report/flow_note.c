/* Words about a part of a regime: its name, and how it is set, from the numbers that the scenario gives. */
#include "report/flow_parts.h"

#include "core/text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* How a number is said, by its key below the part; NULL: it is left out of the few words there are. A number
   directly below the part that is not in the table is said as its key and its value. */
typedef struct phrase { const char *key, *words; } phrase;
static const phrase phrases[] = {
    {"misses", "misses %s"}, {"delay", "%s late"}, {"wrong_person.share", "%s wrong person"},
    {"finds", "finds %s"}, {"coverage", "%s in view"}, {"members", "%s are on it"}, {"rate", "%s"},
    {"false_match", "false match %s"}, {"threshold.score", "threshold %s"},
    {"threshold.at_false_match", "false match %s"},
    {"duplicates", "%s filed twice"}, {"tells_apart", "spares %s of excused"},
    {"visits.budget", "visits %s"}, {"excused", "%s excused"}, {"frailty", NULL},
    {"visitors", "%s passers-by"}, {"listed_present", "%s of them listed"}, {"day", NULL}, {"every", "every %s"}, {"times", "%s times"},
    {"leave.after", "for %s"}, {"enter.initial", "%s at first"}, {"demand", "wanted %s"},
    {"reach", "seen by %s"}, {"avoid", NULL}, {"points", "%s points"}, {"lasts", "for %s"},
    {"share", "%s of them"}, {"weight", "weight %s"}, {"per_day", "%s a day"}, {"base", "from %s"},
    {"floor", NULL}, {"ceiling", NULL}, {"told", "%s told"}, {"finds_out", NULL},
    {"on_refusal", NULL}, {"reviewers", "%s reviewers"}, {"pace", "%s each"}, {"price", NULL},
    {"wrong", NULL}, {"right", NULL}, {"protected", NULL}, {"association", NULL},
    {"gives_up", NULL}, {"rounds", NULL}, {"against", NULL}, {"spread", NULL},
};

enum { SAID_MOST = 2, LETTERS_MOST = 32 };

const char *cs_flow_format(cs_arena *arena, const char *format, ...)
{
    char room[400];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(room, sizeof room, format, arguments);
    va_end(arguments);
    if (length < 0) length = 0;
    if ((size_t)length >= sizeof room) length = (int)sizeof room - 1;
    return cs_arena_text(arena, room, (size_t)length);
}

const char *cs_flow_words(cs_arena *arena, const char *name)
{
    char *copy = cs_arena_text(arena, name, strlen(name));
    for (char *c = copy; c && *c; c++)
        if (*c == '_') *c = ' ';
    return copy;
}

const char *cs_flow_label(cs_arena *arena, const cs_scenario *of, const char *name)
{
    const char *words = cs_flow_words(arena, name);
    if (!words) return NULL;
    if (of->of_firms) return cs_flow_format(arena, "Firms: %s", words);
    return cs_flow_format(arena, "%c%s", toupper((unsigned char)*words), *words ? words + 1 : "");
}

/* As written, but 1_000 as 1,000 and a minus as a minus. */
static void say_value(cs_text *text, const char *value)
{
    for (const char *c = value; *c; c++) {
        bool between = c > value && isdigit((unsigned char)c[-1]) && isdigit((unsigned char)c[1]);
        if (*c == '-' && c == value) cs_text_add(text, "\xE2\x88\x92");
        else if (*c == '_' && between) cs_text_add(text, ",");
        else cs_text_add_bytes(text, c, 1);
    }
}

static const phrase *phrase_of(const char *key)
{
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
        if (strcmp(phrases[i].key, key) == 0) return &phrases[i];
    return NULL;
}

/* Whether something was said of the number `key`. */
static bool say(cs_text *text, const char *key, const char *value)
{
    const phrase *found = phrase_of(key);
    if (found ? !found->words : strchr(key, '.') != NULL) return false;
    const char *words = found ? found->words : "", *gap = strstr(words, "%s");
    if (text->length) cs_text_add(text, ", ");
    if (!found)
        for (const char *c = key; *c; c++) cs_text_add_bytes(text, *c == '_' ? " " : c, 1);
    if (!found) cs_text_add(text, " ");
    if (gap) cs_text_add_bytes(text, words, (size_t)(gap - words));
    say_value(text, value);
    if (gap) cs_text_add(text, gap + 2);
    bool one = strcmp(value, "1") == 0 && gap && strcmp(gap + 2, " reviewers") == 0;
    if (one && !text->failed) text->bytes[--text->length] = 0;
    return true;
}

const char *cs_flow_note(cs_arena *arena, const cs_scenario *scenario, const char *id,
                         const char *lead, const char *otherwise)
{
    size_t length = strlen(id);
    cs_text text = {0};
    int said = *lead != 0;
    cs_text_add(&text, lead);
    for (int i = 0; i < scenario->input_count && said < SAID_MOST; i++) {
        const cs_input *input = &scenario->inputs[i];
        if (input->kind == CS_INPUT_DEFAULT || strncmp(input->path, id, length) != 0) continue;
        const char *key = input->path + length, *last = strrchr(input->path, '.');
        if (*key != '.' && *key) continue;
        if (text.length + strlen(input->text) > LETTERS_MOST) break;
        said += say(&text, *key ? key + 1 : last ? last + 1 : key, input->text);
    }
    if (!said) cs_text_add(&text, otherwise);
    const char *note = text.failed ? NULL : cs_arena_text(arena, text.bytes ? text.bytes : "", text.length);
    cs_text_drop(&text);
    return note;
}
