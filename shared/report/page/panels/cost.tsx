// Trainings, examples, time and money of the run, per generation.

import { useMemo } from 'preact/hooks';
import { costLedger } from '../../analysis/cost-ledger.ts';
import type { Money, Spending } from '../../page-data.ts';
import { Nothing, Section } from '../panel.tsx';
import type { RunView } from '../run-view.ts';
import { Scroll } from '../scroll.tsx';
import { stageInWords } from '../stage-in-words.ts';
import { TableHead } from '../table-head.tsx';
import { count, seconds, share, usd } from '../words.ts';

export function Cost({ view }: { view: RunView }) {
  const { batches, evaluations, head } = view.page;
  const { rows, total } = useMemo(() => costLedger(batches, evaluations), [batches, evaluations]);
  const isPaid = total.usd !== null;
  const { words } = view;
  const isNetwork = head.data.isThere;
  return (
    <Section
      id="cost"
      title="Cost"
      isWide
      lead={`Evaluations, ${words.examples} and time per generation${isNetwork ? ' and per stage of the final phase' : ''}.`}
      help={[
        `The search and random search are added up. The time is the sum of ${isNetwork ? 'training and scoring' : 'all evaluations'} over all workers.`,
        'Cached results cost nothing and are not counted.',
      ]}
    >
      {head.money === null && !isPaid ? (
        <p class="note">No cloud charges are recorded for this run.</p>
      ) : (
        head.money !== null && <Paid money={head.money} />
      )}
      {total.evaluations === 0 ? (
        <Nothing>No {words.training} is finished yet.</Nothing>
      ) : (
        <Scroll label="Cost by generation" isTall>
          <table>
            <TableHead
              columns={[
                'stage',
                { number: `${words.training}s` },
                { number: words.examples },
                { number: 'time' },
                { number: 'share of time' },
                ...(isPaid ? [{ number: 'cost' }] : []),
              ]}
            />
            <tbody>
              {rows.map(({ batch, ...row }) => (
                <tr key={batch.batch}>
                  <th scope="row">{stageInWords(view.page, batch.batch)}</th>
                  <Cells row={row} total={total} />
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">total</th>
                <Cells row={total} total={total} />
              </tr>
            </tfoot>
          </table>
        </Scroll>
      )}
    </Section>
  );
}

function Cells({ row, total }: { row: Spending; total: Spending }) {
  const part = total.cpuSeconds > 0 ? row.cpuSeconds / total.cpuSeconds : 0;
  return (
    <>
      <td class="number">{count(row.evaluations)}</td>
      <td class="number">{count(row.examples)}</td>
      <td class="number">{seconds(row.cpuSeconds)}</td>
      <td class="number">{share(part)}</td>
      {total.usd !== null && <td class="number">{row.usd === null ? '–' : usd(row.usd)}</td>}
    </>
  );
}

function Paid({ money: { budgetUsd, spentUsd, lines } }: { money: Money }) {
  return (
    <table>
      <tbody>
        {lines.map(({ what, usd: amount }) => (
          <tr key={what}>
            <th scope="row">{what}</th>
            <td class="number">{usd(amount)}</td>
          </tr>
        ))}
        <tr>
          <th scope="row">total</th>
          <td class="number">{usd(spentUsd)}</td>
        </tr>
        <tr>
          <th scope="row">budget</th>
          <td class="number">{usd(budgetUsd)}</td>
        </tr>
      </tbody>
    </table>
  );
}
