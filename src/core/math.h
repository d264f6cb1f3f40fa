/* exp, log and the gamma distribution of the sampling path, from + - * / alone, so that every
   compiler and C library gives the same bits (libm's do not). */
#ifndef CS_CORE_MATH_H
#define CS_CORE_MATH_H

#include <stdint.h>
#include <string.h>

/* Natural logarithm of x > 0 (normal numbers), relative error below 1e-15. */
static inline double cs_log(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, 8);
    /* x = 2^e * m with m in [sqrt(1/2), sqrt(2)) */
    uint64_t shifted = bits - 0x3fe6a09e667f3bcdull;
    uint64_t e = ((shifted >> 52) ^ 0x800) - 0x800; /* sign kept, with what vectors can do */
    bits -= e << 52;
    double m, f;
    memcpy(&m, &bits, 8);
    /* e as a double: into the low bits of 1.5 * 2^52, which is then taken off */
    uint64_t at = e + 0x4338000000000000ull;
    memcpy(&f, &at, 8);
    f -= 0x1.8p52;
    /* log m = 2 atanh(s), s = (m-1)/(m+1), |s| < 0.1716 */
    double s = (m - 1.0) / (m + 1.0), z = s * s;
    double p = 1.0 / 21.0;
    p = p * z + 1.0 / 19.0;
    p = p * z + 1.0 / 17.0;
    p = p * z + 1.0 / 15.0;
    p = p * z + 1.0 / 13.0;
    p = p * z + 1.0 / 11.0;
    p = p * z + 1.0 / 9.0;
    p = p * z + 1.0 / 7.0;
    p = p * z + 1.0 / 5.0;
    p = p * z + 1.0 / 3.0;
    double tail = 2.0 * s * z * p;
    /* ln 2 in two parts: the first has 32 trailing zero bits, so f * hi is exact */
    return f * 0x1.62e42feep-1 + (2.0 * s + (tail + f * 0x1.a39ef35793c76p-33));
}

/* Exponential function, relative error below 1e-15; 0 below -708, infinity above 709. */
double cs_exp(double x);
/* log(1 - p) and 1 - exp(-x), relative error below 1e-15, also for small arguments.
   p in [0, 1), x >= 0. */
double cs_log1m(double p);
double cs_1mexp(double x);
/* x^y for x > 0; relative error below 1e-15 times (1 + |y log x|). */
double cs_pow(double x, double y);
/* log Gamma(a), a > 0, error below 2e-14 times the larger of 1 and the value. */
double cs_lgamma(double a);
/* Regularised lower incomplete gamma function P(a, x), x >= 0, absolute error below 1e-13 for a up to
   10^4 and below 1e-12 up to 10^6.
   Source: series and continued fraction of Abramowitz and Stegun 6.5.29, 6.5.31. */
double cs_gamma_p(double a, double x);
/* Share of the standard normal distribution above x, relative error below 1e-13 for x up to 37; 0
   beyond.  Source: series and continued fraction of Abramowitz and Stegun 26.2.11, 26.2.14. */
double cs_normal_tail(double x);
/* The x above which that share lies, p in [1e-300, 1); error below 1e-12 times the larger of 1 and x.
   Source: start from Abramowitz and Stegun 26.2.23, then Newton's steps on the logarithm. */
double cs_normal_above(double p);
/* P(k of n) of the binomial distribution with probability p in (0, 1); relative error below 1e-11.
   Source: Loader 2000, "Fast and accurate computation of binomial probabilities". */
double cs_binomial_p(uint32_t n, uint32_t k, double p);

#endif
