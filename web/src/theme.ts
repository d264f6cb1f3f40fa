/* Light or dark, whatever the machine says. */
import { html } from './dom';

export function themeButton(host: Element | null): void {
  const root = document.documentElement;
  const made = html('button', { class: 'btn quiet theme', type: 'button' }, 'Light / dark');
  made.addEventListener('click', () => {
    const dark = root.dataset['theme'] ? root.dataset['theme'] === 'dark'
      : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset['theme'] = dark ? 'light' : 'dark';
  });
  host?.append(made);
}
