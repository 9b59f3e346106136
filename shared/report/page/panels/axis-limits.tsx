// The limits of one axis as inputs: two numbers, or one of its values.
import type { Axis, Limit } from '../../analysis/parallel-axes.ts';
import { decimal } from '../words.ts';

export function AxisLimits({
  axis,
  limit,
  change,
}: {
  axis: Axis;
  limit: Limit | null;
  change: (limit: Limit | null) => void;
}) {
  return (
    <fieldset>
      <legend>{axis.name}</legend>
      {axis.kind === 'category' ? (
        <select
          aria-label={`${axis.name} is`}
          value={limit?.kind === 'value' ? limit.value : ''}
          onChange={({ currentTarget: { value } }) =>
            change(value === '' ? null : { kind: 'value', value })
          }
        >
          <option value="">any</option>
          {axis.values.map((value) => (
            <option key={value} value={value}>
              {value}
            </option>
          ))}
        </select>
      ) : (
        <Range axis={axis} limit={limit?.kind === 'range' ? limit : null} change={change} />
      )}
    </fieldset>
  );
}

function Range({
  axis,
  limit,
  change,
}: {
  axis: Axis & { readonly kind: 'number' };
  limit: (Limit & { readonly kind: 'range' }) | null;
  change: (limit: Limit | null) => void;
}) {
  const [low, high] = [limit?.low ?? null, limit?.high ?? null];
  const set = (nextLow: number | null, nextHigh: number | null) =>
    change(
      nextLow === null && nextHigh === null
        ? null
        : { kind: 'range', low: nextLow, high: nextHigh },
    );
  return (
    <div class="pair">
      <input
        type="number"
        step="any"
        aria-label={`${axis.name} at least`}
        placeholder={decimal(axis.min, 4)}
        value={low === null ? '' : String(low)}
        onChange={({ currentTarget }) => set(numberIn(currentTarget.value), high)}
      />
      <input
        type="number"
        step="any"
        aria-label={`${axis.name} at most`}
        placeholder={decimal(axis.max, 4)}
        value={high === null ? '' : String(high)}
        onChange={({ currentTarget }) => set(low, numberIn(currentTarget.value))}
      />
    </div>
  );
}

function numberIn(text: string): number | null {
  const number = Number(text);
  return text.trim() === '' || !Number.isFinite(number) ? null : number;
}
