import { Link, useLocation } from 'wouter';
import type { RedRow } from '../../../shared/contract/trace-answers.ts';
import type { ServiceRed } from '../../../shared/contract/traces.ts';
import { count, duration, percent, quantityText, significant } from '../../../shared/model/format.ts';
import { serviceQuery } from '../../../shared/trace-query/printer.ts';
import { colourOf } from '../../components/colours.ts';
import { CopyLines } from '../../components/EmptyState.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { Skeleton } from '../../components/LoadingBar.tsx';
import { Name } from '../../components/Name.tsx';
import { Quantity } from '../../components/Quantity.tsx';
import { Sparkline } from '../../components/Sparkline.tsx';
import { useLive } from '../../connection/use-stream.ts';
import { otlpLines } from '../../telemetry/send-lines.ts';
import { useViewHref } from '../../time/url-state.ts';
import { useTimeRange } from '../../time/use-time-range.ts';
import classes from './overview.module.css';

interface ServicesTableProps {
  services: RedRow[];
  before: ServiceRed[];
  loaded: boolean;
  error: Error | null;
}

const SLOWER = 2;
const ALARMING_PERCENT = 1;

/** Rate, errors and duration of each service over the range, and how its p95 compares with the range before. */
export function ServicesTable({ services, before, loaded, error }: ServicesTableProps) {
  const { window } = useTimeRange();
  const href = useViewHref();
  const [, navigate] = useLocation();
  const seconds = (window.endMs - window.startMs) / 1000;
  return (
    <section className="pane edge-left" aria-label="Services">
      <div className="pane-head">
        <h2>Services</h2>
        <span className="sub wide-only">rate, errors, duration over the range</span>
        <span className="grow" />
        <Link href={href('/traces', { tab: 'map' })}>Map</Link>
        <Link href={href('/traces', { tab: 'services' })}>Services</Link>
      </div>
      {error ? <ErrorNote error={error} what="Services" /> : null}
      {!loaded && !error ? <Skeleton rows={5} /> : null}
      {loaded && services.length === 0 ? <NoServices /> : null}
      {services.length > 0 ? (
        <div className="scroll">
          <table className="table">
            <colgroup>
              <col />
              <col style={{ width: 76 }} />
              <col className={classes.roomy} style={{ width: 76 }} />
              <col style={{ width: 76 }} />
              <col style={{ width: 76 }} />
              <col style={{ width: 76 }} />
              <col style={{ width: 76 }} />
              <col className="wide-only" style={{ width: 100 }} />
              <col className="wide-only" style={{ width: 72 }} />
            </colgroup>
            <thead>
              <tr>
                <th>Service</th>
                <th className="right">Rate</th>
                <th className={classes.roomy} aria-label="Rate over the range" />
                <th className="right">Errors</th>
                <th className="right">p50</th>
                <th className="right">p95</th>
                <th className="right">p99</th>
                <th className="wide-only">p95 in range</th>
                <th className="right wide-only" title="p95 against the range before">
                  change
                </th>
              </tr>
            </thead>
            <tbody>
              {[...services]
                .sort(
                  (a, b) =>
                    b.errors / Math.max(1, b.calls) - a.errors / Math.max(1, a.calls) || b.calls - a.calls,
                )
                .map((red) => (
                  <ServiceRow
                    key={red.service}
                    red={red}
                    seconds={seconds}
                    past={before.find(({ service }) => service === red.service)}
                    onOpen={() => navigate(href('/traces', { q: serviceQuery(red.service) }))}
                  />
                ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </section>
  );
}

interface ServiceRowProps {
  red: RedRow;
  past: ServiceRed | undefined;
  seconds: number;
  onOpen(): void;
}

function ServiceRow({ red, past, seconds, onOpen }: ServiceRowProps) {
  const { service, calls, errors, p50Nano, p95Nano, p99Nano } = red;
  const share = calls > 0 ? (errors / calls) * 100 : 0;
  const pastShare = past && past.calls > 0 ? (past.errors / past.calls) * 100 : null;
  const factor = p95Nano && past?.p95Nano ? p95Nano / past.p95Nano : null;
  const was = pastShare === null ? '' : `, ${quantityText(percent(pastShare))} in the range before`;
  return (
    <tr>
      <td>
        <button type="button" onClick={onOpen} title={`Traces of ${service}`}>
          <Name name={service} className="med" />
        </button>
      </td>
      <td className="right" title={`${count(calls)} calls`}>
        <Quantity of={{ value: significant(calls / seconds), unit: '/s' }} />
      </td>
      <td className={classes.roomy}>
        <Sparkline values={red.callsByStep} width={60} height={16} colour="var(--t3)" />
      </td>
      <td className="right" title={`${count(errors)} of ${count(calls)} calls${was}`}>
        <span className={share >= ALARMING_PERCENT ? 'err' : ''}>
          <Quantity of={percent(share)} />
        </span>
      </td>
      <td className="right">
        <Quantity of={duration(p50Nano)} />
      </td>
      <td className={`right ${factor !== null && factor >= SLOWER ? 'warn' : ''}`}>
        <Quantity of={duration(p95Nano)} />
      </td>
      <td className="right">
        <Quantity of={duration(p99Nano)} />
      </td>
      <td className="wide-only">
        <Sparkline
          values={red.p95ByStep.map((nano) => nano / 1e6)}
          width={84}
          height={16}
          colour={colourOf(service)}
          least={0.001}
        />
      </td>
      <td className="right t2 wide-only">
        {factor !== null && (factor >= 1.2 || factor <= 0.8) ? (
          `×${significant(factor)}`
        ) : (
          <span className="t3">—</span>
        )}
      </td>
    </tr>
  );
}

function NoServices() {
  const status = useLive('app.status', {});
  return (
    <div className={`${classes.note} scroll`}>
      <p>No spans in this range. To send some, start an app with:</p>
      <CopyLines caption="Any OpenTelemetry SDK" text={otlpLines(status?.receivers ?? [], 'my-app')} />
    </div>
  );
}
