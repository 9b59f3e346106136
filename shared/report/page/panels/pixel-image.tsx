// A small grey image with its pixels as squares, as large as its style says.
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ImageSize } from '../../analysis/image-of-drawing.ts';

/**
 * @param pixels 0 to 255, row-major; 255 is white
 * @param label says in words what is seen
 */
export function PixelImage({
  pixels,
  size: { height, width },
  label,
}: {
  pixels: Uint8Array;
  size: ImageSize;
  label: string;
}) {
  const place = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const context = place.current?.getContext('2d');
    if (!context) return;
    const image = context.createImageData(width, height);
    for (const [index, grey] of pixels.entries()) {
      image.data.set([grey, grey, grey, 255], 4 * index);
    }
    context.putImageData(image, 0, 0);
  }, [pixels, height, width]);
  return (
    <canvas
      ref={place}
      class="pixels"
      width={width}
      height={height}
      role="img"
      aria-label={label}
    />
  );
}
