import type { ServiceOperations } from '../../../shared/contract/traces.ts';
import { serviceQuery, valueText } from '../../../shared/trace-query/printer.ts';

const MOST = 50;

/** Whole conditions that begin as the line does: services, operations, and the words of the query itself. */
export function completions(draft: string, services: ServiceOperations[]): string[] {
  const operations = new Set(services.flatMap((entry) => entry.operations));
  const all = [
    'status:error',
    'duration>100ms',
    'duration<10ms',
    ...services.map(({ service }) => serviceQuery(service)),
    ...[...operations].map((operation) => `operation:${valueText(operation)}`),
  ];
  const typed = draft.toLowerCase();
  return all.filter((text) => text.toLowerCase().includes(typed)).slice(0, MOST);
}
