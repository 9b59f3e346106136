// What the run took, batch by batch, and what was paid for it.

import { useMemo } from 'preact/hooks';
import { costLedger } from '../../analysis/cost-ledger.ts';
import type { Money, Spending } from '../../page-data.ts';
import { Nothing, Section } from '../panel.tsx';
import type { RunView } from '../run-view.ts';
import { Scroll } from '../scroll.tsx';
import { stageInWords } from '../stage-in-words.ts';
import { count, seconds, usd } from '../words.ts';

export function Cost({ view }: { view: RunView }) {
  const { batches, evaluations, head } = view.page;
  const { rows, total } = useMemo(() => costLedger(batches, evaluations), [batches, evaluations]);
  const isPaid = total.usd !== null;
  return (
    <Section
      id="cost"
      title="What it took"
      isWide
      lead="Of each batch, both arms together. Time is that of all trainings added up: setting up, training and scoring. What was known already took nothing and is not in it."
    >
      {head.money === null && !isPaid ? (
        <p class="note">
          On a machine of one’s own nothing is paid for by use; time is all it took.
        </p>
      ) : (
        head.money !== null && <Paid money={head.money} />
      )}
      {total.evaluations === 0 ? (
        <Nothing>No training has ended yet.</Nothing>
      ) : (
        <Scroll label="Cost of each batch" isTall>
          <table>
            <thead>
              <tr>
                <th scope="col">batch</th>
                {['trainings', 'examples', 'training time', 'share'].map((name) => (
                  <th scope="col" class="number" key={name}>
                    {name}
                  </th>
                ))}
                {isPaid && (
                  <th scope="col" class="number">
                    USD
                  </th>
                )}
              </tr>
            </thead>
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
                <th scope="row">all</th>
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
  const share = total.cpuSeconds > 0 ? (100 * row.cpuSeconds) / total.cpuSeconds : 0;
  return (
    <>
      <td class="number">{count(row.evaluations)}</td>
      <td class="number">{count(row.examples)}</td>
      <td class="number">{seconds(row.cpuSeconds)}</td>
      <td class="number">{share.toFixed(1)} %</td>
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
          <th scope="row">spent in all</th>
          <td class="number">{usd(spentUsd)}</td>
        </tr>
        <tr>
          <th scope="row">of a budget of</th>
          <td class="number">{usd(budgetUsd)}</td>
        </tr>
      </tbody>
    </table>
  );
}
