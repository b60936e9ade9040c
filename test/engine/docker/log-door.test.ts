import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { settingsSchema } from '../../../shared/contract/settings.ts';
import { dockerTest, eventually, runContainer } from '../../docker.ts';
import { tempDir } from '../../temp-dir.ts';
import { startEngine } from '../test-engine.ts';

const SCRIPT = String.raw`
printf 'ERROR request failed\njava.lang.IllegalStateException: no stock for ann@example.org\n\tat a.B.run(B.java:3)\n'
printf 'GET /health 200\n'
printf 'loading key\n-----BEGIN PRIVATE KEY-----\nMIIEvQ\nabc\n-----END PRIVATE KEY-----\n'
head -c 1000000 /dev/zero | tr '\0' 'x'; printf '\n'
printf 'bad \377 bytes \000 and \033]8;;http://evil\007link\n'
printf 'paid with 4111111111111111 done\n'
sleep 600`;

dockerTest(
  'lines of a container are joined, led through its pipeline and redacted before they are stored',
  async () => {
    const name = `ldoor-door-${process.pid}`;
    const path = join(tempDir(), 'pipeline.yml');
    writeFileSync(
      path,
      `selector: '{container="${name}"}'
pipeline_stages:
  - drop: {expression: 'GET /health'}
  - regex: {expression: 'paid with (?P<card>[0-9]+)'}
`,
    );
    const logs = settingsSchema.parse({
      logs: { redaction: { storage: true }, pipelines: [path] },
    }).logs;
    const { client } = await startEngine({
      fixedSettings: { settings: { logs }, by: 'the test' },
      scrape: 'off',
    });
    await runContainer(name, [], ['sh', '-c', SCRIPT]);
    const filter = { start: 0n, end: 2n ** 62n, query: '', entities: [`name:${name}`] };
    const records = await eventually('all lines are stored', async () => {
      const page = await client.call('logs.query', { ...filter, direction: 'forward', limit: 100 });
      return page.records.some(({ body }) => body.startsWith('paid')) && page.records;
    });
    expect(records.map(({ body }) => body.slice(0, 120))).toEqual([
      'ERROR request failed\njava.lang.IllegalStateException: no stock for [redacted:email]\n\tat a.B.run(B.java:3)',
      'loading key',
      '[redacted:private-key]',
      'x'.repeat(120),
      'bad \ufffd bytes \0 and \u001b]8;;http://evil\u0007link',
      'paid with [redacted:card] done',
    ]);
    expect(records[3]).toMatchObject({ truncated: true });
    expect(records[5]?.attributes).toEqual([['card', '[redacted:card]']]);
    const counted = await eventually('what was left out is told', async () => {
      const [file] = await client.call('logs.pipelines', {});
      return file?.dropped === 1 && file;
    });
    expect(counted).toMatchObject({ state: 'loaded', records: 7 });
    const { redacted } = await client.call('app.status', {});
    expect(Object.fromEntries(redacted.map((entry) => [entry.name, entry.items]))).toMatchObject({
      email: 1,
      'private-key': 1,
      card: 2,
    });
  },
);
