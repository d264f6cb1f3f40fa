/* The page's own files, put into the program at build time: made from web/ by web/build.mjs, turned
   into C arrays by scripts/embed.py. */
#ifndef CS_REPORT_ASSETS_H
#define CS_REPORT_ASSETS_H

#include <stddef.h>

extern const unsigned char cs_asset_report_html[], cs_asset_report_css[], cs_asset_report_js[];
extern const size_t cs_asset_report_html_size, cs_asset_report_css_size, cs_asset_report_js_size;

#endif
