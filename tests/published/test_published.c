/* Published figures: each scenario of this folder holds figures from a paper or a report against the
   program, run as a user would run it. */
#include "support/reproduce.h"

int main(void)
{
    return verify_folder("published", "tests/published");
}
