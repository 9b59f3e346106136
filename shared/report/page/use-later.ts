// A statistic that takes a while, computed after the page is drawn, and anew only when its key is another.
import { useEffect, useRef, useState } from 'preact/hooks';

/** @returns null until it is there; the old one while a new one is made */
export function useLater<Value>(compute: () => Value, key: string): Value | null {
  const latest = useRef(compute);
  latest.current = compute;
  const [made, setMade] = useState<{ readonly key: string; readonly value: Value } | null>(null);
  useEffect(() => {
    const frame = requestAnimationFrame(() => setMade({ key, value: latest.current() }));
    return () => cancelAnimationFrame(frame);
  }, [key]);
  return made?.value ?? null;
}
