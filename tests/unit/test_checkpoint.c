/* Tests of src/results/checkpoint_*.c and of what runs and branches say of them: a checkpoint file that was
   cut short, changed, or is of something else is refused with a sentence; none is left behind by a run that
   failed. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "counterscore.h"
#include "results/checkpoint.h"
#include "support/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char scenario[] = "tests/fault/tiny.yaml";

/* A folder of its own, with the names of two files in it. */
typedef struct place {
    char folder[SCRATCH_PATH], state[SCRATCH_FILE], results[SCRATCH_FILE];
} place;

static place make_place(void)
{
    place p;
    scratch_make(p.folder);
    snprintf(p.state, sizeof p.state, "%s/state", p.folder);
    snprintf(p.results, sizeof p.results, "%s/results.db", p.folder);
    return p;
}

static void remove_place(const place *p)
{
    unlink(p->state);
    unlink(p->results);
    assert_int_equal(rmdir(p->folder), 0); /* nothing else was left in it */
}

static cs_status run(const place *p, cs_run_options options, cs_error *err)
{
    cs_complaints complaints = {0};
    options.scenario = scenario;
    options.seed = -1;
    options.results = p->results;
    options.force = true;
    options.checkpoint = p->state;
    cs_status status = cs_run_worlds(&options, &complaints, err);
    cs_complaints_free(&complaints);
    return status;
}

static unsigned char *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    *size = (size_t)ftell(file);
    rewind(file);
    unsigned char *bytes = malloc(*size);
    assert_int_equal(fread(bytes, 1, *size, file), *size);
    fclose(file);
    return bytes;
}

static void write_file(const char *path, const unsigned char *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

/* It is refused, and the sentence names the file and has the words. */
static void refused(const char *path, const char *words)
{
    cs_checkpoint *checkpoint = NULL;
    cs_error err = {0};
    assert_int_equal(cs_checkpoint_open(path, &checkpoint, &err), CS_FORMAT);
    assert_null(checkpoint);
    if (!strstr(err.message, path) || (words && !strstr(err.message, words)))
        fail_msg("it says: %s", err.message);
}

static void it_says_what_it_is(void **state)
{
    place p = make_place();
    cs_checkpoint *c = NULL;
    cs_error err = {0};
    (void)state;
    assert_int_equal(run(&p, (cs_run_options){.checkpoint_day = 2, .replicates = 2}, &err), CS_OK);
    assert_int_equal(cs_checkpoint_open(p.state, &c, &err), CS_OK);
    assert_string_equal(cs_checkpoint_scenario(c), "tiny");
    assert_int_equal(cs_checkpoint_worlds(c), 1);
    assert_string_equal(cs_checkpoint_world(c, 0), "base");
    assert_int_equal(cs_checkpoint_replicates(c), 2);
    assert_true(cs_checkpoint_at(c) >= 2);
    assert_true(cs_checkpoint_persons(c) > 0);
    cs_checkpoint_close(c);
    remove_place(&p);
}

static void spoilt_files_are_refused(void **state)
{
    place p = make_place();
    cs_error err = {0};
    size_t size;
    (void)state;
    assert_int_equal(run(&p, (cs_run_options){.checkpoint_day = 2, .replicates = 2}, &err), CS_OK);
    unsigned char *bytes = read_file(p.state, &size);
    size_t step = size / 1500 + 1; /* every byte near both ends, then at strides */
    for (size_t at = 0; at < size; at += at < 400 || at + 400 > size ? 1 : step) {
        bytes[at] ^= (unsigned char)(1 << at % 8);
        write_file(p.state, bytes, size);
        refused(p.state, NULL);
        bytes[at] ^= (unsigned char)(1 << at % 8);
        write_file(p.state, bytes, at);
        refused(p.state, at == 0 ? "is not a checkpoint" : NULL);
    }
    write_file(p.state, bytes, size - 1);
    refused(p.state, NULL);
    unsigned char *more = calloc(size + 1, 1);
    memcpy(more, bytes, size);
    write_file(p.state, more, size + 1);
    refused(p.state, NULL);
    write_file(p.state, bytes, size);
    cs_checkpoint *whole = NULL;
    assert_int_equal(cs_checkpoint_open(p.state, &whole, &err), CS_OK);
    cs_checkpoint_close(whole);
    free(more);
    free(bytes);
    remove_place(&p);
}

/* Sealed anew, so that only what it says is wrong. */
static void seal(const char *path, unsigned char *bytes, size_t size)
{
    XXH128_canonical_t sum;
    XXH128_canonicalFromHash(&sum, XXH3_128bits(bytes, size - 16));
    memcpy(bytes + size - 16, &sum, 16);
    write_file(path, bytes, size);
}

/* Another layout, another version of the program, another text; what is in a part is read with care even
   when the file is sealed. */
static void sealed_files_of_others_are_refused(void **state)
{
    place p = make_place();
    cs_error err = {0};
    cs_complaints complaints = {0};
    size_t size;
    (void)state;
    assert_int_equal(run(&p, (cs_run_options){.checkpoint_day = 2}, &err), CS_OK);
    unsigned char *bytes = read_file(p.state, &size);
    bytes[12] = 9;
    seal(p.state, bytes, size);
    refused(p.state, "of layout 9, and this program reads layout 2");
    bytes[12] = CS_CHECKPOINT_VERSION;
    unsigned char *program = bytes + 16 + 8, *version = program + strlen("counterscore ");
    version[0]++;
    seal(p.state, bytes, size);
    refused(p.state, "and this is counterscore " CS_VERSION);
    version[0]--;
    program[strlen("counterscore " CS_VERSION)] ^= 1;
    seal(p.state, bytes, size);
    refused(p.state, "counts other things");
    program[strlen("counterscore " CS_VERSION)] ^= 1;
    unsigned char *title = memmem(bytes, size, "title", 5);
    assert_non_null(title);
    title[8]++;
    seal(p.state, bytes, size);
    cs_branch_options options = {.checkpoint = p.state, .results = p.results, .force = true};
    assert_int_equal(cs_branch_run(&options, &complaints, &err), CS_FORMAT);
    assert_non_null(strstr(err.message, "of another scenario than it says"));
    cs_complaints_free(&complaints);
    free(bytes);
    remove_place(&p);
}

static void other_files_are_refused(void **state)
{
    place p = make_place();
    cs_error err = {0};
    cs_checkpoint *c = NULL;
    (void)state;
    assert_int_equal(run(&p, (cs_run_options){.checkpoint_day = 2}, &err), CS_OK);
    refused(p.results, "is not a checkpoint");
    refused(scenario, "is not a checkpoint");
    refused(p.folder, "is not a file");
    assert_int_equal(cs_checkpoint_open("/tmp/there/is/none", &c, &err), CS_IO);
    remove_place(&p);
}

static void calls_that_cannot_be(void **state)
{
    static const struct { cs_run_options options; const char *words; } calls[] = {
        {{.checkpoint_day = 0}, "a day from 1 to 5 is wanted"},
        {{.checkpoint_day = 5}, "the next settlement is that of day 6, with which the run ends"},
        {{.checkpoint_day = 20000}, "a day from 1 to"},
        {{.checkpoint_day = 2, .engine = CS_ENGINE_REFERENCE}, "the reference engine keeps no state"},
    };
    place p = make_place();
    (void)state;
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        cs_error err = {0};
        assert_int_equal(run(&p, calls[i].options, &err), CS_USAGE);
        if (!strstr(err.message, calls[i].words)) fail_msg("it says: %s", err.message);
        assert_int_not_equal(access(p.state, F_OK), 0);
    }
    remove_place(&p);
}

static cs_status branch(const place *p, cs_branch_options options, char words[1000])
{
    cs_complaints complaints = {0};
    cs_error err = {0};
    options.checkpoint = p->state;
    options.results = p->results;
    options.force = true;
    cs_status status = cs_branch_run(&options, &complaints, &err);
    snprintf(words, 1000, "%s", complaints.count ? complaints.items[0].message : err.message);
    cs_complaints_free(&complaints);
    return status;
}

static void branches_that_cannot_be(void **state)
{
    static const char *const none[] = {"no_such"}, *const without[] = {CS_NO_REGIME};
    static const char *const sets[] = {"no.such.path=1"}, *const words_alone[] = {"horizon"};
    char words[1000];
    place p = make_place();
    cs_error err = {0};
    (void)state;
    assert_int_equal(run(&p, (cs_run_options){.checkpoint_day = 2}, &err), CS_OK);
    unlink(p.results);
    assert_int_equal(branch(&p, (cs_branch_options){.safeguards = none, .safeguard_count = 1}, words),
                     CS_USAGE);
    assert_non_null(strstr(words, "has no safeguard no_such"));
    assert_int_equal(branch(&p, (cs_branch_options){.safeguards = without, .safeguard_count = 1}, words),
                     CS_USAGE);
    assert_non_null(strstr(words, "cannot begin with a checkpoint"));
    assert_int_equal(branch(&p, (cs_branch_options){.sets = sets, .set_count = 1}, words), CS_SCENARIO);
    assert_non_null(strstr(words, "no.such.path"));
    assert_int_equal(branch(&p, (cs_branch_options){.sets = words_alone, .set_count = 1}, words),
                     CS_SCENARIO);
    assert_non_null(strstr(words, "path=value"));
    assert_int_not_equal(access(p.results, F_OK), 0);
    remove_place(&p);
}

/* ---- states that are made up ---- */

/* The state of a file with one part, and where its pieces begin. */
typedef struct plain { unsigned char *file, *state; size_t begin, size; } plain;

static plain unpack(const char *path)
{
    enum { MOST = 1 << 24 };
    cs_checkpoint *c = NULL;
    cs_error err = {0};
    size_t size;
    plain p = {.file = read_file(path, &size), .state = malloc(MOST)};
    ZSTD_DStream *stream = ZSTD_createDStream();
    ZSTD_outBuffer out = {p.state, MOST, 0};
    assert_int_equal(cs_checkpoint_open(path, &c, &err), CS_OK);
    p.begin = (size_t)c->part[0];
    cs_checkpoint_close(c);
    for (size_t at = p.begin;;) {
        uint32_t length;
        memcpy(&length, p.file + at, 4);
        if (length == 0) break;
        ZSTD_inBuffer in = {p.file + at + 4, length, 0};
        while (in.pos < in.size) assert_false(ZSTD_isError(ZSTD_decompressStream(stream, &out, &in)));
        at += 4 + length;
        assert_true(at < size);
    }
    ZSTD_freeDStream(stream);
    p.size = out.pos;
    return p;
}

/* The file again, with the state as it is now, sealed. */
static void pack(const char *path, const plain *p)
{
    size_t most = ZSTD_compressBound(p->size), to = p->begin;
    unsigned char *packed = malloc(most), *bytes = malloc(p->begin + 2 * most + 100);
    size_t size = ZSTD_compress(packed, most, p->state, p->size, 1);
    assert_false(ZSTD_isError(size));
    memcpy(bytes, p->file, p->begin);
    for (size_t at = 0; at < size;) {
        uint32_t length = size - at < CS_CHECKPOINT_CHUNK ? (uint32_t)(size - at) : CS_CHECKPOINT_CHUNK;
        memcpy(bytes + to, &length, 4);
        memcpy(bytes + to + 4, packed + at, length);
        to += 4 + length;
        at += length;
    }
    memset(bytes + to, 0, 4);
    seal(path, bytes, to + 4 + 16);
    free(packed);
    free(bytes);
}

/* Any byte of the state may be wrong though the file is sealed: a branch is refused with a sentence or runs,
   and the sanitizers see that it reads and writes nothing that is not its own. */
static void made_up_states_do_no_harm(void **state)
{
    enum { FLIPS = 400 };
    place p = make_place();
    cs_error err = {0};
    char words[1000];
    int refusals = 0;
    (void)state;
    assert_int_equal(run(&p, (cs_run_options){.checkpoint_day = 2}, &err), CS_OK);
    plain own = unpack(p.state);
    pack(p.state, &own);
    assert_int_equal(branch(&p, (cs_branch_options){0}, words), CS_OK);
    const char *flips = getenv("COUNTERSCORE_FLIPS");
    int count = flips ? atoi(flips) : FLIPS;
    for (int i = 0; i < count; i++) { /* most of a state are the tables of the ledger, which come first */
        size_t at = i % 4 ? own.size / 2 + (size_t)i * (own.size / 2) / (size_t)count
                          : (size_t)i * own.size / (size_t)count;
        unsigned char kept = own.state[at];
        own.state[at] ^= i % 2 ? 0xff : (unsigned char)(1 << i % 8);
        pack(p.state, &own);
        cs_status status = branch(&p, (cs_branch_options){0}, words);
        if (status != CS_OK && status != CS_FORMAT) fail_msg("byte %zu: %d, %s", at, (int)status, words);
        refusals += status == CS_FORMAT;
        own.state[at] = kept;
    }
    assert_true(refusals > 0);
    free(own.file);
    free(own.state);
    remove_place(&p);
}

static bool stop(void *context, const cs_progress *progress)
{
    (void)context;
    (void)progress;
    return false;
}

static void a_run_that_stops_leaves_none(void **state)
{
    place p = make_place();
    cs_error err = {0};
    (void)state;
    assert_int_equal(run(&p, (cs_run_options){.checkpoint_day = 2, .progress = stop}, &err),
                     CS_INTERRUPTED);
    assert_int_not_equal(access(p.state, F_OK), 0);
    remove_place(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_says_what_it_is),
        cmocka_unit_test(spoilt_files_are_refused),
        cmocka_unit_test(sealed_files_of_others_are_refused),
        cmocka_unit_test(other_files_are_refused),
        cmocka_unit_test(calls_that_cannot_be),
        cmocka_unit_test(branches_that_cannot_be),
        cmocka_unit_test(made_up_states_do_no_harm),
        cmocka_unit_test(a_run_that_stops_leaves_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
