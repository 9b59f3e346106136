// Misclassified test images as buttons: a click passes one to the network again.
import { useMemo } from 'preact/hooks';
import type { ImageSize } from '../../analysis/image-of-drawing.ts';
import type { RunHead } from '../../page-data.ts';
import { bytesOf } from './bytes-of.ts';
import { PixelImage } from './pixel-image.tsx';

/** A test image that is looked at instead of the drawing. */
export interface Shown {
  readonly pixels: Uint8Array;
  readonly label: number;
}

const MOST = 12;

export function MisclassifiedButtons({
  head: { misclassified, data },
  size,
  show,
}: {
  head: RunHead;
  size: ImageSize;
  show: (shown: Shown) => void;
}) {
  const images = useMemo(
    () =>
      (misclassified ?? []).slice(0, MOST).map((one) => ({ ...one, pixels: bytesOf(one.pixels) })),
    [misclassified],
  );
  if (images.length === 0) return null;
  return (
    <>
      <h3 id="draw-misclassified">Misclassified test images as input</h3>
      <ul class="thumbnails" aria-labelledby="draw-misclassified">
        {images.map(({ image, label, pixels }) => (
          <li key={image}>
            <button type="button" onClick={() => show({ pixels, label })}>
              <PixelImage
                pixels={pixels}
                size={size}
                label={`Test image ${image}, true class ${data.classes[label] ?? label}`}
              />
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
