/* The one socket that is listened on. */
#ifndef CS_SERVE_LISTEN_H
#define CS_SERVE_LISTEN_H

#include "core/error.h"

/* A socket on 127.0.0.1; *port 0 becomes the free one that was found. Errors: CS_IO. */
cs_status cs_listen(int *port, int *listening, cs_error *err);
/* Whoever is at the other end of a connection finds it ended; who reads from it, too. */
void cs_hang_up(int connection);

#endif
