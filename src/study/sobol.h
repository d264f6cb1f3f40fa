/* The Sobol sequence, as whole numbers of CS_SOBOL_BITS binary digits. */
#ifndef CS_STUDY_SOBOL_H
#define CS_STUDY_SOBOL_H

#include "core/error.h"

#include <stdint.h>

#define CS_SOBOL_BITS 52

/* Direction numbers of dimensions 0 .. k - 1, from the bundled table: bit j of (the Gray code of) a point's
   number brings in [d][j], whose highest bit counts 1/2. Shapes: out [k][CS_SOBOL_BITS].
   Source: S. Joe and F. Y. Kuo, SIAM J. Sci. Comput. 30, 2008, doi 10.1137/070709359.
   Errors: CS_USAGE beyond CS_SOBOL_MOST dimensions, CS_FORMAT (the bundled table is malformed, a build
   fault). */
cs_status cs_sobol_directions(int k, uint64_t (*out)[CS_SOBOL_BITS], cs_error *err);

#endif
