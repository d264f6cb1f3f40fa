/* Checks of raw text, each with a sentence that says how to save the file. */
#include "scenario/utf8.h"

#include <string.h>

/* The character at `at`, and how many bytes it has; 0 bytes when it is not UTF-8. */
static unsigned decode(const unsigned char *at, size_t left, int *bytes)
{
    static const unsigned least[5] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned c = at[0];
    int n = c < 0x80             ? 1
            : (c & 0xe0) == 0xc0 ? 2
            : (c & 0xf0) == 0xe0 ? 3
            : (c & 0xf8) == 0xf0 ? 4
                                 : 0;
    *bytes = 0;
    if (n == 0 || (size_t)n > left) return 0;
    if (n > 1) c &= 0x7fu >> n;
    for (int i = 1; i < n; i++) {
        if ((at[i] & 0xc0) != 0x80) return 0;
        c = c << 6 | (at[i] & 0x3f);
    }
    if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000)) return 0;
    *bytes = n;
    return c;
}

static bool is_odd(unsigned c)
{
    return (c < 32 && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0) || c == 0x2028 ||
           c == 0x2029 || c == 0xfeff || (c & 0xfffe) == 0xfffe;
}

static bool complain_byte(cs_log *log, const cs_origin *origin, int line, int column,
                          unsigned char byte)
{
    if (line == 1 && column == 1 && (byte == 0xff || byte == 0xfe))
        return cs_complain_at(
            log, origin, 1, 1,
            "the file looks like UTF-16; save it as UTF-8 without a byte order mark");
    return cs_complain_at(log, origin, line, column,
                          "byte 0x%02X is not UTF-8 text; save the file as UTF-8", byte);
}

static bool complain_character(cs_log *log, const cs_origin *origin, int line, int column,
                               unsigned c)
{
    if (c == 0xfeff)
        return cs_complain_at(
            log, origin, line, column,
            "there is a byte order mark (BOM); save the file as UTF-8 without one");
    if (c == '\r')
        return cs_complain_at(
            log, origin, line, column,
            "the line ends in CR LF, as on Windows; save the file with LF line ends");
    if (c == 0)
        return cs_complain_at(log, origin, line, column,
                              "there is a zero byte; a scenario is plain text in UTF-8");
    return cs_complain_at(log, origin, line, column,
                          "there is a control character (U+%04X); a scenario is plain text", c);
}

bool cs_utf8_check(cs_log *log, const cs_origin *origin)
{
    const unsigned char *text = (const unsigned char *)origin->text;
    int line = 1, column = 1, bytes = 0;
    for (size_t i = 0; i < origin->length; i += (size_t)bytes) {
        unsigned c = decode(text + i, origin->length - i, &bytes);
        if (bytes == 0) return complain_byte(log, origin, line, column, text[i]);
        if (is_odd(c)) return complain_character(log, origin, line, column, c);
        column++;
        if (c == '\n') {
            line++;
            column = 1;
        }
    }
    return true;
}

bool cs_utf8_is_odd(const char *text, size_t length)
{
    int bytes = 0;
    for (size_t i = 0; i < length; i += (size_t)bytes) {
        unsigned c = decode((const unsigned char *)text + i, length - i, &bytes);
        if (bytes == 0 || is_odd(c)) return true;
    }
    return false;
}
