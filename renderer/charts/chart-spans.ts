/** A stretch of time in which an alert was pending or firing, shaded behind a chart's values. */
export interface ChartSpan {
  state: 'pending' | 'firing';
  startMs: number;
  endMs: number;
  /** The alert's name. */
  text: string;
}

/** What was so at the time: `HighErrorRate firing`. */
export function spanTextAt(spans: readonly ChartSpan[], timeMs: number): string | null {
  const names = spans
    .filter(({ startMs, endMs }) => startMs <= timeMs && timeMs <= endMs)
    .map(({ text, state }) => `${text} ${state}`);
  const most = 3;
  if (names.length === 0) return null;
  const more = names.length > most ? ` and ${names.length - most} more` : '';
  return names.slice(0, most).join(', ') + more;
}
