import { expect, test } from 'vitest';
import { numberSeverity, type SeverityScale, textSeverity } from '../../../shared/log-format/severity.ts';
import { type SeverityLevel, severityLevel } from '../../../shared/model/log-record.ts';

const spellings: Record<SeverityLevel, string> = {
  unknown: 'DEFAULT none x 7 5 9999 in warned errors 2024-05-14',
  trace: 'trace TRC Trce verbose VRB finest silly 10 15',
  debug: 'DEBUG dbg Dbug fine D 20 DEBUG5 d D3',
  info: 'info INF Information informational notice NOTE I 30 log http',
  warn: 'warn WRN Warning W 40 WARN+2',
  error: 'error ERR eror severe critical CRIT alert fail E 50 ERROR+2',
  fatal: 'fatal FTL panic DPANIC emerg emergency F 60',
};

test.each(Object.entries(spellings))('%s is written in many ways', (level, texts) => {
  for (const text of texts.split(' '))
    expect([text, severityLevel(textSeverity(text))]).toEqual([text, level]);
});

test("an offset counts as slog's bridge to OpenTelemetry counts it, within the numbers there are", () => {
  expect(['INFO+2', 'DEBUG-4', 'ERROR+2', 'ERROR+99', 'DEBUG-99'].map((text) => textSeverity(text))).toEqual([
    11, 1, 19, 24, 1,
  ]);
});

const numbers: [scale: SeverityScale, level: number, severity: number][] = [
  ...([
    ['syslog', 0, 22],
    ['syslog', 3, 17],
    ['syslog', 7, 5],
    ['syslog', 8, 0],
  ] as const),
  ...([
    ['otlp', 1, 1],
    ['otlp', 24, 24],
    ['otlp', 25, 0],
  ] as const),
  ...([
    ['python', 10, 5],
    ['python', 30, 13],
    ['python', 50, 18],
  ] as const),
  ...([
    ['java', 5000, 1],
    ['java', 20000, 9],
    ['java', 40000, 17],
  ] as const),
  ...([
    ['gcp', 200, 9],
    ['gcp', 500, 17],
    ['gcp', 800, 22],
    ['gcp', 0, 0],
  ] as const),
  ...([
    ['dotnet', 0, 1],
    ['dotnet', 5, 18],
    ['dotnet', 6, 0],
  ] as const),
  ...([
    ['level', 100, 5],
    ['level', 250, 10],
    ['level', 600, 22],
    ['level', 35, 9],
    ['level', 1.5, 0],
  ] as const),
];

test.each(numbers)('on the scale %s, %d is %d', (scale, level, severity) => {
  expect(numberSeverity(level, scale)).toBe(severity);
});
