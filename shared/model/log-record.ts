export const severityLevels = ['unknown', 'trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
export type SeverityLevel = (typeof severityLevels)[number];

/** OTLP severity number (0..24) to its level; four numbers make a level, 0 is unknown. */
export function severityLevel(severityNumber: number): SeverityLevel {
  if (severityNumber < 1 || severityNumber > 24) return 'unknown';
  return severityLevels[Math.floor((severityNumber - 1) / 4) + 1] ?? 'unknown';
}

/** How lines came here. */
export const logSources = ['docker', 'otlp', 'loki', 'elasticsearch', 'syslog', 'file', 'stdin'] as const;
export type LogSource = (typeof logSources)[number];
