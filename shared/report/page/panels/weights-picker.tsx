// Weights that are too many to lie in a page are chosen by hand from beside it.
import { useState } from 'preact/hooks';
import { readTfjsLayersModel } from '../../../training/export/read-tfjs-layers-model.ts';
import type { PageModel } from '../../page-data.ts';

export function WeightsPicker({
  model,
  choose,
  isChosen,
}: {
  model: PageModel;
  choose: (weights: Uint8Array) => void;
  isChosen: boolean;
}) {
  const [fault, setFault] = useState<string | null>(null);
  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    try {
      const weights = new Uint8Array(await file.arrayBuffer());
      readTfjsLayersModel(model.json, weights);
      setFault(null);
      choose(weights);
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <div class="nothing">
      <label>
        The weights are too many to lie in this page. Choose <code>{model.path}</code> of the run’s
        directory, and they are read here:{' '}
        <input
          type="file"
          accept=".bin"
          onChange={({ currentTarget }) => void take(currentTarget.files?.[0])}
        />
      </label>
      <span role="status">
        {fault !== null ? ` This is not that file: ${fault}.` : isChosen ? ' Read.' : ''}
      </span>
    </div>
  );
}
