/* Closed forms: each scenario of this folder states figures that follow exactly from its parameters,
   with a tolerance of four standard errors of its own simulation (see the comment in each file for the
   arithmetic and the error probability). */
#include "support/reproduce.h"

int main(void)
{
    return verify_folder("laws", "tests/law");
}
