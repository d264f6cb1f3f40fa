/* Checkpoint files: the state of every world of a run, replicate by replicate, on one day. The layout stands
   in docs/checkpoints.md; the state itself is what the archives hold (core/archive.h). */
#ifndef CS_RESULTS_CHECKPOINT_H
#define CS_RESULTS_CHECKPOINT_H

#include "core/archive.h"
#include "results/file.h"
#include "scenario/kind.h"

#include <xxhash.h>
#include <zstd.h>

#define CS_CHECKPOINT_VERSION 2u /* of the layout of the file */
#define CS_CHECKPOINT_CHUNK 131072u /* bytes of a compressed piece, at most */
#define CS_CHECKPOINT_WORLDS 66u
#define CS_CHECKPOINT_REPLICATES 1000000

/* What the file says of itself. Texts and names are its own. */
typedef struct cs_checkpoint_head {
    char *program;         /* that kept it, with its version */
    char *scenario, *text, *hash; /* base name, resolved text and its hash, of the base world */
    char **world;          /* [worlds] "base", then safeguards */
    size_t worlds, world_room;
    int64_t seed, replicates, persons, own_persons;
    int32_t day;           /* of the settlement */
} cs_checkpoint_head;

void cs_checkpoint_head_free(cs_checkpoint_head *head);

/* ---- writing ---- */

typedef struct cs_checkpoint_writer {
    cs_file file;
    XXH3_state_t *sum;
    ZSTD_CStream *stream;
    unsigned char *out;    /* [CS_CHECKPOINT_CHUNK] */
    cs_archive archive;    /* of the part being written */
} cs_checkpoint_writer;

/* Errors: CS_IO, CS_NOMEM. After CS_OK it must be ended by commit or abandon. */
cs_status cs_checkpoint_begin(cs_checkpoint_writer *writer, const char *path, bool force,
                              cs_checkpoint_head *head, cs_error *err);
/* The next part; they come by replicate, then by world. Its archive is good until it is ended. */
cs_status cs_checkpoint_part(cs_checkpoint_writer *writer, uint32_t world, uint64_t replicate,
                             cs_archive **archive, cs_error *err);
cs_status cs_checkpoint_part_end(cs_checkpoint_writer *writer, cs_error *err);
cs_status cs_checkpoint_commit(cs_checkpoint_writer *writer, cs_error *err);
void cs_checkpoint_abandon(cs_checkpoint_writer *writer);

/* ---- reading (opened and closed by the functions of counterscore.h) ---- */

struct cs_checkpoint {
    char *path;
    FILE *file;
    cs_checkpoint_head head;
    XXH3_state_t *sum;     /* of what was read, until it was all read once */
    int64_t bytes;         /* of the file */
    uint64_t left;         /* bytes of the file not read yet, the checksum at its end apart */
    int64_t *part;         /* [replicates][worlds] where the pieces of each begin */
    ZSTD_DStream *stream;
    unsigned char *in;     /* [CS_CHECKPOINT_CHUNK] */
    ZSTD_inBuffer piece;
    cs_archive archive;
};

/* The file is whole, of this program and its checksum right, once it is open. The archive is good until
   the next part. */
cs_status cs_checkpoint_get(cs_checkpoint *checkpoint, size_t world, int64_t replicate,
                            cs_archive **archive, cs_error *err);
/* The part was read: nothing of it may be left. */
cs_status cs_checkpoint_got(cs_checkpoint *checkpoint, cs_error *err);

/* Shared by both: visits the head. texts: bytes a text can have at most. */
void cs_checkpoint_head_archive(cs_archive *archive, cs_checkpoint_head *head, size_t texts);
/* Fingerprint of what this build counts and of the sizes its arrays are made by; how the state is laid out is
   marked in it (cs_archive_mark). */
uint64_t cs_checkpoint_layout(void);

#endif
