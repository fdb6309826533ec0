/** Brings something into the middle of what is seen: at once for whoever wants no motion. */
export function bringIntoView(element: Element): void {
  const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  element.scrollIntoView({ block: 'center', behavior: still ? 'auto' : 'smooth' });
}
