import { expect, test } from 'vitest';
import { jobsSummary } from '../../../renderer/files/jobs-summary.ts';
import type { FileOutcome } from '../../../renderer/files/open-file-store.ts';

const reading: FileOutcome = { kind: 'reading', bytesRead: 0, bytesTotal: null, spans: 5, logRecords: 0 };
const failed: FileOutcome = { kind: 'failed', message: 'x' };
const refused: FileOutcome = {
  kind: 'refused',
  error: { where: 'line 1', expected: 'a', found: 'b', partialPossible: false },
};
const done = (spans: number): FileOutcome => ({
  kind: 'done',
  result: {
    fileId: 1,
    format: 'otlp-json',
    traces: 1,
    spans,
    duplicates: 0,
    logs: null,
    notStored: { logRecords: 0, metricPoints: 0, profiles: 0 },
    warnings: [],
    moreWarnings: 0,
    firstTraceId: null,
  },
});

test('several files are told in one line, only what there is of each outcome', () => {
  const outcomes = [reading, failed, refused, done(3), done(4)].map((outcome) => ({ outcome }));
  expect(jobsSummary(outcomes)).toEqual({
    text: '5 files: 2 opened, 1 being read, 2 not opened',
    spans: 7,
    logRecords: 0,
    reading: 1,
  });
  expect(jobsSummary([{ outcome: done(1) }, { outcome: done(0) }]).text).toBe('2 files: 2 opened');
});
