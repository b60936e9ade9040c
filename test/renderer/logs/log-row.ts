import type { LogRow } from '../../../shared/contract/logs.ts';

/** A record with nothing special about it but what is given. */
export const logRow = (given: Partial<LogRow> = {}): LogRow => ({
  id: '1.1.1',
  timeUnixNano: 1n,
  severityNumber: 9,
  severityText: 'INFO',
  body: 'ready',
  format: 'unknown',
  attributes: [],
  traceId: '',
  spanId: '',
  entity: 'name:api',
  container: 'api',
  service: '',
  source: 'docker',
  stream: 'stdout',
  pattern: 0,
  truncated: false,
  ...given,
});
