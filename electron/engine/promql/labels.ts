import { type Label, type Labels, METRIC_NAME } from '../../../shared/model/series.ts';

/** What tells of the metric itself: an operation that makes another quantity of it drops these (Prometheus' package schema). */
const METADATA = new Set([METRIC_NAME, '__type__', '__unit__']);

export function labelValue(labels: Labels, name: string): string {
  for (const [label, value] of labels) if (label === name) return value;
  return '';
}

export const metricName = (labels: Labels): string => labelValue(labels, METRIC_NAME);

export const withoutMetadata = (labels: Labels): Labels => labels.filter(([name]) => !METADATA.has(name));

export const keepLabels = (labels: Labels, names: ReadonlySet<string>): Labels =>
  labels.filter(([name]) => names.has(name));

export const dropLabels = (labels: Labels, names: ReadonlySet<string>): Labels =>
  labels.filter(([name]) => !names.has(name));

/** An empty value takes the label away. */
export function withLabel(labels: Labels, name: string, value: string): Labels {
  const others = labels.filter(([other]) => other !== name);
  if (value === '') return others;
  const at = others.findIndex(([other]) => other > name);
  const label: Label = [name, value];
  return at === -1 ? [...others, label] : [...others.slice(0, at), label, ...others.slice(at)];
}

/** Prometheus' order of label sets: by name, then value, of the first label that differs; a shorter set comes first. */
export function compareLabels(a: Labels, b: Labels): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [left, right] = [a[i] as Label, b[i] as Label];
    if (left[0] !== right[0]) return left[0] < right[0] ? -1 : 1;
    if (left[1] !== right[1]) return left[1] < right[1] ? -1 : 1;
  }
  return a.length - b.length;
}

const PLAIN_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** As Prometheus prints them in its messages: every label in braces, the metric's name among them. */
export function labelsText(labels: Labels): string {
  const texts = labels.map(
    ([name, value]) => `${PLAIN_NAME.test(name) ? name : JSON.stringify(name)}=${JSON.stringify(value)}`,
  );
  return `{${texts.join(', ')}}`;
}
