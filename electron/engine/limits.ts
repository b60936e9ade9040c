import type { Settings } from '../../shared/contract/settings.ts';
import { defaultLimits } from './formats/limits.ts';
import { SERIES_LIMITS } from './metrics/metric-appender.ts';
import { MOST_BYTES_IN_FLIGHT } from './receivers/receivers.ts';
import { defaultBodyLimits } from './receivers/request-body.ts';

/** What a request and an item may hold, by name, for people; beyond it things are refused or cut and counted. */
export const limitsInForce = ({ spanLimits }: Settings): [name: string, value: number][] => [
  ['Request body, bytes', defaultBodyLimits.bytes],
  ['Request body compressed, bytes', defaultBodyLimits.compressedBytes],
  ['Requests in flight over all receivers, bytes', MOST_BYTES_IN_FLIGHT],
  ['Items in a request', defaultLimits.items],
  ['Attributes of an item', spanLimits.attributes],
  ['Attribute key, bytes', spanLimits.keyBytes],
  ['Attribute value, bytes', spanLimits.valueBytes],
  ['Events of a span', spanLimits.events],
  ['Links of a span', spanLimits.links],
  ['JSON nested, levels', defaultLimits.jsonDepth],
  ['Series of a metric', SERIES_LIMITS.perName],
  ['Series in all', SERIES_LIMITS.inAll],
];
