// The test images that the champion is most wrong about, as pictures.
import { useMemo } from 'preact/hooks';
import { percent } from '../../percent.ts';
import { Nothing, Section } from '../panel.tsx';
import type { RunView } from '../run-view.ts';
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
      title="Test images that the champion misread"
      lead="The surest of its wrong answer first. The test images were opened once, at the end of the run; nothing was chosen by them."
      isWide
    >
      {images.length === 0 || size === null ? (
        <Nothing>
          {misread !== null && images.length === 0
            ? 'It misread none.'
            : 'The misread images of this run were not kept.'}
        </Nothing>
      ) : (
        <ul class="pictures">
          {images.map(({ image, label, read, probability, ofLabel, bytes }) => (
            <li key={image}>
              <figure>
                <PixelImage
                  pixels={bytes}
                  size={size}
                  label={`Test image ${image}: is ${nameOf(label)}, read as ${nameOf(read)}`}
                />
                <figcaption>
                  is <b>{nameOf(label)}</b>, read as <b>{nameOf(read)}</b>
                  <br />
                  {percent(probability)} sure of it, {percent(ofLabel)} of what it is
                </figcaption>
              </figure>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
