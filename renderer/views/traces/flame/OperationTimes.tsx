import { useMemo } from 'react';
import type { AggregateFlame } from '../../../../shared/contract/trace-answers.ts';
import { count, duration, percent } from '../../../../shared/model/format.ts';
import { Name } from '../../../components/Name.tsx';
import { Quantity } from '../../../components/Quantity.tsx';
import { durationText } from '../figures.ts';
import { type OperationTime, operationTimes } from './flame-rows.ts';
import css from './flame-tab.module.css';

const MOST = 100;

interface OperationTimesProps {
  flame: AggregateFlame;
  onOpen(row: OperationTime): void;
}

/** The graph as a list: operations by the time spent in themselves, whichever path led there. */
export function OperationTimes({ flame, onOpen }: OperationTimesProps) {
  const rows = useMemo(() => operationTimes(flame), [flame]);
  const all = rows.reduce((sum, { selfNano }) => sum + selfNano, 0);
  return (
    <>
      <div className="pane-head">
        <h2>Time in itself</h2>
        <span className="sub">by trace, {count(rows.length)} operations</span>
      </div>
      <div className="scroll">
        <table className="table dense" aria-label="Operations by time in itself">
          <colgroup>
            <col />
            <col style={{ width: 76 }} />
            <col style={{ width: 64 }} />
            <col style={{ width: 72 }} />
          </colgroup>
          <thead>
            <tr>
              <th>Operation</th>
              <th className="right">Itself</th>
              <th className="right">Share</th>
              <th className="right">Calls</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, MOST).map((row) => (
              <tr key={`${row.service}\u0000${row.name}`}>
                <td>
                  <button
                    type="button"
                    className={css.operation}
                    title={`Traces of ${row.service} ${row.name}`}
                    onClick={() => onOpen(row)}
                  >
                    <Name name={row.service} />
                    <span className="cut">{row.name}</span>
                  </button>
                </td>
                <td className="right">
                  <Quantity
                    of={duration(row.selfNano / Math.max(1, flame.traces))}
                    exact={`${durationText(row.selfNano)} in all`}
                  />
                </td>
                <td className="right">
                  <Quantity of={percent(all > 0 ? (row.selfNano / all) * 100 : null)} />
                </td>
                <td className="right t2">{count(Math.round(row.count))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
