/** Queries that Prometheus 3 answers otherwise than 2.42, and why. */
export const knownDifferences: ReadonlyMap<string, string> = new Map([
  ['named{value=~"new.line"}', 'the dot of a pattern is any character in 3, in 2.42 any but a line break'],
  ['odd atan2 2', '2.42 keeps the name of what stands left of atan2'],
  ['odd atan2 odd', '2.42 keeps the name of what stands left of atan2'],
  ['bottomk(2, http_requests_total)', 'which of several equal ones are taken is nobody’s promise'],
  ['avg_over_time(odd[10m])', '2.42 has 2e-17 for a mean of 0: it does not keep what rounding loses'],
]);
