import { type CSSProperties, useMemo } from 'react';
import { duration, significant } from '../../../../shared/model/format.ts';
import { colourOf } from '../../../components/colours.ts';
import { Name } from '../../../components/Name.tsx';
import { Quantity } from '../../../components/Quantity.tsx';
import { useCall } from '../../../connection/use-call.ts';
import { narrowed } from '../search/narrowed.ts';
import type { Selection } from '../search/selection.ts';
import type { TraceSearch } from '../search/use-trace-search.ts';
import css from './difference.module.css';
import { serviceTimes } from './time-shares.ts';

const MOST = 12;

/** Which services' own work makes the selected traces longer, by trace. */
export function TimeShares({ search, selection }: { search: TraceSearch; selection: Selection }) {
  const inside = useCall('traces.flame', narrowed(search.coarseFilter, selection));
  const all = useCall('traces.flame', search.coarseFilter);
  const times = useMemo(
    () => (inside.data && all.data ? serviceTimes(inside.data, all.data).slice(0, MOST) : []),
    [inside.data, all.data],
  );
  if (times.length === 0) return null;
  const most = Math.max(1, ...times.map((time) => time.inside));
  const partial = inside.data?.truncated || all.data?.truncated;
  return (
    <section className={css.time}>
      <div className="pane-head">
        <h2>Where their time goes</h2>
        <span className="grow" />
        <span className="sub">self time a trace{partial ? ', of the newest' : ''}</span>
      </div>
      <table className="table dense">
        <colgroup>
          <col />
          <col style={{ width: '22%' }} />
          <col style={{ width: 68 }} />
          <col style={{ width: 68 }} />
          <col style={{ width: 60 }} />
        </colgroup>
        <thead>
          <tr>
            <th>Service</th>
            <th aria-label="Inside" />
            <th className="right">inside</th>
            <th className="right">outside</th>
            <th className="right">ratio</th>
          </tr>
        </thead>
        <tbody>
          {times.map((time) => (
            <tr key={time.service}>
              <td>
                <Name name={time.service} />
              </td>
              <td>
                <span
                  className={css.timeBar}
                  style={
                    {
                      width: `${(time.inside / most) * 100}%`,
                      '--c': colourOf(time.service),
                    } as CSSProperties
                  }
                />
              </td>
              <td className="right">
                <Quantity of={duration(time.inside)} />
              </td>
              <td className="right">
                <Quantity of={duration(time.outside)} />
              </td>
              <td className="right t2">{time.ratio === null ? '—' : `×${significant(time.ratio)}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
