/* Errors: a status and a sentence, in the caller's hands. */
#include "core/error.h"

#include <stdarg.h>

cs_status cs_fail(cs_error *err, cs_status status, const char *format, ...)
{
    if (err) {
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(err->message, sizeof err->message, format, arguments);
        va_end(arguments);
        err->status = status;
    }
    return status;
}

cs_status cs_fail_memory(cs_error *err, const char *what)
{
    return cs_fail(err, CS_NOMEM, "there is not enough memory for %s", what);
}
