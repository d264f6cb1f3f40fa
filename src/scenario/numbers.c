/* Numbers of a scenario: value, range and source, limits, and the list of inputs. */
#include "scenario/quantity.h"
#include "scenario/reader.h"

#include "core/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *render_path(cs_reader *r, const cs_path *path)
{
    char text[800];
    size_t at = sizeof text - 1;
    text[at] = 0;
    for (const cs_path *p = path; p && p->segment; p = p->up) {
        size_t length = strlen(p->segment);
        if (length + 1 > at) break;
        if (text[at]) text[--at] = '.';
        at -= length;
        memcpy(text + at, p->segment, length);
    }
    return cs_keep_text(r, text + at);
}

/* "15 U.S.C. 1681" and "e.g. a bank" go on: a new sentence begins with a capital or a mark. */
static bool ends_sentence(const char *at)
{
    bool gap = at[1] == ' ' || at[1] == 0, stop = *at == '.';
    if (!strchr(".;:", *at) || !gap) return false;
    bool goes_on = at[1] && ((at[2] >= '0' && at[2] <= '9') || (at[2] >= 'a' && at[2] <= 'z'));
    return !stop || !goes_on;
}

/* The first sentence of a help text, without its full stop, and without the mode it begins with
   ("identify: share of acts ..."). What stands in brackets belongs to it. */
static const char *first_sentence(cs_reader *r, const char *help)
{
    size_t mode = strcspn(help, " "), length = 0;
    if (mode > 0 && help[mode - 1] == ':' && help[mode]) help += mode + 1;
    for (int open = 0; help[length] && (open > 0 || !ends_sentence(help + length)); length++)
        open += (help[length] == '(') - (help[length] == ')');
    char *copy = cs_arena_text(r->arena, help, length);
    if (!copy) cs_log_no_memory(r->log);
    else if (*copy >= 'a' && *copy <= 'z') *copy = (char)(*copy - 'a' + 'A');
    return copy;
}

static bool add_input(cs_reader *r, const cs_path *path, const cs_wanted *wanted, cs_input *input)
{
    cs_scenario *s = r->scenario;
    if (s->input_count == r->input_room) {
        int room = r->input_room ? r->input_room * 2 : 64;
        cs_input *grown = cs_keep_room(r, (size_t)room, sizeof *grown);
        if (!grown) return false;
        if (s->input_count) memcpy(grown, s->inputs, (size_t)s->input_count * sizeof *grown);
        s->inputs = grown;
        r->input_room = room;
    }
    input->unit = wanted->unit;
    input->whole = wanted->whole || wanted->unit == CS_UNIT_TIME || wanted->unit == CS_UNIT_POINTS;
    input->path = render_path(r, path);
    input->label = first_sentence(r, wanted->label);
    input->text = cs_keep_text(r, input->text);
    input->kind = input->source >= 0 ? CS_INPUT_SOURCED
                  : r->defaulted     ? CS_INPUT_DEFAULT
                                     : CS_INPUT_ASSUMED;
    s->inputs[s->input_count++] = *input;
    return input->path && input->label && input->text;
}

static const char *wanted_words(const cs_wanted *wanted)
{
    if (wanted->whole && wanted->unit == CS_UNIT_NONE) return "a whole number such as 1_000_000";
    return cs_unit_wanted(wanted->unit);
}

static bool may_be_forever(const cs_wanted *wanted)
{
    return wanted->unit == CS_UNIT_TIME && wanted->high >= CS_FOREVER;
}

static bool check_limits(cs_reader *r, const cs_wanted *w, const cs_node *node, double value)
{
    char low[48], high[48];
    if ((w->low == 0 && w->high == 0) || (value >= w->low && value <= w->high)) return true;
    cs_quantity_print(w->low, w->unit, low);
    cs_quantity_print(w->high, w->unit, high);
    if (may_be_forever(w))
        return cs_complain(r->log, node, "`%s` is %s; at least %s is wanted, or `forever`", w->name,
                           node->text, low);
    return cs_complain(r->log, node, "`%s` is %s; anything from %s to %s is allowed", w->name,
                       node->text, low, high);
}

/* One scalar: its value in the canonical unit, within the limits. */
static bool read_scalar(cs_reader *r, const cs_wanted *w, const cs_node *node,
                        const cs_measure *assumed, const cs_measure **used, double *out)
{
    char room[300];
    *used = NULL;
    if (node->type != CS_NODE_SCALAR)
        return cs_complain(r->log, node, "`%s` is %s; %s is wanted", w->name,
                           cs_node_kind_text(node), wanted_words(w));
    if (cs_node_is_null(node))
        return cs_complain(r->log, node, "`%s` has no value; %s is wanted", w->name,
                           wanted_words(w));
    if (may_be_forever(w) && cs_node_is(node, "forever")) {
        *out = CS_FOREVER;
        return true;
    }
    const char *wrong =
        cs_quantity_read(node->text, w->unit, assumed, wanted_words(w), used, out, room);
    if (wrong) return cs_complain(r->log, node, "`%s` %s", w->name, wrong);
    if (w->whole && (*out != floor(*out) || fabs(*out) > 9007199254740992.0))
        return cs_complain(r->log, node, "`%s` is %s; a whole number is wanted", w->name,
                           node->text);
    return check_limits(r, w, node, *out);
}

static bool read_range(cs_reader *r, const cs_wanted *w, const cs_node *range,
                       const cs_measure *measure, cs_input *input)
{
    const cs_measure *used;
    if (range->type != CS_NODE_SEQUENCE || range->count != 2)
        return cs_complain(r->log, range,
                           "the range of `%s` must be a list of two numbers, [low, high]", w->name);
    if (!read_scalar(r, w, range->items[0], measure, &used, &input->low)) return false;
    if (!read_scalar(r, w, range->items[1], measure, &used, &input->high)) return false;
    const char *low = range->items[0]->text, *high = range->items[1]->text;
    if (input->low > input->high)
        return cs_complain(r->log, range, "the range of `%s` runs backwards, from %s to %s",
                           w->name, low, high);
    if (input->value < input->low || input->value > input->high)
        return cs_complain(r->log, range, "the value of `%s`, %s, lies outside its range [%s, %s]",
                           w->name, input->text, low, high);
    return true;
}

static bool check_keys(cs_reader *r, const cs_wanted *w, const cs_node *node)
{
    static const char *const keys[] = {"value", "range", "source"};
    bool fine = true;
    for (int i = 0; i < node->count; i++) {
        const char *key = node->keys[i]->text, *near = cs_nearest_word(key, keys, 3);
        bool known = false;
        for (int k = 0; k < 3; k++) known |= strcmp(key, keys[k]) == 0;
        if (known) continue;
        fine = cs_complain(r->log, node->keys[i],
                           "unknown key `%.60s` in the number `%s`%s%s%s; a number may have value, "
                           "range and source",
                           key, w->name, near ? " (did you mean `" : "", near ? near : "",
                           near ? "`?)" : "");
    }
    return fine;
}

bool cs_read_number(cs_reader *r, const cs_path *path, const cs_wanted *wanted, const cs_node *node,
                    double *out)
{
    cs_input input = {.source = -1};
    const cs_measure *measure;
    const cs_node *scalar = node, *range = NULL, *source = NULL;
    bool fine = true;
    if (node->type == CS_NODE_MAPPING) {
        if (!cs_node_is_valued(node))
            return cs_complain(r->log, node,
                               "`%s` is a map without `value:`; %s is wanted, or "
                               "{value: ..., range: [low, high], source: ...}",
                               wanted->name, wanted_words(wanted));
        fine = check_keys(r, wanted, node);
        scalar = cs_node_get(node, "value");
        range = cs_node_get(node, "range");
        source = cs_node_get(node, "source");
    }
    if (source && !cs_resolve(r, "source", CS_SPACE_SOURCE, source, &input.source)) fine = false;
    if (!read_scalar(r, wanted, scalar, NULL, &measure, &input.value)) return false;
    input.text = scalar->text;
    input.low = input.high = input.value;
    if (range && !read_range(r, wanted, range, measure, &input)) return false;
    *out = input.value;
    if (!fine || r->silent) return fine;
    return add_input(r, path, wanted, &input);
}

/* The unit a published figure is written in: the first in which it can be read. */
static bool read_any(const cs_node *node, const cs_measure *assumed, cs_unit fixed, double *value,
                     const cs_measure **used, cs_unit *unit)
{
    static const cs_unit order[] = {CS_UNIT_NONE, CS_UNIT_SHARE, CS_UNIT_TIME, CS_UNIT_RATE};
    char room[300];
    for (int i = 0; i < 4; i++) {
        const cs_measure *m = assumed && assumed->unit == order[i] ? assumed : NULL;
        if (fixed != CS_UNIT_POINTS && order[i] != fixed) continue;
        if (cs_quantity_read(node->text, order[i], m, "", used, value, room)) continue;
        *unit = order[i];
        return true;
    }
    return false;
}

bool cs_read_expect(cs_reader *r, const char *name, const cs_node *node, cs_expect *out)
{
    const cs_node *low = node, *high = node;
    const cs_measure *used = NULL, *ignored;
    if (node->type == CS_NODE_SEQUENCE && node->count == 2) {
        low = node->items[0];
        high = node->items[1];
    }
    bool scalars = low->type == CS_NODE_SCALAR && high->type == CS_NODE_SCALAR;
    /* [0.1, 0.3 %]: the upper end says the unit of a bare lower one */
    if (!scalars || !read_any(high, NULL, CS_UNIT_POINTS, &out->high, &used, &out->unit) ||
        !read_any(low, used, out->unit, &out->low, &ignored, &out->unit))
        return cs_complain(r->log, node,
                           "`%s` must be a number or [low, high], in one unit, such as 1200 or "
                           "[0.1 %%, 0.3 %%]",
                           name);
    if (out->low > out->high)
        return cs_complain(r->log, node, "`%s` runs backwards, from %s to %s", name, low->text,
                           high->text);
    return true;
}
