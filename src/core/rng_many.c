/* Sixteen Philox calls at once. The plain loop is the definition; the AVX2 form gives the same words
   and is taken where the processor has it (the widening multiply keeps compilers from finding it). */
#include "core/rng.h"

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

void cs_philox_many(const uint32_t index[CS_MANY], uint32_t c1, uint32_t c2, uint32_t c3, cs_key key,
                    cs_many *out)
{
    if (__builtin_cpu_supports("avx2")) many_avx2(index, c1, c2, c3, key, out);
    else many_plain(index, c1, c2, c3, key, out);
}

#else

void cs_philox_many(const uint32_t index[CS_MANY], uint32_t c1, uint32_t c2, uint32_t c3, cs_key key,
                    cs_many *out)
{
    many_plain(index, c1, c2, c3, key, out);
}

#endif
