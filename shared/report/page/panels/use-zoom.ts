// Zooms and moves a picture by wheel, drag, pinch, buttons and keys. The wheel waits for the focus, so that a page
// that is scrolled past stays where it is.
import { select, type ZoomTransform, zoom, zoomIdentity } from 'd3';
import type { RefObject } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';

export interface Zoom {
  readonly transform: ZoomTransform;
  /** @param point that stays where it is, in CSS pixels as zoomed; the middle if there is none */
  readonly by: (factor: number, point?: readonly [number, number] | null) => void;
  readonly move: (right: number, down: number) => void;
  readonly reset: () => void;
  /** Moves a place of the picture, in CSS pixels before zooming, into the middle. */
  readonly centre: (x: number, y: number) => void;
}

export function useZoom(
  place: RefObject<HTMLDivElement | null>,
  width: number,
  height: number,
): Zoom {
  const [transform, setTransform] = useState(zoomIdentity);
  const behaviour = useMemo(
    () =>
      zoom<HTMLDivElement, unknown>()
        .clickDistance(4)
        .extent([
          [0, 0],
          [width, height],
        ])
        .translateExtent([
          [0, 0],
          [width, height],
        ])
        .scaleExtent([1, 80])
        .filter(isMeant)
        .on('zoom', ({ transform }) => setTransform(transform)),
    [width, height],
  );
  useEffect(() => {
    if (place.current === null) return;
    const canvas = select(place.current).call(behaviour).on('dblclick.zoom', null);
    return () => {
      canvas.on('.zoom', null);
    };
  }, [place, behaviour]);
  const canvas = () => select(place.current as HTMLDivElement);
  return {
    transform,
    by: (factor, point) => behaviour.scaleBy(canvas(), factor, point ? [...point] : undefined),
    move: (right, down) => {
      behaviour.translateBy(canvas(), -right / transform.k, -down / transform.k);
    },
    reset: () => behaviour.transform(canvas(), zoomIdentity),
    centre: (x, y) => behaviour.translateTo(canvas(), x, y),
  };
}

function isMeant(event: Event & { readonly touches?: TouchList }): boolean {
  if (event.type === 'wheel') {
    return document.activeElement === event.currentTarget || (event as WheelEvent).ctrlKey;
  }
  if (event.touches !== undefined) return event.touches.length > 1;
  return (event as MouseEvent).button === 0;
}
