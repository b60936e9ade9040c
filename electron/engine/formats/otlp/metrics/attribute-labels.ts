import type { Attributes, AttributeValue } from '../../../../../shared/model/attributes.ts';
import type { Label } from '../../../../../shared/model/series.ts';
import { cutUtf8, type DecodeLimits } from '../../limits.ts';
import { labelName } from './prometheus-names.ts';

const MOST_NAMES = 20_000;
const names = new Map<string, string | null>();

/** As `labelName`; the same few keys come again with every point. */
export function cachedLabelName(key: string): string | null {
  const known = names.get(key);
  if (known !== undefined) return known;
  if (names.size >= MOST_NAMES) names.clear();
  const name = labelName(key);
  names.set(key, name);
  return name;
}

/** An attribute's value as a label's: as pdata's AsString has it, so nested values are JSON and bytes base64. */
export function labelValue(value: AttributeValue): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (typeof value === 'object') return JSON.stringify(plain(value));
  return String(value);
}

function plain(value: AttributeValue): unknown {
  if (value === null || typeof value !== 'object') return typeof value === 'bigint' ? Number(value) : value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(value.pairs.map(([key, inner]) => [key, plain(inner)]));
}

export interface LabelCut {
  attributes: number;
}

/**
 * Attributes as labels, held to the limits. Of keys that become one label the values are joined by `;`, in the keys'
 * order, as Prometheus joins them.
 */
export function attributeLabels(
  attributes: Attributes,
  limits: DecodeLimits,
  cut: LabelCut,
  prefix = '',
): Label[] {
  const kept = attributes.slice(0, limits.attributesPerItem);
  cut.attributes += attributes.length - kept.length;
  const labels: Label[] = [];
  for (const [key, value] of kept.sort(byName)) {
    const name = key.length > limits.keyBytes ? null : cachedLabelName(prefix + key);
    if (name === null) cut.attributes++;
    else addLabel(labels, name, cutValue(labelValue(value), limits, cut));
  }
  return labels;
}

/** NUL parts labels from each other and so is in none. */
function cutValue(text: string, limits: DecodeLimits, cut: LabelCut): string {
  const short = cutUtf8(text, limits.valueBytes);
  if (short !== text) cut.attributes++;
  return short.includes('\0') ? short.replaceAll('\0', '\uFFFD') : short;
}

function addLabel(labels: Label[], name: string, value: string): void {
  if (value === '') return;
  for (const label of labels) {
    if (label[0] !== name) continue;
    label[1] = `${label[1]};${value}`;
    return;
  }
  labels.push([name, value]);
}

const byName = (a: readonly [string, unknown], b: readonly [string, unknown]) =>
  a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0;

/** One string for a label set. Of two with one name the later wins. */
export function baseKey(...groups: readonly (readonly Label[])[]): string {
  const all = new Map<string, string>();
  for (const group of groups) for (const [name, value] of group) all.set(name, value);
  return [...all]
    .sort(byName)
    .map(([name, value]) => `${name}\0${value}`)
    .join('\0');
}
