/* What the command line says: failures, complaints, tables. */
#include "cli/cli.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int exit_of(cs_status status)
{
    switch (status) {
    case CS_OK: return CS_EXIT_OK;
    case CS_SCENARIO:
    case CS_USAGE:
    case CS_FORMAT: return CS_EXIT_INPUT;
    case CS_INTERRUPTED: return CS_EXIT_INTERRUPTED;
    default: return CS_EXIT_FAILED;
    }
}

int cs_failure_print(const char *command, const cs_error *err)
{
    fprintf(stderr, "%s: %s\n", command, err->message);
    return exit_of(err->status);
}

bool cs_colour_wanted(FILE *stream)
{
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    if (no_color && no_color[0]) return false;
    if (!term || strcmp(term, "dumb") == 0) return false;
    return isatty(fileno(stream)) == 1;
}

void cs_complaints_show(const char *command, cs_complaints *complaints)
{
    if (complaints->count > 0) {
        char *text = NULL;
        cs_error err = {0};
        if (cs_complaints_print(complaints, cs_colour_wanted(stderr), &text, &err) == CS_OK)
            fputs(text, stderr);
        else
            fprintf(stderr, "%s: %s\n", command, err.message);
        cs_text_free(text);
    }
    cs_complaints_free(complaints);
}

int cs_text_show(const char *command, cs_status status, char *text, const cs_error *err)
{
    if (status != CS_OK) return cs_failure_print(command, err);
    fputs(text, stdout);
    cs_text_free(text);
    return CS_EXIT_OK;
}

const char *cs_count_words(int64_t count, char room[32])
{
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%" PRId64, count), at = 0;
    for (int i = 0; i < length; i++) {
        if (i > 0 && digits[i - 1] != '-' && (length - i) % 3 == 0) room[at++] = ',';
        room[at++] = digits[i];
    }
    room[at] = 0;
    return room;
}
