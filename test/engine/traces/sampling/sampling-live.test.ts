import { expect, test } from 'vitest';
import type { Settings } from '../../../../shared/contract/settings.ts';
import { protobufRequest } from '../../../otlp-requests.ts';
import { send } from '../../receivers/otlp-sender.ts';
import { sharedEngine } from '../../shared-engine.ts';
import { idOf, noScope, resourceOf, span } from '../../storage/traces/span-fixtures.ts';

const engine = sharedEngine({ 'otlp-http': 0 });

const set = (settings: Partial<Settings>) => engine.client.call('settings.set', { settings });
const status = () => engine.client.call('traces.sampling', {});

async function receive(...spans: ReturnType<typeof span>[]): Promise<number> {
  const body = protobufRequest([{ resource: resourceOf('shop'), scope: noScope, spans }]);
  return (await send(engine.port('otlp-http'), { body })).status;
}

test('sampling that is switched on leaves out the next spans, acknowledged and counted', async () => {
  const { sampling } = await status();
  await set({ sampling: { ...sampling, probability: 0 } });
  expect(await receive(span(1, 1), span(1, 2))).toBe(200);
  expect(await status()).toMatchObject({
    sampling: { probability: 0 },
    leftOut: { probability: 2, rate: 0, tail: 0 },
    receivers: [{ receiver: 'otlp-http', received: 2, dropped: [['sampled', 2]] }],
  });
  await set({ sampling });
  expect(await receive(span(2, 1))).toBe(200);
  const { traces } = await engine.client.call('traces.search', { start: 0n, end: 2n ** 62n });
  expect(traces.map(({ traceId }) => traceId)).toEqual([idOf(2, 32)]);
});

test('a limit that is set holds for the next spans, and they say what they lost', async () => {
  const { limits } = await status();
  await set({ spanLimits: { ...limits, attributes: 1, valueBytes: 64 } });
  const attributes: [string, string][] = [
    ['a', 'x'.repeat(100)],
    ['b', '2'],
    ['c', '3'],
  ];
  expect(await receive(span(3, 1, { attributes }))).toBe(200);
  const { span: stored } = await engine.client.call('traces.span', { traceId: idOf(3, 32), index: 0 });
  expect(stored).toMatchObject({ attributes: [['a', 'x'.repeat(64)]], droppedAttributesCount: 2 });
  // Two that went, and one that was shortened.
  expect((await status()).cut).toEqual({ attributes: 3, events: 0, links: 0 });
  const { limits: named } = await engine.client.call('app.info', {});
  expect(named).toContainEqual(['Attributes of an item', 1]);
});

test.each([
  ['a probability over 1', { sampling: { probability: 2 } }],
  ['no attributes at all', { spanLimits: { attributes: 0 } }],
])('%s is refused', async (_what, settings) => {
  await expect(set(settings as Partial<Settings>)).rejects.toMatchObject({ code: 'invalid_params' });
});
