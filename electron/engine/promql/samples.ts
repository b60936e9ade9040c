import type { SeriesSamples } from './series-source.ts';

const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
const HIGH = LITTLE_ENDIAN ? 1 : 0;
const STALE_HIGH = 0x7ff0_0000;
const STALE_LOW = 2;

/** One byte a sample, 1 where a staleness marker stands; null where none does, which is the usual case. */
export function staleMarks(values: Float64Array): Uint8Array | null {
  let marks: Uint8Array | null = null;
  let words: Uint32Array | null = null;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!Number.isNaN(value)) continue;
    words ??= new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
    if (words[i * 2 + HIGH] !== STALE_HIGH || words[i * 2 + 1 - HIGH] !== STALE_LOW) continue;
    marks ??= new Uint8Array(values.length);
    marks[i] = 1;
  }
  return marks;
}

/** What a range selector sees: staleness markers are no samples. */
export function withoutMarkers(series: SeriesSamples): SeriesSamples {
  const marks = staleMarks(series.values);
  if (!marks) return series;
  const kept = series.values.length - marks.reduce((sum, mark) => sum + mark, 0);
  const timesMs = new Float64Array(kept);
  const values = new Float64Array(kept);
  for (let i = 0, at = 0; i < marks.length; i++) {
    if (marks[i] === 1) continue;
    timesMs[at] = series.timesMs[i] as number;
    values[at++] = series.values[i] as number;
  }
  return { labels: series.labels, timesMs, values };
}
