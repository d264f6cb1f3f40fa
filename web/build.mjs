/* Bundles the pages: node web/build.mjs DIR writes DIR/report.{js,css,html} and DIR/explorer.{js,css,html}. The same sources give the
   same bytes, and nothing is fetched; `npm ci` in this folder comes first.
   The report's content security policy names the style and the script by their hashes. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2];
if (!out) {
  console.error('usage: node build.mjs DIR');
  process.exit(2);
}
const esbuild = await import('esbuild').catch(() => {
  console.error(`web/node_modules is missing; run: npm ci --ignore-scripts --prefix ${here}`);
  process.exit(1);
});

async function bundle(entry, options) {
  const result = await esbuild.build({
    entryPoints: [join(here, 'src', entry)], absWorkingDir: here, bundle: true, minify: true,
    write: false, charset: 'utf8', target: ['chrome100', 'firefox100', 'safari15'],
    legalComments: 'none', logLevel: 'warning', ...options,
  });
  return result.outputFiles[0].text;
}

function hash(text) {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

const js = (await bundle('report.ts', { format: 'iife' })).trimEnd();
const css = (await bundle('report.css', {})).trimEnd();
const template = (await readFile(join(here, 'src', 'report.html'), 'utf8'))
  .replace('%CSS_HASH%', hash(css)).replace('%JS_HASH%', hash(js));
await mkdir(out, { recursive: true });
await writeFile(join(out, 'report.js'), js);
await writeFile(join(out, 'report.css'), css);
await writeFile(join(out, 'report.html'), template);
/* Served, the explorer's files stay apart, and its policy is a header. */
await writeFile(join(out, 'explorer.js'), (await bundle('explorer.ts', { format: 'iife' })).trimEnd());
await writeFile(join(out, 'explorer.css'), (await bundle('explorer.css', {})).trimEnd());
await writeFile(join(out, 'explorer.html'), await readFile(join(here, 'src', 'explorer.html'), 'utf8'));
