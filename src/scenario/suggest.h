/* Help for a misspelt word. */
#ifndef CS_SCENARIO_SUGGEST_H
#define CS_SCENARIO_SUGGEST_H

/* "; did you mean `x`?", or "; known: a, b" for a short list; empty when neither helps. */
void cs_suggest(const char *word, const char *const *words, int count, char room[400]);

#endif
