/** Attributes by their names, and listeners by theirs with `on` before: `{ class: 'run', onclick: stop }`. */
export type Attributes = Readonly<
  Record<string, string | number | boolean | undefined | ((event: Event) => void)>
>;

/**
 * An element with attributes and children. A text is put in as text, whatever is in it: there is no way to write
 * HTML on this page.
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, '');
    else if (value !== undefined && value !== false) made.setAttribute(name, String(value));
  }
  made.append(...children);
  return made;
}

/** Sets the text of an element where it differs, so that a screen reader hears changes alone. */
export function write(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}
