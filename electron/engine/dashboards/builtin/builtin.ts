import type { Dashboard } from '../../../../shared/dashboards/model.ts';
import { business } from './business.ts';
import { dockerHosts } from './docker-hosts.ts';
import { oneContainer } from './one-container.ts';
import { red } from './red.ts';
import { trivetItself } from './trivet-itself.ts';
import { use } from './use.ts';

/** The dashboards that are there from the beginning, by id. */
export const builtinDashboards: ReadonlyMap<string, Dashboard> = new Map([
  ['builtin:docker-hosts', dockerHosts],
  ['builtin:container', oneContainer],
  ['builtin:services', red],
  ['builtin:host', use],
  ['builtin:business', business],
  ['builtin:trivet', trivetItself],
]);
