import type { Label } from '../../../shared/model/series.ts';
import type { Family } from './family.ts';

export const TEXT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';
export const OPEN_METRICS_TYPE = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

/**
 * Families in Prometheus' text format 0.0.4, or as OpenMetrics 1.0, where a counter's family has no `_total` and the
 * text ends with a mark. Families without samples are left out.
 */
export function writeExposition(families: readonly Family[], openMetrics: boolean): string {
  const lines: string[] = [];
  for (const { name, type, help, samples } of families) {
    if (samples.length === 0) continue;
    const sampleName = type === 'counter' ? `${name}_total` : name;
    const familyName = openMetrics ? name : sampleName;
    lines.push(`# HELP ${familyName} ${escapedHelp(help, openMetrics)}`, `# TYPE ${familyName} ${type}`);
    for (const [labels, value] of samples)
      lines.push(`${sampleName}${labelText(labels)} ${valueText(value)}`);
  }
  if (openMetrics) lines.push('# EOF');
  return `${lines.join('\n')}\n`;
}

const labelText = (labels: readonly Label[]): string =>
  labels.length === 0 ? '' : `{${labels.map(([name, value]) => `${name}="${escaped(value)}"`).join(',')}}`;

const escaped = (value: string): string =>
  value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');

const escapedHelp = (help: string, openMetrics: boolean): string => {
  const text = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return openMetrics ? text.replaceAll('"', '\\"') : text;
};

function valueText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value);
}
