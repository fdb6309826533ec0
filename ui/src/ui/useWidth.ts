import { useLayoutEffect, useState, type RefObject } from 'react';

/** The width of an element, known before it is first painted. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const held = element.current;
    if (!held) return;
    const measure = () => setWidth(Math.round(held.getBoundingClientRect().width));
    measure();
    const watcher = new ResizeObserver(measure);
    watcher.observe(held);
    return () => watcher.disconnect();
  }, [element]);
  return width;
}
