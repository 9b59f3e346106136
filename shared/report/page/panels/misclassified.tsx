// The misclassified test images of the champion, as pictures.
import { useMemo } from 'preact/hooks';
import { imageSize } from '../../analysis/image-of-drawing.ts';
import type { RunHead } from '../../page-data.ts';
import { Nothing, Section } from '../panel.tsx';
import type { RunView } from '../run-view.ts';
import { confidence } from '../words.ts';
import { bytesOf } from './bytes-of.ts';
import { PixelImage } from './pixel-image.tsx';

export function Misclassified({ view }: { view: RunView }) {
  const { misclassified, data, champion } = view.page.head;
  const images = useMemo(
    () => (misclassified ?? []).map((one) => ({ ...one, bytes: bytesOf(one.pixels) })),
    [misclassified],
  );
  if (champion === null) return null;
  const size = imageSize(data.shape);
  const nameOf = (label: number) => data.classes[label] ?? String(label);
  return (
    <Section
      id="misclassified"
      title="Misclassified test images"
      lead="The wrong predictions of the champion with the highest confidence, in descending order."
      help={HELP}
      isWide
    >
      {images.length === 0 || size === null ? (
        <Nothing>{whyNoImages(misclassified)}</Nothing>
      ) : (
        <ul class="pictures">
          {images.map(({ image, label, predicted, probability, bytes }) => (
            <li key={image}>
              <figure>
                <PixelImage
                  pixels={bytes}
                  size={size}
                  label={`Test image ${image}: ${nameOf(label)}, predicted as ${nameOf(predicted)}`}
                />
                <figcaption>
                  <span>
                    <b>{nameOf(label)}</b>, predicted as <b>{nameOf(predicted)}</b>
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

function whyNoImages(misclassified: RunHead['misclassified']): string {
  if (misclassified === null) return 'The misclassified images of this run are not stored.';
  if (misclassified.length === 0) return 'All test images are classified correctly.';
  return 'Available for images of one channel.';
}

const HELP = [
  'The first line is the true class and the predicted class. The confidence is the probability of the predicted class.',
  'The run stores at most 24 of these images. They are not used for selection.',
];
