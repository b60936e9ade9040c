import { Fragment } from 'react';
import { Link } from 'wouter';
import type { Offender } from '../../../../shared/contract/objectives.ts';
import { count, percent, quantityText } from '../../../../shared/model/format.ts';
import css from './objectives.module.css';

/** What burnt the budget in the range, by each label that tells it apart, with where to look. */
export function Offenders({ offenders }: { offenders: Offender[] }) {
  const byLabel = Map.groupBy(offenders, ({ labels: [first] }) => first?.[0] ?? '');
  return (
    <section className={css.section} aria-label="Worst offenders">
      <div className="pane-head">
        <h2>Worst offenders</h2>
        <span className="sub cut">in this range</span>
      </div>
      {offenders.length === 0 ? <p className={css.note}>Nothing was bad in this range.</p> : null}
      {[...byLabel].map(([label, rows]) => (
        <Fragment key={label}>
          <h3 className={css.by}>by {label}</h3>
          <table className="table">
            <colgroup>
              <col />
              <col style={{ width: 72 }} />
              <col style={{ width: 84 }} />
              <col style={{ width: 72 }} />
              <col style={{ width: 104 }} />
            </colgroup>
            <tbody>
              {rows.map((row) => (
                <OffenderRow key={row.labels[0]?.[1] ?? ''} offender={row} />
              ))}
            </tbody>
          </table>
        </Fragment>
      ))}
    </section>
  );
}

function OffenderRow({
  offender: { labels, bad, total, share, tracesPath, logsPath },
}: {
  offender: Offender;
}) {
  const value = labels[0]?.[1] ?? '';
  return (
    <tr>
      <td className="mono cut" title={value}>
        {value === '' ? <span className="t3">without</span> : <bdi>{value}</bdi>}
      </td>
      <td className="right err" title="bad">
        {count(Math.round(bad))}
      </td>
      <td className="right t2">of {count(Math.round(total))}</td>
      <td className="right" title="of everything bad">
        {quantityText(percent(share * 100))}
      </td>
      <td className={css.links}>
        {tracesPath ? (
          <Link href={tracesPath} aria-label={`Traces of ${value}`}>
            Traces
          </Link>
        ) : null}
        {logsPath ? (
          <Link href={logsPath} aria-label={`Logs of ${value}`}>
            Logs
          </Link>
        ) : null}
      </td>
    </tr>
  );
}
