// A candidate's name that a person may click, to see it in all panels.
import { useSelection } from './panel.tsx';

export function CandidateButton({ candidateId }: { candidateId: string }) {
  const { selected, select } = useSelection();
  return (
    <button
      type="button"
      class="candidate-button"
      aria-pressed={selected === candidateId}
      onClick={() => select(selected === candidateId ? null : candidateId)}
    >
      {candidateId}
    </button>
  );
}
