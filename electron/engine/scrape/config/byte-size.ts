const UNITS = ['', 'K', 'M', 'G', 'T', 'P', 'E'];

/**
 * `15MB` in bytes as Prometheus reads sizes: every unit is a power of 1024, with or without the `i`, and a number
 * without a unit is none, but for 0. Null for what is no size.
 */
export function parseByteSize(text: string): number | null {
  if (text === '0') return 0;
  const match = /^(\d+(?:\.\d+)?)([KMGTPE]?)(i?)B$/.exec(text);
  if (!match || (match[3] !== '' && match[2] === '')) return null;
  const bytes = Number(match[1]) * 1024 ** UNITS.indexOf(match[2] ?? '');
  return Number.isSafeInteger(Math.round(bytes)) ? Math.round(bytes) : null;
}
