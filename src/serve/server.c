/* The server as a whole. */
#include "serve/server.h"

#include "core/mem.h"

cs_status cs_server_start(const cs_server_options *options, cs_server **out, cs_error *err)
{
    cs_status status;
    *out = NULL;
    cs_server *server = cs_alloc(1, sizeof *server);
    if (!server) return cs_fail_memory(err, "the server");
    json_object_seed(0); /* once, before there are threads */
    CS_GO(cs_jobs_start(options->threads, true, &server->jobs, err));
    if (options->results) CS_GO(cs_jobs_open(server->jobs, options->results, err));
    CS_GO(cs_daemon_start(server, options->port, err));
    *out = server;
    return CS_OK;
out:
    cs_server_stop(server);
    return status;
}

const char *cs_server_address(const cs_server *server)
{
    return server->address;
}

void cs_server_stop(cs_server *server)
{
    if (!server) return;
    if (server->jobs) cs_jobs_close(server->jobs);
    cs_daemon_stop(server->daemon);
    cs_jobs_free(server->jobs);
    cs_free(server);
}
