/* Progress of a run: a bar on a terminal, a line now and then elsewhere, nothing when quiet. */
#include "cli/cli.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { BAR_CELLS = 16, LINE_ROOM = 400 };
#define SECONDS_BETWEEN_BARS 0.1
#define SECONDS_BETWEEN_LINES 5.0

static int columns_of(FILE *stream)
{
    struct winsize size;
    if (ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 20) return size.ws_col;
    return 80;
}

/* The clock begins anew with each part of the work; on a terminal what was never shown is due at once. */
static void begin_anew(cs_progress_view *view)
{
    view->shown = view->terminal ? -1.0 : 0.0;
}

void cs_rows_view_init(cs_progress_view *view, const char *command, bool quiet)
{
    const char *term = getenv("TERM");
    memset(view, 0, sizeof *view);
    view->command = command;
    view->quiet = quiet;
    view->done_before = -1;
    view->terminal = isatty(fileno(stderr)) == 1 && term && strcmp(term, "dumb") != 0;
    view->colour = cs_colour_wanted(stderr);
    view->columns = columns_of(stderr);
    begin_anew(view);
}

void cs_progress_view_init(cs_progress_view *view, const cs_run_call *call)
{
    cs_rows_view_init(view, call->command, call->quiet);
    view->call = call;
}

/* Share of the whole run that is done; each replicate is run in every world before the next. */
static double share_done(const cs_progress *progress)
{
    double whole = (double)progress->worlds * (double)progress->replicates;
    double finished = (double)progress->replicate * progress->worlds + progress->world;
    double day = progress->days > 0 ? (double)progress->day / progress->days : 0;
    return whole > 0 ? (finished + day) / whole : 0;
}

static const char *world_name(const cs_progress_view *view, int world)
{
    const cs_run_options *run = &view->call->run;
    return world > 0 && world <= run->safeguard_count ? run->safeguards[world - 1] : "base";
}

/* ", 12 s left", or "" while too little is done to tell. */
static void write_time_left(char *room, size_t size, double share, double seconds)
{
    double left = share > 0.02 ? seconds * (1 - share) / share : -1;
    room[0] = 0;
    if (left >= 90)
        snprintf(room, size, ", %.0f min left", left / 60);
    else if (left >= 0.5)
        snprintf(room, size, ", %.0f s left", left);
}

/* Where the run is, in words; what matters most first, as a narrow terminal cuts the end off. */
static void write_line(const cs_progress_view *view, const cs_progress *progress, char *line)
{
    double share = share_done(progress), seconds = progress->seconds;
    double days = share * progress->worlds * (double)progress->replicates * progress->days;
    double rate = seconds > 0 ? days * (double)view->call->persons / seconds : 0;
    char left[40], replicate[64] = "";
    write_time_left(left, sizeof left, share, seconds);
    if (progress->replicates > 1)
        snprintf(replicate, sizeof replicate, "replicate %" PRId64 "/%" PRId64 ", ",
                 progress->replicate + 1, progress->replicates);
    snprintf(line, LINE_ROOM, "%3.0f %%%s: %s (%d/%d), %sday %d/%d, %.0f M person-days/s",
             100 * share, left, world_name(view, progress->world), progress->world + 1,
             progress->worlds, replicate, progress->day, progress->days, rate / 1e6);
}

static void draw_bar(cs_progress_view *view, double share, const char *line)
{
    char bar[BAR_CELLS + 1];
    int filled = (int)(share * BAR_CELLS);
    for (int i = 0; i < BAR_CELLS; i++) bar[i] = i < filled ? '#' : '-';
    bar[BAR_CELLS] = 0;
    int room = view->columns - BAR_CELLS - 4;
    bool with_bar = room > 40;
    if (!with_bar) room = view->columns - 1;
    const char *on = view->colour ? "\033[36m" : "", *off = view->colour ? "\033[0m" : "";
    if (with_bar)
        fprintf(stderr, "\r\033[K%s[%s]%s %.*s", on, bar, off, room, line);
    else
        fprintf(stderr, "\r\033[K%.*s", room, line);
    fflush(stderr);
    view->drawn = true;
}

/* Whether it is time to write something. */
static bool is_due(cs_progress_view *view, double seconds)
{
    double between = view->terminal ? SECONDS_BETWEEN_BARS : SECONDS_BETWEEN_LINES;
    if (view->quiet || seconds - view->shown < between) return false;
    view->shown = seconds;
    return true;
}

static void show(cs_progress_view *view, double share, const char *line)
{
    if (view->terminal) draw_bar(view, share, line);
    else fprintf(stderr, "%s: %s\n", view->command, line);
}

bool cs_progress_view_step(void *context, const cs_progress *progress)
{
    cs_progress_view *view = context;
    if (is_due(view, progress->seconds)) {
        char line[LINE_ROOM];
        write_line(view, progress, line);
        show(view, share_done(progress), line);
    }
    return !cs_interrupt_wanted();
}

bool cs_reading_view_step(void *context, int64_t read, int64_t points, double seconds)
{
    cs_progress_view *view = context;
    if (is_due(view, seconds)) {
        char line[LINE_ROOM], left[40], count[2][32];
        double share = points > 0 ? (double)read / (double)points : 0;
        write_time_left(left, sizeof left, share, seconds);
        snprintf(line, sizeof line, "%3.0f %%%s: %s of %s scenarios read", 100 * share, left,
                 cs_count_words(read, count[0]), cs_count_words(points, count[1]));
        show(view, share, line);
    }
    return !cs_interrupt_wanted();
}

bool cs_rows_view_step(void *context, int64_t done, int64_t rows, double seconds)
{
    cs_progress_view *view = context;
    if (view->done_before < 0) {
        char runs[32], persons[32];
        cs_progress_view_close(view);
        begin_anew(view);
        view->done_before = done;
        if (view->persons > 0 && !view->quiet)
            fprintf(stderr, "%s: %s runs of %s people each; --persons says how many\n", view->command,
                    cs_count_words(rows - done, runs), cs_count_words(view->persons, persons));
    }
    if (is_due(view, seconds)) {
        char line[LINE_ROOM], left[40], count[2][32], rate[40] = "";
        double fresh = (double)(done - view->done_before);
        double share = rows > 0 ? (double)done / (double)rows : 0;
        double wanted = (double)(rows - view->done_before);
        write_time_left(left, sizeof left, wanted > 0 ? fresh / wanted : 0, seconds);
        if (seconds > 0 && fresh > 0) snprintf(rate, sizeof rate, ", %.3g rows/s", fresh / seconds);
        snprintf(line, sizeof line, "%3.0f %%%s: %s of %s rows%s", 100 * share, left,
                 cs_count_words(done, count[0]), cs_count_words(rows, count[1]), rate);
        show(view, share, line);
    }
    return !cs_interrupt_wanted();
}

void cs_progress_view_close(cs_progress_view *view)
{
    if (view->drawn) fputs("\r\033[K", stderr);
    view->drawn = false;
}
