import type { ServiceOperations } from '../../../shared/contract/traces.ts';
import { formatTraceQuery } from './trace-query.ts';

const MOST = 50;

/** Whole conditions that begin as the line does: services, operations, and the words of the query itself. */
export function completions(draft: string, services: ServiceOperations[]): string[] {
  const operations = new Set(services.flatMap((entry) => entry.operations));
  const all = [
    'error',
    'duration>100ms',
    'duration<10ms',
    ...services.map(({ service }) => formatTraceQuery({ service, attributes: [] })),
    ...[...operations].map((operation) => formatTraceQuery({ operation, attributes: [] })),
  ];
  const typed = draft.toLowerCase();
  return all.filter((text) => text.toLowerCase().includes(typed)).slice(0, MOST);
}
