import { describe, expect, test } from 'vitest';
import { peakAndMean, runsOf, shifted } from '../../../renderer/views/containers/page/runs.ts';
import type { ContainerEvent, ContainerSummary } from '../../../shared/model/container.ts';
import { unixNano } from '../../../shared/model/time.ts';

const at = (
  seconds: number,
  action: string,
  attributes: [string, string][] = [],
  id = 'a'.repeat(64),
): ContainerEvent => ({
  timeUnixNano: unixNano(BigInt(seconds) * 1_000_000_000n),
  type: 'container',
  action,
  id,
  name: 'api',
  entity: 'name:api',
  attributes,
});
const container = (state: ContainerSummary['state'], more: Partial<ContainerSummary> = {}) =>
  ({
    id: 'a'.repeat(64),
    state,
    image: 'api:2',
    createdMs: 1_000,
    startedMs: 5_000,
    ...more,
  }) as ContainerSummary;

describe('the runs of a container', () => {
  test('go from a start to an end, newest first, the last one still running', () => {
    const runs = runsOf(
      [at(10, 'start', [['image', 'api:1']]), at(20, 'die', [['exitCode', '3']]), at(21, 'start')],
      container('running'),
    );
    expect(runs.map(({ startMs, endMs, exitCode, image }) => [startMs, endMs, exitCode, image])).toEqual([
      [21_000, null, null, ''],
      [10_000, 20_000, 3, 'api:1'],
    ]);
  });

  test('an end without a start is a run that began before anything was stored', () => {
    const [run] = runsOf([at(20, 'die', [['exitCode', '0']])], container('exited'));
    expect(run).toMatchObject({ startKnown: false, endMs: 20_000, exitCode: 0 });
  });

  test('a run that was there before Trivet began when the daemon says', () => {
    expect(runsOf([], container('running'))).toMatchObject([
      { startMs: 5_000, startKnown: true, endMs: null },
    ]);
    expect(runsOf([], container('created'))).toEqual([]);
  });

  test('out of memory is told of the run that it ended', () => {
    const events = [at(10, 'start'), at(15, 'oom'), at(16, 'die', [['exitCode', '137']]), at(17, 'start')];
    expect(runsOf(events, container('running')).map(({ oomKilled }) => oomKilled)).toEqual([false, true]);
  });

  test('a start after a start that never ended closes the first, with its end unseen', () => {
    const [, first] = runsOf([at(10, 'start'), at(30, 'start', [], 'b'.repeat(64))], container('running'));
    expect(first).toMatchObject({ endMs: 30_000, exitCode: null });
  });

  test('events in any order give the same runs', () => {
    const events = [at(10, 'start'), at(20, 'die', [['exitCode', '1']]), at(25, 'start')];
    expect(runsOf([...events].reverse(), container('running'))).toEqual(runsOf(events, container('running')));
  });
});

test('lines are moved in time and keep their values', () => {
  const line = { name: 'cpu', colour: 'red', timesMs: Float64Array.of(1, 2), values: Float64Array.of(5, 6) };
  expect(shifted([line], 10)).toEqual([{ ...line, timesMs: Float64Array.of(11, 12) }]);
});

test('gaps count neither for the peak nor for the mean', () => {
  expect(peakAndMean(Float64Array.of(Number.NaN, 2, 4))).toEqual({ peak: 4, mean: 3 });
  expect(peakAndMean(Float64Array.of(Number.NaN))).toBeNull();
  expect(peakAndMean(undefined)).toBeNull();
});
