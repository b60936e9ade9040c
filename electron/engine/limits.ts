import { defaultLimits } from './formats/limits.ts';
import { MOST_BYTES_IN_FLIGHT } from './receivers/receivers.ts';
import { defaultBodyLimits } from './receivers/request-body.ts';

/** What a request and an item may hold, by name, for people; beyond it things are refused or cut and counted. */
export const limitsInForce: [name: string, value: number][] = [
  ['Request body, bytes', defaultBodyLimits.bytes],
  ['Request body compressed, bytes', defaultBodyLimits.compressedBytes],
  ['Requests in flight over all receivers, bytes', MOST_BYTES_IN_FLIGHT],
  ['Items in a request', defaultLimits.items],
  ['Attributes of an item', defaultLimits.attributesPerItem],
  ['Attribute key, bytes', defaultLimits.keyBytes],
  ['Attribute value, bytes', defaultLimits.valueBytes],
  ['Events and links of a span, each', defaultLimits.eventsPerSpan],
  ['JSON nested, levels', defaultLimits.jsonDepth],
];
