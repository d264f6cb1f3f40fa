/* Elementary effects and variance shares, with bootstrap intervals over trajectories or rows. */
#include "results/indices.h"

#include "core/mem.h"
#include "core/rng.h"
#include "results/stats.h"

#include <math.h>
#include <stdlib.h>

/* Which of n samples stand in the draw of the bootstrap. */
static void take_anew(int draw, int n, int *take)
{
    cs_key key = cs_key_of(0, "indices.bootstrap");
    for (int i = 0; i < n; i++) {
        cs_words w = cs_philox((uint32_t)i, (uint32_t)draw, 0, 0, key);
        take[i] = (int)cs_below((uint32_t)n, w.w[0], w.w[1]);
    }
}

/* An index with the middle 95 % of its bootstrap values. Some may be undefined, where a draw takes nothing
   that varies; with fewer than half left there is no interval. */
static cs_index bounded(double value, double *values, int count)
{
    cs_index index = {value, NAN, NAN, isfinite(value)};
    if (!index.defined || count < CS_INDEX_DRAWS / 2) return index;
    qsort(values, (size_t)count, sizeof *values, cs_ascending);
    index.low = cs_sorted_quantile(values, (size_t)count, 0.025);
    index.high = cs_sorted_quantile(values, (size_t)count, 0.975);
    return index;
}

/* ---- elementary effects ---- */

typedef struct moments { double mu_star, mu, sigma; int n; } moments;

/* Effects of one factor: effect[i] of trajectory i, NAN for none. take: which trajectories, NULL: each
   once. */
static moments of_effects(const double *effect, int r, const int *take)
{
    moments m = {0};
    double squares = 0;
    for (int i = 0; i < r; i++) {
        double e = effect[take ? take[i] : i];
        if (isnan(e)) continue;
        m.mu += e;
        m.mu_star += fabs(e);
        m.n++;
    }
    if (m.n == 0) return m;
    m.mu /= m.n;
    m.mu_star /= m.n;
    for (int i = 0; i < r; i++) {
        double e = effect[take ? take[i] : i];
        if (!isnan(e)) squares += (e - m.mu) * (e - m.mu);
    }
    m.sigma = m.n > 1 ? sqrt(squares / (m.n - 1)) : 0;
    return m;
}

/* The effects of every factor: effect[j r + i]. Where the factor that moved cannot be told it made no
   difference, and those of a trajectory that nothing is known of had none. */
static void find_effects(int r, int k, const double *y, const int *move, const double *step,
                         double *effect, int64_t *dropped)
{
    *dropped = 0;
    for (int i = 0; i < r; i++) {
        const double *at = y + (size_t)i * (size_t)(k + 1);
        const int *moved = move + (size_t)i * (size_t)k;
        double untold = 0;
        for (int t = 0; t < k; t++) {
            bool bad = isnan(at[t + 1] - at[t]);
            if (bad && moved[t] < 0) untold = NAN;
            *dropped += bad;
        }
        for (int j = 0; j < k; j++) effect[(size_t)j * (size_t)r + (size_t)i] = untold;
        for (int t = 0; t < k; t++)
            if (moved[t] >= 0)
                effect[(size_t)moved[t] * (size_t)r + (size_t)i] =
                    (at[t + 1] - at[t]) / step[(size_t)i * (size_t)k + (size_t)t];
    }
}

static void bootstrap_effects(const double *effect, int r, int *take, double *room,
                              cs_elementary *out)
{
    double *star = room, *mean = room + CS_INDEX_DRAWS, *spread = room + 2 * CS_INDEX_DRAWS;
    moments m = of_effects(effect, r, NULL);
    int count = 0;
    for (int draw = 0; draw < CS_INDEX_DRAWS && m.n > 1; draw++) {
        take_anew(draw, r, take);
        moments b = of_effects(effect, r, take);
        if (b.n < 2) continue;
        star[count] = b.mu_star;
        mean[count] = b.mu;
        spread[count++] = b.sigma;
    }
    double none = m.n > 1 ? 0 : NAN;
    *out = (cs_elementary){bounded(m.mu_star + none, star, count), bounded(m.mu + none, mean, count),
                           bounded(m.sigma + none, spread, count), m.n};
}

cs_status cs_indices_morris(int r, int k, const double *y, const int *move, const double *step,
                            cs_elementary *out, int64_t *dropped, cs_error *err)
{
    double *effect = cs_alloc((size_t)r * (size_t)k, sizeof *effect);
    double *room = cs_alloc(3 * CS_INDEX_DRAWS, sizeof *room);
    int *take = cs_alloc((size_t)r, sizeof *take);
    cs_status status = CS_OK;
    if (!effect || !room || !take) {
        status = cs_fail_memory(err, "the elementary effects");
        goto out;
    }
    find_effects(r, k, y, move, step, effect, dropped);
    for (int j = 0; j < k; j++)
        bootstrap_effects(effect + (size_t)j * (size_t)r, r, take, room, &out[j]);
out:
    cs_free(effect);
    cs_free(room);
    cs_free(take);
    return status;
}

/* ---- variance shares ---- */

/* Rows with every output defined, moved to the front; outputs less the mean of A and B, so that the
   products below are not of a large mean. */
static int centre(int n, int k, const double *y, double *out)
{
    size_t width = (size_t)k + 2;
    double sum = 0;
    int used = 0;
    for (int i = 0; i < n; i++) {
        const double *row = y + (size_t)i * width;
        double *to = out + (size_t)used * width;
        bool whole = true;
        for (size_t c = 0; c < width; c++) {
            to[c] = row[c];
            whole = whole && isfinite(row[c]);
        }
        if (!whole) continue;
        sum += row[0] + row[1];
        used++;
    }
    for (size_t c = 0; c < (size_t)used * width; c++) out[c] -= sum / (2.0 * used);
    return used;
}

/* Sums over rows that the indices are made of. first[j], total[j] with k sums each. */
static void add_rows(int rows, int k, const double *y, const int *take, double *first, double *total,
                     double *variance)
{
    size_t width = (size_t)k + 2;
    double sum = 0, squares = 0;
    for (int j = 0; j < k; j++) first[j] = total[j] = 0;
    for (int i = 0; i < rows; i++) {
        const double *row = y + (size_t)(take ? take[i] : i) * width;
        double a = row[0], b = row[1];
        sum += a + b;
        squares += a * a + b * b;
        for (int j = 0; j < k; j++) {
            double ab = row[2 + j];
            first[j] += b * (ab - a);
            total[j] += (a - ab) * (a - ab);
        }
    }
    double mean = sum / (2.0 * rows);
    *variance = squares / (2.0 * rows) - mean * mean;
    for (int j = 0; j < k; j++) {
        first[j] /= rows;
        total[j] /= 2.0 * rows;
    }
}

typedef struct variance_room {
    double *y;                 /* [n][k + 2] */
    double *first, *total;     /* [k] sums, and [k][draws] of the bootstrap behind them */
    int *take;
} variance_room;

static cs_status make_room(variance_room *room, int n, int k, cs_error *err)
{
    size_t each = (size_t)k * (CS_INDEX_DRAWS + 1);
    room->y = cs_alloc((size_t)n * ((size_t)k + 2), sizeof *room->y);
    room->first = cs_alloc(each, sizeof *room->first);
    room->total = cs_alloc(each, sizeof *room->total);
    room->take = cs_alloc((size_t)n, sizeof *room->take);
    if (room->y && room->first && room->total && room->take) return CS_OK;
    return cs_fail_memory(err, "the shares of variance");
}

static void bootstrap_rows(const variance_room *room, int used, int k, int *count)
{
    double *first = room->first, *total = room->total, variance;
    *count = 0;
    for (int draw = 0; draw < CS_INDEX_DRAWS; draw++) {
        take_anew(draw, used, room->take);
        add_rows(used, k, room->y, room->take, first, total, &variance);
        if (!(variance > 0)) continue;
        for (int j = 0; j < k; j++) {
            size_t at = (size_t)k + (size_t)j * CS_INDEX_DRAWS + (size_t)*count;
            first[at] = first[j] / variance;
            total[at] = total[j] / variance;
        }
        ++*count;
    }
}

/* Outputs that are all the same, but for the last digits, have no variance to share out. y: as they came;
   centred: those in use, less their mean. */
static bool varies(int n, int k, const double *y, const double *centred, int used)
{
    size_t width = (size_t)k + 2;
    double size = 0;
    for (size_t i = 0; i < (size_t)n * width; i++)
        if (isfinite(y[i])) size = fmax(size, fabs(y[i]));
    for (size_t i = 1; i < (size_t)used * width; i++)
        if (fabs(centred[i] - centred[0]) > CS_INDEX_SAME * size) return true;
    return false;
}

cs_status cs_indices_sobol(int n, int k, const double *y, cs_index *first, cs_index *total,
                           int *used, cs_error *err)
{
    variance_room room = {0};
    cs_status status;
    double variance = 0;
    int count = 0;
    CS_GO(make_room(&room, n, k, err));
    *used = centre(n, k, y, room.y);
    for (int j = 0; j < k; j++) first[j] = total[j] = (cs_index){NAN, NAN, NAN, false};
    if (*used < 2 || !varies(n, k, y, room.y, *used)) goto out;
    bootstrap_rows(&room, *used, k, &count);
    add_rows(*used, k, room.y, NULL, room.first, room.total, &variance);
    for (int j = 0; j < k && variance > 0; j++) {
        size_t at = (size_t)k + (size_t)j * CS_INDEX_DRAWS;
        first[j] = bounded(room.first[j] / variance, room.first + at, count);
        total[j] = bounded(room.total[j] / variance, room.total + at, count);
    }
out:
    cs_free(room.y);
    cs_free(room.first);
    cs_free(room.total);
    cs_free(room.take);
    return status;
}

/* ---- luck ---- */

static bool is_whole(const double *row, int64_t replicates)
{
    for (int64_t r = 0; r < replicates; r++)
        if (!isfinite(row[r])) return false;
    return true;
}

double cs_indices_chance(const double *y, int64_t points, int64_t replicates)
{
    double sum = 0, of_points = 0, all = 0, of_replicates = 0;
    int64_t n = 0;
    for (int64_t p = 0; p < points; p++) {
        const double *row = y + p * replicates;
        if (!is_whole(row, replicates)) continue;
        for (int64_t r = 0; r < replicates; r++) sum += row[r];
        n++;
    }
    if (n < 2 || replicates < 2) return NAN;
    double mean = sum / (double)(n * replicates);
    for (int64_t r = 0; r < replicates; r++) {
        double column = 0;
        for (int64_t p = 0; p < points; p++)
            if (is_whole(y + p * replicates, replicates)) column += y[p * replicates + r] - mean;
        of_replicates += column * column / (double)n;
    }
    for (int64_t p = 0; p < points; p++) {
        const double *row = y + p * replicates;
        double line = 0;
        if (!is_whole(row, replicates)) continue;
        for (int64_t r = 0; r < replicates; r++) {
            line += row[r] - mean;
            all += (row[r] - mean) * (row[r] - mean);
        }
        of_points += line * line / (double)replicates;
    }
    double left = (all - of_points - of_replicates) / (double)((n - 1) * (replicates - 1));
    double between = of_points / (double)(n - 1); /* replicates times the variance of means */
    if (!(between > 0)) return NAN;
    return left > 0 ? fmin(left / between, 1) : 0;
}
