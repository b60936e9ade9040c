const UNITS: [unit: string, ms: number][] = [
  ['y', 365 * 86_400_000],
  ['w', 7 * 86_400_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
];

const PATTERN = new RegExp(`^${UNITS.map(([unit]) => `(?:(\\d+)${unit})?`).join('')}$`);

/** `1h30m` in milliseconds as Prometheus reads it (common/model ParseDuration): units from large to small, whole numbers; null for anything else. */
export function parsePrometheusDuration(text: string): number | null {
  if (text === '0') return 0;
  const match = text === '' ? null : PATTERN.exec(text);
  if (!match) return null;
  const ms = UNITS.reduce((sum, [, each], i) => sum + Number(match[i + 1] ?? 0) * each, 0);
  return Number.isSafeInteger(ms) ? ms : null;
}

/** The same in Prometheus' shortest writing: `90s` is `1m30s`; years, weeks and days only where nothing is left over. */
export function prometheusDuration(ms: number): string {
  if (ms === 0) return '0s';
  let rest = ms;
  let text = '';
  for (const [unit, each] of UNITS) {
    const exactOnly = unit === 'y' || unit === 'w' || unit === 'd';
    if (exactOnly && rest % each !== 0) continue;
    const amount = Math.floor(rest / each);
    if (amount === 0) continue;
    text += `${amount}${unit}`;
    rest -= amount * each;
  }
  return text;
}
