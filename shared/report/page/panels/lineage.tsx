// The lineage: the picture of all candidates of the search, and a path through it as a list.
import { useMemo, useState } from 'preact/hooks';
import { type Candidate, lineageOf, pathToFirstAncestor } from '../../analysis/lineage.ts';
import { CandidateButton } from '../candidate-button.tsx';
import { Nothing, Section, useSelection } from '../panel.tsx';
import type { RunView } from '../run-view.ts';
import { count, value } from '../words.ts';
import { CandidateSearch } from './candidate-search.tsx';
import { edgeInWords } from './edge-in-words.ts';
import { leadInWords, leadingCandidate } from './leading-candidate.ts';
import { LineagePicture } from './lineage-picture.tsx';

export function LineagePanel({ view }: { view: RunView }) {
  const { selected } = useSelection();
  const { head } = view.page;
  const lineage = useMemo(() => lineageOf(view.byCandidate, view.search), [view]);
  const mine = useMemo(() => [...lineage.values()].filter(({ arm }) => arm === 'main'), [lineage]);
  const lead = useMemo(() => leadingCandidate(view, lineage), [view, lineage]);
  const path = useMemo(
    () => (lead === null ? [] : pathToFirstAncestor(lineage, lead.candidateId)),
    [lineage, lead],
  );
  const chosen = selected === null ? undefined : lineage.get(selected);
  const ofChosen = useMemo(
    () => (chosen === undefined ? [] : pathToFirstAncestor(lineage, chosen.candidateId)),
    [lineage, chosen],
  );
  const whose = leadInWords(view);
  return (
    <Section
      id="lineage"
      title="Lineage"
      lead="Parents and children by generation from left to right, with the better candidates of each generation higher."
      help={[
        `The thick line is the path from the first ancestor to ${whose}.`,
        'A genome that is kept unchanged and evaluated again is a further point.',
        ...(head.hasBaseline ? ['Random search has no parents and is not shown.'] : []),
      ]}
      isWide
    >
      {mine.length === 0 ? (
        <Nothing>No candidate is planned yet.</Nothing>
      ) : (
        <>
          <CandidateSearch lineage={lineage} />
          <div class="beside">
            <LineagePicture {...{ view, lineage, candidates: mine, path }} />
            <div class="aside">
              <h3>Path to {whose}</h3>
              <Steps path={path} view={view} />
              {chosen !== undefined && chosen.candidateId !== lead?.candidateId && (
                <>
                  <h3>Path to {chosen.candidateId}</h3>
                  <Steps path={ofChosen} view={view} />
                </>
              )}
            </div>
          </div>
          <p class="note">
            {count(mine.length)} candidates of the search
            {head.config.finalPhase === null ? '' : ' and the final phase'}.
          </p>
        </>
      )}
    </Section>
  );
}

function Steps({ path, view }: { path: readonly Candidate[]; view: RunView }) {
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? path : path.slice(-30);
  return (
    <>
      {shown.length < path.length && (
        <button type="button" onClick={() => setWhole(true)}>
          Show {count(path.length - shown.length)} earlier steps
        </button>
      )}
      <ol class="steps" start={path.length - shown.length + 1}>
        {shown.map((candidate) => (
          <li key={candidate.candidateId}>
            <span class="edge">{edgeInWords(candidate)}:</span>{' '}
            <CandidateButton candidateId={candidate.candidateId} />{' '}
            {value(candidate.fitness, view.objective)}
          </li>
        ))}
      </ol>
    </>
  );
}
