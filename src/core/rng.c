/* Keys of purposes, seeds of replicates, keyed permutations. */
#include "core/rng.h"

uint64_t cs_mix(uint64_t x)
{
    x += 0x9E3779B97F4A7C15ull;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
    return x ^ (x >> 31);
}

cs_key cs_key_of(uint64_t seed, const char *purpose)
{
    uint64_t h = 0xCBF29CE484222325ull; /* FNV-1a */
    for (const char *p = purpose; *p; p++) h = (h ^ (unsigned char)*p) * 0x100000001B3ull;
    h = cs_mix(h ^ cs_mix(seed));
    return (cs_key){(uint32_t)h, (uint32_t)(h >> 32)};
}

uint64_t cs_replicate_seed(uint64_t seed, uint64_t replicate)
{
    return cs_mix(cs_mix(seed) + replicate * 0x9E3779B97F4A7C15ull);
}

cs_permutation cs_permutation_of(cs_key key, uint32_t c0, uint32_t n)
{
    /* on fewer than 8 bits six rounds leave a bias that tests/unit/test_rng.c sees; walk further instead */
    cs_permutation p = {.n = n, .half_bits = 4};
    while (p.half_bits < 16 && ((uint64_t)1 << (2 * p.half_bits)) < n) p.half_bits++;
    cs_words a = cs_philox(c0, 0, 0, 0x5045524Du, key), b = cs_philox(c0, 1, 0, 0x5045524Du, key);
    for (int i = 0; i < 4; i++) p.key[i] = a.w[i];
    p.key[4] = b.w[0];
    p.key[5] = b.w[1];
    return p;
}

uint32_t cs_permute(const cs_permutation *p, uint32_t x)
{
    do x = cs_permute_once(p, x);
    while (x >= p->n);
    return x;
}

uint32_t cs_permute_back(const cs_permutation *p, uint32_t x)
{
    uint32_t mask = ((uint32_t)1 << p->half_bits) - 1;
    do {
        uint32_t left = x >> p->half_bits, right = x & mask;
        for (int i = 5; i >= 0; i--) {
            uint32_t before = right ^ cs_scramble(left, p->key[i], mask);
            right = left;
            left = before;
        }
        x = (left << p->half_bits) | right;
    } while (x >= p->n);
    return x;
}
