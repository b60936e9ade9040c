import { Link } from 'wouter';
import { CopyLines, EmptyState } from '../../../components/EmptyState.tsx';
import { useCall } from '../../../connection/use-call.ts';
import { useViewHref } from '../../../time/url-state.ts';
import { useTimeRange } from '../../../time/use-time-range.ts';
import { exampleObjective, ratioExample } from './example-objective.ts';

/** There is no objective yet: what one is, and one that fits a service that is here. */
export function ObjectivesEmpty() {
  const href = useViewHref();
  const service = usePresentService();
  return (
    <EmptyState title="No objectives yet">
      <p>
        An objective says which part of a service’s work is to be good over a time: 99.5 % of calls without an
        error in 7 days. What may go wrong is its error budget. Here you see what is left of it, how fast it
        burns and what burns it; alerts tell when it burns too fast, by the windows of Google’s SRE workbook.
      </p>
      <p>
        Put this into a file and name it in{' '}
        <Link href={href('/settings', { section: 'alerts' })}>Settings, Alerts</Link>, or save it as a file in
        the folder <code>rules</code> of the data directory. Files are read again when they change, and{' '}
        <code>trivet objectives rules FILE</code> prints the rules for any other Prometheus.
        {service === null
          ? ' Spans of a service are measured as they arrive.'
          : ` ${service} is a service that sends spans here.`}
      </p>
      <CopyLines caption="objectives.yml" text={exampleObjective(service ?? 'api')} />
      <p>
        The names are OpenSLO’s. In the place of <code>x-spans</code> an indicator may be the lines of logs (
        <code>x-logs</code>: container or service, levels or search), a <code>thresholdMetric</code>, or any
        counters:
      </p>
      <CopyLines caption="an indicator by PromQL" text={ratioExample} />
    </EmptyState>
  );
}

/** One that was measured in the range; of several the first by name. */
function usePresentService(): string | null {
  const { window } = useTimeRange();
  const { data } = useCall('metrics.labelValues', {
    startMs: window.startMs,
    endMs: window.endMs,
    label: 'service',
    selectors: [[{ name: '__name__', op: '=', value: 'traces_spanmetrics_calls_total' }]],
    limit: 100,
  });
  return data?.values.find((value) => !value.startsWith('…')) ?? null;
}
