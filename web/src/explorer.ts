/* The page of `counterscore serve`: mounts its parts on one App. */
import { html } from './dom';
import { followAddress, mountActs } from './explorer/acts';
import { Explorer } from './explorer/app';
import { mountControls } from './explorer/controls';
import { mountEditor } from './explorer/editor';
import { mountEveryone } from './explorer/everyone';
import { mountFiles } from './explorer/files';
import { mountFlow } from './explorer/flowpart';
import { readLink } from './explorer/link';
import { mountGroups, mountLive, mountMonths } from './explorer/live';
import { mountMore } from './explorer/more';
import { mountOpened } from './explorer/opened';
import { mountParameters } from './explorer/parameters';
import { mountPerson } from './explorer/person';
import { mountDifferences, mountPins } from './explorer/pins';
import { mountRegimes } from './explorer/regimes';
import { mountRunbar } from './explorer/runbar';
import type { App } from './explorer/state';
import { mountStory } from './explorer/story';
import { themeButton } from './theme';

/** Places in explorer.html, and what stands there; a part may make the place of a later one. */
const PARTS: [string, (host: HTMLElement, app: App) => void][] = [
  ['acts', mountActs], ['regimes', mountRegimes], ['opened', mountOpened], ['controls', mountControls], ['runbar', mountRunbar],
  ['flow', mountFlow],
  ['live', mountLive], ['live', mountDifferences], ['months', mountMonths], ['groups', mountGroups],
  ['everyone', mountEveryone], ['person', mountPerson], ['pins', mountPins], ['more', mountMore],
  ['parameters', mountParameters], ['files', mountFiles], ['story', mountStory],
  ['editor', mountEditor],
];

function notices(app: App): void {
  const host = document.getElementById('notice');
  app.subscribe((now, before) => {
    if (now.notice !== before.notice) host?.replaceChildren(...(now.notice ? [html('p', {}, now.notice)] : []));
  });
}

/* The hash is the link's: to skip there must not ask for a regime of that name. */
function skip(): void {
  document.querySelector('.skip')?.addEventListener('click', (e) => {
    const controls = document.getElementById('controls');
    e.preventDefault();
    controls?.setAttribute('tabindex', '-1');
    controls?.focus();
  });
}

const app = new Explorer();
themeButton(document.querySelector('.top'));
notices(app);
skip();
for (const [id, mount] of PARTS) {
  const host = document.getElementById(id);
  if (host) mount(host, app);
}
followAddress(app);
void app.begin((scenarios) => readLink(location.hash, scenarios));
