/* Sixteen at a time. The plain loops are the definition; the forms for AVX2 give the same bits and are
   taken where the processor has it, written out where compilers do not find the vectors themselves. */
#include "core/many.h"

#include "core/math.h"

static inline __attribute__((always_inline)) void gaps(const cs_many *words, double mean,
                                                       double gap[CS_MANY])
{
    for (int i = 0; i < CS_MANY; i++) {
        /* cs_uniform, with the conversion vectors can do: (n + 1/2) / 2^52 for n < 2^52 */
        uint64_t n = ((uint64_t)words->w[0][i] << 20) | (words->w[3][i] >> 12);
        uint64_t bits = n | 0x4330000000000000ull; /* 2^52 + n */
        double u;
        memcpy(&u, &bits, 8);
        gap[i] = -cs_log(((u - 0x1p52) + 0.5) * 0x1p-52) * mean;
    }
}

static void gaps_plain(const cs_many *words, double mean, double gap[CS_MANY])
{
    gaps(words, mean, gap);
}

/* One pass of the network; what falls outside [0, n) is walked on by the caller. */
static void passes_plain(const cs_permutation *p, uint32_t x[CS_MANY])
{
    for (int i = 0; i < CS_MANY; i++) x[i] = cs_permute_once(p, x[i]);
}

static void many_plain(const uint32_t index[CS_MANY], uint32_t c1, uint32_t c2, uint32_t c3,
                       cs_key key, cs_many *out)
{
    for (int i = 0; i < CS_MANY; i++) {
        cs_words words = cs_philox(index[i], c1, c2, c3, key);
        for (int w = 0; w < 4; w++) out->w[w][i] = words.w[w];
    }
}

#if defined(__x86_64__) && !defined(CS_PLAIN_RNG)

#include <immintrin.h>

/* High and low halves of eight 32-bit products with one multiplier. */
__attribute__((target("avx2"))) static inline void multiply(__m256i x, __m256i by, __m256i *high,
                                                            __m256i *low)
{
    __m256i even = _mm256_mul_epu32(x, by);
    __m256i odd = _mm256_mul_epu32(_mm256_srli_epi64(x, 32), by);
    *low = _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xAA);
    *high = _mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, 0xAA);
}

__attribute__((target("avx2"))) static inline void round_of(__m256i c[4], __m256i k0, __m256i k1)
{
    __m256i high_a, low_a, high_b, low_b;
    multiply(c[0], _mm256_set1_epi32((int)0xD2511F53u), &high_a, &low_a);
    multiply(c[2], _mm256_set1_epi32((int)0xCD9E8D57u), &high_b, &low_b);
    c[0] = _mm256_xor_si256(_mm256_xor_si256(high_b, c[1]), k0);
    c[2] = _mm256_xor_si256(_mm256_xor_si256(high_a, c[3]), k1);
    c[1] = low_b;
    c[3] = low_a;
}

__attribute__((target("avx2"))) static void many_avx2(const uint32_t index[CS_MANY], uint32_t c1,
                                                      uint32_t c2, uint32_t c3, cs_key key,
                                                      cs_many *out)
{
    __m256i a[4], b[4]; /* two groups of eight, so that their latencies overlap */
    a[0] = _mm256_loadu_si256((const __m256i *)(const void *)index);
    b[0] = _mm256_loadu_si256((const __m256i *)(const void *)(index + 8));
    a[1] = b[1] = _mm256_set1_epi32((int)c1);
    a[2] = b[2] = _mm256_set1_epi32((int)c2);
    a[3] = b[3] = _mm256_set1_epi32((int)c3);
    uint32_t k0 = key.k0, k1 = key.k1;
    for (int round = 0; round < 10; round++) {
        __m256i v0 = _mm256_set1_epi32((int)k0), v1 = _mm256_set1_epi32((int)k1);
        round_of(a, v0, v1);
        round_of(b, v0, v1);
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    for (int w = 0; w < 4; w++) {
        _mm256_storeu_si256((__m256i *)(void *)&out->w[w][0], a[w]);
        _mm256_storeu_si256((__m256i *)(void *)&out->w[w][8], b[w]);
    }
}

__attribute__((target("avx2"))) static void gaps_avx2(const cs_many *words, double mean,
                                                      double gap[CS_MANY])
{
    gaps(words, mean, gap);
}

/* cs_scramble of eight. */
__attribute__((target("avx2"))) static inline __m256i scramble(__m256i x, __m256i key, __m256i mask)
{
    x = _mm256_mullo_epi32(_mm256_xor_si256(x, key), _mm256_set1_epi32((int)0x9E3779B1u));
    x = _mm256_xor_si256(x, _mm256_srli_epi32(x, 15));
    x = _mm256_mullo_epi32(x, _mm256_set1_epi32((int)0x85EBCA77u));
    return _mm256_and_si256(_mm256_xor_si256(x, _mm256_srli_epi32(x, 16)), mask);
}

__attribute__((target("avx2"))) static void passes_avx2(const cs_permutation *p, uint32_t x[CS_MANY])
{
    __m256i mask = _mm256_set1_epi32((int)(((uint32_t)1 << p->half_bits) - 1));
    __m128i shift = _mm_cvtsi32_si128(p->half_bits);
    for (int i = 0; i < CS_MANY; i += 8) {
        __m256i v = _mm256_loadu_si256((const __m256i *)(const void *)(x + i));
        __m256i left = _mm256_srl_epi32(v, shift), right = _mm256_and_si256(v, mask);
        for (int k = 0; k < 6; k++) {
            __m256i key = _mm256_set1_epi32((int)p->key[k]);
            __m256i next = _mm256_xor_si256(left, scramble(right, key, mask));
            left = right;
            right = next;
        }
        v = _mm256_or_si256(_mm256_sll_epi32(left, shift), right);
        _mm256_storeu_si256((__m256i *)(void *)(x + i), v);
    }
}

#define CHOOSE(name, ...)                                                                          \
    do {                                                                                           \
        if (__builtin_cpu_supports("avx2")) name##_avx2(__VA_ARGS__);                              \
        else name##_plain(__VA_ARGS__);                                                            \
    } while (0)

#else

#define CHOOSE(name, ...) name##_plain(__VA_ARGS__)

#endif

void cs_philox_many(const uint32_t index[CS_MANY], uint32_t c1, uint32_t c2, uint32_t c3, cs_key key,
                    cs_many *out)
{
    CHOOSE(many, index, c1, c2, c3, key, out);
}

void cs_gap_many(const cs_many *words, double mean, double gap[CS_MANY])
{
    CHOOSE(gaps, words, mean, gap);
}

void cs_permute_many(const cs_permutation *p, uint32_t x[CS_MANY])
{
    CHOOSE(passes, p, x);
    for (int i = 0; i < CS_MANY; i++)
        if (x[i] >= p->n) x[i] = cs_permute(p, x[i]);
}
