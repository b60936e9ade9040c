import { expect, test } from 'vitest';
import { sharedEngine } from '../shared-engine.ts';

const shared = sharedEngine({});

/** Values of a family in what /metrics tells, by its labels. */
async function counted(name: string): Promise<Record<string, number>> {
  const { text } = await shared.engine.metrics.exposition(false);
  const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(name.length, at), Number(line.slice(at + 1))];
    }),
  );
}

test('what PromQL was asked is counted by how it ended, for /metrics', async () => {
  const { client } = shared;
  const timeMs = Date.now();
  const range = { startMs: timeMs - 1000, endMs: timeMs, stepMs: 1000 };
  await client.call('promql.instant', { expr: '1 + 1', timeMs });
  await expect(client.call('promql.instant', { expr: '1 +', timeMs })).rejects.toMatchObject({
    code: 'invalid_params',
  });
  await expect(client.call('promql.range', { ...range, stepMs: 1, startMs: 0, expr: '1' })).rejects.toThrow(
    'exceeded maximum resolution of 11,000 points',
  );
  await expect(
    client.call('promql.range', { ...range, expr: 'sum_over_time(vector(1)[90y:1ms])' }),
  ).rejects.toMatchObject({ code: 'limit', message: expect.stringContaining('too many samples') });
  expect(await counted('trivet_promql_queries_total')).toEqual({
    '{outcome="ok"}': 1,
    '{outcome="invalid"}': 2,
    '{outcome="limit"}': 1,
    '{outcome="cancelled"}': 0,
    '{outcome="failed"}': 0,
  });
  expect(await counted('trivet_promql_samples_read_total')).toEqual({ '': 0 });
});
