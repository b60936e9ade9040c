import type { alertMethods, alertStreams } from '../../../shared/contract/alerts.ts';
import { ENTITY_LABEL, type Matcher, METRIC_NAME } from '../../../shared/model/series.ts';
import type { Handlers, Subscribers } from '../../../shared/rpc/server.ts';
import { alertCourses } from '../alerts/manager/courses.ts';
import { RuleFileAccess } from '../alerts/manager/rule-file-access.ts';
import type { EngineContext } from '../engine.ts';
import { createRuleTrialHandlers } from './rule-trial-api.ts';
import { flushForRange } from './series-api.ts';

type AlertsContract = { methods: typeof alertMethods; streams: typeof alertStreams };

/** Rules, their alerts, and what rules would have done. */
export function createAlertsApi(context: EngineContext) {
  const { alerts, store } = context;
  const files = new RuleFileAccess(alerts);
  const methods: Handlers<AlertsContract> = {
    'alerts.status': () => alerts.status(),
    'alerts.courses': async ({ startMs, endMs, limit, ...asked }, { signal }) => {
      await flushForRange(context, endMs);
      const selection = { matchers: courseMatchers(asked), startMs, endMs };
      return alertCourses(await store.read('promql.select', selection, { signal }), endMs, limit);
    },
    ...createRuleTrialHandlers(context),
    'alerts.check': ({ text }) => alerts.check(text),
    'alerts.readFile': ({ path }) => files.read(path),
    'alerts.writeFile': ({ path, text, version }) => files.write(path, text, version),
  };
  const streams: Subscribers<AlertsContract> = {
    'alerts.live': (_params, sink) => {
      sink.emit(alerts.status());
      return alerts.onChange.on(() => sink.emit(alerts.status()));
    },
  };
  return { methods, streams };
}

interface AskedCourses {
  name?: string | undefined;
  labels: [name: string, value: string][];
  entity?: string | undefined;
}

const courseMatchers = ({ name, labels, entity }: AskedCourses): Matcher[] => [
  { name: METRIC_NAME, op: '=', value: 'ALERTS' },
  ...(name === undefined ? [] : [{ name: 'alertname', op: '=' as const, value: name }]),
  ...labels.map(([label, value]) => ({ name: label, op: '=' as const, value })),
  ...(entity === undefined ? [] : [{ name: ENTITY_LABEL, op: '=' as const, value: entity }]),
];
