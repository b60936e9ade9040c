import { expect, test } from 'vitest';
import { eventually } from '../../docker.ts';
import { tempDir } from '../../temp-dir.ts';
import { endEngine, type Ports, spawnReceiver } from '../docker/spawn-engine.ts';
import { storedLogs } from '../stored-logs.ts';
import { startEngine } from '../test-engine.ts';

const KILLS = 3;
const A_REQUEST = 20;

/** A way to send texts, one request; answers the status. */
interface Way {
  name: string;
  acknowledged: number;
  post(ports: Ports, texts: string[]): { url: string; type: string; body: string };
}

const nanos = () => String(BigInt(Date.now()) * 1_000_000n);

const ways: Way[] = [
  {
    name: 'otlp',
    acknowledged: 200,
    post: ({ http }, texts) => ({
      url: `http://127.0.0.1:${http}/v1/logs`,
      type: 'application/json',
      body: JSON.stringify({
        resourceLogs: [
          {
            resource: { attributes: [{ key: 'service.name', value: { stringValue: 'otlp' } }] },
            scopeLogs: [{ logRecords: texts.map((stringValue) => ({ body: { stringValue } })) }],
          },
        ],
      }),
    }),
  },
  {
    name: 'loki',
    acknowledged: 204,
    post: ({ loki }, texts) => ({
      url: `http://127.0.0.1:${loki}/loki/api/v1/push`,
      type: 'application/json',
      body: JSON.stringify({
        streams: [{ stream: { app: 'loki' }, values: texts.map((text) => [nanos(), text]) }],
      }),
    }),
  },
  {
    name: 'elasticsearch',
    acknowledged: 200,
    post: ({ elasticsearch }, texts) => ({
      url: `http://127.0.0.1:${elasticsearch}/elasticsearch/_bulk`,
      type: 'application/x-ndjson',
      body: texts.map((message) => `{"index":{}}\n${JSON.stringify({ message })}\n`).join(''),
    }),
  },
];

/** One request after another until the connection breaks; the number up to which all is acknowledged. */
async function sendUntilKilled(way: Way, ports: Ports, from: number, onAnswer: () => void): Promise<number> {
  for (let next = from; ; next += A_REQUEST) {
    const texts = Array.from({ length: A_REQUEST }, (_, i) => `record ${next + i}`);
    const { url, type, body } = way.post(ports, texts);
    const status = await fetch(url, { method: 'POST', headers: { 'content-type': type }, body }).then(
      async (answer) => {
        await answer.arrayBuffer();
        return answer.status;
      },
      () => 0,
    );
    // A refusal would end the test here: only a connection that broke is expected.
    if (status === 0) return next;
    expect(status).toBe(way.acknowledged);
    onAnswer();
  }
}

test('killed in the middle of requests, every acknowledged record is there, of whichever protocol', async () => {
  const dataDir = tempDir();
  const from = ways.map(() => 0);
  for (let round = 0; round < KILLS; round++) {
    const { child, ports } = await spawnReceiver(dataDir);
    const answers = ways.map(() => 0);
    const sending = ways.map((way, i) => sendUntilKilled(way, ports, from[i] ?? 0, () => answers[i]!++));
    await eventually('enough is acknowledged', () => answers.every((count) => count > 3 + round));
    await endEngine(child, 'SIGKILL');
    from.splice(0, from.length, ...(await Promise.all(sending)));
  }
  const engine = await startEngine({ docker: 'off', dataDir });
  for (const [i, { name }] of ways.entries()) {
    const stored = new Set((await storedLogs(engine, `service:${name}`)).map(({ body }) => body));
    const missing = Array.from({ length: from[i] ?? 0 }, (_, n) => `record ${n}`).filter(
      (text) => !stored.has(text),
    );
    expect(missing).toEqual([]);
    expect(from[i]).toBeGreaterThan(KILLS * A_REQUEST);
  }
}, 120_000);
