import { type Label, seriesLabels } from '../../../../shared/model/series.ts';
import { parseJsonBody } from '../json-body.ts';
import { isObject } from '../json-values.ts';
import { defaultLimits } from '../limits.ts';
import { checkLabels } from './check-labels.ts';
import {
  defaultExpositionLimits,
  type ExpositionLimits,
  type ExpositionOutcome,
  type ExpositionVisitor,
  emptyOutcome,
  LabelLimitError,
  NO_TIME,
} from './exposition.ts';
import type { SeriesCache } from './series-cache.ts';

/** A document with more numbers is not what a person wants to look at one by one. */
const MOST_NUMBERS = 20_000;

/** The name of a document that is a number itself. */
const NAMELESS = 'value';

/**
 * Reads any JSON document as gauges: each number is one, named by the keys that lead to it (`{"heap":{"used":1}}` is
 * `heap_used`), true is 1 and false 0, and its place in an array is the label `index` (`index_2` in an array within one).
 * Texts and nulls are no samples.
 */
export function decodeJsonExposition<S>(
  bytes: Uint8Array,
  cache: SeriesCache<S>,
  visitor: ExpositionVisitor<S>,
  limits: ExpositionLimits = defaultExpositionLimits,
): ExpositionOutcome {
  const outcome = emptyOutcome();
  cache.begin();
  const document = parseJsonBody(bytes, defaultLimits);
  if (!document.ok) {
    const found = document.error.message;
    return {
      ...outcome,
      faults: 1,
      fault: { line: 0, expected: 'a JSON document within the limits', found },
    };
  }
  walk(document.value, '', [], (name, labels, value) => {
    if (outcome.samples + outcome.duplicates + outcome.limited >= MOST_NUMBERS) {
      outcome.limited++;
      outcome.limit = `more than ${MOST_NUMBERS} numbers in one document, of which the rest was not looked at`;
      return false;
    }
    try {
      const key = Buffer.from(`${name}\0${labels.map(([, index]) => index).join(',')}`);
      const slot = cache.keys.find(key, 0, key.length);
      const line = slot > 0 ? cache.at(slot) : null;
      const entry = line?.kind === 'series' ? line : added(key, name, labels);
      if (!cache.isFirst(entry, NO_TIME)) {
        outcome.duplicates++;
        return true;
      }
      outcome.samples++;
      visitor.sample(entry.series, value, NO_TIME);
    } catch (error) {
      if (!(error instanceof LabelLimitError)) throw error;
      outcome.limited++;
      outcome.limit ??= error.message;
    }
    return true;
  });
  return outcome;

  function added(key: Buffer, name: string, indices: readonly Label[]) {
    const labels = checkLabels(seriesLabels(name, indices), limits);
    const known = cache.describe({ kind: 'type', family: name, text: 'gauge' }, limits.families);
    if (known) visitor.metadata(name, known);
    return cache.addSeries(key, 0, key.length, labels, () => visitor.series(labels));
  }
}

/** Answers false to be told no more. */
type Leaf = (name: string, labels: readonly Label[], value: number) => boolean;

/** No deeper than the body's depth, which is bounded. @returns false once the leaf wanted no more */
function walk(value: unknown, name: string, labels: readonly Label[], leaf: Leaf): boolean {
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') {
    return leaf(name === '' ? NAMELESS : name, labels, Number(value));
  }
  if (Array.isArray(value)) {
    const label = labels.length === 0 ? 'index' : `index_${labels.length + 1}`;
    return value.every((item, at) => walk(item, name, [...labels, [label, String(at)]], leaf));
  }
  if (!isObject(value)) return true;
  return Object.entries(value).every(([key, item]) => walk(item, joined(name, key), labels, leaf));
}

/** As a metric name: what may not stand in one is an underscore. */
function joined(name: string, key: string): string {
  const part = key.replace(/[^a-zA-Z0-9_:]/g, '_');
  if (name !== '') return `${name}_${part}`;
  return /^[0-9]/.test(part) || part === '' ? `_${part}` : part;
}
