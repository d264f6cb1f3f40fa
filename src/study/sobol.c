/* Direction numbers of the Sobol sequence: a strict reader of the bundled table, and the recurrence that
   carries them on. */
#include "study/sobol.h"

#include "core/embedded.h"
#include "study/design.h"

#include <string.h>

#define HEADER "dimension,s,a,m\n"

enum { DEGREE_MOST = 31 };

/* A row of the table: a polynomial x^s + a_1 x^(s-1) + ... + a_(s-1) x + 1, and the first s numbers. */
typedef struct row { uint32_t s, a, m[DEGREE_MOST]; } row;

/* A number and the one character behind it, which has to be one of `ends`; -1 when it is not that. */
static int64_t number(const char **at, const char *ends, char *end)
{
    int64_t value = 0;
    const char *p = *at;
    for (; *p >= '0' && *p <= '9' && value < INT32_MAX; p++) value = value * 10 + (*p - '0');
    if (p == *at || value > INT32_MAX || !*p || !strchr(ends, *p)) return -1;
    *end = *p;
    *at = p + 1;
    return value;
}

/* The row of a dimension, counted from 1. The j-th number is odd and has at most j binary digits. */
static bool read_row(const char **at, int dimension, row *out)
{
    char end;
    if (number(at, ",", &end) != dimension) return false;
    int64_t s = number(at, ",", &end), a = s < 1 || s > DEGREE_MOST ? -1 : number(at, ",", &end);
    if (a < 0 || a >= (int64_t)1 << (s - 1)) return false;
    out->s = (uint32_t)s;
    out->a = (uint32_t)a;
    for (int64_t j = 0; j < s; j++) {
        int64_t m = number(at, j + 1 < s ? " " : "\n", &end);
        if (m < 0 || m % 2 == 0 || m >= (int64_t)2 << j) return false;
        out->m[j] = (uint32_t)m;
    }
    return true;
}

/* v_j = v_(j-s) / 2^s + v_(j-s) + the sum of those before, each where its coefficient is 1 (all in the
   arithmetic of bits). */
static void carry_on(const row *r, uint64_t v[CS_SOBOL_BITS])
{
    for (uint32_t j = 0; j < CS_SOBOL_BITS; j++) {
        if (j < r->s) {
            v[j] = (uint64_t)r->m[j] << (CS_SOBOL_BITS - 1 - j);
            continue;
        }
        v[j] = v[j - r->s] ^ (v[j - r->s] >> r->s);
        for (uint32_t i = 1; i < r->s; i++)
            if (r->a >> (r->s - 1 - i) & 1) v[j] ^= v[j - i];
    }
}

cs_status cs_sobol_directions(int k, uint64_t (*out)[CS_SOBOL_BITS], cs_error *err)
{
    const char *at = cs_embedded_sobol[0].name ? (const char *)cs_embedded_sobol[0].bytes : "";
    if (k < 0 || k > CS_SOBOL_MOST)
        return cs_fail(err, CS_USAGE, "a Sobol sequence of %d dimensions is wanted; there are %d", k,
                       CS_SOBOL_MOST);
    while (*at == '#' && strchr(at, '\n')) at = strchr(at, '\n') + 1;
    if (strncmp(at, HEADER, strlen(HEADER)) != 0)
        return cs_fail(err, CS_FORMAT, "the table of direction numbers does not begin with " HEADER);
    at += strlen(HEADER);
    for (int d = 0; d < k; d++) {
        row r = {.s = 0};
        if (d == 0) { /* the van der Corput sequence */
            for (int j = 0; j < CS_SOBOL_BITS; j++) out[0][j] = (uint64_t)1 << (CS_SOBOL_BITS - 1 - j);
            continue;
        }
        if (!read_row(&at, d + 1, &r))
            return cs_fail(err, CS_FORMAT, "the direction numbers of dimension %d are malformed", d + 1);
        carry_on(&r, out[d]);
    }
    return CS_OK;
}
