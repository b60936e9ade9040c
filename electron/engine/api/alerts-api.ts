import type { alertMethods, alertStreams } from '../../../shared/contract/alerts.ts';
import { TrivetError } from '../../../shared/contract/errors.ts';
import type { Handlers, Subscribers } from '../../../shared/rpc/server.ts';

type AlertsContract = { methods: typeof alertMethods; streams: typeof alertStreams };

const notBuilt = (): never => {
  throw new TrivetError('unavailable', 'not built yet');
};

/** Rules, their alerts, and what rules would have done. */
export function createAlertsApi() {
  const methods: Handlers<AlertsContract> = {
    'alerts.status': notBuilt,
    'alerts.courses': notBuilt,
    'alerts.backtest': notBuilt,
    'alerts.check': notBuilt,
    'alerts.readFile': notBuilt,
    'alerts.writeFile': notBuilt,
    'alerts.saveRule': notBuilt,
    'alerts.removeRule': notBuilt,
  };
  const streams: Subscribers<AlertsContract> = { 'alerts.live': notBuilt };
  return { methods, streams };
}
