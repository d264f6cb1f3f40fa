/* Collecting complaints, and printing them for people. */
#include "scenario/log.h"

#include "core/mem.h"
#include "core/text.h"
#include "scenario/utf8.h"

#include <stdio.h>
#include <string.h>

enum { MESSAGE_BYTES = 900, EXCERPT_BYTES = 240 };

bool cs_log_no_memory(cs_log *log)
{
    log->no_memory = true;
    return false;
}

bool cs_log_is_clean(const cs_log *log) { return log->complaints.count == 0 && !log->no_memory; }

/* Cut at most `bytes` bytes without halving a character of several bytes. */
static size_t cut_length(const char *text, size_t length, size_t bytes)
{
    if (length <= bytes) return length;
    while (bytes > 0 && ((unsigned char)text[bytes] & 0xc0) == 0x80) bytes--;
    return bytes;
}

static char *copy_bytes(const char *text, size_t length)
{
    char *copy = cs_alloc(length + 1, 1);
    if (!copy) return NULL;
    memcpy(copy, text, length);
    /* Nothing of a scenario may steer a terminal. */
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)copy[i] < 32 || copy[i] == 127) copy[i] = ' ';
    return copy;
}

static char *cut_excerpt(const cs_origin *origin, int line)
{
    const char *at = origin ? origin->text : "", *end = at + (origin ? origin->length : 0);
    for (int i = 1; i < line && at < end; i++) {
        const char *next = memchr(at, '\n', (size_t)(end - at));
        at = next ? next + 1 : end;
    }
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    size_t length = (size_t)((stop ? stop : end) - at);
    if (cs_utf8_is_odd(at, length)) length = 0; /* no text, and no help to anybody */
    return copy_bytes(at, cut_length(at, length, EXCERPT_BYTES));
}

static void free_complaint(cs_complaint *c)
{
    cs_free(c->file);
    cs_free(c->message);
    cs_free(c->excerpt);
}

/* The same mistake, told of the scenario and again of the scenario with a safeguard. */
static bool is_same(const cs_complaint *a, const cs_complaint *b)
{
    const char *told =
        strncmp(b->message, "with safeguard `", 16) == 0 ? strstr(b->message, "`: ") : NULL;
    return a->line == b->line && a->column == b->column && strcmp(a->file, b->file) == 0 &&
           (strcmp(a->message, b->message) == 0 || (told && strcmp(a->message, told + 3) == 0));
}

static bool add_complaint(cs_log *log, cs_complaint *complaint)
{
    cs_complaints *all = &log->complaints;
    bool told = false; /* one `*` in a path makes one mistake in many places */
    for (int i = 0; complaint->message && complaint->file && i < all->count; i++)
        told |= is_same(&all->items[i], complaint);
    if (told) {
        free_complaint(complaint);
        return false;
    }
    if (!complaint->file || !complaint->message || !complaint->excerpt ||
        cs_reserve((void **)&all->items, &log->room, (size_t)all->count + 1, sizeof(cs_complaint),
                   "a complaint", NULL) != CS_OK) {
        free_complaint(complaint);
        return cs_log_no_memory(log);
    }
    all->items[all->count++] = *complaint;
    return false;
}

static bool complain(cs_log *log, const cs_origin *origin, int line, int column, const char *format,
                     va_list arguments)
{
    char message[MESSAGE_BYTES];
    if (log->complaints.count >= CS_COMPLAINTS_MOST) {
        log->left_out++;
        return false;
    }
    int used = 0;
    bool own = origin && strcmp(origin->name, "--set") == 0; /* where it is said what is meant */
    if (log->safeguard && !(own && strcmp(log->safeguard, CS_BRANCH) == 0))
        used = snprintf(message, sizeof message, "with safeguard `%.300s`: ", log->safeguard);
    vsnprintf(message + used, sizeof message - (size_t)used, format, arguments);
    size_t length = cut_length(message, strlen(message), MESSAGE_BYTES - 8);
    cs_complaint complaint = {.line = line,
                              .column = column,
                              .file = cs_copy_text(origin ? origin->name : "scenario"),
                              .message = copy_bytes(message, length),
                              .excerpt = cut_excerpt(origin, line)};
    return add_complaint(log, &complaint);
}

bool cs_complain(cs_log *log, const cs_node *at, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    complain(log, at->origin, at->line, at->column, format, arguments);
    va_end(arguments);
    return false;
}

bool cs_complain_at(cs_log *log, const cs_origin *origin, int line, int column, const char *format,
                    ...)
{
    va_list arguments;
    va_start(arguments, format);
    complain(log, origin, line, column, format, arguments);
    va_end(arguments);
    return false;
}

void cs_log_absorb(cs_log *log, cs_log *other)
{
    log->no_memory |= other->no_memory;
    log->left_out += other->left_out;
    int known = log->complaints.count;
    for (int i = 0; i < other->complaints.count; i++) {
        cs_complaint *c = &other->complaints.items[i];
        bool told = false;
        for (int j = 0; j < known; j++) told |= is_same(&log->complaints.items[j], c);
        if (!told && log->complaints.count < CS_COMPLAINTS_MOST) {
            add_complaint(log, c);
        } else {
            log->left_out += !told;
            free_complaint(c);
        }
    }
    cs_free(other->complaints.items);
    *other = (cs_log){0};
}

static int order(const cs_complaint *a, const cs_complaint *b, const char *first)
{
    int files = strcmp(a->file, b->file);
    if (files != 0) {
        if (strcmp(a->file, first) == 0) return -1;
        return strcmp(b->file, first) == 0 ? 1 : files;
    }
    if (a->line != b->line) return a->line < b->line ? -1 : 1;
    return a->column < b->column ? -1 : a->column > b->column;
}

void cs_log_finish(cs_log *log, const char *first)
{
    cs_complaint *items = log->complaints.items;
    /* at most a hundred, and equal places must keep their order: insertion sort */
    for (int i = 1; i < log->complaints.count; i++)
        for (int j = i; j > 0 && order(&items[j - 1], &items[j], first) > 0; j--) {
            cs_complaint swap = items[j];
            items[j] = items[j - 1];
            items[j - 1] = swap;
        }
    if (log->left_out == 0 || log->complaints.count == 0) return;
    char more[80];
    snprintf(more, sizeof more, "and more: %d further mistakes are not shown", log->left_out);
    const cs_complaint *last = &items[log->complaints.count - 1];
    cs_complaint complaint = {.file = cs_copy_text(last->file),
                              .line = last->line,
                              .column = last->column,
                              .message = cs_copy_text(more),
                              .excerpt = cs_copy_text("")};
    add_complaint(log, &complaint);
}

void cs_log_free(cs_log *log)
{
    cs_complaints_free(&log->complaints);
    *log = (cs_log){0};
}

void cs_complaints_free(cs_complaints *complaints)
{
    for (int i = 0; i < complaints->count; i++) free_complaint(&complaints->items[i]);
    cs_free(complaints->items);
    *complaints = (cs_complaints){0};
}

/* The caret stands under the column-th character; characters of several bytes count once. */
static void print_caret(const cs_complaint *c, const char *on, const char *off, cs_text *out)
{
    int characters = 0;
    for (const char *p = c->excerpt; *p; p++) characters += ((unsigned char)*p & 0xc0) != 0x80;
    if (c->column > characters + 1) return;
    cs_text_format(out, "      | %*s%s^%s\n", c->column - 1, "", on, off);
}

cs_status cs_complaints_print(const cs_complaints *complaints, bool colour, char **text,
                              cs_error *err)
{
    const char *bold = colour ? "\033[1m" : "", *red = colour ? "\033[31m" : "",
               *off = colour ? "\033[0m" : "";
    cs_text out = {0};
    for (int i = 0; i < complaints->count; i++) {
        const cs_complaint *c = &complaints->items[i];
        cs_text_format(&out, "%s%s:%d:%d:%s %s\n", bold, c->file, c->line, c->column, off,
                       c->message);
        if (c->excerpt[0] == 0) continue;
        cs_text_format(&out, "%5d | %s\n", c->line, c->excerpt);
        print_caret(c, red, off, &out);
    }
    return cs_text_take(&out, text, err);
}
