/* Elements, without innerHTML: text from a scenario stays text. */

type Attributes = Record<string, string | number | undefined>;
type Child = Node | string | null | undefined;

function fill<T extends Element>(element: T, attributes: Attributes, children: Child[]): T {
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined) element.setAttribute(name, String(value));
  for (const child of children) if (child !== null && child !== undefined) element.append(child);
  return element;
}

export function html<K extends keyof HTMLElementTagNameMap>(
  tag: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  return fill(document.createElement(tag), attributes, children);
}

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K, attributes: Attributes = {}, ...children: Child[]): SVGElementTagNameMap[K] {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

/** Only where it is another: the same text again costs a layout. */
export function retext(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Style through the object model: the page's content security policy allows no style attributes. */
export function place<T extends HTMLElement>(element: T, style: Record<string, string>): T {
  for (const [name, value] of Object.entries(style)) element.style.setProperty(name, value);
  return element;
}

export function percent(share: number): string { return `${(share * 100).toFixed(3)}%`; }
