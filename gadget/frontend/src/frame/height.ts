/** Reports the natural height of an element, at most once a frame and only when it changed. */
export function watchHeight(element: HTMLElement, report: (height: number) => void): () => void {
  if (typeof ResizeObserver === "undefined") return () => {};
  let last = 0;
  let waiting = 0;
  const measure = () => {
    waiting = 0;
    const height = Math.ceil(element.getBoundingClientRect().height);
    if (height !== last) report(height);
    last = height;
  };
  const observer = new ResizeObserver(() => {
    waiting ||= requestAnimationFrame(measure);
  });
  observer.observe(element);
  return () => {
    observer.disconnect();
    cancelAnimationFrame(waiting);
  };
}
