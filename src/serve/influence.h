/* Which numbers of the bundled scenarios their harm hangs on most: data/influence, written by
   scripts/write-influence. */
#ifndef CS_SERVE_INFLUENCE_H
#define CS_SERVE_INFLUENCE_H

/* 1: the figure hangs on it most; 0: the scenario is not a bundled one, or the path is not among the first. */
int cs_influence_rank(const char *scenario, const char *path);

#endif
