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

void cs_progress_view_init(cs_progress_view *view, const cs_run_call *call)
{
    const char *term = getenv("TERM");
    memset(view, 0, sizeof *view);
    view->call = call;
    view->terminal = isatty(fileno(stderr)) == 1 && term && strcmp(term, "dumb") != 0;
    view->colour = cs_colour_wanted(stderr);
    view->columns = columns_of(stderr);
    view->shown = view->terminal ? -1.0 : 0.0;
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

static void draw_bar(cs_progress_view *view, const cs_progress *progress)
{
    char line[LINE_ROOM], bar[BAR_CELLS + 1];
    int filled = (int)(share_done(progress) * BAR_CELLS);
    for (int i = 0; i < BAR_CELLS; i++) bar[i] = i < filled ? '#' : '-';
    bar[BAR_CELLS] = 0;
    write_line(view, progress, line);
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

bool cs_progress_view_step(void *context, const cs_progress *progress)
{
    cs_progress_view *view = context;
    double between = view->terminal ? SECONDS_BETWEEN_BARS : SECONDS_BETWEEN_LINES;
    if (!view->call->quiet && progress->seconds - view->shown >= between) {
        view->shown = progress->seconds;
        if (view->terminal) {
            draw_bar(view, progress);
        } else {
            char line[LINE_ROOM];
            write_line(view, progress, line);
            fprintf(stderr, "%s: %s\n", view->call->command, line);
        }
    }
    return !cs_interrupt_wanted();
}

void cs_progress_view_close(cs_progress_view *view)
{
    if (view->drawn) fputs("\r\033[K", stderr);
    view->drawn = false;
}
