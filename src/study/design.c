/* Designs: where to look in the unit cube. */
#include "study/design.h"

#include "core/mem.h"
#include "study/sobol.h"

#include <string.h>

/* Draws of different kinds at one place: the last word of the counter says which. */
enum { DRAW_RANDOM = 1, DRAW_CELL, DRAW_SHIFT, DRAW_START };

static cs_words draw(cs_key key, int kind, int i, int j)
{
    return cs_philox((uint32_t)i, (uint32_t)j, 0, (uint32_t)kind, key);
}

void cs_design_random(cs_key key, int n, int k, double *out)
{
    for (int i = 0; i < n; i++)
        for (int j = 0; j < k; j++) {
            cs_words w = draw(key, DRAW_RANDOM, i, j);
            out[(size_t)i * (size_t)k + (size_t)j] = cs_uniform(w.w[0], w.w[1]);
        }
}

cs_status cs_design_latin(cs_key key, int n, int k, double *out, cs_error *err)
{
    if (n < 1 || n > 1 << 26)
        return cs_fail(err, CS_USAGE, "a Latin hypercube of %d points; from 1 to %d are possible", n,
                       1 << 26);
    for (int j = 0; j < k; j++) {
        cs_permutation order = cs_permutation_of(key, (uint32_t)j, (uint32_t)n);
        for (int i = 0; i < n; i++) {
            cs_words w = draw(key, DRAW_CELL, i, j);
            /* 25 bits, so that with those of the place nothing is rounded into the next cell */
            double within = ((double)(w.w[0] >> 8) + 0.5) * 0x1p-24;
            out[(size_t)i * (size_t)k + (size_t)j] =
                ((double)cs_permute(&order, (uint32_t)i) + within) / (double)n;
        }
    }
    return CS_OK;
}

/* The same digits for all points: they stay as evenly spread as they are. */
static uint64_t digital_shift(const cs_key *key, int dimension)
{
    if (!key) return 0;
    cs_words w = draw(*key, DRAW_SHIFT, 0, dimension);
    return ((uint64_t)w.w[0] << 32 | w.w[1]) >> (64 - CS_SOBOL_BITS);
}

/* Points skip .. of all k dimensions; point i stands at out + i * stride. */
static void sobol_points(uint64_t (*v)[CS_SOBOL_BITS], const cs_key *key, int n, int k, int64_t skip,
                         size_t stride, double *out)
{
    for (int d = 0; d < k; d++) {
        uint64_t gray = (uint64_t)skip ^ (uint64_t)skip >> 1, x = digital_shift(key, d);
        for (int b = 0; b < CS_SOBOL_BITS; b++)
            if (gray >> b & 1) x ^= v[d][b];
        for (int i = 0; i < n; i++) {
            uint64_t next = (uint64_t)skip + (uint64_t)i + 1;
            out[(size_t)i * stride + (size_t)d] = (double)x * 0x1p-52;
            if (i + 1 < n) x ^= v[d][__builtin_ctzll(next)]; /* the one digit of the Gray code that turns */
        }
    }
}

static cs_status sobol(const cs_key *key, int n, int k, int64_t skip, size_t stride, double *out,
                       cs_error *err)
{
    cs_status status = CS_OK;
    uint64_t (*v)[CS_SOBOL_BITS] = cs_alloc((size_t)(k > 0 ? k : 1), sizeof *v);
    if (!v) return cs_fail_memory(err, "direction numbers");
    CS_GO(cs_sobol_directions(k, v, err));
    if (n < 0 || skip < 0 || skip > ((int64_t)1 << CS_SOBOL_BITS) - n)
        CS_GO(cs_fail(err, CS_USAGE, "a Sobol sequence has points 0 to 2^%d", CS_SOBOL_BITS));
    sobol_points(v, key, n, k, skip, stride, out);
out:
    cs_free(v);
    return status;
}

cs_status cs_design_sobol(const cs_key *key, int n, int k, int64_t skip, double *out, cs_error *err)
{
    return sobol(key, n, k, skip, (size_t)k, out, err);
}

/* One trajectory. A parameter that rises starts in the lower half of the levels, one that falls in the
   upper half; it moves by half the levels when its turn comes. */
static void trajectory(cs_key key, int t, int k, int levels, double *out)
{
    cs_permutation order = cs_permutation_of(key, (uint32_t)t, (uint32_t)k);
    uint32_t half = (uint32_t)levels / 2;
    for (int j = 0; j < k; j++) {
        cs_words w = draw(key, DRAW_START, t, j);
        uint32_t low = cs_below(half, w.w[0], w.w[1]);
        bool falls = w.w[2] & 1;
        double before = (double)(falls ? low + half : low) / (levels - 1);
        double after = (double)(falls ? low : low + half) / (levels - 1);
        int turn = (int)cs_permute_back(&order, (uint32_t)j);
        for (int i = 0; i <= k; i++) out[(size_t)i * (size_t)k + (size_t)j] = i <= turn ? before : after;
    }
}

cs_status cs_design_morris(cs_key key, int r, int k, int levels, double *out, cs_error *err)
{
    if (r < 1 || k < 1 || levels < 2 || levels % 2)
        return cs_fail(err, CS_USAGE,
                       "%d trajectories of %d parameters on %d levels; at least one of each and an even "
                       "number of levels are wanted",
                       r, k, levels);
    for (int t = 0; t < r; t++)
        trajectory(key, t, k, levels, out + (size_t)t * ((size_t)k + 1) * (size_t)k);
    return CS_OK;
}

cs_status cs_design_saltelli(cs_key key, int n, int k, double *out, cs_error *err)
{
    size_t width = (size_t)k, group = (width + 2) * width;
    if (k < 1 || k > CS_SOBOL_MOST / 2)
        return cs_fail(err, CS_USAGE, "indices of %d parameters are wanted; from 1 to %d are possible", k,
                       CS_SOBOL_MOST / 2);
    /* A and B of a group are one point of a sequence of 2k dimensions, side by side */
    CS_TRY(sobol(&key, n, 2 * k, 0, group, out, err));
    for (int i = 0; i < n; i++) {
        double *a = out + (size_t)i * group, *b = a + width;
        for (int j = 0; j < k; j++) {
            double *mixed = b + ((size_t)j + 1) * width;
            memcpy(mixed, a, width * sizeof *a);
            mixed[j] = b[j];
        }
    }
    return CS_OK;
}
