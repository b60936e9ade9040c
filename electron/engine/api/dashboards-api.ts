import type { dashboardMethods, dashboardStreams } from '../../../shared/contract/dashboards.ts';
import { TrivetError } from '../../../shared/contract/errors.ts';
import type { Handlers, Subscribers } from '../../../shared/rpc/server.ts';
import type { EngineContext } from '../engine.ts';

const notYet = (): never => {
  throw new TrivetError('unavailable', 'not built yet');
};

export function createDashboardsApi(_context: EngineContext) {
  const methods: Handlers<{ methods: typeof dashboardMethods; streams: Record<never, never> }> = {
    'dashboards.list': notYet,
    'dashboards.get': notYet,
    'dashboards.save': notYet,
    'dashboards.delete': notYet,
  };
  const streams: Subscribers<{ methods: Record<never, never>; streams: typeof dashboardStreams }> = {
    'dashboards.live': notYet,
  };
  return { methods, streams };
}
