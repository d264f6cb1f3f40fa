/* The page of `counterscore serve`: mounts its parts on one App. */
import { html } from './dom';
import { Explorer } from './explorer/app';
import { mountControls } from './explorer/controls';
import { mountGroups, mountLive, mountMonths } from './explorer/live';
import { mountPerson } from './explorer/person';
import { mountRegimes } from './explorer/regimes';
import { mountRunbar } from './explorer/runbar';
import { DEFAULT_SCENARIO, published } from './explorer/settings';
import type { App } from './explorer/state';
import { themeButton } from './theme';

const PARTS: [string, (host: HTMLElement, app: App) => void][] = [
  ['regimes', mountRegimes], ['controls', mountControls], ['runbar', mountRunbar], ['live', mountLive],
  ['months', mountMonths], ['groups', mountGroups], ['person', mountPerson],
];

function notices(app: App): void {
  const host = document.getElementById('notice');
  app.subscribe((now, before) => {
    if (now.notice !== before.notice) host?.replaceChildren(...(now.notice ? [html('p', {}, now.notice)] : []));
  });
}

const app = new Explorer();
themeButton(document.querySelector('.top'));
notices(app);
for (const [id, mount] of PARTS) {
  const host = document.getElementById(id);
  if (host) mount(host, app);
}
void app.begin(() => Promise.resolve(published(DEFAULT_SCENARIO)));
