import type { alertMethods, alertStreams } from '../../../shared/contract/alerts.ts';
import { TrivetError } from '../../../shared/contract/errors.ts';
import type { Handlers, Subscribers } from '../../../shared/rpc/server.ts';
import type { EngineContext } from '../engine.ts';
import { createRuleTrialHandlers } from './rule-trial-api.ts';

type AlertsContract = { methods: typeof alertMethods; streams: typeof alertStreams };

const notBuilt = (): never => {
  throw new TrivetError('unavailable', 'not built yet');
};

/** Rules, their alerts, and what rules would have done. */
export function createAlertsApi(context: EngineContext) {
  const { alerts } = context;
  const methods: Handlers<AlertsContract> = {
    'alerts.status': () => alerts.status(),
    'alerts.courses': notBuilt,
    ...createRuleTrialHandlers(context),
    'alerts.check': notBuilt,
    'alerts.readFile': notBuilt,
    'alerts.writeFile': notBuilt,
  };
  const streams: Subscribers<AlertsContract> = {
    'alerts.live': (_params, sink) => {
      sink.emit(alerts.status());
      return alerts.onChange.on(() => sink.emit(alerts.status()));
    },
  };
  return { methods, streams };
}
