/* The explorer: the page that `counterscore serve` shows. */
import type { ScenarioHead } from './explorer/api';

async function show(): Promise<void> {
  const list = document.getElementById('regimes');
  const found = (await (await fetch('/api/v1/scenarios')).json()) as { scenarios: ScenarioHead[] };
  for (const scenario of found.scenarios) {
    const item = document.createElement('li');
    item.textContent = scenario.title;
    list?.append(item);
  }
}

void show();
