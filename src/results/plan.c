/* The scale of a parameter's range. */
#include "results/plan.h"

#include "core/math.h"

bool cs_factor_along_log(const cs_factor *f)
{
    return f->low > 0 && f->high / f->low >= 10;
}

double cs_factor_share(const cs_factor *f, double level)
{
    if (cs_factor_along_log(f)) return cs_log(level / f->low) / cs_log(f->high / f->low);
    return (level - f->low) / (f->high - f->low);
}
