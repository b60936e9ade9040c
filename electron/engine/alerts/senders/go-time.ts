/** Go's zero time, which stands for "not yet" in what Alertmanager sends. */
export const ZERO_TIME = '0001-01-01T00:00:00Z';

/** RFC 3339 in UTC without needless zeros, as Go writes a time into JSON. @param ms since the epoch */
export const rfc3339 = (ms: number): string => new Date(ms).toISOString().replace(/\.?0*Z$/, 'Z');
