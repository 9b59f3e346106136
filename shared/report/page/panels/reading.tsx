// The network's prediction for an image: the class with its confidence, and the probability of each class.
import { useMemo } from 'preact/hooks';
import type { ReadNetwork } from '../../../training/export/read-tfjs-layers-model.ts';
import { confidence, count } from '../words.ts';
import type { Shown } from './misclassified-buttons.tsx';

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
  const prediction =
    probabilities === null || first === undefined
      ? ''
      : `${nameOf(first.label)}, ${confidence(first.probability)} confidence`;
  const truth = shown === null ? '' : ` (true class ${nameOf(shown.label)})`;
  return (
    <div class="reading">
      <h3>Prediction</h3>
      <p class="verdict" role="status" aria-live="polite">
        {prediction === '' ? 'no input' : `${prediction}${truth}`}
      </p>
      <ol class={classes.some((name) => name.length > 3) ? 'bars words' : 'bars'}>
        {bars.map(({ label, probability }) => (
          <li key={label} class={prediction !== '' && label === first?.label ? 'first' : ''}>
            <span class="name">{nameOf(label)}</span>
            <span class="track" aria-hidden="true">
              <span class="bar" style={{ width: `${100 * probability}%` }} />
            </span>
            <span class="number">{probabilities === null ? '–' : confidence(probability)}</span>
          </li>
        ))}
      </ol>
      {all.length > MOST_BARS && (
        <p class="note">
          The {MOST_BARS} most probable of {count(all.length)} classes.
        </p>
      )}
    </div>
  );
}
