import { TrivetError } from '../../../shared/contract/errors.ts';
import type { objectiveMethods } from '../../../shared/contract/objectives.ts';
import type { Handlers } from '../../../shared/rpc/server.ts';

const notBuilt = (): never => {
  throw new TrivetError('unavailable', 'not built yet');
};

/** What was promised, and how much of the budget for breaking it is left. */
export function createObjectivesApi() {
  const methods: Handlers<{ methods: typeof objectiveMethods; streams: Record<never, never> }> = {
    'objectives.list': notBuilt,
    'objectives.budget': notBuilt,
    'objectives.rules': notBuilt,
  };
  return { methods };
}
