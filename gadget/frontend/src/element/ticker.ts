const EVERY = 10_000;
const listeners = new Set<() => void>();
let isTicking = false;

/** One timer keeps every "4 min" and "Updated 20s ago" of the page fresh; hidden pages are left alone. */
export function onTick(listener: () => void): () => void {
  listeners.add(listener);
  if (!isTicking) setTimeout(tick, EVERY);
  isTicking = true;
  return () => {
    listeners.delete(listener);
  };
}

function tick(): void {
  if (!document.hidden) for (const listener of listeners) listener();
  isTicking = listeners.size > 0;
  if (isTicking) setTimeout(tick, EVERY);
}
