/* One polite live region for the whole page; it says the last of what was to be said when it rests. */
const REST_MS = 400;
let timer = 0;

export function speak(text: string): void {
  clearTimeout(timer);
  timer = window.setTimeout(() => {
    const host = document.getElementById('spoken');
    if (host && host.textContent !== text) host.textContent = text;
  }, REST_MS);
}
