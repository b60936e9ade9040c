import type { TraceDetail } from '../../../../../shared/contract/traces.ts';

/** 1 for each span whose operation or service has the text, whatever its case. */
export function matchTexts(detail: TraceDetail, text: string): Uint8Array {
  const needle = text.toLowerCase();
  const has = (value: string) => value.toLowerCase().includes(needle);
  const names = Uint8Array.from(detail.names, (name) => (has(name) ? 1 : 0));
  const services = Uint8Array.from(detail.services, (service) => (has(service) ? 1 : 0));
  const found = new Uint8Array(detail.parent.length);
  for (let i = 0; i < found.length; i++) found[i] = names[detail.name[i]!]! | services[detail.service[i]!]!;
  return found;
}

/** Spans that were found, in the order of the lines. */
export function foundInOrder(found: Uint8Array, lineOf: Uint32Array): Uint32Array {
  let count = 0;
  for (const each of found) count += each;
  const spans = new Uint32Array(count);
  let filled = 0;
  for (let i = 0; i < found.length; i++) if (found[i] === 1) spans[filled++] = i;
  return spans.sort((a, b) => lineOf[a]! - lineOf[b]!);
}

/** The hit after or before the selected span in the order of the lines, round the end; null without hits. */
export function stepHit(
  hits: Uint32Array,
  lineOf: Uint32Array,
  selected: number | null,
  step: 1 | -1,
): number | null {
  if (hits.length === 0) return null;
  if (selected === null) return (step === 1 ? hits[0] : hits.at(-1)) ?? null;
  const at = lineOf[selected]!;
  let low = 0;
  let high = hits.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lineOf[hits[middle]!]! < at || (step === 1 && hits[middle] === selected)) low = middle + 1;
    else high = middle;
  }
  const index = step === 1 ? low : low - 1;
  return hits[(index + hits.length) % hits.length] ?? null;
}
