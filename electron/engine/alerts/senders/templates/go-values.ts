import { SAFE_HTML, SAFE_URL } from '../../../../../shared/go-template/html-writer.ts';
import {
  GoList,
  GoMap,
  GoObject,
  type GoValue,
  struct,
  typeName,
} from '../../../../../shared/go-template/values.ts';
import type { Label } from '../../../../../shared/model/series.ts';

export const safeHtml = (text: string): GoObject => new GoObject(SAFE_HTML, text);
export const safeUrl = (text: string): GoObject => new GoObject(SAFE_URL, text);

export const textList = (texts: readonly string[]): GoList => new GoList(texts);

/** @throws Error in Go's words */
export function textOf(value: GoValue | undefined): string {
  if (typeof value === 'string') return value;
  throw new Error(`wrong type for value; expected string; got ${typeName(value ?? null)}`);
}

export function textsOf(value: GoValue | undefined): string[] {
  if (value instanceof GoList) return value.items.map(textOf);
  throw new Error(`wrong type for value; expected []string; got ${typeName(value ?? null)}`);
}

/** A set of labels or annotations: template.KV. */
export function labelSet(labels: readonly Label[]): GoMap {
  const pairs = sortedPairs(labels);
  return new GoMap(
    labels,
    '',
    {
      SortedPairs: () => pairList(pairs),
      Names: () => textList(pairs.map(([name]) => name)),
      Values: () => textList(pairs.map(([, value]) => value)),
      Remove: ([names]) => {
        const gone = new Set(textsOf(names));
        return labelSet(labels.filter(([name]) => !gone.has(name)));
      },
      String: () => pairText(pairs),
    },
    () => pairText(pairs),
  );
}

/** The alert's name first, then by name. */
function sortedPairs(labels: readonly Label[]): Label[] {
  const rank = ([name]: Label) => (name === 'alertname' ? '' : name);
  return labels.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

const pairText = (pairs: readonly Label[]): string =>
  pairs.map(([name, value]) => `${name}=${value}`).join(', ');

const pairList = (pairs: readonly Label[]): GoList =>
  new GoList(
    pairs.map(([Name, Value]) => struct({ Name, Value })),
    {
      Names: () => textList(pairs.map(([name]) => name)),
      Values: () => textList(pairs.map(([, value]) => value)),
      String: () => pairText(pairs),
    },
    () => pairText(pairs),
  );
