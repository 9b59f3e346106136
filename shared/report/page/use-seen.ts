// Whether an element has come near the window, or the page has nothing else to do: what is dear to draw waits for
// that. A canvas that is first drawn while it is printed comes out blank.
import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

export function useSeen(place: RefObject<HTMLElement | null>): boolean {
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    const element = place.current;
    if (element === null || isSeen) return;
    const see = () => setSeen(true);
    const observer = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && see(),
      { rootMargin: '300px' },
    );
    observer.observe(element);
    // Not every browser tells when it is idle.
    const idle = globalThis.requestIdleCallback?.(see);
    return () => {
      observer.disconnect();
      if (idle !== undefined) cancelIdleCallback(idle);
    };
  }, [place, isSeen]);
  return isSeen;
}
