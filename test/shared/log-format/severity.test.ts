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

const numbers: Record<SeverityScale, [level: number, severity: number][]> = {
  level: [
    [100, 5],
    [250, 10],
    [600, 22],
    [35, 9],
    [1.5, 0],
  ],
  syslog: [
    [0, 22],
    [3, 17],
    [7, 5],
    [8, 0],
  ],
  otlp: [
    [1, 1],
    [24, 24],
    [25, 0],
  ],
  python: [
    [10, 5],
    [30, 13],
    [50, 18],
  ],
  java: [
    [5000, 1],
    [20_000, 9],
    [40_000, 17],
  ],
  gcp: [
    [0, 0],
    [200, 9],
    [500, 17],
    [800, 22],
  ],
  dotnet: [
    [0, 1],
    [5, 18],
    [6, 0],
  ],
};

test.each(Object.entries(numbers))('levels on the scale %s', (scale, pairs) => {
  for (const [level, severity] of pairs) {
    expect([level, numberSeverity(level, scale as SeverityScale)]).toEqual([level, severity]);
  }
});
