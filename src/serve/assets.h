/* The explorer's files and docs/openapi.json, put into the program at build time as those of the report are. */
#ifndef CS_SERVE_ASSETS_H
#define CS_SERVE_ASSETS_H

#include <stddef.h>

extern const unsigned char cs_asset_explorer_html[], cs_asset_explorer_css[], cs_asset_explorer_js[];
extern const size_t cs_asset_explorer_html_size, cs_asset_explorer_css_size, cs_asset_explorer_js_size;
extern const unsigned char cs_asset_openapi_json[];
extern const size_t cs_asset_openapi_json_size;

#endif
