/* A setting as an address: only what differs from the regime as published, in words one can read.
   #city-points&expiry&sensors.bank.misses=10%20%25&persons=1000000
   A text of one's own travels compressed, where it is short enough. */
import type { Model, ScenarioHead } from './api';
import { ask, Refused } from './client';
import { DEFAULT_SCENARIO, PERSONS, published, type Settings, sourceOf } from './settings';
import { storyStep } from './story-address';
import { complaintAbout } from './values';

const MOST = 16 * 1024;
const COUNTS = ['persons', 'replicates', 'seed'] as const;

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
}

async function through(bytes: Uint8Array<ArrayBuffer>, stream: CompressionStream | DecompressionStream): Promise<Uint8Array<ArrayBuffer>> {
  const writer = stream.writable.getWriter();
  writer.write(bytes).then(() => writer.close()).catch(() => undefined);
  return new Uint8Array(await new Response(stream.readable).arrayBuffer());
}

const packed = new Map<string, string>();

async function pack(text: string): Promise<string> {
  const known = packed.get(text);
  if (known !== undefined) return known;
  const made = toBase64(await through(new TextEncoder().encode(text), new CompressionStream('deflate-raw')));
  packed.clear();
  packed.set(text, made);
  return made;
}

async function unpack(text: string): Promise<string> {
  const bytes = await through(fromBase64(text), new DecompressionStream('deflate-raw'));
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

/** "#..."; null where the text is too long for an address. */
export async function hashOf(settings: Settings): Promise<string | null> {
  const parts = [encodeURIComponent(settings.scenario), ...settings.safeguards.map(encodeURIComponent),
    ...Object.entries(settings.sets).map(([path, value]) => `${encodeURIComponent(path)}=${encodeURIComponent(value)}`)];
  if (settings.persons !== PERSONS) parts.push(`persons=${settings.persons}`);
  if (settings.replicates !== 0) parts.push(`replicates=${settings.replicates}`);
  if (settings.seed !== null) parts.push(`seed=${settings.seed}`);
  if (settings.text !== null) parts.push(`yaml=${await pack(settings.text)}`);
  const hash = `#${parts.join('&')}`;
  return hash.length < MOST ? hash : null;
}

/* A per cent sign that somebody typed into the address stays one. */
function decoded(word: string): string {
  try {
    return decodeURIComponent(word.replace(/%(?![0-9a-f]{2})/gi, '%25'));
  } catch {
    return word;
  }
}

export interface Opened { settings: Settings; notice: string }

/* The words of a link, without asking what they mean. */
async function parse(hash: string, scenarios: readonly ScenarioHead[], refuse: (sentence: string) => void): Promise<Settings> {
  const [first = '', ...rest] = hash.replace(/^#/, '').split('&').filter(Boolean);
  const name = decoded(first), sets: Record<string, string> = {}, safeguards: string[] = [];
  let settings = published(name);
  for (const word of rest) {
    const cut = word.indexOf('='), key = decoded(cut < 0 ? word : word.slice(0, cut)), value = decoded(word.slice(cut + 1));
    const count = COUNTS.find((known) => known === key);
    if (cut < 0) safeguards.push(key);
    else if (count && /^\d{1,15}$/.test(value)) settings = { ...settings, [count]: Number(value) };
    else if (count) refuse(`The link says ${count}=${value}; a whole number is wanted.`);
    else if (key === 'yaml') {
      try {
        settings = { ...settings, text: await unpack(word.slice(cut + 1)) };
      } catch {
        refuse('The scenario inside the link cannot be read; it was cut short or changed on its way.');
      }
    } else sets[key] = value;
  }
  if (settings.text === null && !scenarios.some((head) => head.name === name)) {
    refuse(`The link asks for the regime “${name}”, which is not in the library; this is ${DEFAULT_SCENARIO} as published, and nothing else of the link is used.`);
    return published(DEFAULT_SCENARIO);
  }
  return { ...settings, safeguards, sets };
}

async function modelOf(settings: Settings): Promise<Model | Refused> {
  try {
    return await ask<Model>('POST', 'model', sourceOf(settings));
  } catch (trouble) {
    if (trouble instanceof Refused) return trouble;
    throw trouble;
  }
}

/** What the address asks for; what it asks for and there is not is left out, and said. */
export async function readLink(hash: string, scenarios: readonly ScenarioHead[]): Promise<Opened> {
  if (hash.replace(/^#/, '') === '' || storyStep(hash) !== null) return { settings: published(DEFAULT_SCENARIO), notice: '' };
  const refused: string[] = [];
  const asked = await parse(hash, scenarios, (sentence) => refused.push(sentence));
  const plain = await modelOf({ ...asked, sets: {}, safeguards: [] });
  if (plain instanceof Refused) return { settings: { ...asked, sets: {}, safeguards: [] }, notice: refused.join(' ') };
  const safeguards = asked.safeguards.filter((name) => plain.safeguards.some((s) => s.name === name));
  for (const name of asked.safeguards)
    if (!safeguards.includes(name)) refused.push(`The link asks for the safeguard “${name}”, which this regime does not have; it is left out.`);
  let sets: Record<string, string> = { ...asked.sets };
  const changed = Object.keys(sets).length ? await modelOf({ ...asked, safeguards, sets }) : plain;
  if (changed instanceof Refused) {
    for (const path of Object.keys(sets)) {
      const said = complaintAbout(path, changed.complaints);
      if (!said) continue;
      refused.push(`The link sets ${path}: ${said}; it is left out.`);
      sets = Object.fromEntries(Object.entries(sets).filter(([other]) => other !== path));
    }
    if (changed.complaints.length === 0) refused.push(`The link is refused: ${changed.message}`);
  }
  return { settings: { ...asked, safeguards, sets }, notice: refused.join(' ') };
}
