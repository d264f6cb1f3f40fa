/* What one does with a run as a whole: pin it, send its link, save its scenario. */
import { html } from '../dom';
import { save } from '../downloads';
import { hashOf, readLink } from './link';
import { isPinned } from './pins';
import type { App } from './state';
import { storyStep } from './story-address';

function button(id: string, words: string, act: () => void): HTMLButtonElement {
  const made = html('button', { class: 'btn', type: 'button', id }, words);
  made.addEventListener('click', act);
  return made;
}

const TOO_LONG = 'This scenario is too long for a link. Save it as a file and share that.';

export function mountActs(host: HTMLElement, app: App): void {
  const pin = button('pin', 'Pin this run', () => app.pin());
  const copy = button('copy-link', 'Copy link', () => {
    void hashOf(app.get().settings).then(async (hash) => {
      if (hash === null) return app.say(TOO_LONG);
      try {
        await navigator.clipboard.writeText(new URL(hash, location.href).href);
        app.say('The link is copied. It says what differs from the regime as published, and works wherever `counterscore serve` runs at this address.');
      } catch {
        app.say('The browser does not let the page copy; the link is the address of this page.');
      }
    });
  });
  const keep = button('save-scenario', 'Save scenario', () => {
    const { model } = app.get();
    if (model) save(`${model.name}.yaml`, 'application/yaml', model.text);
  });
  host.append(pin, copy, keep);
  app.subscribe((now) => {
    pin.disabled = !now.shown?.final || !now.fresh || isPinned(now, now.shown);
    keep.disabled = now.model === null || now.complaints.length > 0;
  });
  pin.disabled = keep.disabled = true;
}

/** A change of the address costs a browser as much as two frames, so it waits until nothing moves. */
const ADDRESS_REST_MS = 250;

/** The address follows the settings, and the settings the address. */
export function followAddress(app: App): void {
  let own = location.hash, timer = 0, links = 0;
  const follow = (): void => {
    const { settings } = app.get();
    void hashOf(settings).then((hash) => {
      if (app.get().settings !== settings || storyStep(location.hash) !== null) return;
      own = hash ?? '';
      history.replaceState(null, '', hash ?? location.pathname);
    });
  };
  app.subscribe((now, before) => {
    if (now.settings === before.settings || now.phase === 'starting') return;
    clearTimeout(timer);
    timer = window.setTimeout(follow, ADDRESS_REST_MS);
  });
  addEventListener('hashchange', () => {
    if (location.hash === own || storyStep(location.hash) !== null) return;
    const link = ++links;
    void readLink(location.hash, app.get().scenarios).then(({ settings, notice }) => {
      if (link !== links) return; /* a later one is being read */
      app.open(settings);
      app.say(notice);
    }, () => app.again());
  });
}
