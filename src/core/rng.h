/* Counter-based randomness: Philox4x32-10. A stream is a place, (seed, purpose, block, day, index),
   and nothing draws from a shared one, so the draws do not depend on the order of the work.
   Source: Salmon, Moraes, Dror, Shaw, SC'11, doi 10.1145/2063384.2063405. */
#ifndef CS_CORE_RNG_H
#define CS_CORE_RNG_H

#include <stdint.h>

/* Who is drawing: the seed of a world with the hash of a purpose ("conduct.late_payment"). */
typedef struct cs_key { uint32_t k0, k1; } cs_key;
typedef struct cs_words { uint32_t w[4]; } cs_words;

static inline cs_words cs_philox(uint32_t c0, uint32_t c1, uint32_t c2, uint32_t c3, cs_key key)
{
    uint32_t k0 = key.k0, k1 = key.k1;
    for (int round = 0; round < 10; round++) {
        uint64_t a = (uint64_t)0xD2511F53u * c0, b = (uint64_t)0xCD9E8D57u * c2;
        uint32_t n0 = (uint32_t)(b >> 32) ^ c1 ^ k0, n2 = (uint32_t)(a >> 32) ^ c3 ^ k1;
        c1 = (uint32_t)b;
        c3 = (uint32_t)a;
        c0 = n0;
        c2 = n2;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    return (cs_words){{c0, c1, c2, c3}};
}

/* Key of a purpose under a world's seed. Purposes are scenario paths; making the plan of a run checks
   that no two collide. */
cs_key cs_key_of(uint64_t seed, const char *purpose);
/* Seed of replicate r of a run. */
uint64_t cs_replicate_seed(uint64_t seed, uint64_t replicate);
/* 64-bit mix (splitmix64's finaliser). */
uint64_t cs_mix(uint64_t x);

/* Uniform in the open interval (0, 1), 52 bits. */
static inline double cs_uniform(uint32_t high, uint32_t low)
{
    return ((double)(((uint64_t)high << 20) | (low >> 12)) + 0.5) * 0x1p-52;
}
/* Uniform integer below n >= 1 from 64 random bits; bias below n / 2^64. */
static inline uint32_t cs_below(uint32_t n, uint32_t high, uint32_t low)
{
    return (uint32_t)(((uint64_t)high * n + ((uint64_t)low * n >> 32)) >> 32);
}
/* Threshold for `word < threshold` with probability p in [0, 1]; 64 bits so that 1 is certain. */
static inline uint64_t cs_threshold(double p)
{
    if (p >= 1.0) return (uint64_t)1 << 32;
    if (p <= 0.0) return 0;
    return (uint64_t)(p * 4294967296.0 + 0.5);
}

/* Keyed pseudo-random permutation of [0, n), 1 <= n < 2^32: a balanced Feistel network of six rounds on
   the smallest even number of bits, 8 at least, cycle-walked. Same key, same permutation.
   Source: Black and Rogaway, CT-RSA 2002, doi 10.1007/3-540-45760-7_9. */
typedef struct cs_permutation { uint32_t n; int half_bits; uint32_t key[6]; } cs_permutation;
cs_permutation cs_permutation_of(cs_key key, uint32_t c0, uint32_t n);
/* Round function of the network. */
static inline uint32_t cs_scramble(uint32_t x, uint32_t key, uint32_t mask)
{
    x = (x ^ key) * 0x9E3779B1u;
    x = (x ^ (x >> 15)) * 0x85EBCA77u;
    return (x ^ (x >> 16)) & mask;
}
/* One pass through the network, which may leave [0, n). */
static inline uint32_t cs_permute_once(const cs_permutation *p, uint32_t x)
{
    uint32_t mask = ((uint32_t)1 << p->half_bits) - 1;
    uint32_t left = x >> p->half_bits, right = x & mask;
    for (int i = 0; i < 6; i++) {
        uint32_t next = left ^ cs_scramble(right, p->key[i], mask);
        left = right;
        right = next;
    }
    return (left << p->half_bits) | right;
}
uint32_t cs_permute(const cs_permutation *p, uint32_t x);
uint32_t cs_permute_back(const cs_permutation *p, uint32_t x);

#endif
