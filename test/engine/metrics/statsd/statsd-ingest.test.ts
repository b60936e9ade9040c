import pino from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { Counters } from '../../../../electron/engine/counters.ts';
import { defaultLimits } from '../../../../electron/engine/formats/limits.ts';
import { StatsdCollector } from '../../../../electron/engine/formats/statsd/statsd-batch.ts';
import { StatsdIngest } from '../../../../electron/engine/metrics/statsd/statsd-ingest.ts';
import { ReceiverFaults } from '../../../../electron/engine/receivers/receiver-faults.ts';
import type { Store } from '../../../../electron/engine/storage/store.ts';
import { settingsSchema } from '../../../../shared/contract/settings.ts';
import { mutate, randomNumbers } from '../../../mutate.ts';
import { RecordingSink } from '../recording-sink.ts';

function setUp(prefix = '') {
  const clock = { ms: 1_800_000_000_000, now: () => clock.ms };
  const sink = new RecordingSink();
  const counters = new Counters(clock);
  const ingest = new StatsdIngest({
    sink,
    counters,
    clock,
    store: { write: async () => [] } as unknown as Store,
    logger: pino({ level: 'silent' }),
    ties: { find: () => null },
    faults: new ReceiverFaults(counters, clock),
    settings: { current: settingsSchema.parse({ statsd: { prefix } }) },
  });
  onTestFinished(() => ingest.dispose());
  const send = async (text: string) => {
    const collector = new StatsdCollector(defaultLimits);
    collector.add(Buffer.from(text));
    await ingest.take(collector.finish(), null);
  };
  const flush = () => {
    clock.ms += 10_000;
    ingest.flush();
  };
  return { sink, counters, send, flush };
}

test('counters count on since their first value, from a zero on', async () => {
  const { sink, send, flush } = setUp('app.');
  await send('hits:2|c\nhits:1|c|@0.5');
  flush();
  await send('hits:5|c');
  flush();
  expect(sink.valuesOf('app_hits')).toEqual([0, 4, 9]);
  expect(sink.families.get('app_hits')?.type).toBe('counter');
});

test('gauges are set, and changed from where they were', async () => {
  const { sink, send, flush } = setUp();
  await send('depth:10|g\ndepth:-3|g');
  flush();
  await send('depth:+1|g');
  flush();
  flush();
  expect(sink.valuesOf('depth')).toEqual([7, 8, 8]);
});

test('a set tells how many different members came since the flush before', async () => {
  const { sink, send, flush } = setUp();
  await send('users:a|s\nusers:b|s\nusers:a|s');
  flush();
  flush();
  expect(sink.valuesOf('users')).toEqual([2, 0]);
});

test('a name that comes as another type is refused and told', async () => {
  const { sink, send, flush, counters } = setUp();
  await send('load:1|c');
  await send('load:5|g|#host:x');
  flush();
  expect(Object.keys(sink.newest())).toEqual(['load']);
  expect(counters.droppedCounts()).toMatchObject([
    { receiver: 'statsd', signal: 'metrics', cause: 'decode' },
  ]);
});

test('damaged packets are refused or read, never more', async () => {
  const { send, flush } = setUp();
  const random = randomNumbers(11);
  const packet = Buffer.from(
    'a.b[x=y]c:1:2:3|ms|@0.1|#t:v,u:w|c:abc|T1656581400\n_e{3,3}:abc|def|t:error\n_sc|x|1|m:y',
  );
  for (let round = 0; round < 500; round++) await send(mutate(packet, random).toString());
  flush();
  expect(Object.keys(Object.prototype)).toEqual([]);
});
