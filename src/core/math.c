/* exp, log and the gamma distribution, from + - * / alone. */
#include "core/math.h"

#define LOG_SQRT_2PI 0.91893853320467274178
#define ONE_OVER_SQRT_2PI 0.39894228040143267794

double cs_exp(double x)
{
    if (x < -708.0) return 0.0;
    if (x > 709.0) return 0x1p1023 * 2.0;
    /* x = k ln 2 + r, |r| <= ln2 / 2 */
    double t = x * 0x1.71547652b82fep+0;
    int64_t k = (int64_t)(t + (t < 0 ? -0.5 : 0.5));
    double f = (double)k;
    double r = (x - f * 0x1.62e42feep-1) - f * 0x1.a39ef35793c76p-33;
    double p = 1.0;
    for (int i = 14; i >= 1; i--) p = p * r / i + 1.0;
    uint64_t bits = (uint64_t)(k + 1023) << 52;
    double scale;
    memcpy(&scale, &bits, 8);
    return p * scale;
}

double cs_log1m(double p)
{
    if (p > 0.25) return cs_log(1.0 - p);
    /* log(1 - p) = -2 atanh(s), s = p / (2 - p) */
    double s = p / (2.0 - p), z = s * s, sum = 0.0;
    for (int i = 23; i >= 1; i -= 2) sum = sum * z + 1.0 / i;
    return -2.0 * s * sum;
}

double cs_1mexp(double x)
{
    if (x > 0.5) return 1.0 - cs_exp(-x);
    double sum = 1.0;
    for (int i = 18; i >= 2; i--) sum = 1.0 - x / i * sum;
    return x * sum;
}

double cs_pow(double x, double y)
{
    return cs_exp(y * cs_log(x));
}

/* log Gamma(a) - ((a - 1/2) log a - a + log sqrt(2 pi)) for a >= 12: Stirling's series. */
static double stirling(double a)
{
    double i = 1.0 / a, z = i * i;
    double series = 1.0 / 1188 - z * (691.0 / 360360);
    series = 1.0 / 1680 - z * series;
    series = 1.0 / 1260 - z * series;
    series = 1.0 / 360 - z * series;
    return i * (1.0 / 12 - z * series);
}

double cs_lgamma(double a)
{
    double product = 1.0;
    while (a < 12.0) {
        product *= a;
        a += 1.0;
    }
    return (a - 0.5) * cs_log(a) - a + LOG_SQRT_2PI + stirling(a) - cs_log(product);
}

/* x - a - a log(x / a), without the cancellation near x = a: with s = (x - a) / (x + a) it is
   (x - a) s - 2 a (s^3 / 3 + s^5 / 5 + ...).  Source: Loader 2000, "Fast and accurate computation of
   binomial probabilities". */
static double deviance(double a, double x)
{
    double s = (x - a) / (x + a);
    if (s > 0.1 || s < -0.1) return x - a - a * cs_log(x / a);
    double z = s * s, sum = 0.0;
    for (int i = 21; i >= 3; i -= 2) sum = sum * z + 1.0 / i;
    return (x - a) * s - 2.0 * a * s * z * sum;
}

/* x^a exp(-x) / Gamma(a) */
static double gamma_front(double a, double x)
{
    if (a < 12.0) return cs_exp(a * cs_log(x) - x - cs_lgamma(a));
    return cs_exp(0.5 * cs_log(a) - LOG_SQRT_2PI - stirling(a) - deviance(a, x));
}

double cs_gamma_p(double a, double x)
{
    const int terms_most = 1000000; /* about 9 sqrt(a) are needed near x = a */
    if (x <= 0.0) return 0.0;
    double front = gamma_front(a, x);
    if (x < a + 1.0) {
        double term = 1.0 / a, sum = term;
        for (int n = 1; n < terms_most && term > sum * 1e-17; n++) {
            term *= x / (a + n);
            sum += term;
        }
        return front * sum;
    }
    if (front <= 0.0) return 1.0;
    /* Lentz's algorithm for the continued fraction of Q */
    double b = x + 1.0 - a, c = 1e300, d = 1.0 / b, h = d;
    for (int n = 1; n < terms_most; n++) {
        double an = n * (a - n);
        b += 2.0;
        d = 1.0 / (an * d + b);
        c = b + an / c;
        double step = d * c;
        h *= step;
        if (step > 1.0 - 1e-15 && step < 1.0 + 1e-15) break;
    }
    return 1.0 - front * h;
}

double cs_normal_tail(double x)
{
    if (x < 0.0) return 1.0 - cs_normal_tail(-x);
    if (x > 37.0) return 0.0;
    double density = cs_exp(-0.5 * x * x) * ONE_OVER_SQRT_2PI;
    if (x < 2.0) {
        double term = x, sum = x;
        for (int i = 3; i < 81; i += 2) {
            term *= x * x / i;
            sum += term;
        }
        return 0.5 - density * sum;
    }
    double below = x; /* the continued fraction, from its far end */
    for (int i = 120; i >= 1; i--) below = x + i / below;
    return density / below;
}

double cs_normal_above(double p)
{
    if (p > 0.5) return -cs_normal_above(1.0 - p);
    if (p < 1e-300) p = 1e-300;
    double wanted = cs_log(p), t = cs_exp(0.5 * cs_log(-2.0 * wanted));
    double x = t - (2.515517 + t * (0.802853 + t * 0.010328)) /
                       (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    for (int i = 0; i < 4; i++) {
        double tail = cs_normal_tail(x);
        x += (cs_log(tail) - wanted) * tail / (cs_exp(-0.5 * x * x) * ONE_OVER_SQRT_2PI);
    }
    return x;
}

/* log n! - ((n + 1/2) log n - n + log sqrt(2 pi)) */
static double factorial_rest(uint32_t n)
{
    double x = (double)n;
    if (n >= 12) return stirling(x);
    return cs_lgamma(x + 1.0) - ((x + 0.5) * cs_log(x) - x + LOG_SQRT_2PI);
}

double cs_binomial_p(uint32_t n, uint32_t k, double p)
{
    double all = (double)n, some = (double)k, rest = (double)(n - k);
    if (k == 0) return cs_exp(all * cs_log1m(p));
    if (k == n) return cs_exp(all * cs_log(p));
    double log_p = factorial_rest(n) - factorial_rest(k) - factorial_rest(n - k) -
                   deviance(some, all * p) - deviance(rest, all * (1.0 - p));
    return cs_exp(log_p + 0.5 * cs_log(all / some / rest) - LOG_SQRT_2PI);
}
