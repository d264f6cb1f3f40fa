/* Talks to the program that served the page, and to nobody else. */
import type { Complaint, Refusal, Run } from './api';

const ROOT = 'api/v1/';

/** The program answered, and said no. */
export class Refused extends Error {
  readonly complaints: Complaint[];
  readonly code: string;
  constructor(readonly status: number, refusal: Refusal) {
    super(refusal.error.message);
    this.code = refusal.error.code;
    this.complaints = refusal.error.complaints ?? [];
  }
}

/** Nobody answered. */
export class Gone extends Error {
  constructor() {
    super('The program on this computer does not answer any more. Start `counterscore serve` again at the ' +
      'same address, then choose “Try again”. Your settings are kept.');
  }
}

export function address(path: string): string { return ROOT + path; }

function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'error' in value;
}

async function answer(method: string, path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  const asked: RequestInit = { method, cache: 'no-store', signal: signal ?? null };
  if (body !== undefined) {
    asked.body = JSON.stringify(body);
    asked.headers = { 'Content-Type': 'application/json' };
  }
  try {
    return await fetch(address(path), asked);
  } catch (trouble) {
    if (signal?.aborted) throw trouble;
    throw new Gone();
  }
}

async function refusal(response: Response): Promise<Refused> {
  const said: unknown = await response.json().catch(() => null);
  return new Refused(response.status, isRefusal(said) ? said
    : { error: { code: 'failed', message: `The program answered with status ${response.status}.` } });
}

/** Throws Refused, Gone, or the abort of `signal`. */
export async function ask<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown,
  signal?: AbortSignal): Promise<T> {
  const response = await answer(method, path, body, signal);
  if (!response.ok) throw await refusal(response);
  try {
    return await response.json() as T;
  } catch (trouble) {
    if (signal?.aborted) throw trouble;
    throw new Gone();
  }
}

export async function askText(path: string): Promise<string> {
  const response = await answer('GET', path, undefined);
  if (!response.ok) throw await refusal(response);
  return response.text();
}

/** Stop it, or forget it; a run that is not there any more is what was wanted. */
export function drop(id: string): void {
  ask('DELETE', `runs/${id}`).catch(() => undefined);
}

export function hasEnded(run: Run): boolean {
  return run.state === 'done' || run.state === 'failed' || run.state === 'cancelled';
}

const TRIES = 4, PAUSE_MS = 700;

/** Follows a run until it ends. The stream of events comes back by itself when it breaks; what was missed
    is asked for. Rejects with Gone when the program is gone, with the abort when `signal` says so. */
export function follow(id: string, told: { run(run: Run): void; report(data: string): void },
  signal: AbortSignal): Promise<Run> {
  return new Promise((resolve, reject) => {
    const events = new EventSource(address(`runs/${id}/events`));
    let failures = 0, pause = 0, over = false;
    const leave = (act: () => void): void => {
      if (over) return;
      over = true;
      events.close();
      clearTimeout(pause);
      signal.removeEventListener('abort', aborted);
      act();
    };
    const aborted = (): void => leave(() => reject(new DOMException('stopped', 'AbortError')));
    const look = (): void => {
      ask<Run>('GET', `runs/${id}`, undefined, signal).then((run) => {
        if (over) return; /* the end has been told meanwhile */
        failures = 0;
        told.run(run);
        if (hasEnded(run)) leave(() => resolve(run));
        else if (events.readyState === EventSource.CLOSED) pause = window.setTimeout(look, PAUSE_MS);
      }, (trouble: unknown) => {
        if (!over && trouble instanceof Gone && ++failures < TRIES) pause = window.setTimeout(look, PAUSE_MS);
        else leave(() => reject(trouble));
      });
    };
    events.addEventListener('run', (e) => { failures = 0; told.run(JSON.parse(e.data) as Run); });
    events.addEventListener('report', (e) => told.report(e.data as string));
    events.addEventListener('end', (e) => leave(() => resolve(JSON.parse(e.data) as Run)));
    events.addEventListener('error', () => {
      clearTimeout(pause);
      pause = window.setTimeout(look, failures ? PAUSE_MS : 100);
    });
    signal.addEventListener('abort', aborted);
  });
}
