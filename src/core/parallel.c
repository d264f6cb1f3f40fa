/* The one parallel loop of the program: OpenMP is used here and nowhere else. */
#include "core/parallel.h"

#include <omp.h>

int cs_processors(void)
{
    int n = omp_get_num_procs();
    return n > 0 ? n : 1;
}

cs_status cs_parallel(int threads, uint32_t n,
                      cs_status (*work)(void *context, int thread, uint32_t i, cs_error *err),
                      void *context, cs_error *err)
{
    uint32_t failed_at = UINT32_MAX;
    cs_status status = CS_OK;
#pragma omp parallel for num_threads(threads) schedule(dynamic, 1) if (threads > 1 && n > 1)
    for (uint32_t i = 0; i < n; i++) {
        cs_error own = {0};
        cs_status result = work(context, omp_get_thread_num(), i, &own);
        if (result != CS_OK) {
#pragma omp critical(cs_parallel_failure)
            if (i < failed_at) {
                failed_at = i;
                status = result;
                if (err) *err = own;
            }
        }
    }
    return status;
}
