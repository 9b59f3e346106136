// One candidate in full: its network as a drawing, its mutations, and all of its evaluations.
import { useMemo } from 'preact/hooks';
import { listDrawings, otherGenes } from '../../analysis/genome-drawing.ts';
import { type Candidate, type Lineage, lineageOf } from '../../analysis/lineage.ts';
import { spendingOf } from '../../analysis/spending.ts';
import { standings } from '../../analysis/standings.ts';
import type { EvaluationRow, GenomeRow } from '../../page-data.ts';
import { armInWords } from '../arm-words.ts';
import { CandidateButton } from '../candidate-button.tsx';
import { Nothing, Section, useSelection } from '../panel.tsx';
import type { RunView } from '../run-view.ts';
import { Scroll } from '../scroll.tsx';
import { stageInWords } from '../stage-in-words.ts';
import { TableHead } from '../table-head.tsx';
import {
  count,
  countOf,
  flops,
  gene as formatted,
  seconds,
  shapeLines,
  value,
  valueWithError,
} from '../words.ts';
import { edgeInWords } from './edge-in-words.ts';
import { GenomeFigure } from './genome-figure.tsx';
import { leadInWords, leadingCandidate } from './leading-candidate.ts';
import { NetworkDrawing } from './network-drawing.tsx';

export function CandidatePanel({ view }: { view: RunView }) {
  const { selected } = useSelection();
  const lineage = useMemo(() => lineageOf(view.byCandidate, view.search), [view]);
  const lead = useMemo(() => leadingCandidate(view, lineage), [view, lineage]);
  const candidate = lineage.get(selected ?? '') ?? lead;
  const genome = candidate === null ? undefined : view.page.genomes[candidate.genomeHash];
  const isLead = candidate?.candidateId === lead?.candidateId;
  return (
    <Section
      id="candidate"
      title={candidate === null ? 'Candidate' : `Candidate ${candidate.candidateId}`}
      lead={`Genome, parents, children and all evaluations of ${isLead ? leadInWords(view) : 'the selected candidate'}.`}
      help={[
        'Select another candidate in any panel.',
        ...(view.page.head.data.isThere
          ? ['The drawing shows the network. It does not show the trained weights.']
          : []),
        'A genome that is kept is evaluated again under other candidate names; the table lists all of its evaluations.',
      ]}
      isWide
    >
      {candidate === null || genome === undefined ? (
        <Nothing>No candidate is planned yet.</Nothing>
      ) : (
        <>
          <Facts {...{ candidate, genome, view, lineage }} />
          <Architecture genome={genome} view={view} />
          <Evaluations candidate={candidate} view={view} />
        </>
      )}
    </Section>
  );
}

function Facts({
  candidate,
  genome,
  view,
  lineage,
}: {
  candidate: Candidate;
  genome: GenomeRow;
  view: RunView;
  lineage: Lineage;
}) {
  const { arm, batch, parents, children, genomeHash } = candidate;
  const standing = standings(view.search.filter((row) => row.genomeHash === genomeHash)).get(
    genomeHash,
  );
  const born = children.filter((id) => !isOfFinish(lineage.get(id), view));
  return (
    <dl class="facts">
      <div>
        <dt>Origin</dt>
        <dd>
          {stageInWords(view.page, batch)}, {armInWords(arm)}
        </dd>
      </div>
      <div>
        <dt>{view.objective.name}</dt>
        <dd>
          {value(standing?.mean, view.objective)}, mean of{' '}
          {countOf(standing?.values.length ?? 0, 'evaluation')} in the search
        </dd>
      </div>
      {genome.parameters !== null && (
        <div>
          <dt>Size</dt>
          <dd>
            {count(genome.parameters)} parameters
            {genome.forwardFlops !== null && `, ${flops(genome.forwardFlops)} per prediction`}
          </dd>
        </div>
      )}
      <div>
        <dt>Parents</dt>
        <dd>
          {parents.map((parent) => (
            <CandidateButton key={parent} candidateId={parent} />
          ))}{' '}
          {edgeInWords(candidate)}
        </dd>
      </div>
      <div>
        <dt>Children</dt>
        <dd>
          {born.length === 0 && 'none'}
          {born.slice(0, 12).map((child) => (
            <CandidateButton key={child} candidateId={child} />
          ))}
          {born.length > 12 && ` and ${count(born.length - 12)} more`}
        </dd>
      </div>
    </dl>
  );
}

function Architecture({ genome, view }: { genome: GenomeRow; view: RunView }) {
  const { space } = view.page.head.config;
  const { data } = view.page.head;
  const others = otherGenes(space, genome.genome);
  return (
    <div class="network">
      {genome.network === undefined ? (
        listDrawings(space, genome.genome).map((drawing) => (
          <GenomeFigure key={drawing.list} drawing={drawing} />
        ))
      ) : (
        <NetworkDrawing figure={genome.network} input={shapeLines(data.shape)} />
      )}
      {others.length > 0 && (
        <table class="genes">
          <caption class="caption">Other genes</caption>
          <tbody>
            {others.map(([name, gene]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{formatted(gene)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

/** A genome that is kept is evaluated again under other candidates' names. */
function Evaluations({ candidate, view }: { candidate: Candidate; view: RunView }) {
  const rows = view.page.evaluations.filter((row) => row.genomeHash === candidate.genomeHash);
  const isNetwork = view.page.head.data.isThere;
  return (
    <Scroll label="Evaluations of this genome">
      <table>
        <caption class="caption">
          Evaluations of this genome
          {isNetwork && ', final phase included; ± is the binomial SE of a score'}
        </caption>
        <TableHead
          columns={[
            'stage',
            'candidate',
            'replicate',
            view.words.examples,
            'status',
            ...view.page.head.objectives.map(({ name }) => name),
            ...(isNetwork ? ['training loss'] : []),
            'time',
          ]}
        />
        <tbody>
          {rows.map((row) => (
            <Evaluation key={row.index} row={row} view={view} />
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Evaluation({ row, view }: { row: EvaluationRow; view: RunView }) {
  const { training, countError } = row;
  const isKnown = row.dispatch === 'known' ? 'cached' : '–';
  return (
    <tr>
      <td>{stageInWords(view.page, row.batch)}</td>
      <td>{row.candidateId}</td>
      <td>{row.replicate}</td>
      <td>{count(row.examples)}</td>
      <td>{row.status ?? 'running'}</td>
      {view.page.head.objectives.map((objective, place) => (
        <td key={objective.name}>
          {valueWithError(
            row.values[place] ?? Number.NaN,
            place === 0 ? countError : null,
            objective,
          )}
        </td>
      ))}
      {view.page.head.data.isThere && <td>{row.loss === null ? '–' : formatted(row.loss)}</td>}
      <td>{training === null ? isKnown : seconds(spendingOf(row).cpuSeconds)}</td>
    </tr>
  );
}

function isOfFinish(candidate: Candidate | undefined, { page }: RunView): boolean {
  return candidate !== undefined && page.batches[candidate.batch]?.phase === 'final';
}
