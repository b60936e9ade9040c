/** Trace ids in the address, at most two. */
export const parsePicks = (text: string): string[] =>
  text
    .split(',')
    .filter((id) => /^[0-9a-f]{32}$/.test(id))
    .slice(0, 2);

/** The picks after one more click: a picked one is let go, a third pushes the first out. */
export const picksAfter = (picks: string[], traceId: string): string[] =>
  picks.includes(traceId) ? picks.filter((id) => id !== traceId) : [...picks, traceId].slice(-2);
