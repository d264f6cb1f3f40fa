/* The one place that opens a socket, and the one address it is opened on: this machine's own. tests/lint holds
   both. */
#include "serve/listen.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 1024

static cs_status bind_own(int fd, int *port, cs_error *err)
{
    struct sockaddr_in own = {.sin_family = AF_INET, .sin_port = htons((uint16_t)*port)};
    socklen_t length = sizeof own;
    int yes = 1;
    own.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(fd, (const struct sockaddr *)&own, sizeof own) != 0 || listen(fd, BACKLOG) != 0 ||
        getsockname(fd, (struct sockaddr *)&own, &length) != 0)
        return cs_fail(err, CS_IO, "port %d of 127.0.0.1 cannot be listened on: %s%s", *port, strerror(errno),
                       errno == EADDRINUSE ? "; choose another, or none for a free one" : "");
    *port = ntohs(own.sin_port);
    return CS_OK;
}

cs_status cs_listen(int *port, int *listening, cs_error *err)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return cs_fail(err, CS_IO, "a socket could not be opened: %s", strerror(errno));
    cs_status status = bind_own(fd, port, err);
    if (status == CS_OK) *listening = fd;
    else close(fd);
    return status;
}

void cs_hang_up(int connection)
{
    shutdown(connection, SHUT_RDWR);
}
