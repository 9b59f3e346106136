// Finds a candidate by its name, and clears the selection.
import { useState } from 'preact/hooks';
import type { Lineage } from '../../analysis/lineage.ts';
import { useSelection } from '../panel.tsx';

export function CandidateSearch({ lineage }: { lineage: Lineage }) {
  const { selected, select } = useSelection();
  const [text, setText] = useState('');
  const [said, say] = useState('');
  const find = (event: Event) => {
    event.preventDefault();
    const wanted = text.trim();
    const found = lineage.has(wanted)
      ? wanted
      : [...lineage.keys()].find((id) => wanted !== '' && id.includes(wanted));
    if (found !== undefined) select(found);
    say(found === undefined ? `No candidate matches ${wanted}.` : selectedInWords(found));
  };
  const selectedInWords = (id: string) =>
    lineage.get(id)?.arm === 'baseline'
      ? `${id} is selected. It belongs to random search, which has no lineage.`
      : `${id} is selected.`;
  return (
    <form class="controls" onSubmit={find}>
      <label for="candidate-search">Find a candidate</label>
      <input
        id="candidate-search"
        type="search"
        size={16}
        value={text}
        placeholder="g0-0"
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
      <button type="submit">Find</button>
      {selected !== null && (
        <button type="button" onClick={() => select(null)}>
          Clear selection
        </button>
      )}
      <span role="status">{said}</span>
    </form>
  );
}
