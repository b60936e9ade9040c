import type { ObjectiveView } from '../../../../shared/contract/objectives.ts';
import { burnText, windowText } from './objective-text.ts';
import css from './objectives.module.css';

/** The pairs of windows that alerts look at, and how fast each burns now. */
export function BurnTable({ objective: { burnRates } }: { objective: ObjectiveView }) {
  return (
    <section className={css.section} aria-label="Burn rates now">
      <div className="pane-head">
        <h2>Burns now</h2>
        <span className="sub cut">an alert fires while both windows are above</span>
      </div>
      <table className="table">
        <colgroup>
          <col style={{ width: '26%' }} />
        </colgroup>
        <thead>
          <tr>
            <th>Tells</th>
            <th className="right">Long</th>
            <th className="right">Burns</th>
            <th className="right">Short</th>
            <th className="right">Burns</th>
            <th className="right">Above</th>
          </tr>
        </thead>
        <tbody>
          {burnRates.map(({ longMs, shortMs, long, short, threshold, severity, firing }) => (
            <tr key={`${longMs} ${threshold}`}>
              <td>
                <span className={firing ? `tag ${severity === 'page' ? 'err' : 'warn'}` : 't2'}>
                  {severity}
                  {firing ? ' fires' : ''}
                </span>
              </td>
              <td className="right">{windowText(longMs)}</td>
              <td className={`right mono ${(long ?? 0) > threshold ? 'err' : ''}`}>{burnText(long)}</td>
              <td className="right">{windowText(shortMs)}</td>
              <td className={`right mono ${(short ?? 0) > threshold ? 'err' : ''}`}>{burnText(short)}</td>
              <td className="right mono">{threshold}×</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
