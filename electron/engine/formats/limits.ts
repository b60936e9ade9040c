import type { Settings } from '../../../shared/contract/settings.ts';

/** What one item and one request may hold; everything decoded from a wire is held to it. */
export interface DecodeLimits {
  /** Spans, records or points in a request, counted before anything is decoded. */
  items: number;
  attributesPerItem: number;
  keyBytes: number;
  valueBytes: number;
  eventsPerSpan: number;
  linksPerSpan: number;
  jsonDepth: number;
  /** Objects and arrays in a JSON body: each costs memory whatever it holds. */
  jsonContainers: number;
}

export const defaultLimits: DecodeLimits = {
  items: 50_000,
  attributesPerItem: 128,
  keyBytes: 1024,
  valueBytes: 64 * 1024,
  eventsPerSpan: 1024,
  linksPerSpan: 1024,
  jsonDepth: 64,
  jsonContainers: 2_000_000,
};

/** The limits with what a person set for spans. */
export const decodeLimits = (spans: Settings['spanLimits']): DecodeLimits => ({
  ...defaultLimits,
  attributesPerItem: spans.attributes,
  eventsPerSpan: spans.events,
  linksPerSpan: spans.links,
  keyBytes: spans.keyBytes,
  valueBytes: spans.valueBytes,
});

/** `text` cut to so many bytes of UTF-8, never inside a character. */
export function cutUtf8(text: string, bytes: number): string {
  if (text.length * 3 <= bytes) return text;
  const encoded = Buffer.from(text, 'utf8');
  if (encoded.length <= bytes) return text;
  let end = bytes;
  // A continuation byte is 10xxxxxx: go back to where its character begins.
  while (end > 0 && (encoded[end]! & 0xc0) === 0x80) end--;
  return encoded.toString('utf8', 0, end);
}
