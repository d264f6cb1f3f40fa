/* What a record really is. Truth side of the wall: only conduct, observation, response, the ledger
   and sim may include this file; tests/lint holds that. */
#ifndef CS_MODEL_TRUTH_PROVENANCE_H
#define CS_MODEL_TRUTH_PROVENANCE_H

typedef enum cs_tag {
    CS_TAG_CORRECT,      /* the person did it, and it is still current */
    CS_TAG_FALSE_MATCH,  /* a sensor recognised the wrong person */
    CS_TAG_WRONG_PERSON, /* a true event filed under somebody else */
    CS_TAG_FALSE_RECORD, /* nothing happened that the rule is about */
    CS_TAG_DUPLICATE,    /* one event filed again */
    CS_TAG_STALE,        /* correct once; should be gone by now */
    CS_TAGS
} cs_tag;

#endif
