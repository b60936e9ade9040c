/** Queries that Prometheus 3 answers otherwise than 2.42, and why. */
export const knownDifferences: ReadonlyMap<string, string> = new Map([]);
