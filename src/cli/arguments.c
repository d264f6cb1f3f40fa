/* Words of the command line: strict numbers, and the arguments of the simple commands. */
#include "cli/cli.h"

#include <inttypes.h>
#include <sys/stat.h>

int64_t cs_count_parse(const char *word, const char *option, int64_t low, int64_t high,
                       struct argp_state *state)
{
    int64_t value = 0;
    bool good = word[0] >= '0' && word[0] <= '9';
    for (const char *at = word; good && *at; at++) {
        if (*at == '_' && at[1] >= '0' && at[1] <= '9') continue;
        int digit = *at - '0';
        good = digit >= 0 && digit <= 9 && !__builtin_mul_overflow(value, 10, &value) &&
               !__builtin_add_overflow(value, digit, &value);
    }
    if (!good || value < low || value > high) {
        char from[32], to[32];
        argp_error(state, "%s is '%s'; a whole number from %s to %s is wanted", option, word,
                   cs_count_words(low, from), cs_count_words(high, to));
    }
    return value;
}

bool cs_same_file(const char *a, const char *b)
{
    struct stat one, other;
    return stat(a, &one) == 0 && stat(b, &other) == 0 && one.st_dev == other.st_dev &&
           one.st_ino == other.st_ino;
}

error_t cs_words_parse(int key, char *word, struct argp_state *state)
{
    cs_words *words = state->input;
    switch (key) {
    case ARGP_KEY_ARG:
        if (words->count >= words->most)
            argp_error(state, "'%s' is one argument more than is wanted", word);
        words->words[words->count++] = word;
        return 0;
    case ARGP_KEY_END:
        if (words->count < words->wanted)
            argp_error(state, "%s is missing",
                       words->wanted == 1 ? "the argument" : "an argument");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}
