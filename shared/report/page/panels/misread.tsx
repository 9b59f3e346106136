// The misclassified test images of the champion, as pictures.
import { useMemo } from 'preact/hooks';
import { Nothing, Section } from '../panel.tsx';
import type { RunView } from '../run-view.ts';
import { confidence } from '../words.ts';
import { bytesOf } from './bytes-of.ts';
import { PixelImage } from './pixel-image.tsx';

export function Misread({ view }: { view: RunView }) {
  const { misread, data, champion } = view.page.head;
  const images = useMemo(
    () => (misread ?? []).map((one) => ({ ...one, bytes: bytesOf(one.pixels) })),
    [misread],
  );
  if (champion === null) return null;
  const size = data.image;
  const nameOf = (label: number) => data.classes[label] ?? String(label);
  return (
    <Section
      id="misread"
      title="Misclassified test images"
      lead="The wrong predictions of the champion with the highest confidence, in descending order."
      help={HELP}
      isWide
    >
      {images.length === 0 || size === null ? (
        <Nothing>
          {misread !== null && images.length === 0
            ? 'All test images are classified correctly.'
            : 'The misclassified images of this run are not stored.'}
        </Nothing>
      ) : (
        <ul class="pictures">
          {images.map(({ image, label, read, probability, bytes }) => (
            <li key={image}>
              <figure>
                <PixelImage
                  pixels={bytes}
                  size={size}
                  label={`Test image ${image}: ${nameOf(label)}, predicted as ${nameOf(read)}`}
                />
                <figcaption>
                  <span>
                    <b>{nameOf(label)}</b>, predicted as <b>{nameOf(read)}</b>
                  </span>
                  <span>{confidence(probability)} confidence</span>
                </figcaption>
              </figure>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

const HELP = [
  'The first line is the true class and the predicted class. The confidence is the probability of the predicted class.',
  'The run stores at most 24 of these images. They are not used for selection.',
];
