/* The optimiser: first a look around, then Subplex from the best place seen. Everything it does is a
   function of the misfits it was told, so a calibration that is taken up again finds its tries in the file,
   one by one, and goes on. Source: T. H. Rowan, Functional stability analysis of numerical algorithms,
   thesis, University of Texas at Austin, 1990; as in NLopt (LN_SBPLX), S. G. Johnson. */
#include "study/calibrate.h"

#include "core/mem.h"
#include "study/design.h"

#include <math.h>
#include <nlopt.h>
#include <string.h>

#define LOOKS_EACH 4         /* points looked at first, for each parameter */
#define FIRST_STEP 0.15      /* of a range */
#define SMALLEST_STEP 1e-4   /* of a range: then it is done */
#define UNDEFINED_MISFIT 1e6 /* worse than anything that can be measured */

typedef struct fitting {
    cs_calibrating *c;
    nlopt_opt optimiser;
    cs_status status;
    cs_error *err;
} fitting;

static double told(double misfit) { return isnan(misfit) ? UNDEFINED_MISFIT : misfit; }

static double misfit_at(unsigned k, const double *u, double *gradient, void *context)
{
    fitting *f = context;
    double misfit = 0;
    (void)k;
    (void)gradient;
    if (f->status != CS_OK) return UNDEFINED_MISFIT; /* asked once more before it stops: the error stays */
    f->status = cs_calibrating_try(f->c, u, 1, &misfit, f->err);
    if (f->status != CS_OK) nlopt_force_stop(f->optimiser);
    return told(misfit);
}

/* Where to begin: the scenario's own values, or a better place among those looked at. The look is a Sobol
   sequence without its first point, which is a corner. */
static cs_status look_around(cs_calibrating *c, double *start, int *used, double *least, cs_error *err)
{
    int k = c->plan.factors, looks = LOOKS_EACH * k < c->tries - 1 ? LOOKS_EACH * k : c->tries - 1, best = 0;
    cs_status status = CS_OK;
    double *u = cs_alloc((size_t)(looks + 1) * (size_t)k, sizeof *u);
    double *misfit = cs_alloc((size_t)looks + 1, sizeof *misfit);
    if (!u || !misfit) CS_GO(cs_fail_memory(err, "the tries of a calibration"));
    for (int i = 0; i < k; i++) u[i] = cs_calibrating_share(&c->parameter[i]);
    CS_GO(cs_design_sobol(NULL, looks, k, 1, u + k, err));
    CS_GO(cs_calibrating_try(c, u, looks + 1, misfit, err));
    for (int i = 1; i <= looks; i++)
        if (told(misfit[i]) < told(misfit[best])) best = i;
    memcpy(start, u + (size_t)best * (size_t)k, (size_t)k * sizeof *start);
    *used = looks + 1;
    *least = told(misfit[best]);
out:
    cs_free(u);
    cs_free(misfit);
    return status;
}

static bool set_up(fitting *f, int tries)
{
    nlopt_opt o = f->optimiser;
    return nlopt_set_lower_bounds1(o, 0) > 0 && nlopt_set_upper_bounds1(o, 1) > 0 &&
           nlopt_set_min_objective(o, misfit_at, f) > 0 && nlopt_set_maxeval(o, tries) > 0 &&
           nlopt_set_xtol_abs1(o, SMALLEST_STEP) > 0 && nlopt_set_stopval(o, 1e-9) > 0 &&
           nlopt_set_initial_step1(o, FIRST_STEP) > 0;
}

cs_status cs_calibrating_fit(cs_calibrating *c, cs_error *err)
{
    fitting f = {.c = c, .err = err};
    int used = 0;
    double least = 0;
    cs_status status;
    double *u = cs_alloc((size_t)c->plan.factors + 1, sizeof *u);
    if (!u) return cs_fail_memory(err, "a calibration");
    CS_GO(look_around(c, u, &used, &least, err));
    if (used >= c->tries || least == 0) goto out;
    f.optimiser = nlopt_create(NLOPT_LN_SBPLX, (unsigned)c->plan.factors);
    if (!f.optimiser || !set_up(&f, c->tries - used))
        CS_GO(cs_fail_memory(err, "the optimiser"));
    nlopt_result result = nlopt_optimize(f.optimiser, u, &least);
    status = f.status;
    if (status == CS_OK && result == NLOPT_OUT_OF_MEMORY) status = cs_fail_memory(err, "the optimiser");
out:
    nlopt_destroy(f.optimiser);
    cs_free(u);
    return status;
}
