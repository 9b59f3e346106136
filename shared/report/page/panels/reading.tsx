// What the network reads of an image: in a sentence, and how likely each class is to it.
import { useMemo } from 'preact/hooks';
import type { ReadNetwork } from '../../../training/export/read-tfjs-layers-model.ts';
import { percent } from '../../percent.ts';
import type { Shown } from './misread-buttons.tsx';

/** More classes than these are too many bars: the likeliest are drawn. */
const MOST_BARS = 12;

export function Reading({
  network,
  image,
  classes,
  shown,
}: {
  network: ReadNetwork | null;
  image: Uint8Array | null;
  classes: readonly string[];
  /** Where the image is one of the test images. */
  shown: Shown | null;
}) {
  const probabilities = useMemo(
    () => (network !== null && image !== null ? [...network.read(image)] : null),
    [network, image],
  );
  const nameOf = (label: number) => classes[label] ?? String(label);
  const all = (probabilities ?? classes.map(() => 0)).map((probability, label) => ({
    label,
    probability,
  }));
  const likeliest = [...all].sort((a, b) => b.probability - a.probability);
  const [first] = likeliest;
  const bars = all.length > MOST_BARS ? likeliest.slice(0, MOST_BARS) : all;
  // Nobody is 100 % sure of a drawing.
  const sure =
    first === undefined ? '' : `${Math.min(99, Math.round(100 * first.probability))} % sure`;
  const sentence =
    probabilities === null || first === undefined ? '' : `reads ${nameOf(first.label)}, ${sure}`;
  const truth = shown === null || sentence === '' ? '' : `; it is ${nameOf(shown.label)}`;
  return (
    <div class="reading">
      <h3>What it reads</h3>
      <p class="verdict" role="status" aria-live="polite">
        {sentence === '' ? 'nothing yet' : `${sentence}${truth}`}
      </p>
      <ol class={classes.some((name) => name.length > 3) ? 'bars words' : 'bars'}>
        {bars.map(({ label, probability }) => (
          <li key={label} class={sentence !== '' && label === first?.label ? 'first' : ''}>
            <span class="name">{nameOf(label)}</span>
            <span class="track" aria-hidden="true">
              <span class="bar" style={{ width: `${100 * probability}%` }} />
            </span>
            <span class="number">{probabilities === null ? '–' : percent(probability)}</span>
          </li>
        ))}
      </ol>
      {all.length > MOST_BARS && (
        <p class="note">
          The {MOST_BARS} likeliest of {all.length} classes.
        </p>
      )}
    </div>
  );
}
