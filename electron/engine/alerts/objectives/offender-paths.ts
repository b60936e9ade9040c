import { attributeKeyText, valueText } from '../../../../shared/trace-query/printer.ts';
import type { Objective } from './objective.ts';

const OPERATIONS = new Set(['span_name', 'operation']);
const CONTAINERS = new Set(['container', 'name', 'pod']);
/** Attributes that a label of metrics usually has its values from. */
const ATTRIBUTES: Record<string, string> = {
  http_route: 'http.route',
  route: 'http.route',
  http_method: 'http.request.method',
  method: 'http.request.method',
};

interface Paths {
  tracesPath: string | null;
  logsPath: string | null;
}

/** Where traces and logs of what was bad are, at the same time. */
export function offenderPaths(
  { service, indicator }: Objective,
  label: string,
  value: string,
  { startMs, endMs }: { startMs: number; endMs: number },
): Paths {
  const { scope, kind, latencyS } = indicator;
  const of = scope.service ?? (scope.container === null ? service : null);
  const time = { from: new Date(startMs).toISOString(), to: new Date(endMs).toISOString() };
  const path = (view: string, terms: string[]) =>
    terms.length === 0 ? null : `${view}?${new URLSearchParams({ q: terms.join(' '), ...time })}`;
  const traces = of === null ? [] : [`service:${valueText(of)}`];
  const operation = OPERATIONS.has(label) ? value : scope.operation;
  if (operation !== null) traces.push(`operation:${valueText(operation)}`);
  const attribute = ATTRIBUTES[label];
  if (attribute !== undefined) traces.push(`${attributeKeyText(attribute)}:${valueText(value)}`);
  if (latencyS !== null) traces.push(`duration>${latencyS * 1000}ms`);
  else if (kind === 'availability') traces.push('status:error');
  const container = CONTAINERS.has(label) ? value : scope.container;
  const logs =
    container === null
      ? of === null
        ? []
        : [`service:${valueText(of)}`]
      : [`container:${valueText(container)}`];
  if (logs.length > 0 && kind !== 'latency')
    logs.push(label === 'level' ? `level:${valueText(value)}` : 'level>=warn');
  return { tracesPath: of === null ? null : path('/traces', traces), logsPath: path('/logs', logs) };
}
