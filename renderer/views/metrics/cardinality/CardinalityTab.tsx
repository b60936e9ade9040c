import { count } from '../../../../shared/model/format.ts';
import { Bar } from '../../../components/Bar.tsx';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { Skeleton } from '../../../components/LoadingBar.tsx';
import { ScrollRegion } from '../../../components/ScrollRegion.tsx';
import { useCall } from '../../../connection/use-call.ts';
import css from '../metrics.module.css';

const TOP = 30;
const REFRESH_MS = 15_000;
const VALUES_SHOWN = 4;

/** What takes the room: metrics with most series, labels with most values, and what a limit refused. */
export function CardinalityTab({ onMetric }: { onMetric(metric: string): void }) {
  const { data, error, refetch } = useCall('metrics.cardinality', { top: TOP }, { refetchMs: REFRESH_MS });
  if (error && !data) return <ErrorNote error={error} what="Cardinality" onRetry={() => void refetch()} />;
  if (!data) return <Skeleton rows={12} />;
  const most = Math.max(1, ...data.metrics.map(({ series }) => series));
  const metricButton = (name: string) => (
    <button type="button" className={`${css.cell} mono`} title={name} onClick={() => onMetric(name)}>
      {name}
    </button>
  );
  return (
    <ScrollRegion label="Cardinality">
      {data.refused.length > 0 ? (
        <section className={css.refused} aria-label="Refused">
          <h2 className="semi warn">New series are refused</h2>
          <table className="table">
            <thead>
              <tr>
                <th>Metric</th>
                <th className="right">Series kept</th>
                <th>Label that exploded</th>
                <th className="right">Its values</th>
              </tr>
            </thead>
            <tbody>
              {data.refused.map(({ name, series, label, values }) => (
                <tr key={name}>
                  <td>{metricButton(name)}</td>
                  <td className="right">{count(series)}</td>
                  <td className="mono">{label === '' ? '—' : label}</td>
                  <td className="right">{count(values)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className="t2">
            Leave the label out at its source, or drop it with metric_relabel_configs. A label should have few
            values: no ids, no addresses, no times.
          </p>
        </section>
      ) : null}
      <div className={css.cardinality}>
        <section aria-label="Metrics with most series">
          <div className="pane-head">
            <h2>Metrics</h2>
            <span className="sub">{count(data.series)} series in all</span>
          </div>
          <table className="table dense">
            <thead>
              <tr>
                <th>Metric</th>
                <th style={{ width: 120 }}>
                  <span className="visually-hidden">Share</span>
                </th>
                <th className="right" style={{ width: 90 }}>
                  Series
                </th>
              </tr>
            </thead>
            <tbody>
              {data.metrics.map(({ name, series }) => (
                <tr key={name}>
                  <td>{metricButton(name)}</td>
                  <td>
                    <Bar part={(series / most) * 0.79} width={100} label={`${name}: ${series} series`} />
                  </td>
                  <td className="right">{count(series)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
        <section aria-label="Labels with most values">
          <div className="pane-head">
            <h2>Labels</h2>
            <span className="sub">by how many values they have</span>
          </div>
          <table className="table dense">
            <thead>
              <tr>
                <th style={{ width: '34%' }}>Label</th>
                <th className="right" style={{ width: 80 }}>
                  Values
                </th>
                <th>Commonest, with their series</th>
              </tr>
            </thead>
            <tbody>
              {data.labels.map(({ name, values, top }) => {
                const text = top
                  .slice(0, VALUES_SHOWN)
                  .map((each) => `${each.value} ${count(each.series)}`)
                  .join(', ');
                return (
                  <tr key={name}>
                    <td className="mono" title={name}>
                      {name}
                    </td>
                    <td className="right">{count(values)}</td>
                    <td className="t2" title={text}>
                      {text}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </section>
      </div>
    </ScrollRegion>
  );
}
