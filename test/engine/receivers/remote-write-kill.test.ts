import { expect, test } from 'vitest';
import { eventually } from '../../docker.ts';
import { encodeWriteRequest, postWrite } from '../../remote-write-schema.ts';
import { tempDir } from '../../temp-dir.ts';
import { endEngine, spawnReceiver } from '../docker/spawn-engine.ts';
import { openStore } from '../open-store.ts';
import { storedPoints } from './write-receiver.ts';

const KILLS = 3;
const SENDERS = 8;
const SAMPLES = 20;
const T0 = Date.now() - 300_000;

/** Writes one request after another until the connection breaks; keeps what was acknowledged, and what was not. */
async function sendUntilKilled(
  url: string,
  sender: number,
  from: number,
  onAnswer: () => void,
): Promise<{ acknowledged: number; sent: number }> {
  for (let next = from; ; next += SAMPLES) {
    const samples = Array.from({ length: SAMPLES }, (_, i): [number, number] => [T0 + next + i, next + i]);
    const message = encodeWriteRequest([{ labels: { __name__: 'ledger', sender: String(sender) }, samples }]);
    const status = await postWrite(url, message).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 204) {
      onAnswer();
      continue;
    }
    // A refusal would end the test here: only a connection that broke is expected.
    expect(status).toBe(0);
    return { acknowledged: next, sent: next + SAMPLES };
  }
}

test('killed in the middle of writes, every acknowledged sample is there once, and what was sent again too', async () => {
  const dir = tempDir();
  const from = new Array<number>(SENDERS).fill(0);
  for (let round = 0; round < KILLS; round++) {
    const { child, ports } = await spawnReceiver(dir);
    const url = `http://127.0.0.1:${ports.write}/api/v1/write`;
    let answers = 0;
    const onAnswer = () => answers++;
    const sending = from.map((next, sender) => sendUntilKilled(url, sender, next, onAnswer));
    await eventually('enough is acknowledged', () => answers > SENDERS * (4 + round));
    await endEngine(child, 'SIGKILL');
    // The next life is sent what was not acknowledged, as a Prometheus does.
    for (const [sender, { acknowledged }] of (await Promise.all(sending)).entries())
      from[sender] = acknowledged;
  }
  expect(from.reduce((sum, next) => sum + next, 0)).toBeGreaterThan(SENDERS * SAMPLES);
  const stored = await storedPoints(await openStore(dir, true), 'ledger');
  for (const [sender, acknowledged] of from.entries()) {
    const points = stored[`ledger{sender="${sender}"}`] ?? [];
    const expected = Array.from({ length: acknowledged }, (_, i) => [T0 + i, i]);
    expect(points.slice(0, acknowledged)).toEqual(expected);
    expect(points.length).toBeLessThanOrEqual(acknowledged + SAMPLES);
  }
}, 60_000);
