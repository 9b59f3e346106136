// Weights that are too large for a page are chosen as a file.
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
        This page does not contain the weights. Choose <code>{model.path}</code> from the directory
        of the run:{' '}
        <input
          type="file"
          accept=".bin"
          onChange={({ currentTarget }) => void take(currentTarget.files?.[0])}
        />
      </label>
      <span role="status">
        {fault !== null ? ` The file does not fit: ${fault}.` : isChosen ? ' Loaded.' : ''}
      </span>
    </div>
  );
}
