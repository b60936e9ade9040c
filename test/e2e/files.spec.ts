import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from './trivet.ts';

test.use({ world: 'files' });

test.describe.configure({ mode: 'serial' });

/** Two spans of one trace, as Jaeger's UI exports them. */
const jaeger = (start = 1_700_000_000_000_000) => ({
  data: [
    {
      traceID: 'abc123',
      processes: { p1: { serviceName: 'shop-file', tags: [] } },
      spans: [
        {
          traceID: 'abc123',
          spanID: '1',
          operationName: 'GET /from-a-file',
          references: [],
          startTime: start,
          duration: 5000,
          tags: [],
          logs: [],
          processID: 'p1',
        },
        {
          traceID: 'abc123',
          spanID: '2',
          operationName: 'child',
          references: [{ refType: 'CHILD_OF', traceID: 'abc123', spanID: '1' }],
          startTime: start + 1000,
          duration: 3000,
          tags: [],
          logs: [],
          processID: 'p1',
        },
      ],
    },
  ],
});

const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/json', buffer });

test('a file that is chosen opens its one trace; its format is found from its content', async ({ app }) => {
  await app.open('/settings?section=files');
  await app.page
    .getByLabel('Files', { exact: true })
    .setInputFiles(file('trace.txt', gzipSync(JSON.stringify(jaeger()))));
  await expect(app.page).toHaveURL(/\/traces\/0{26}abc123/, { timeout: 15_000 });
  await expect(app.page.getByRole('heading', { name: /GET \/from-a-file/ })).toBeVisible();
  await expect(app.page.getByText('jaeger-json: 1 trace, 2 spans stored')).toBeVisible();
});

test('opened again it doubles nothing, and it is listed', async ({ app }) => {
  await app.open('/settings?section=files');
  await app.page
    .getByLabel('Files', { exact: true })
    .setInputFiles(file('again.json', Buffer.from(JSON.stringify(jaeger()))));
  await expect(app.page.getByText('0 spans stored, 2 already known')).toBeVisible({ timeout: 15_000 });
  await app.open('/settings?section=files');
  await expect(app.page.getByRole('row', { name: /again\.json/ })).toBeVisible();
});

test('a broken file stores nothing and says where and what; what can be read is stored on demand', async ({
  app,
}) => {
  const broken = jaeger(1_700_000_100_000_000);
  (broken.data[0]!.spans[1] as { duration: unknown }).duration = 'long';
  await app.open('/settings?section=files');
  await app.page
    .getByLabel('Files', { exact: true })
    .setInputFiles(file('broken.json', Buffer.from(JSON.stringify(broken))));
  const jobs = app.page.getByRole('region', { name: 'Opened files' });
  await expect(jobs.getByText('Not opened, nothing stored.')).toBeVisible({ timeout: 15_000 });
  await expect(jobs).toContainText('data[0].spans[1].duration');
  await jobs.getByRole('button', { name: 'Store what can be read' }).click();
  await expect(jobs.getByText(/1 spans? stored/)).toBeVisible({ timeout: 15_000 });
  await expect(jobs.getByText('1 warning')).toBeVisible();
});

test('a removed file takes its spans along', async ({ app }) => {
  await app.open('/settings?section=files');
  for (const name of ['trace.txt', 'again.json', 'broken.json']) {
    const row = app.page.getByRole('row', { name: new RegExp(name) });
    await row.getByRole('button', { name: 'Remove' }).click();
    await app.page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await expect(row).toBeHidden();
  }
  await app.open(`/traces/${'abc123'.padStart(32, '0')}`);
  await expect(app.page.getByText('This trace is not here')).toBeVisible({ timeout: 15_000 });
});

test('several files at once are told in one line: opened, with what is not stored, and not opened', async ({
  app,
}) => {
  await app.open('/settings?section=files');
  const profiles = { resourceProfiles: [{ scopeProfiles: [{ profiles: [{}, {}, {}] }] }] };
  const spans = {
    traceId: 'c'.repeat(32),
    spanId: 'd'.repeat(16),
    name: 'mixed',
    startTimeUnixNano: '1',
    endTimeUnixNano: '2',
  };
  const mixed = { resourceSpans: [{ scopeSpans: [{ spans: [spans] }] }], ...profiles };
  await app.page
    .getByLabel('Files', { exact: true })
    .setInputFiles([
      file('mixed.json', Buffer.from(JSON.stringify(mixed))),
      file('readme.md', Buffer.from('# Nothing to see')),
      file('later.json', Buffer.from(JSON.stringify(jaeger(1_700_000_300_000_000)))),
    ]);
  const opened = app.page.getByRole('region', { name: 'Opened files' });
  await expect(opened.getByText('3 files: 2 opened, 1 not opened')).toBeVisible({ timeout: 15_000 });
  await expect(opened.getByText('3 profiles are not stored yet')).toBeVisible();
  await expect(opened.getByText(/found the line "# Nothing to see"/)).toBeVisible();
  await opened.getByRole('button', { name: 'Dismiss all' }).click();
  await expect(opened).toBeHidden();
});

test('a log that is chosen shows its lines over their own time, and is listed until it is removed', async ({
  app,
}) => {
  const lines = ['2024-03-01T10:00:00Z INFO begun', '2024-03-01T10:00:05Z ERROR it broke', '    at here'];
  await app.open('/settings?section=files');
  await app.page
    .getByLabel('Files', { exact: true })
    .setInputFiles({ name: 'shop.log', mimeType: 'text/plain', buffer: Buffer.from(lines.join('\n')) });
  await expect(app.page).toHaveURL(/\/logs\?.*only=file%253Ashop\.log/, { timeout: 15_000 });
  await expect(app.page.getByText('log-text: 2 log records stored')).toBeVisible();
  await expect(app.page.getByText('it broke').first()).toBeVisible();
  await app.open('/settings?section=files');
  await app.page
    .getByRole('row', { name: /shop\.log/ })
    .getByRole('button', { name: 'Remove' })
    .click();
  await app.page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(app.page.getByText('0 spans and 2 log records removed')).toBeVisible();
});

test('log files to follow are set, and what becomes of them is told', async ({ app }) => {
  const path = join(mkdtempSync(join(tmpdir(), 'trivet-e2e-')), 'app.log');
  writeFileSync(path, '2024-03-01T10:00:00Z INFO one\n2024-03-01T10:00:05Z ERROR two\n');
  await app.open('/settings?section=log-files');
  await app.page.getByLabel('Path or glob of log files').fill(path);
  await app.page.getByLabel('Shown as').fill('shop');
  await app.page.getByRole('button', { name: 'Follow', exact: true }).click();
  const row = app.page.getByRole('table', { name: 'Followed log files' }).getByRole('row', { name: /shop/ });
  await expect(row).toContainText('2', { timeout: 15_000 });
  await expect(row).toContainText('followed');
  await app.page.getByRole('button', { name: `Follow ${path} no longer` }).click();
  await expect(row).toBeHidden({ timeout: 15_000 });
});
