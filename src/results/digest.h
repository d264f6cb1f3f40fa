/* Hash of one replicate: XXH3-128 of a canonical stream of bytes, the same for any machine.
   The stream, every number a little-endian int64, every word its bytes and a zero:
   for each table in the order of ledger.h: its name, the names of its columns, then for each cell that
   is not zero, in the order of the indices (last column fastest), the indices and the count; then the
   word "event" and the members of every event in order; where there are firms, the word "firms" and the
   same of their ledger. */
#ifndef CS_RESULTS_DIGEST_H
#define CS_RESULTS_DIGEST_H

#include "ledger/ledger.h"

#include <xxhash.h>

/* Adds to a running hash; XXH3 of the pieces is that of the whole. */
void cs_digest_number(XXH3_state_t *state, int64_t value);
void cs_digest_text(XXH3_state_t *state, const char *text);
void cs_digest_hex(XXH3_state_t *state, char hash[33]);

/* The replicate's hash, in hex. Errors: CS_NOMEM. */
cs_status cs_digest_ledger(const cs_ledger *ledger, char hash[33], cs_error *err);

#endif
